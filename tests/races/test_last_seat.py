"""Nobody gets a seat that is not there, and no free seat stays empty, however many ask at once."""

import random
from collections import Counter

import pytest
from sqlalchemy import select

from eventsapp.core.db import db
from eventsapp.core.outbox import Message
from eventsapp.events.models import Event
from eventsapp.registration import queries
from eventsapp.registration.models import Registration
from eventsapp.registration.rules import Status
from tests import factories
from tests.races.crowd import Crowd, Post, rush

pytestmark = pytest.mark.slow
ROUNDS = 5
SEATS = 5


def asking(event: Event, name: str) -> Post:
    person = {"name": name, "email": f"{name}@example.org", "category": "participant"}
    return Post(f"/events/{event.slug}/register", person)


def cancelling(registration: Registration) -> Post:
    return Post(f"/registrations/{registration.token}/cancel", {})


def statuses(event: Event) -> dict[str, int]:
    rows = db.session.scalars(select(Registration.status).where(Registration.event_id == event.id))
    return dict(Counter(status.value for status in rows))


def news(event: Event) -> dict[str, int]:
    """Count the messages about an event's registrations, by name."""
    ids = {r.id for r in queries.registrations(event)}
    return dict(
        Counter(
            message.name
            for message in db.session.scalars(select(Message))
            if message.payload.get("registration_id") in ids
        )
    )


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_forty_who_ask_for_five_seats_get_five(crowd: Crowd, _round: int) -> None:
    event = factories.event(seats=SEATS)

    answers = rush(crowd, [asking(event, f"guest{n}") for n in range(40)])

    assert answers == [302] * 40
    assert statuses(event) == {"confirmed": SEATS, "waiting": 35}
    assert event.seats_taken == SEATS
    assert news(event) == {"registration.confirmed": SEATS, "registration.waiting": 35}


def test_one_seat_that_two_want_is_given_once(crowd: Crowd) -> None:
    for _round in range(ROUNDS):
        event = factories.event(seats=1)

        answers = rush(crowd, [asking(event, "ana"), asking(event, "bea")])

        assert answers == [302, 302]
        assert statuses(event) == {"confirmed": 1, "waiting": 1}


def test_ten_times_the_same_click_is_one_registration(crowd: Crowd) -> None:
    for _round in range(ROUNDS):
        event = factories.event(seats=SEATS)

        answers = rush(crowd, [asking(event, "ana")] * 10)

        assert answers == [302] * 10
        assert statuses(event) == {"confirmed": 1}
        assert event.seats_taken == 1
        assert news(event) == {"registration.confirmed": 1}


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_seats_that_become_free_go_to_those_who_wait_in_order(crowd: Crowd, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- only mixes the crowd
    event = factories.event(seats=SEATS)
    first = [factories.registration(event) for _ in range(SEATS)]
    queue = [factories.registration(event, status=Status.WAITING) for _ in range(12)]
    leaving = [*first, *chance.sample(queue, 4)]
    staying = [registration.name for registration in queue if registration not in leaving]
    posts = [cancelling(registration) for registration in leaving * 2]  # each clicks twice
    posts += [asking(event, f"late{n}") for n in range(15)]
    chance.shuffle(posts)

    answers = rush(crowd, posts)

    confirmed = [r.name for r in queries.registrations(event) if r.status is Status.CONFIRMED]
    assert answers == [302] * len(posts)
    assert confirmed == staying[:SEATS]
    assert [r.name for r in queries.waiting(event)][: len(staying) - SEATS] == staying[SEATS:]
    assert event.seats_taken == SEATS
    assert statuses(event) == {"confirmed": 5, "waiting": 18, "cancelled": 9}
    assert news(event)["registration.cancelled"] == len(leaving)
