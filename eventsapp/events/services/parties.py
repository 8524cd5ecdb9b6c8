"""Say which organisations take part in an event, and which tasks they take on."""

from eventsapp.core.db import db
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.events.models import Event, Party, TaskShare
from eventsapp.events.rules import PartyRole, Task, reordered
from eventsapp.events.services.changes import note_change
from eventsapp.organizations.models import Organization


class AlreadyParty(Refused):
    """One organisation has one role once."""

    message = _("This organisation already has that role.")


class AlreadyHasTask(Refused):
    """One organisation has one task once."""

    message = _("This organisation already has that task.")


def add_party(
    event: Event, organization: Organization, role: PartyRole, note: str | None = None
) -> Party:
    """Let an organisation take part in an event, after those already there."""
    if any(p.organization == organization and p.role is role for p in event.parties):
        raise AlreadyParty
    last = max((party.position for party in event.parties), default=-1)
    party = Party(organization=organization, role=role, note=note or None, position=last + 1)
    event.parties.append(party)
    db.session.flush()
    note_change(event)
    return party


def remove_party(party: Party) -> None:
    """Take an organisation's part in an event away."""
    event = party.event
    event.parties.remove(party)
    note_change(event)


def move_party(party: Party, step: int) -> None:
    """Name an organisation earlier (-1) or later (1) among those of its role."""
    event = party.event
    same_role = [other for other in event.parties if other.role is party.role]
    order = reordered([other.id for other in same_role], party.id, step)
    for other in same_role:
        other.position = order.index(other.id)
    note_change(event)
    db.session.expire(event, ["parties"])


def add_task(event: Event, organization: Organization, task: Task) -> TaskShare:
    """Give an organisation a task."""
    if any(s.organization == organization and s.task is task for s in event.tasks):
        raise AlreadyHasTask
    share = TaskShare(organization=organization, task=task)
    event.tasks.append(share)
    db.session.flush()
    note_change(event)
    return share


def remove_task(share: TaskShare) -> None:
    """Take a task back."""
    event = share.event
    event.tasks.remove(share)
    note_change(event)
