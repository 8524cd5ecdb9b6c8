"""Reading one part of an event by its key, and of no other event."""

from typing import TypeVar

from eventsapp.core.db import db
from eventsapp.events.models import AgendaItem, Event, Party, Room, TaskShare, TeamMember

Part = TypeVar("Part", AgendaItem, Party, TaskShare, TeamMember, Room)


def agenda_item(event: Event, item_id: int) -> AgendaItem | None:
    """Return an item of this event's agenda, if there is one."""
    return _part(AgendaItem, event, item_id)


def party(event: Event, party_id: int) -> Party | None:
    """Return one organisation's part in this event, if there is one."""
    return _part(Party, event, party_id)


def task_share(event: Event, share_id: int) -> TaskShare | None:
    """Return a task that an organisation has taken on for this event, if there is one."""
    return _part(TaskShare, event, share_id)


def team_member(event: Event, member_id: int) -> TeamMember | None:
    """Return a member of this event's team, if there is one."""
    return _part(TeamMember, event, member_id)


def room(event: Event, room_id: int) -> Room | None:
    """Return a room of this event, if there is one."""
    return _part(Room, event, room_id)


def _part(model: type[Part], event: Event, key: int) -> Part | None:
    part = db.session.get(model, key)
    return part if part is not None and part.event_id == event.id else None
