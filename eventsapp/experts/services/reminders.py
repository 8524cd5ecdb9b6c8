"""Remind, while there is still time, those who are to nominate and those whom they name."""

from datetime import timedelta

from eventsapp.core import clock, outbox
from eventsapp.experts.models import Call
from eventsapp.experts.rules.nominating import REMIND_BODIES_BEFORE, REMIND_NOMINEES_BEFORE


def set_reminders(call: Call) -> None:
    """Put the reminders for the deadline as it is now; those for an earlier one fall silent."""
    for days in REMIND_BODIES_BEFORE:
        _put(call, "nominations", "nominations.close_soon", days)
    for days in REMIND_NOMINEES_BEFORE:
        _put(call, "nominees", "nominees.close_soon", days)


def _put(call: Call, what: str, name: str, before: int) -> None:
    due_at = call.closes_at - timedelta(days=before)
    if due_at > clock.now():
        moment = call.closes_at.isoformat()
        outbox.put(
            name,
            due_at=due_at,
            key=f"call:{call.id}:{what}:{moment}:{before}",
            call_id=call.id,
            closes_at=moment,
        )
