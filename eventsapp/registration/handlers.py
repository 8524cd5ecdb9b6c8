"""What follows from registrations and from changes to events; run by the worker."""

from typing import Any

from werkzeug.routing import BuildError

from eventsapp.core import outbox
from eventsapp.core.db import db
from eventsapp.core.web import link
from eventsapp.events.models import Event
from eventsapp.events.rules import Status as EventStatus
from eventsapp.notices.services import post
from eventsapp.registration import services
from eventsapp.registration.models import Registration
from eventsapp.registration.queries import concerned
from eventsapp.registration.rules import Status


def tell_confirmed(registration_id: int, at: str) -> None:
    """Tell a person that the seat is theirs."""
    _tell("registration_confirmed", Status.CONFIRMED, registration_id, at)


def tell_waiting(registration_id: int, at: str) -> None:
    """Tell a person that all seats are taken, and that they wait."""
    _tell("registration_waiting", Status.WAITING, registration_id, at)


def tell_promoted(registration_id: int, at: str) -> None:
    """Tell a person who waited that a seat is theirs now."""
    _tell("registration_promoted", Status.CONFIRMED, registration_id, at)


def tell_cancelled(registration_id: int, at: str) -> None:
    """Tell a person that their registration is cancelled."""
    _tell("registration_cancelled", Status.CANCELLED, registration_id, at)


def tell_repeated(registration_id: int) -> None:
    """Send the private link again to someone who asked for a seat again."""
    registration = db.session.get(Registration, registration_id)
    if registration is not None:
        _post("registration_repeated", registration)


def event_changed(event_id: int, **_news: Any) -> None:
    """Give new seats to those who wait, and let everybody know of new dates or a new place."""
    event = db.session.get(Event, event_id)
    if event is None or event.status is EventStatus.CANCELLED:
        return
    services.seats_changed(event)
    _spread("registration.event_changed", event)


def event_cancelled(event_id: int, **_news: Any) -> None:
    """Let everybody know that an event does not take place."""
    event = db.session.get(Event, event_id)
    if event is not None:
        _spread("registration.event_cancelled", event)


def tell_event_changed(registration_id: int) -> None:
    """Tell one person of new dates or a new place, unless they know already."""
    registration = db.session.get(Registration, registration_id)
    if registration is None or registration.status is Status.CANCELLED:
        return
    sequence = registration.event.sequence
    if registration.told_sequence < sequence:
        registration.told_sequence = sequence
        key = f"registration:{registration.id}:event:{sequence}"
        _post("registration_event_changed", registration, key=key)


def tell_event_cancelled(registration_id: int) -> None:
    """Tell one person that the event does not take place."""
    registration = db.session.get(Registration, registration_id)
    if registration is None or registration.status is Status.CANCELLED:
        return
    key = f"registration:{registration.id}:event_cancelled"
    _post("registration_event_cancelled", registration, key=key)


def _tell(kind: str, status: Status, registration_id: int, at: str) -> None:
    """Write to a person, unless things have moved on and another mail is on its way."""
    registration = db.session.get(Registration, registration_id)
    if registration is not None and registration.status is status:
        _post(kind, registration, key=f"registration:{registration.id}:{kind}:{at}")


def _spread(name: str, event: Event) -> None:
    """Put one message a person, so that one bad address does not hold up the others."""
    for registration_id in concerned(event):
        outbox.put(name, registration_id=registration_id)


def _post(kind: str, registration: Registration, key: str | None = None) -> None:
    event = registration.event
    registration.seal()
    post(
        kind,
        to=registration,
        key=key,
        about=f"event:{event.id}",
        reply_to=event.contact_email,
        registration=registration,
        event=event,
        private_link=link("registration.mine", token=registration.token),
        calendar_link=_calendar_link(event),
    )


def _calendar_link(event: Event) -> str | None:
    """Return where the event stands as a calendar entry: only events of known days do."""
    if event.date_start is None:
        return None
    try:
        return link("calendars.event", slug=event.slug)
    except BuildError:
        return None
