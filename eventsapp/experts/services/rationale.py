"""Publish how the experts were selected, once everybody has been told; or take it back."""

from eventsapp.audit.services import record
from eventsapp.core import clock
from eventsapp.core.db import lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.experts.models import Call
from eventsapp.experts.queries.rationale import rationale
from eventsapp.experts.services.calls import about


class NothingToTell(Refused):
    """Nobody reads of a result before those whom it is about."""

    message = _(
        "How the experts were selected can be published once the results have been sent and"
        " recorded."
    )


def publish(call: Call) -> None:
    """Show the public how the experts were selected."""
    lock(call)
    if call.notified_at is None or rationale(call) is None:
        raise NothingToTell
    if call.rationale_at is None:
        call.rationale_at = clock.now()
        record("call.rationale_published", about(call))


def take_back(call: Call) -> None:
    """Show the public nothing of it any more."""
    lock(call)
    if call.rationale_at is not None:
        call.rationale_at = None
        record("call.rationale_taken_back", about(call))
