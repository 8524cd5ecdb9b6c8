"""When one is reminded of what one owes (rule R13), and how near it is."""

from datetime import UTC, datetime, timedelta

import pytest

from eventsapp.duties.rules import Urgency, days_left, next_reminder, offset_at, urgency

DUE = datetime(2026, 3, 31, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "then", "offset"),
    [
        # days from the due date: when to remind next, and of what it is time to remind
        (-30, -14, None),
        (-14.001, -14, None),
        (-14, -3, -14),
        (-5, -3, -14),
        (-3, 1, -3),
        (0, 1, -3),
        (0.999, 1, -3),
        (1, 14, 1),
        (13, 14, 1),
        (14, None, 14),
        (400, None, 14),
    ],
)
def test_reminders_come_fourteen_and_three_days_before_and_one_and_fourteen_after(
    days: float, then: int | None, offset: int | None
) -> None:
    now = DUE + timedelta(days=days)

    due = next_reminder(DUE, now)

    assert due == (None if then is None else DUE + timedelta(days=then))
    assert offset_at(DUE, now) == offset


def test_an_extension_begins_anew_with_what_is_still_to_come() -> None:
    two_days_before = DUE - timedelta(days=2)

    later = next_reminder(DUE + timedelta(days=10), two_days_before)

    assert later == DUE + timedelta(days=10 - 3)


@pytest.mark.parametrize(
    ("now", "zone", "near", "days"),
    [
        (datetime(2026, 3, 31, 22, tzinfo=UTC), "UTC", Urgency.TODAY, 0),
        (datetime(2026, 3, 31, 22, 0, 1, tzinfo=UTC), "UTC", Urgency.LATE, 0),
        (datetime(2026, 3, 30, 23, tzinfo=UTC), "UTC", Urgency.SOON, 1),
        # In Tokyo it is due on 1 April, at seven in the morning.
        (datetime(2026, 3, 31, 14, 59, tzinfo=UTC), "Asia/Tokyo", Urgency.SOON, 1),
        (datetime(2026, 3, 31, 15, tzinfo=UTC), "Asia/Tokyo", Urgency.TODAY, 0),
        (datetime(2026, 3, 17, 12, tzinfo=UTC), "UTC", Urgency.SOON, 14),
        (datetime(2026, 3, 16, 12, tzinfo=UTC), "UTC", Urgency.LATER, 15),
        (datetime(2026, 4, 2, 12, tzinfo=UTC), "UTC", Urgency.LATE, -2),
    ],
)
def test_nearness_is_counted_in_days_of_the_zone_of_the_deadline(
    now: datetime, zone: str, near: Urgency, days: int
) -> None:
    assert (urgency(DUE, now, zone), days_left(DUE, now, zone)) == (near, days)


def test_what_has_no_date_is_never_late() -> None:
    assert urgency(None, DUE, "UTC") is Urgency.UNDATED
