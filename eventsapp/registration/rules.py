"""The rules of registration: who gets a seat, who waits, and while it is open."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum


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
