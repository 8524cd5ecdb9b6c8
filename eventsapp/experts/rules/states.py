"""Where a call or an application stands, and where it may go from there."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeVar


class CallStatus(StrEnum):
    """Where a call for experts stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    UNDER_REVIEW = "under_review"
    DECIDED = "decided"
    NOTIFIED = "notified"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


class ApplicationStatus(StrEnum):
    """Where an expert's application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    INELIGIBLE = "ineligible"
    SELECTED = "selected"
    RESERVE = "reserve"
    NOT_SELECTED = "not_selected"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    WITHDRAWN = "withdrawn"


_CALL_MOVES: Mapping[CallStatus, frozenset[CallStatus]] = {
    CallStatus.DRAFT: frozenset({CallStatus.PUBLISHED, CallStatus.WITHDRAWN}),
    CallStatus.PUBLISHED: frozenset({CallStatus.CLOSED, CallStatus.WITHDRAWN}),
    # A closed call may be reopened, for a reason that is said in public.
    CallStatus.CLOSED: frozenset(
        {CallStatus.PUBLISHED, CallStatus.UNDER_REVIEW, CallStatus.WITHDRAWN}
    ),
    CallStatus.UNDER_REVIEW: frozenset({CallStatus.DECIDED, CallStatus.WITHDRAWN}),
    # An outcome may be taken back while nobody has been told.
    CallStatus.DECIDED: frozenset(
        {CallStatus.UNDER_REVIEW, CallStatus.NOTIFIED, CallStatus.WITHDRAWN}
    ),
    CallStatus.NOTIFIED: frozenset({CallStatus.COMPLETED}),
}


_APPLICATION_MOVES: Mapping[ApplicationStatus, frozenset[ApplicationStatus]] = {
    ApplicationStatus.DRAFT: frozenset({ApplicationStatus.SUBMITTED, ApplicationStatus.WITHDRAWN}),
    ApplicationStatus.SUBMITTED: frozenset(
        {
            ApplicationStatus.INELIGIBLE,
            ApplicationStatus.SELECTED,
            ApplicationStatus.RESERVE,
            ApplicationStatus.NOT_SELECTED,
            ApplicationStatus.WITHDRAWN,
        }
    ),
    ApplicationStatus.RESERVE: frozenset(
        {
            ApplicationStatus.SELECTED,
            ApplicationStatus.NOT_SELECTED,
            ApplicationStatus.WITHDRAWN,
        }
    ),
    ApplicationStatus.SELECTED: frozenset(
        {
            ApplicationStatus.ACCEPTED,
            ApplicationStatus.DECLINED,
            ApplicationStatus.NO_ANSWER,
            ApplicationStatus.WITHDRAWN,
        }
    ),
    ApplicationStatus.ACCEPTED: frozenset({ApplicationStatus.WITHDRAWN}),
    # An organiser may give more time after all, while the place is still free.
    ApplicationStatus.NO_ANSWER: frozenset({ApplicationStatus.SELECTED}),
}


_Status = TypeVar("_Status", CallStatus, ApplicationStatus)


def can_move(now: _Status, then: _Status) -> bool:
    """Tell whether a call, or an application, may go from one status to the other."""
    if isinstance(now, CallStatus):
        return then in _CALL_MOVES.get(now, ())
    return then in _APPLICATION_MOVES.get(now, ())


def is_open(opens_at: datetime, closes_at: datetime, now: datetime) -> bool:
    """Tell whether one may apply now; the closing moment itself is in time."""
    return opens_at <= now <= closes_at


class Phase(StrEnum):
    """Where a call stands by the clock: its status, and whether one may apply."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"
    UNDER_REVIEW = "under_review"
    DECIDED = "decided"
    NOTIFIED = "notified"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


def phase(status: CallStatus, opens_at: datetime, closes_at: datetime, now: datetime) -> Phase:
    """Tell where a call stands now: a published call opens and closes by the clock."""
    if status is not CallStatus.PUBLISHED:
        return Phase(status.value)
    if now < opens_at:
        return Phase.UPCOMING
    return Phase.OPEN if is_open(opens_at, closes_at, now) else Phase.CLOSED
