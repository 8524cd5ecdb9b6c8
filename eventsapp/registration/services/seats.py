"""Changing registrations. Whoever gives or frees a seat holds the row of the event first.

The event counts its taken seats; the database forbids more than there are. So two people who ask
for the last seat at once get one seat and one place in the queue, and a seat that becomes free
goes to the first who waits in the same transaction.
"""

from typing import Required, TypedDict, Unpack

from eventsapp.accounts.models import Account
from eventsapp.audit import services as audit
from eventsapp.core import clock, outbox
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.events.models import Event
from eventsapp.events.rules import Status as EventStatus
from eventsapp.registration import queries, rules, words
from eventsapp.registration.models import Registration
from eventsapp.registration.rules import Category, Closed, Status


class RegistrationClosed(Refused):
    """Nobody can register now; the message says why."""

    message = _("Registration for this event is closed.")


class NotYourChoice(Refused):
    """A category that is given, not chosen."""

    message = _("You cannot choose to take part as this.")


class NoSeatLeft(Refused):
    """Every seat is taken."""

    message = _("There is no seat left at this event.")


class TooLateToCancel(Refused):
    """The event has begun, or is over."""

    message = _("It is too late to cancel: the event has begun, is over or will not take place.")


class OverAlready(Refused):
    """After an event its list says who was there, and nobody loses a place any more."""

    message = _(
        "This event is over, so registrations can no longer be cancelled. Record who has come."
    )


class NotRegistered(Refused):
    """Only who has a seat can have come."""

    message = _("This person has no seat, so attendance cannot be recorded.")


class Details(TypedDict, total=False):
    """What is said about someone who takes part."""

    name: Required[str]
    affiliation: str
    country: str | None
    sector: str | None
    category: Category
    locale: str
    #: Unless it is known, what was said before stands.
    timezone: str | None
    publish_name: bool


class Person(Details, total=False):
    """Someone who asks for a seat."""

    email: Required[str]
    #: Only if the address is known to be this account's.
    account: Account | None


def register(event: Event, **person: Unpack[Person]) -> Registration:
    """Give someone a seat at an event, or a place in its queue; asked again, change nothing."""
    event = lock(event)
    if reason := queries.why_closed(event):
        raise RegistrationClosed(words.CLOSED[reason])
    if person.get("category", Category.PARTICIPANT) not in rules.SELF_CHOSEN:
        raise NotYourChoice
    registration = queries.registration_for(event, _address(person["email"]))
    if registration is not None and registration.status in queries.PLACED:
        _answer_again(registration)
        return registration
    return _place(event, registration, person)


def admit(event: Event, account: Account, **details: Unpack[Details]) -> Registration:
    """Give a chosen person a seat, whether or not others may register; raise if none is left."""
    event = lock(event)
    _refuse_cancelled(event)
    _promote(event)
    category = details.get("category", Category.EXPERT)
    registration = queries.registration_for(event, _address(account.email))
    if registration is not None and rules.holds_seat(registration.status):
        registration.account, registration.category = account, category
        return registration
    if rules.status_for(event.seats, event.seats_taken) is not Status.CONFIRMED:
        raise NoSeatLeft
    person: Person = {**details, "category": category, "email": account.email, "account": account}
    return _place(event, registration, person)


def add(event: Event, **person: Unpack[Person]) -> Registration:
    """Add someone by hand, as an organiser: the dates of registration do not bind, seats do."""
    event = lock(event)
    _refuse_cancelled(event)
    registration = queries.registration_for(event, _address(person["email"]))
    if registration is None or registration.status not in queries.PLACED:
        registration = _place(event, registration, person)
        audit.record("registration.added", f"event:{event.id}", registration=registration.id)
    return registration


def cancel(registration: Registration) -> None:
    """Give up a place, as the person: the first who waits moves up. Done twice it does no harm."""
    event = lock(registration.event)
    registration = lock(registration)
    if registration.status is Status.CANCELLED:
        return
    if not queries.may_still_cancel(registration):
        raise TooLateToCancel
    _cancel(event, registration)


