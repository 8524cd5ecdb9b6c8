"""The rules of events."""

from datetime import UTC, date, datetime, timedelta

import pytest

from eventsapp.events.rules import (
    Clash,
    Modality,
    Need,
    Slot,
    Span,
    Status,
    can_move,
    clashes,
    is_registration_open,
    may_have_been_held,
    needs,
    outcome_unrecorded,
    outside,
    reordered,
    status_when_published,
    swapped,
)

FIRST, LAST = date(2027, 4, 26), date(2027, 4, 27)


def at(hour: int, minute: int = 0, day: int = 26) -> datetime:
    return datetime(2027, 4, day, hour, minute, tzinfo=UTC)


def slot(key: int, start: int, end: int, room: str | None = None, *people: str) -> Slot:
    return Slot(key, at(start), at(end), room, frozenset(people))


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (Status.DRAFT, {Status.PLANNED, Status.OPEN}),
        (Status.PLANNED, {Status.OPEN, Status.HELD, Status.POSTPONED, Status.CANCELLED}),
        (Status.OPEN, {Status.PLANNED, Status.HELD, Status.POSTPONED, Status.CANCELLED}),
        (Status.HELD, {Status.REPORTED}),
        (Status.REPORTED, {Status.HELD}),
        (Status.POSTPONED, {Status.PLANNED, Status.OPEN, Status.CANCELLED}),
        (Status.CANCELLED, set()),
    ],
)
def test_the_life_of_an_event(now: Status, then: set[Status]) -> None:
    assert {status for status in Status if can_move(now, status)} == then


@pytest.mark.parametrize(("days_known", "status"), [(True, Status.OPEN), (False, Status.PLANNED)])
def test_only_known_days_open_an_event(*, days_known: bool, status: Status) -> None:
    assert status_when_published(days_known=days_known) == status


@pytest.mark.parametrize(
    ("days_known", "modality", "missing"),
    [
        (True, Modality.IN_PERSON, [Need.TITLE, Need.PLACE, Need.CONTACT]),
        (True, Modality.ONLINE, [Need.TITLE, Need.LINK, Need.CONTACT]),
        (True, Modality.HYBRID, [Need.TITLE, Need.PLACE, Need.LINK, Need.CONTACT]),
        (False, Modality.IN_PERSON, [Need.TITLE]),
    ],
)
def test_what_publishing_needs(
    *, days_known: bool, modality: Modality, missing: list[Need]
) -> None:
    lacking = needs(
        days_known=days_known,
        modality=modality,
        has_title=False,
        has_place=False,
        has_link=False,
        has_contact=False,
    )

    assert lacking == missing


@pytest.mark.parametrize(
    ("status", "latest", "unrecorded"),
    [
        (Status.PLANNED, date(2000, 4, 30), True),
        (Status.OPEN, date(2000, 4, 30), True),
        (Status.PLANNED, date(2027, 4, 30), False),
        (Status.PLANNED, None, False),
        (Status.HELD, date(2000, 4, 30), False),
        (Status.CANCELLED, date(2000, 4, 30), False),
    ],
)
def test_a_planned_event_whose_date_has_passed_has_no_recorded_outcome(
    *, status: Status, latest: date | None, unrecorded: bool
) -> None:
    assert outcome_unrecorded(status, latest, date(2026, 1, 1)) is unrecorded


@pytest.mark.parametrize(
    ("earliest", "possible"), [(None, True), (FIRST, True), (FIRST + timedelta(days=1), False)]
)
def test_what_lies_ahead_was_not_held(*, earliest: date | None, possible: bool) -> None:
    assert may_have_been_held(earliest, FIRST) is possible


@pytest.mark.parametrize(
    ("starts", "ends", "left"),
    [
        (
            datetime.fromisoformat("2027-04-26 00:00"),
            datetime.fromisoformat("2027-04-26 01:00"),
            False,
        ),
        (
            datetime.fromisoformat("2027-04-27 23:00"),
            datetime.fromisoformat("2027-04-27 23:59"),
            False,
        ),
        (
            datetime.fromisoformat("2027-04-25 23:00"),
            datetime.fromisoformat("2027-04-26 01:00"),
            True,
        ),
        (
            datetime.fromisoformat("2027-04-27 23:00"),
            datetime.fromisoformat("2027-04-28 01:00"),
            True,
        ),
    ],
)
def test_items_stay_within_the_days(*, starts: datetime, ends: datetime, left: bool) -> None:
    assert outside(FIRST, LAST, starts, ends) is left


def test_unknown_days_hold_no_items() -> None:
    assert (
        outside(
            None,
            None,
            datetime.fromisoformat("2027-04-26 09:00"),
            datetime.fromisoformat("2027-04-26 10:00"),
        )
        is True
    )


@pytest.mark.parametrize(
    ("status", "open_to_all", "closes", "starts", "is_open"),
    [
        (Status.OPEN, True, None, at(12), True),
        (Status.OPEN, True, at(9), at(12), True),  # the closing moment itself is in time
        (Status.OPEN, True, at(8), at(12), False),
        (Status.OPEN, True, None, at(9), False),
        (Status.OPEN, True, None, None, False),
        (Status.OPEN, False, None, at(12), False),
        (Status.PLANNED, True, None, at(12), False),
    ],
)
def test_while_anyone_may_register(
    *,
    status: Status,
    open_to_all: bool,
    closes: datetime | None,
    starts: datetime | None,
    is_open: bool,
) -> None:
    assert is_registration_open(status, open_to_all, closes, starts, at(9)) is is_open


def test_items_that_share_time_and_room_or_person_clash() -> None:
    slots = [
        slot(1, 9, 11, "Blue", "ana"),
        slot(2, 10, 12, "Blue", "ben"),
        slot(3, 10, 12, "Red", "ana"),
        slot(4, 11, 12, "Green", "ana"),
        slot(5, 9, 12),
    ]

    assert clashes(slots) == [
        Clash(1, 2, "Blue", frozenset()),
        Clash(1, 3, None, frozenset({"ana"})),
        Clash(3, 4, None, frozenset({"ana"})),
    ]


def test_neighbours_change_places_and_keep_length_and_pause() -> None:
    long, short = Span(at(9), at(11)), Span(at(11, 30), at(12))

    long_now, short_now = swapped(long, short)

    assert short_now == Span(at(9), at(9, 30))
    assert long_now == Span(at(10), at(12))


@pytest.mark.parametrize(
    ("moved", "step", "order"),
    [(1, -1, [1, 2, 3]), (2, -1, [2, 1, 3]), (2, 1, [1, 3, 2]), (3, 1, [1, 2, 3])],
)
def test_one_moves_by_a_step_and_stops_at_the_end(moved: int, step: int, order: list[int]) -> None:
    assert reordered([1, 2, 3], moved, step) == order
