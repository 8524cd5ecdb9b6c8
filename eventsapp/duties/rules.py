"""When somebody is reminded of what they owe, and how near it is: pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from eventsapp.core.words import Words

#: Days from one's own due date on which one is reminded, those after it because it is late.
OFFSETS = (-14, -3, 1, 14)
#: Days ahead from which on something is soon.
SOON = 14


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One thing that one person owes now."""

    account_id: int
    #: The thing it is about, such as ``application:12``: one duty of a kind for each.
    about: str
    #: What stands in the sentence of its kind: the title of an event, say.
    title: Words
    main_language: str = "en"
    #: The values of the page's address.
    address: Mapping[str, str] = field(default_factory=dict)
    due_at: datetime | None = None
    #: IANA: the zone in which the deadline is named.
    zone: str = "UTC"
    #: Where mails about it are kept, and who answers questions.
    scope: str | None = None
    #: What mails about it are about, as those who may read them know it; None: the scope itself.
    mails_about: str | None = None
    #: Whose part in that thing they tell of, such as ``application:12``; None: of nobody's alone.
    mails_concern: str | None = None
    reply_to: str | None = None

    @property
    def number(self) -> int:
        """The key of the thing that it is about."""
        return int(self.about.rpartition(":")[2])


class Urgency(StrEnum):
    """How near a due date is."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    UNDATED = "undated"


def may_be_due(due_at: datetime, now: datetime, after: datetime | None = None) -> bool:
    """Tell whether something may be asked for until a moment: to come, and after what it needs."""
    return due_at > max(now, after or now)


def next_reminder(due_at: datetime, after: datetime) -> datetime | None:
    """Return the first moment after another at which to remind of a due date, if there is one."""
    moments = (due_at + timedelta(days=offset) for offset in OFFSETS)
    return next((moment for moment in moments if moment > after), None)


def offset_at(due_at: datetime, now: datetime) -> int | None:
    """Return the reminder that it is time for: the last whose moment has come."""
    passed = [offset for offset in OFFSETS if due_at + timedelta(days=offset) <= now]
    return passed[-1] if passed else None


def days_left(due_at: datetime, now: datetime, zone: str) -> int:
    """Count the days to a due date as calendars in its zone do: 0 is today."""
    here = ZoneInfo(zone)
    return (due_at.astimezone(here).date() - now.astimezone(here).date()).days


def urgency(due_at: datetime | None, now: datetime, zone: str) -> Urgency:
    """Say how near a due date is; its last moment itself is in time."""
    if due_at is None:
        return Urgency.UNDATED
    if due_at < now:
        return Urgency.LATE
    days = days_left(due_at, now, zone)
    if days == 0:
        return Urgency.TODAY
    return Urgency.SOON if days <= SOON else Urgency.LATER
