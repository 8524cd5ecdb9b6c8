"""Reading one event and what its pages show."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import inspect, select
from sqlalchemy.orm import joinedload, selectinload

from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.events.models import AgendaItem, Event, Party, TaskShare
from eventsapp.events.rules import PartyRole, Slot, clashes, is_public
from eventsapp.organizations.rules import folded

_HEAD = select(Event).options(
    joinedload(Event.series), joinedload(Event.companion), selectinload(Event.companions)
)
_PARTS = select(Event).options(
    selectinload(Event.parties).joinedload(Party.organization, innerjoin=True),
    selectinload(Event.tasks).joinedload(TaskShare.organization, innerjoin=True),
    selectinload(Event.agenda).options(
        joinedload(AgendaItem.room), selectinload(AgendaItem.people)
    ),
)


def event_by_slug(slug: str) -> Event | None:
    """Return the event of that slug, if there is one."""
    return db.session.scalar(select(Event).where(Event.slug == slug))


def event_page(slug: str) -> Event | None:
    """Return the event of that slug with its series and its companions, in two queries."""
    return db.session.scalar(_HEAD.where(Event.slug == slug))


def load_parts(event: Event) -> None:
    """Read an event's organisations, tasks and agenda, in few queries, unless they are here."""
    if {"parties", "tasks", "agenda"}.isdisjoint(inspect(event).unloaded):
        return
    db.session.execute(_PARTS.where(Event.id == event.id)).scalar_one()


def parties_by_role(event: Event) -> list[tuple[PartyRole, list[Party]]]:
    """Group the parties by role, in the order of the roles."""
    order = list(PartyRole)
    parties = sorted(event.parties, key=lambda party: (order.index(party.role), party.position))
    return [(role, list(group)) for role, group in groupby(parties, key=lambda party: party.role)]


def agenda_by_day(event: Event) -> list[tuple[date, list[AgendaItem]]]:
    """Group the agenda by the days of the event's zone; without known days there is none."""
    if event.date_start is None:
        return []
    by_day = groupby(
        event.agenda, key=lambda item: clock.wall(item.starts_at, event.timezone).date()
    )
    return [(day, list(items)) for day, items in by_day]


def public_companions(event: Event) -> list[Event]:
    """Return the events that name this one as their companion, as far as anyone may see them."""
    return [other for other in event.companions if is_public(other.status)]


@dataclass(frozen=True)
class Trouble:
    """Two agenda items at one time that want the same room, or the same people."""

    one: AgendaItem
    other: AgendaItem
    room: str | None
    people: list[str]


def troubles(event: Event) -> list[Trouble]:
    """Return what clashes in an event's agenda."""
    items = {item.id: item for item in event.agenda}
    names = {folded(person.name): person.name for item in event.agenda for person in item.people}
    slots = [
        Slot(
            item.id,
            item.starts_at,
            item.ends_at,
            item.room.name if item.room else None,
            frozenset(folded(person.name) for person in item.people),
        )
        for item in event.agenda
    ]
    return [
        Trouble(
            items[clash.one],
            items[clash.other],
            clash.room,
            sorted(names[person] for person in clash.people),
        )
        for clash in clashes(slots)
    ]
