"""The only place that asks what time it is, and that turns wall clocks into moments."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

#: Where a day ends last (UTC-12): until then it is over nowhere.
LAST_ZONE = "Etc/GMT+12"


def now() -> datetime:
    """Return the current moment, aware, in UTC."""
    return datetime.now(UTC)


def moment(wall: datetime, zone: str) -> datetime:
    """Turn what a clock on the wall shows in a zone into a moment.

    A wall time that the zone skips is read with the offset before the change, one that it
    shows twice as the first of the two (PEP 495, fold=0).
    """
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def wall(moment: datetime, zone: str) -> datetime:
    """Return what a clock on the wall shows at a moment in a zone: naive."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def end_of(day: date, zone: str) -> datetime:
    """Return the last moment of a day in a zone, to the second."""
    return moment(datetime.combine(day, time(23, 59, 59)), zone)


def today(zone: str) -> date:
    """Return the day it is now in a zone."""
    return now().astimezone(ZoneInfo(zone)).date()
