"""Remind those whose drafts wait, while there is still time."""

from datetime import timedelta

from eventsapp.core import clock, outbox
from eventsapp.experts.models import Call

#: Days before the deadline.
REMIND_BEFORE = (3, 1)


def remind_drafts(call: Call) -> None:
    """Put the reminders for the deadline as it is now; those for an earlier one fall silent."""
    for days in REMIND_BEFORE:
        due_at = call.closes_at - timedelta(days=days)
        if due_at > clock.now():
            moment = call.closes_at.isoformat()
            outbox.put(
                "call.closes_soon",
                due_at=due_at,
                key=f"call:{call.id}:closes-soon:{moment}:{days}",
                call_id=call.id,
                closes_at=moment,
                days=days,
            )
