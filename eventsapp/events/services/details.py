"""Make events, and change what is said about them."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import chain, count
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from eventsapp.accounts.models import Account
from eventsapp.audit.services import record
from eventsapp.core import clock, outbox
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.core.i18n import _
from eventsapp.core.words import Words
from eventsapp.events.models import Event, Party, Series, TaskShare, TeamMember
from eventsapp.events.queries import all_series
from eventsapp.events.rules import Status, TeamRole
from eventsapp.events.services.changes import note_change, refresh_search_text
from eventsapp.organizations.rules import folded, slug_of

#: What a calendar shows of an event: a change of it raises the SEQUENCE (RFC 5546, 2.1.4).
CALENDAR_FIELDS = (
    "date", "starts_at", "ends_at", "timezone", "modality", "venue", "city", "region", "country",
)  # fmt: skip


class SeatsTaken(Refused):
    """Nobody loses a seat because the room became smaller."""

    message = _("More seats than that are already taken.")


def create_event(by: Account | None, **fields: Any) -> Event:
    """Start an event as a draft; whoever makes it leads its team."""
    now = clock.now()
    defaults = {"status": Status.DRAFT, "date": FuzzyDate.unknown(), "languages": ["en"]}
    known: dict[str, Any] = defaults | fields
    known.setdefault("slug", _free_slug(known["title"], known["languages"][0], known["date"]))
    event = Event(uid=str(uuid4()), created_at=now, changed_at=now, **known)
    if by is not None:
        event.team.append(TeamMember(account=by, role=TeamRole.LEAD_ORGANISER))
    db.session.add(event)
    db.session.flush()
    refresh_search_text(event)
    record("event.created", f"event:{event.id}")
    return event


def change_event(event: Event, **fields: Any) -> None:
    """Change what is said about an event; its agenda moves along with its days and its zone."""
    seats = fields.get("seats")
    if seats is not None and seats < lock(event).seats_taken:
        raise SeatsTaken
    before = {name: getattr(event, name) for name in {*fields, *CALENDAR_FIELDS}}
    for name, value in fields.items():
        setattr(event, name, value)
    changed = {name for name, value in before.items() if getattr(event, name) != value}
    if not changed:
        return
    if agenda_moved := _move_agenda(event, before):
        outbox.put("agenda.changed", event_id=event.id)
    note_change(event, moved=agenda_moved or not changed.isdisjoint(CALENDAR_FIELDS))


def copy_organizations(event: Event, source: Event) -> None:
    """Give an event the parties and the tasks of another one."""
    event.parties.extend(
        Party(organization=party.organization, role=party.role, position=party.position)
        for party in source.parties
    )
    event.tasks.extend(
        TaskShare(organization=share.organization, task=share.task) for share in source.tasks
    )
    refresh_search_text(event)


def series_called(name: str, locale: str = "en") -> Series | None:
    """Return the series of that name, new if there is none; None for an empty name."""
    wanted = folded(name)
    if not wanted:
        return None
    for series in all_series():
        if wanted in map(folded, series.name.values()):
            return series
    series = Series(slug=f"{slug_of(name)}-{secrets.token_hex(2)}", name=Words.of(**{locale: name}))
    db.session.add(series)
    return series


def _move_agenda(event: Event, before: Mapping[str, Any]) -> bool:
    """Keep the agenda's wall-clock times: on the new days, in the new zone."""
    old_zone, old_start = before["timezone"], before["date"].start
    days = event.date.start - old_start if event.date.start and old_start else timedelta(0)
    if not event.agenda or (not days and old_zone == event.timezone):
        return False

    def moved(moment: datetime) -> datetime:
        return clock.moment(clock.wall(moment, old_zone) + days, event.timezone)

    for item in event.agenda:
        item.starts_at, item.ends_at = moved(item.starts_at), moved(item.ends_at)
        item.sequence += 1
        item.changed_at = clock.now()
    return True


def _free_slug(title: Words, language: str, date: FuzzyDate) -> str:
    """Make an address of the title and the year: plain, short, and taken by no other."""
    stem = slug_of(title.read(language).text)
    if date.earliest:
        stem = f"{stem}-{date.earliest.year}"
    taken = set(db.session.scalars(select(Event.slug).where(Event.slug.startswith(stem)))) | {"new"}
    candidates = chain([stem], (f"{stem}-{n}" for n in count(2)))
    return next(slug for slug in candidates if slug not in taken)
