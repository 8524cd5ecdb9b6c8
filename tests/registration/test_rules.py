"""The rules of registration."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from eventsapp.events.rules import Status as EventStatus
from eventsapp.registration.rules import (
    Closed,
    Status,
    can_move,
    holds_seat,
    is_open,
    may_cancel,
    may_move_up,
    status_for,
    why_closed,
)

OPENS = datetime(2026, 3, 1, 9, tzinfo=UTC)
CLOSES = datetime(2026, 4, 1, 22, tzinfo=UTC)
STARTS = datetime(2026, 5, 1, 8, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("seats", "taken", "status"),
    [
        (2, 1, Status.CONFIRMED),
        (2, 2, Status.WAITING),
        (0, 0, Status.WAITING),
        (40, 39, Status.CONFIRMED),
        (40, 40, Status.WAITING),
        (40, 41, Status.WAITING),
        (None, 0, Status.CONFIRMED),
        (None, 10_000, Status.CONFIRMED),
    ],
)
def test_there_is_a_seat_while_there_is_one(seats: int | None, taken: int, status: Status) -> None:
    assert status_for(seats, taken) == status


@pytest.mark.parametrize(
    ("now", "is_it"),
    [
        (OPENS - MOMENT, False),
        (OPENS, True),
        (CLOSES, True),
        (CLOSES + MOMENT, False),
    ],
)
def test_registration_is_open_from_its_opening_to_its_closing(
    now: datetime, *, is_it: bool
) -> None:
    assert is_open(OPENS, CLOSES, STARTS, now) is is_it


@pytest.mark.parametrize(("now", "is_it"), [(STARTS - MOMENT, True), (STARTS, False)])
def test_without_a_closing_it_is_open_until_the_event_starts(now: datetime, *, is_it: bool) -> None:
    assert is_open(OPENS, None, STARTS, now) is is_it


def test_without_an_opening_it_is_open_at_once() -> None:
    assert is_open(None, CLOSES, STARTS, OPENS - timedelta(days=900))


def test_a_closing_after_the_start_keeps_nothing_open() -> None:
    assert not is_open(OPENS, STARTS + timedelta(days=1), STARTS, STARTS)


def test_nobody_registers_for_an_event_without_a_day() -> None:
    assert not is_open(OPENS, CLOSES, None, OPENS)


def test_registrations_move_along_these_ways_only() -> None:
    moves = {f"{now} > {then}" for now, then in product(Status, repeat=2) if can_move(now, then)}

    assert moves == {
        "invited > confirmed",
        "invited > waiting",
        "invited > declined",
        "invited > cancelled",
        "waiting > confirmed",
        "waiting > cancelled",
        "confirmed > cancelled",
        "declined > confirmed",
        "declined > waiting",
        "cancelled > confirmed",
        "cancelled > waiting",
    }


@pytest.mark.parametrize(
    ("status", "for_anyone", "starts", "now", "why"),
    [
        (EventStatus.OPEN, True, STARTS, OPENS, None),
        (EventStatus.OPEN, True, STARTS, CLOSES, None),
        (EventStatus.OPEN, True, STARTS, CLOSES + MOMENT, Closed.TOO_LATE),
        (EventStatus.OPEN, True, STARTS, STARTS, Closed.BEGUN),
        (EventStatus.OPEN, True, None, OPENS, Closed.NO_DAY),
        (EventStatus.OPEN, False, STARTS, OPENS, Closed.BY_CHOICE),
        (EventStatus.DRAFT, True, STARTS, OPENS, Closed.NOT_YET),
        (EventStatus.PLANNED, True, STARTS, OPENS, Closed.NOT_YET),
        (EventStatus.HELD, True, STARTS, OPENS, Closed.BEGUN),
        (EventStatus.REPORTED, True, STARTS, OPENS, Closed.BEGUN),
        (EventStatus.POSTPONED, True, STARTS, OPENS, Closed.POSTPONED),
        (EventStatus.CANCELLED, False, STARTS, OPENS, Closed.CANCELLED),
    ],
)
def test_a_closed_event_has_one_reason(
    status: EventStatus,
    starts: datetime | None,
    now: datetime,
    why: Closed | None,
    *,
    for_anyone: bool,
) -> None:
    said = why_closed(status, for_anyone=for_anyone, closes=CLOSES, starts=starts, now=now)

    assert said is why


def test_seats_are_held_by_the_confirmed_and_the_invited() -> None:
    assert {status for status in Status if holds_seat(status)} == {
        Status.CONFIRMED,
        Status.INVITED,
    }
    assert not holds_seat(None)


@pytest.mark.parametrize(("now", "is_it"), [(STARTS - MOMENT, True), (STARTS, False)])
def test_people_move_up_and_cancel_until_the_event_begins(now: datetime, *, is_it: bool) -> None:
    assert may_move_up(EventStatus.OPEN, STARTS, now) is is_it
    assert may_cancel(Status.CONFIRMED, EventStatus.OPEN, STARTS, now) is is_it


def test_nobody_moves_up_at_a_cancelled_event() -> None:
    assert not may_move_up(EventStatus.CANCELLED, STARTS, OPENS)