def choose_zone(registration: Registration, zone: str | None) -> None:
    """Say by which clock one's mails say times as well; None: by none but the event's."""
    lock(registration).timezone = zone


def follow_address(account: Account) -> None:
    """Let a person's places follow them to their new address; the old one opens them no more."""
    for left_behind in queries.at_other_addresses(account):
        event, registration = lock(left_behind.event), lock(left_behind)
        address = _address(account.email)
        if queries.registration_for(event, address) is not None:
            continue  # a place of its own
        registration.email, registration.changed_at = address, clock.now()
        registration.renew_link()
        if registration.status in queries.PLACED and not queries.is_over(event):
            _put(registration.status.value, registration)


def remove(registration: Registration, *, reason: str | None = None) -> None:
    """Cancel someone's registration, as an organiser, until the event is over."""
    event = lock(registration.event)
    registration = lock(registration)
    if not rules.can_move(registration.status, Status.CANCELLED):
        return
    if queries.is_over(event):
        raise OverAlready
    _cancel(event, registration)
    audit.record(
        "registration.cancelled",
        f"event:{event.id}",
        reason=reason,
        registration=registration.id,
    )


def seats_changed(event: Event) -> None:
    """Let those who wait have the seats that have become free."""
    _promote(lock(event))


def note_attendance(registration: Registration, *, attended: bool | None) -> None:
    """Write down whether someone has come; None takes the note back."""
    if registration.status is not Status.CONFIRMED:
        raise NotRegistered
    registration.attended = attended
    audit.record(
        "registration.attendance_noted",
        f"event:{registration.event_id}",
        registration=registration.id,
        attended=attended,
    )


def _place(event: Event, registration: Registration | None, person: Person) -> Registration:
    """Give a seat or a place at the end of the queue; the caller holds the event."""
    _promote(event)
    now = clock.now()
    if registration is None:
        registration = Registration(event=event)
        db.session.add(registration)
    account = person.get("account") or registration.account
    zone = person.get("timezone") or registration.timezone
    for name, value in person.items():
        setattr(registration, name, value)
    registration.account, registration.timezone = account, zone
    registration.email = _address(person["email"])
    registration.asked_at = now
    registration.attended = None
    registration.told, registration.told_sequence = None, event.sequence
    registration.answer, registration.answered_at = None, None
    others = event.seats_taken - rules.holds_seat(registration.status)
    status = rules.status_for(event.seats, others)
    _move(event, registration, status)
    _put(status, registration)
    return registration


def _move(event: Event, registration: Registration, then: Status) -> None:
    """Change the status, and the count of seats with it."""
    event.seats_taken += rules.holds_seat(then) - rules.holds_seat(registration.status)
    registration.status = then
    registration.changed_at = clock.now()
    db.session.flush()


def _cancel(event: Event, registration: Registration) -> None:
    _move(event, registration, Status.CANCELLED)
    _put("cancelled", registration)
    _promote(event)


def _promote(event: Event) -> None:
    """Give free seats to those who wait, first come first; the caller holds the event."""
    if not rules.may_move_up(event.status, queries.begins(event), clock.now()):
        return
    if event.seats_left is not None and event.seats_left <= 0:
        return
    for registration in queries.waiting(event, limit=event.seats_left):
        _move(event, registration, Status.CONFIRMED)
        _put("promoted", registration)


def _answer_again(registration: Registration) -> None:
    """Send the private link once more, at most once a day, unless this is the same click."""
    now = clock.now()
    if not rules.is_same_click(registration.asked_at, now):
        key = f"registration:{registration.id}:repeated:{now.date()}"
        outbox.put("registration.repeated", key=key, registration_id=registration.id)


def _put(what: str, registration: Registration) -> None:
    outbox.put(
        f"registration.{what}",
        registration_id=registration.id,
        at=registration.changed_at.isoformat(),
    )


def _refuse_cancelled(event: Event) -> None:
    if event.status is EventStatus.CANCELLED:
        raise RegistrationClosed(words.CLOSED[Closed.CANCELLED])


def _address(email: str) -> str:
    return email.strip().lower()
