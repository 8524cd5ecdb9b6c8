"""The rules of registration."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from eventsapp.registration.rules import Status, can_move, is_open, status_for

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
