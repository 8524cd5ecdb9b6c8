"""What people and their calendars are told: one entry for each, put in, moved and taken out."""

import secrets
from dataclasses import replace
from datetime import date, timedelta

from eventsapp.core import clock, mailer, outbox
from eventsapp.core.fuzzydate import Precision
from eventsapp.core.i18n import force_locale
from eventsapp.core.ical import Entry
from eventsapp.core.itip import Answer, Method, Someone, invitation, times
from eventsapp.core.mailer import CalendarPart
from eventsapp.events.entries import event_entry, participant_entry, times_of
from eventsapp.events.models import Event
from eventsapp.events.rules import Status as EventStatus
from eventsapp.notices.queries import last_calendar
from eventsapp.notices.services import overtake
from eventsapp.registration import queries, rules
from eventsapp.registration.models import Registration
from eventsapp.registration.rules import Change, Status

#: The mail that tells of changes.
CHANGED = "registration_event_changed"


def begin_telling(event: Event) -> None:
    """Have everybody told of new dates, a new place or a new link, once they have settled."""
    if not queries.to_be_told(event):
        return
    outbox.put(
        "registration.event_settled",
        due_at=rules.tell_at(clock.now(), queries.beginnings(event)),
        event_id=event.id,
        state=queries.state_of(event),
    )


def tell(registration: Registration) -> CalendarPart | None:
    """Note that the person is told now how things stand; return what their calendar is told.

    The caller holds the row, for SEQUENCE only rises: with what changes for everybody, and with
    what changes for this person alone. Mails about changes that have not left are taken back, for
    this one says how things stand.
    """
    take_changes_back(registration)
    calendar = _calendar(registration)
    registration.told_before = registration.told
    registration.told = queries.facts(registration.event, registration.status)
    return calendar


def take_changes_back(registration: Registration) -> None:
    """Do not send the mails about changes that have not left; the person knows what they knew.

    They were held, or the mail server was away. The caller holds the row.
    """
    if overtake(registration.thread, CHANGED):
        registration.told = registration.told_before or registration.told
        said = last_calendar(registration.thread)
        registration.in_calendar = said is not None and said[1] == Method.REQUEST


def _calendar(registration: Registration) -> CalendarPart | None:
    """Bring the person's calendar up to date, where it must be told anything at all."""
    event = registration.event
    stands = registration.status is Status.CONFIRMED and event.status is not EventStatus.CANCELLED
    with force_locale(registration.locale):
        if stands and event.date_precision is Precision.DAY:
            return _say(registration, Method.REQUEST, participant_entry(event))
        if registration.in_calendar and (known := _times_in_calendar(registration)):
            return _say(registration, Method.CANCEL, event_entry(event, times=known))
    return None


def _times_in_calendar(registration: Registration) -> tuple[date, date] | None:
    """Return when the event takes place by the person's calendar: it may have no day any more."""
    event, told = registration.event, registration.told
    now = queries.facts(event, registration.status)
    if event.date_precision is Precision.DAY and told and told[Change.TIME] == now[Change.TIME]:
        return times_of(event)  # thousands are told of one end: theirs need not be read
    said = last_calendar(registration.thread)
    return times(said[0]) if said is not None else None


def _say(registration: Registration, method: Method, entry: Entry) -> CalendarPart:
    sequence, now = registration.event.sequence, clock.now()
    if registration.invited_sequence is not None:
        sequence = max(sequence, registration.invited_sequence + 1)
    if registration.invited_at is not None:
        now = max(now, registration.invited_at + timedelta(seconds=1))
    registration.invited_sequence, registration.invited_at = sequence, now
    registration.in_calendar = method is Method.REQUEST
    registration.organizer = registration.organizer or _organizer(registration)
    octets = invitation(
        replace(entry, sequence=sequence, stamped_at=now),
        method=method,
        organizer=Someone(registration.organizer, mailer.site_name()),
        attendee=Someone(registration.email, registration.name),
        answer=registration.answer or Answer.ACCEPTED,
    )
    ours = mailer.is_reply_address(registration.organizer)
    return CalendarPart(octets, method, registration.organizer if ours else None)


def _organizer(registration: Registration) -> str:
    """Return an address that answers go to; one of our own mailbox is nobody else's.

    It is never the person's own: calendars leave alone what their owner is said to organise.
    """
    contact = registration.event.contact_email or ""
    others = contact if contact.lower() != registration.email else ""
    return mailer.reply_address(secrets.token_hex(16)) or others or mailer.site_address()
