"""One person's own calendar: their places, the agenda of these events, their duties."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from eventsapp.accounts.models import Account
from eventsapp.calendars import rules
from eventsapp.calendars.models import PersonalCalendar
from eventsapp.calendars.queries.kept import Feed, Shelf
from eventsapp.calendars.queries.stamps import is_kept, later, left_at, public_change
from eventsapp.calendars.rules import Alarm
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.core.fuzzydate import Precision
from eventsapp.core.i18n import force_locale, gettext, say
from eventsapp.core.ical import Entry, EntryStatus, calendar, vevent
from eventsapp.core.secretlinks import fingerprint
from eventsapp.duties.entries import duty_entry
from eventsapp.duties.models import Duty
from eventsapp.duties.queries import last_change, open_duties, sources
from eventsapp.events.entries import COLOR, event_entry, item_entry, participant_entry
from eventsapp.events.models import AgendaItem, Event, ItemPerson
from eventsapp.events.queries import PUBLIC
from eventsapp.events.rules import ItemKind, is_public
from eventsapp.registration.models import Registration
from eventsapp.registration.queries import own_registrations
from eventsapp.registration.rules import Status

#: What a process keeps of the calendars of all people together, and of the agendas in them.
shelf: Shelf[Feed] = Shelf(room=6 * 2**20)
agendas: "Shelf[Agenda]" = Shelf(room=6 * 2**20)
ENDING = ".ics"
#: What stands in a calendar, the surest first: one entry an event, whatever its person did twice.
_SHOWN = (Status.CONFIRMED, Status.INVITED, Status.WAITING)


class Agenda(NamedTuple):
    """The VEVENTs of an event's agenda, by the ids of its items: the same for all who come."""

    texts: dict[int, bytes]

    @property
    def size(self) -> int:
        """How many octets it takes up."""
        return sum(map(len, self.texts.values()))


class State(NamedTuple):
    """What a calendar is kept under: it is another one as soon as anything in it is."""

    today: date  # what was cancelled leaves after some days
    chosen_at: datetime
    language: str
    places: tuple[tuple[int, Status, datetime], ...]
    duties: tuple[tuple[str, datetime], ...]
    changed_at: datetime | None


def calendar_of(account: Account) -> PersonalCalendar | None:
    """Return what a person has chosen for a calendar of their own, if they have."""
    return db.session.scalar(
        select(PersonalCalendar).where(PersonalCalendar.account_id == account.id)
    )


def calendar_at(address: str) -> PersonalCalendar | None:
    """Return the calendar that a private address leads to, while its person may sign in."""
    if not address.endswith(ENDING):
        return None
    secret = address.removesuffix(ENDING)
    return db.session.scalar(
        select(PersonalCalendar)
        .join(PersonalCalendar.account)
        .where(PersonalCalendar.token_hash == fingerprint(secret), Account.active)
        .options(joinedload(PersonalCalendar.account))
    )


def personal_feed(own: PersonalCalendar, language: str) -> Feed:
    """Return a person's own calendar, in a language; there is no address of it in it."""
    registered = own_registrations(own.account)
    places = _places(registered) if own.registrations or own.agenda else []
    duties = open_duties(own.account) if own.duties else []
    state = State(
        clock.today(clock.LAST_ZONE),
        own.changed_at,
        language,
        tuple((it.event_id, it.status, it.event.changed_at) for it in places),
        tuple((it.uid, it.changed_at) for it in duties),
        _latest(own, registered),
    )
    return shelf.get(own.id, state, lambda: _feed(own, language, places, duties, state.changed_at))


def _latest(own: PersonalCalendar, registered: list[Registration]) -> datetime | None:
    """Return the last change of anything that is in it, or was: it never goes back.

    The stamp of all public events stands for what leaves without a trace, such as a speaker who
    is taken off an agenda; that costs a few answers to programs that ask by time alone.
    """
    moments = [
        moment
        for it in registered
        for moment in (it.changed_at, it.event.changed_at, left_at(it.event))
    ]
    return later(own.changed_at, last_change(own.account), public_change(), *moments)


