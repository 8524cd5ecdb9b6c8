"""Of organisers who confirm one mailing at once, all confirm the same one, and it is sent once."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventsapp.audit.models import Entry
from eventsapp.core.db import db
from eventsapp.core.outbox import Message
from eventsapp.core.words import Words
from eventsapp.events.rules import TeamRole
from eventsapp.mailings.models import MailingRecipient
from eventsapp.mailings.queries.audience import gathering
from eventsapp.mailings.rules import Audience, Plan
from eventsapp.mailings.services.mailings import draft
from tests import factories
from tests.conftest import sign_in
from tests.races.crowd import Crowd, Post, rush

pytestmark = pytest.mark.slow


def test_a_mailing_that_many_confirm_at_once_is_confirmed_once(
    crowd: Crowd, installation: Flask
) -> None:
    event = factories.event()
    for _ in range(20):
        factories.registration(event)
    organiser = factories.team(event, TeamRole.CO_ORGANISER)
    client = installation.test_client()
    sign_in(client, organiser)
    cookie = client.get_cookie("session")
    assert cookie is not None
    words = {"subject": Words.of(en="News"), "text": Words.of(en="Dear {name}")}
    to = Audience(places=("confirmed",))
    mailing = draft(event, organiser, **words, audience=to, plan=Plan())
    seal = gathering(event, to).seal(mailing.version)
    address = f"/organise/events/{event.slug}/mails/mailings/{mailing.id}/confirm"

    answers = rush(crowd, [Post(address, {"seal": seal}, cookie.value)] * 16)

    count = func.count()
    confirmed = select(count).where(Entry.action == "mailing.confirmed")
    messages = select(count).where(Message.name == "mailing.due")
    recipients = select(count).where(MailingRecipient.mailing_id == mailing.id)
    assert answers == [302] * 16
    assert [db.session.scalar(it) for it in (confirmed, messages, recipients)] == [1, 1, 20]
