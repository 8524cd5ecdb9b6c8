"""Build the agenda of an event: its items, their people, its rooms."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

from eventsapp.accounts.services import account_for
from eventsapp.core import clock, outbox
from eventsapp.core.db import db
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.core.words import Words
from eventsapp.events import rules
from eventsapp.events.models import AgendaItem, Event, ItemPerson, Room
from eventsapp.events.rules import ItemKind, ItemRole, Span


class OutsideDays(Refused):
    """The agenda fills the event's days and no others."""

    message = _("An agenda item must be within the days of the event.")


class EndsBeforeStart(Refused):
    """Time goes one way."""

    message = _("An agenda item must end after it starts.")


class RoomExists(Refused):
    """One name, one room."""

    message = _("There is already a room of that name.")


class Person(NamedTuple):
    """Somebody's part in an agenda item."""

    role: ItemRole
    name: str
    affiliation: str = ""
    #: By which their account is found, or made: they have the item in a calendar of their own.
    email: str = ""


def add_item(event: Event, *, starts: datetime, ends: datetime, **fields: Any) -> AgendaItem:
    """Add an item; times are what a clock on the wall shows in the event's zone."""
    item = AgendaItem(uid=str(uuid4()), sequence=0)
    _fill(item, event, starts=starts, ends=ends, **fields)
    event.agenda.append(item)
    _note_change(event)
    return item


def change_item(item: AgendaItem, *, starts: datetime, ends: datetime, **fields: Any) -> None:
    """Change an item; times are what a clock on the wall shows in the event's zone."""
    _fill(item, item.event, starts=starts, ends=ends, **fields)
    item.sequence += 1
    _note_change(item.event)


def remove_item(item: AgendaItem) -> None:
    """Take an item off the agenda."""
    event = item.event
    event.agenda.remove(item)
    _note_change(event)


def move_item(item: AgendaItem, step: int) -> None:
    """Let an item change places with its neighbour of the same day: earlier (-1) or later (1)."""
    day = _day(item)
    same_day = [other for other in item.event.agenda if _day(other) == day]
    here = same_day.index(item)
    there = here + step
    if not 0 <= there < len(same_day):
        return
    first, second = same_day[min(here, there)], same_day[max(here, there)]
    if first.starts_at == second.starts_at:
        for position, other in enumerate(same_day):
            other.position = position
        first.position, second.position = second.position, first.position
    else:
        later, earlier = rules.swapped(
            Span(first.starts_at, first.ends_at), Span(second.starts_at, second.ends_at)
        )
        first.starts_at, first.ends_at = later
        second.starts_at, second.ends_at = earlier
    for changed in (first, second):
        changed.sequence += 1
        changed.changed_at = clock.now()
    _note_change(item.event)


def add_room(event: Event, name: str, capacity: int | None = None) -> Room:
    """Add a room of the venue."""
    name = name.strip()
    if any(room.name == name for room in event.rooms):
        raise RoomExists
    room = Room(name=name, capacity=capacity)
    event.rooms.append(room)
    db.session.flush()
    return room


def remove_room(room: Room) -> None:
    """Forget a room; the items that were in it stay, without a room."""
    event = room.event
    for item in event.agenda:
        if item.room_id == room.id:
            item.room, item.changed_at = None, clock.now()
            item.sequence += 1
    event.rooms.remove(room)
    _note_change(event)


def _fill(  # noqa: PLR0913 -- the fields of an item
    item: AgendaItem,
    event: Event,
    *,
    starts: datetime,
    ends: datetime,
    kind: ItemKind,
    title: Words,
    number: str | None = None,
    description: Words | None = None,
    guiding_questions: Words | None = None,
    room: Room | None = None,
    people: Iterable[Person] = (),
) -> None:
    if ends <= starts:
        raise EndsBeforeStart
    if rules.outside(event.date_start, event.date_end, starts, ends):
        raise OutsideDays
    item.starts_at = clock.moment(starts, event.timezone)
    item.ends_at = clock.moment(ends, event.timezone)
    item.kind, item.title, item.number, item.room = kind, title, number, room
    item.description = description or Words()
    item.guiding_questions = guiding_questions or Words()
    item.people = [
        ItemPerson(
            role=person.role,
            name=person.name,
            affiliation=person.affiliation,
            account=account_for(person.email, person.name, event.mail_locale)
            if person.email
            else None,
        )
        for person in people
    ]
    item.changed_at = clock.now()


def _day(item: AgendaItem) -> object:
    return clock.wall(item.starts_at, item.event.timezone).date()


def _note_change(event: Event) -> None:
    event.changed_at = clock.now()
    outbox.put("agenda.changed", event_id=event.id)
    db.session.flush()
    db.session.expire(event, ["agenda"])  # to be read again in order