def _places(registered: list[Registration]) -> list[Registration]:
    """Return a person's places at events of known days, one an event, in the order of events."""
    best: dict[int, Registration] = {}
    for it in registered:
        event = it.event
        if it.status not in _SHOWN or not is_public(event.status) or not is_kept(event):
            continue
        if event.date_precision is not Precision.DAY:
            continue
        other = best.get(event.id)
        if other is None or _SHOWN.index(it.status) < _SHOWN.index(other.status):
            best[event.id] = it
    return [best[key] for key in sorted(best)]


def _feed(
    own: PersonalCalendar,
    language: str,
    places: list[Registration],
    duties: list[Duty],
    changed_at: datetime | None,
) -> Feed:
    with force_locale(language):
        octets = calendar(
            gettext("My meetings"),
            list(_texts(own, language, places, duties)),
            color=COLOR,
        )
    return Feed.of(octets, changed_at)


def _texts(
    own: PersonalCalendar, language: str, places: list[Registration], duties: list[Duty]
) -> Iterator[bytes]:
    if own.registrations:
        for place in places:
            yield vevent(_ringing(own.alarm, _place_entry(place)))
    if own.agenda:
        for event, spoken in _programmes(own.account, places):
            for item_id, text in _agenda(event, language, own.alarm).texts.items():
                if spoken is None or item_id in spoken:
                    yield text
    for duty in duties:
        yield vevent(_ringing(own.alarm, duty_entry(sources[duty.kind], duty)))


def _place_entry(place: Registration) -> Entry:
    """Return the entry of a place: the public one, with the link to join where there is a seat."""
    event = place.event
    changed_at = max(event.changed_at, place.changed_at)
    if place.status is Status.CONFIRMED:
        return replace(participant_entry(event), changed_at=changed_at)
    entry = event_entry(event)
    if entry.status is EntryStatus.CANCELLED:
        return entry
    said = {
        Status.WAITING: gettext("Waiting list: %(title)s", title=entry.summary),
        Status.INVITED: gettext("Invited: %(title)s", title=entry.summary),
    }
    return replace(
        entry,
        summary=said[place.status],
        status=EntryStatus.TENTATIVE,
        transparent=True,
        changed_at=changed_at,
    )


def _programmes(
    account: Account, places: list[Registration]
) -> Iterator[tuple[Event, set[int] | None]]:
    """Return the events at which a person has a seat, and others with the items they speak at."""
    seats = {it.event_id: it.event for it in places if it.status is Status.CONFIRMED}
    yield from ((event, None) for event in seats.values())
    spoken: dict[Event, set[int]] = {}
    for item in db.session.scalars(
        select(AgendaItem)
        .join(AgendaItem.event)
        .where(PUBLIC, Event.date_precision == Precision.DAY)
        .where(AgendaItem.people.any(ItemPerson.account_id == account.id))
        .options(joinedload(AgendaItem.event))
        .order_by(AgendaItem.event_id)
    ):
        if item.event_id not in seats and is_kept(item.event):
            spoken.setdefault(item.event, set()).add(item.id)
    yield from spoken.items()


def _agenda(event: Event, language: str, alarm: Alarm) -> Agenda:
    """Return an event's agenda, made once per change for all who have it in their calendars."""
    return agendas.get(
        (event.id, language, alarm),
        event.changed_at,
        lambda: Agenda({item.id: _item_text(event, item, alarm) for item in _items(event)}),
    )


def _items(event: Event) -> Iterator[AgendaItem]:
    yield from db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.event_id == event.id)
        .options(joinedload(AgendaItem.room), selectinload(AgendaItem.people))
        .order_by(AgendaItem.starts_at, AgendaItem.id)
    )


def _item_text(event: Event, item: AgendaItem, alarm: Alarm) -> bytes:
    entry = item_entry(event, item)
    title = say(event.title, event.main_language)
    entry = replace(entry, summary=f"{entry.summary} · {title}" if title else entry.summary)
    return vevent(entry if item.kind is ItemKind.BREAK else _ringing(alarm, entry))


def _ringing(alarm: Alarm, entry: Entry) -> Entry:
    before = rules.rings_before(
        alarm,
        whole_days=not isinstance(entry.starts, datetime),
        takes_place=entry.status is EntryStatus.CONFIRMED,
    )
    return replace(entry, rings_before=before)
