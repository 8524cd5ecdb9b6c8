"""Lead an event through its life: publish, postpone, cancel, say that it was held."""

from collections.abc import Iterable

from eventsapp.audit.services import record
from eventsapp.core import clock, outbox
from eventsapp.core.errors import Refused
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.core.i18n import _
from eventsapp.events import rules
from eventsapp.events.models import Event
from eventsapp.events.rules import Need, Status
from eventsapp.events.services.changes import note_change
from eventsapp.events.services.details import change_event
from eventsapp.events.words import NEEDS


class CannotMove(Refused):
    """An event cannot go from where it stands to there."""

    message = _(
        "This is no longer possible, because the event has changed. Look at its page again."
    )


class NotReady(Refused):
    """Something is missing before the event can be published."""

    def __init__(self, missing: Iterable[Need]) -> None:
        """Say what is missing, a sentence each."""
        super().__init__(" ".join(str(NEEDS[need]) for need in missing))


class ReasonMissing(Refused):
    """People must be told why."""

    message = _(
        "Write why the event is cancelled: this is shown on its page and sent to the people"
        " who registered."
    )


class NotYetHeld(Refused):
    """What lies ahead has not been held."""

    message = _("This event is still to come: you can mark it as held from its first day.")


def publish(event: Event) -> None:
    """Show an event to everybody: open if its days are known, otherwise planned.

    A planned or postponed one is opened the same way, once its days are known.
    """
    then = rules.status_when_published(days_known=event.date_start is not None)
    _check(event, then)
    if missing := event.needs:
        raise NotReady(missing)
    was_postponed = event.status is Status.POSTPONED
    _move(event, then, moved=was_postponed)
    outbox.put("event.published", event_id=event.id)


def postpone(event: Event, date: FuzzyDate, reason: str = "") -> None:
    """Put an event off, to new days or to a time that is not known yet; the hours are forgotten."""
    _check(event, Status.POSTPONED)
    before = event.sequence
    change_event(event, date=date, starts_at=None, ends_at=None, registration_closes_at=None)
    _move(event, Status.POSTPONED, moved=event.sequence == before, reason=reason)


def cancel(event: Event, reason: str) -> None:
    """Call an event off, for good and with a reason."""
    _check(event, Status.CANCELLED)
    if not reason.strip():
        raise ReasonMissing
    event.cancelled_reason = reason.strip()
    _move(event, Status.CANCELLED, moved=True, reason=event.cancelled_reason)
    outbox.put("event.cancelled", event_id=event.id)


def mark_held(event: Event) -> None:
    """Say that an event has taken place."""
    _check(event, Status.HELD)
    if not rules.may_have_been_held(event.date_earliest, clock.today(event.timezone)):
        raise NotYetHeld
    _move(event, Status.HELD)


def mark_reported(event: Event) -> None:
    """Say that the report of an event is published."""
    _check(event, Status.REPORTED)
    _move(event, Status.REPORTED)


def close_registration(event: Event) -> None:
    """Take no more registrations from now on."""
    event.registration_closes_at = clock.now()
    record("event.registration_closed", f"event:{event.id}")
    note_change(event)


def reopen_registration(event: Event) -> None:
    """Take registrations again, until the event starts."""
    event.open_registration = True
    event.registration_closes_at = None
    record("event.registration_reopened", f"event:{event.id}")
    note_change(event)


def _check(event: Event, then: Status) -> None:
    if not rules.can_move(event.status, then):
        raise CannotMove


def _move(event: Event, then: Status, *, moved: bool = False, reason: str | None = None) -> None:
    record(f"event.{then}", f"event:{event.id}", reason=reason or None, before=event.status.value)
    event.status = then
    note_change(event, moved=moved)
