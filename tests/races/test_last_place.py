"""Places of experts that are free are offered once each, however many organisers press at once."""

import pytest
from flask import Flask

from eventsapp.core.db import db
from eventsapp.core.outbox import Message
from eventsapp.events.rules import TeamRole
from eventsapp.experts.models import Application, Call
from eventsapp.experts.queries import places_of
from eventsapp.experts.rules import ApplicationStatus
from eventsapp.experts.services import applications, selection
from eventsapp.experts.services.selection import Choice
from tests import factories
from tests.conftest import sign_in
from tests.races.crowd import Crowd, Post, rush

pytestmark = pytest.mark.slow
SELECTED, RESERVE = ApplicationStatus.SELECTED, ApplicationStatus.RESERVE


def told(seats: int, reserves: int) -> tuple[Call, list[Application]]:
    """Save a told call that lacks one person, and return it with its reserve list."""
    call = factories.closed_call(seats=seats)
    chosen = [factories.application(call) for _ in range(seats)]
    waiting = [factories.application(call) for _ in range(reserves)]
    outcomes = {it.id: Choice(SELECTED) for it in chosen} | {
        it.id: Choice(RESERVE) for it in waiting
    }
    selection.decide(call, outcomes)
    selection.notify(call)
    applications.decline(chosen[0])
    return call, waiting


def session_of(app: Flask, call: Call) -> str:
    client = app.test_client()
    sign_in(client, factories.team(call.event, TeamRole.CO_ORGANISER))
    cookie = client.get_cookie("session")
    assert cookie is not None
    return cookie.value


def offering(call: Call, application: Application, session: str) -> Post:
    address = f"/organise/events/{call.event.slug}/selection/replacement/offer"
    return Post(f"{address}?application={application.id}", {"reason": "At once."}, session)


def test_one_free_place_is_offered_to_one_person(crowd: Crowd, installation: Flask) -> None:
    for _round in range(3):
        call, waiting = told(seats=2, reserves=8)
        sessions = [session_of(installation, call) for _ in range(2)]

        posts = [offering(call, it, sessions[place % 2]) for place, it in enumerate(waiting * 2)]
        answers = rush(crowd, posts)

        assert sorted(answers) == [302, *[409] * 15]
        assert places_of(call).taken == 2
        assert places_of(call).reserves == 7


def test_ten_times_the_same_click_is_one_offer(crowd: Crowd, installation: Flask) -> None:
    call, waiting = told(seats=1, reserves=2)
    session = session_of(installation, call)

    answers = rush(crowd, [offering(call, waiting[0], session)] * 10)

    assert sorted(answers) == [302, *[409] * 9]
    offered = [
        it.payload
        for it in db.session.query(Message).filter_by(name="application.decided")
        if it.payload["application_id"] == waiting[0].id
    ]
    assert len(offered) == 2  # the reserve list, then the place
