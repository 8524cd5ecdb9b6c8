"""Move a call's deadline, open a closed call again, and remind those who are to nominate."""

from datetime import datetime

from eventsapp.audit.services import record
from eventsapp.core import clock, outbox
from eventsapp.core.db import lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.experts.models import Call
from eventsapp.experts.queries import may_amend
from eventsapp.experts.rules import CallStatus, Part, Phase
from eventsapp.experts.services.calls import about, move
from eventsapp.experts.services.reminders import set_reminders


class CannotExtend(Refused):
    """A deadline only moves away, and only while it has not passed."""

    message = _("A deadline can only be moved to a later time, and only before the call closes.")


class CannotReopen(Refused):
    """Reviewers have begun with what they were given."""

    message = _(
        "A call can be opened again only after it has closed and before any review has begun."
    )


class DeadlinePassed(Refused):
    """A call is opened for some time."""

    message = _("This deadline has passed: choose a later one.")


def extend(call: Call, closes_at: datetime) -> None:
    """Move the deadline away, for everyone, and tell all who have begun to apply."""
    lock(call)
    if call.phase(clock.now()) not in {Phase.UPCOMING, Phase.OPEN} or closes_at <= call.closes_at:
        raise CannotExtend
    before = call.closes_at
    call.closes_at = closes_at
    set_reminders(call)
    record("call.extended", about(call), before=before.isoformat(), after=closes_at.isoformat())
    outbox.put("call.extended", call_id=call.id, closes_at=closes_at.isoformat())


def reopen(call: Call, closes_at: datetime, reason: str) -> None:
    """Open a closed call again until another deadline, and tell all who have begun to apply."""
    lock(call)
    now = clock.now()
    if call.phase(now) is not Phase.CLOSED or Part.CRITERIA not in may_amend(call, now):
        raise CannotReopen
    if closes_at <= now:
        raise DeadlinePassed
    before = call.closes_at
    if call.status is CallStatus.CLOSED:
        move(call, CallStatus.PUBLISHED)
    call.closes_at, call.reopened_reason = closes_at, reason
    call.seed = call.seed_source = call.seeded_at = None  # who applies now comes after it
    set_reminders(call)
    record(
        "call.reopened",
        about(call),
        reason=reason,
        before=before.isoformat(),
        after=closes_at.isoformat(),
    )
    outbox.put("call.reopened", call_id=call.id, closes_at=closes_at.isoformat())
