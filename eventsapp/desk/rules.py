"""What an organiser has to do, as plain values in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

#: How many days ahead a deadline is something to do.
AHEAD_DAYS = 14


class ToDoKind(StrEnum):
    """What there is to do, most urgent first."""

    FAILED_MAILS = "failed_mails"
    OUTCOME = "outcome"
    APPLICATIONS = "applications"
    REPORT = "report"
    WAITING_LIST = "waiting_list"
    CALL_CLOSES = "call_closes"
    REGISTRATION_CLOSES = "registration_closes"
    EVENT_BEGINS = "event_begins"


_URGENCY = list(ToDoKind)


@dataclass(frozen=True, kw_only=True)
class ToDo:
    """One thing to do for one event, or for none."""

    kind: ToDoKind
    slug: str = ""
    title: str = ""
    count: int = 0
    due: date | None = None


def in_order(duties: Iterable[ToDo]) -> list[ToDo]:
    """Put what is late before what comes, and what comes by its day."""
    return sorted(
        duties,
        key=lambda it: (
            _URGENCY.index(it.kind) if it.due is None else len(_URGENCY),
            it.due or date.max,
            it.title.casefold(),
        ),
    )
