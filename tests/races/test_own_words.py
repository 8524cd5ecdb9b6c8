"""Of organisers who save the words of one mail at once, one is first and the rest are told."""

import pytest
from flask import Flask
from sqlalchemy import select

from eventsapp.core.db import db
from eventsapp.events.rules import TeamRole
from eventsapp.notices.models import OwnWording
from tests import factories
from tests.conftest import sign_in
from tests.races.crowd import Crowd, Post, rush

pytestmark = pytest.mark.slow


def test_the_first_words_are_kept_and_nobody_overwrites_what_they_have_not_seen(
    crowd: Crowd, installation: Flask
) -> None:
    event = factories.event()
    client = installation.test_client()
    sign_in(client, factories.team(event, TeamRole.CO_ORGANISER))
    cookie = client.get_cookie("session")
    assert cookie is not None
    address = f"/organise/events/{event.slug}/mails/wordings/registration_confirmed/en"

    for version in range(3):
        posts = [
            Post(
                address,
                {"subject": f"Words {n}", "text": "{link}", "seen": str(version)},
                cookie.value,
            )
            for n in range(8)
        ]
        answers = rush(crowd, posts)

        assert sorted(answers) == [302, *[422] * 7]
        db.session.expire_all()
        kept = db.session.scalars(
            select(OwnWording).where(OwnWording.scope == event.mail_scope)
        ).one()
        assert kept.version == version + 1
        db.session.commit()
