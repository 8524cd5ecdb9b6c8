"""When a person's own calendar rings: pure."""

from datetime import timedelta
from enum import StrEnum


class Alarm(StrEnum):
    """How long before an entry to ring."""

    NONE = "none"
    QUARTER = "quarter"
    HOUR = "hour"
    DAY = "day"


_BEFORE = {
    Alarm.QUARTER: timedelta(minutes=15),
    Alarm.HOUR: timedelta(hours=1),
    Alarm.DAY: timedelta(days=1),
}
#: Whole days begin at midnight, when nobody wants to be woken: nine in the morning before.
BEFORE_WHOLE_DAYS = timedelta(hours=15)


def rings_before(alarm: Alarm, *, whole_days: bool, takes_place: bool) -> timedelta | None:
    """Say how long before its beginning an entry rings; None: not at all."""
    if alarm is Alarm.NONE or not takes_place:
        return None
    return BEFORE_WHOLE_DAYS if whole_days else _BEFORE[alarm]
