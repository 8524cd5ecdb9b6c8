"""Complete a call: no place is offered any more, and those still on the reserve list are told."""

from datetime import datetime, time

from sqlalchemy import select

from eventsapp.audit.services import record
from eventsapp.core import clock, outbox
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _, ngettext
from eventsapp.events.models import Event
from eventsapp.events.rules import Status
from eventsapp.experts.models import Application, Call
from eventsapp.experts.queries import places_of
from eventsapp.experts.rules import ApplicationStatus, CallStatus, Phase
from eventsapp.experts.services.calls import about, move

#: While an event is in one of these, it does not begin, whatever its date says.
_NOT_ON = frozenset({Status.DRAFT, Status.POSTPONED, Status.CANCELLED})


class NothingToComplete(Refused):
    """Only a call whose results are sent ends so."""

    message = _("A call can be completed only after its results have been sent, and only once.")


class AnswersMissing(Refused):
    """Somebody may still decline, and would need a replacement."""


def complete(call: Call) -> int:
    """End a call whose places are all answered; return how many reserves are told so."""
    lock(call)
    if call.phase(clock.now()) is not Phase.NOTIFIED:
        raise NothingToComplete
    if waiting := places_of(call).awaited:
        raise AnswersMissing(
            ngettext(
                "%(num)s person has not answered yet. Wait for the answer or "
                "for the last day to answer.",
                "%(num)s people have not answered yet. Wait for their answers "
                "or for the last day to answer.",
                waiting,
            )
        )
    return _end(call)


def complete_if_begun(call: Call) -> None:
    """End a call whose event has begun; done twice it does no harm."""
    lock(call)
    begins = _begins(call.event)
    if call.phase(clock.now()) is not Phase.NOTIFIED or begins is None:
        return
    if begins > clock.now():
        await_event(call)
    elif call.event.status not in _NOT_ON:
        _end(call)


def await_event(call: Call) -> None:
    """Put what completes the call when its event begins, unless it has begun before the results.

    What was put for another day looks at the day as it is then.
    """
    begins = _begins(call.event)
    if call.status is CallStatus.NOTIFIED and begins is not None and begins > clock.now():
        outbox.put(
            "call.event_begins",
            due_at=begins,
            key=f"call:{call.id}:event-begins:{begins.isoformat()}",
            call_id=call.id,
        )


def _begins(event: Event) -> datetime | None:
    """Return when an event begins; None where its days are not known."""
    if event.starts_at is not None or event.date_start is None:
        return event.starts_at
    return clock.moment(datetime.combine(event.date_start, time()), event.timezone)


def _end(call: Call) -> int:
    waiting = db.session.scalars(
        select(Application)
        .where(Application.call_id == call.id, Application.status == ApplicationStatus.RESERVE)
        .with_for_update()
    ).all()
    for application in waiting:
        application.status = ApplicationStatus.NOT_SELECTED
        outbox.put("application.reserve_ended", application_id=application.id)
    move(call, CallStatus.COMPLETED)
    record("call.completed", about(call), reserves=[it.id for it in waiting])
    return len(waiting)
