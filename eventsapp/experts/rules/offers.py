"""Until when an offered place waits for an answer."""

from datetime import date, datetime, timedelta

#: Nobody waits longer for an answer, whatever an organiser types.
LONGEST = timedelta(days=365)


def last_day(today: date, days: int, begins: date | None) -> date:
    """Return the last day for an answer: so many days from now, yet before the event begins.

    ``begins`` is the event's first day, where that is known; no day that has passed is returned.
    """
    day = today + timedelta(days=days)
    if begins is not None:
        day = min(day, begins - timedelta(days=1))
    return max(day, today)


def may_wait_until(day: date, today: date, begins: date | None) -> bool:
    """Tell whether somebody may be given time until a day: not past, before the event, in sight."""
    return today <= day <= today + LONGEST and (begins is None or day < begins)


def is_in_time(answer_by: datetime | None, now: datetime) -> bool:
    """Tell whether an answer counts: the last moment itself is in time, and no date never ends."""
    return answer_by is None or now <= answer_by
