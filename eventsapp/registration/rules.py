"""The rules of registration: who gets a seat, who waits, and while it is open."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from eventsapp.core.names import unaccented
from eventsapp.events.rules import Modality
from eventsapp.events.rules import Status as EventStatus


class Status(StrEnum):
    """Where a registration stands."""

    INVITED = "invited"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class Category(StrEnum):
    """As what somebody takes part."""

    PARTICIPANT = "participant"
    EXPERT = "expert"
    DELEGATE = "delegate"
    OBSERVER = "observer"
    SECRETARIAT = "secretariat"
    PRESS = "press"
    INTERPRETER = "interpreter"


#: What people may say of themselves; experts are chosen, and the secretariat is named.
SELF_CHOSEN = (
    Category.PARTICIPANT,
    Category.DELEGATE,
    Category.OBSERVER,
    Category.PRESS,
    Category.INTERPRETER,
)


class Closed(StrEnum):
    """Why one cannot register."""

    NOT_YET = "not_yet"
    NO_DAY = "no_day"
    BY_CHOICE = "by_choice"
    TOO_LATE = "too_late"
    BEGUN = "begun"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class Change(StrEnum):
    """What people must know of when it changes."""

    TIME = "time"
    PLACE = "place"
    LINK = "link"


class News(StrEnum):
    """What a mail about changes says first."""

    MOVED = "moved"
    POSTPONED = "postponed"
    LINK = "link"


#: Several edits within this time become one mail.
SETTLING = timedelta(minutes=10)
#: Shortly before an event nobody can wait for that.
SHORTLY = timedelta(hours=2)

#: A repeat within this time is the same click; a later one is a question, answered by mail.
SAME_CLICK = timedelta(minutes=10)

#: Characters of a tag, and tags of an event.
LONGEST_TAG, MOST_TAGS = 40, 50

_CLOSED_BY_STATUS: Mapping[EventStatus, Closed] = {
    EventStatus.DRAFT: Closed.NOT_YET,
    EventStatus.PLANNED: Closed.NOT_YET,
    EventStatus.HELD: Closed.BEGUN,
    EventStatus.REPORTED: Closed.BEGUN,
    EventStatus.POSTPONED: Closed.POSTPONED,
    EventStatus.CANCELLED: Closed.CANCELLED,
}
_MOVES: Mapping[Status, frozenset[Status]] = {
    Status.INVITED: frozenset(
        {Status.CONFIRMED, Status.WAITING, Status.DECLINED, Status.CANCELLED}
    ),
    Status.WAITING: frozenset({Status.CONFIRMED, Status.CANCELLED}),
    Status.CONFIRMED: frozenset({Status.CANCELLED}),
    # People change their minds: they ask again, and get what is left.
    Status.DECLINED: frozenset({Status.CONFIRMED, Status.WAITING}),
    Status.CANCELLED: frozenset({Status.CONFIRMED, Status.WAITING}),
}


def can_move(now: Status, then: Status) -> bool:
    """Tell whether a registration may go from one status to the other."""
    return then in _MOVES[now]


def status_for(seats: int | None, taken: int) -> Status:
    """Give a seat while there is one, otherwise a place in the queue; None seats are no limit.

    Seats that are held for the invited count as taken.
    """
    return Status.CONFIRMED if seats is None or taken < seats else Status.WAITING


def is_open(
    opens: datetime | None, closes: datetime | None, starts: datetime | None, now: datetime
) -> bool:
    """Tell whether one may register now.

    Without an opening it is open at once, without a closing until the event starts; the closing
    moment itself is in time. An event whose start nobody knows is not open yet.
    """
    if starts is None or now >= starts:
        return False
    return (opens is None or opens <= now) and (closes is None or now <= closes)


def why_closed(
    status: EventStatus,
    *,
    for_anyone: bool,
    closes: datetime | None,
    starts: datetime | None,
    now: datetime,
) -> Closed | None:
    """Say why one cannot register for an event now; None where one can."""
    if reason := _CLOSED_BY_STATUS.get(status):
        return reason
    if not for_anyone:
        return Closed.BY_CHOICE
    if is_open(None, closes, starts, now):
        return None
    if starts is None:
        return Closed.NO_DAY
    return Closed.BEGUN if now >= starts else Closed.TOO_LATE


def holds_seat(status: Status | None) -> bool:
    """Tell whether a registration counts among the seats taken; None is one not yet made."""
    return status in {Status.CONFIRMED, Status.INVITED}


def may_move_up(status: EventStatus, starts: datetime | None, now: datetime) -> bool:
    """Tell whether those who wait still get what becomes free: until the event begins."""
    return status in {EventStatus.PLANNED, EventStatus.OPEN} and (starts is None or now < starts)


def may_cancel(
    status: Status, event_status: EventStatus, starts: datetime | None, now: datetime
) -> bool:
    """Tell whether people may give up their own place: until the event begins or is called off."""
    over = _CLOSED_BY_STATUS.get(event_status) in {Closed.BEGUN, Closed.CANCELLED}
    return can_move(status, Status.CANCELLED) and not over and (starts is None or now < starts)


def is_same_click(asked_at: datetime, now: datetime) -> bool:
    """Tell whether a repeat is the same click, so that nothing is left to say."""
    return now - asked_at <= SAME_CLICK


def may_believe(sender: str, person: str, *, has_secret: bool, is_genuine: bool | None) -> bool:
    """Tell whether an answer is the person's own: from their address, and not only by its word.

    Either it went to the address that only their invitation names, or our own mail server found
    the sender to be real; what that server found to be forged is never believed.
    """
    if sender != person or is_genuine is False:
        return False
    return has_secret or is_genuine is True


def is_current(
    sequence: int,
    made_at: datetime,
    *,
    invited_sequence: int,
    invited_at: datetime,
    answered_at: datetime | None,
) -> bool:
    """Tell whether an answer is the newest, and to the invitation that stands (RFC 5546 2.1.5).

    Some calendars answer with an older SEQUENCE: then what counts is whether they answered after
    the invitation was written.
    """
    if answered_at is not None and made_at <= answered_at:
        return False
    return sequence == invited_sequence or (sequence < invited_sequence and made_at > invited_at)


def what_changed(told: Mapping[str, Any], now: Mapping[str, Any]) -> frozenset[Change]:
    """Compare what somebody was told with how things stand; a link that is gone is no news."""
    changed = {Change.LINK} if now[Change.LINK] not in {None, told[Change.LINK]} else set()
    if _time_as_read(*told[Change.TIME]) != _time_as_read(*now[Change.TIME]):
        changed.add(Change.TIME)
    if _place_as_read(*told[Change.PLACE]) != _place_as_read(*now[Change.PLACE]):
        changed.add(Change.PLACE)
    return frozenset(changed)


def _time_as_read(*facts: Any) -> tuple[Any, ...]:
    """Return what mails say of a time: a zone only beside hours, and not how it was worded."""
    first, last, starts, ends, zone, _words, precision, is_postponed = facts
    return first, last, starts, ends, starts and zone, precision, is_postponed


def _place_as_read(*facts: Any) -> tuple[Any, ...]:
    """Return what mails say of a place: how it was worded only where nothing else is known."""
    modality, *known, words = facts
    if modality == Modality.ONLINE:
        return (modality,)
    return (modality, *known) if any(known) else (modality, words)


def news_in(changes: Collection[Change], status: EventStatus) -> News:
    """Say what comes first for the reader of some changes."""
    if Change.TIME in changes and status is EventStatus.POSTPONED:
        return News.POSTPONED
    return News.LINK if set(changes) == {Change.LINK} else News.MOVED


def tell_at(now: datetime, starts: Iterable[datetime | None]) -> datetime:
    """Say when to tell people of a change, if no other one follows.

    ``starts``: when the event begins, by what is true now and by what people know.
    """
    soon = any(it is not None and it - now < SHORTLY for it in starts)
    return now if soon else now + SETTLING


def as_tag(said: str) -> str:
    """Write a tag as it is kept, with single spaces; "" where there is nothing to see."""
    tag = " ".join(said.split())
    return tag if any(c.isprintable() for c in tag_key(tag).replace(" ", "")) else ""


def tag_key(tag: str) -> str:
    """Return what makes two tags the same: how they are spelt, whatever the case and accents."""
    return unaccented(" ".join(tag.split()))
