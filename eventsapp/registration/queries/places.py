"""Reading who has a place at an event, who waits for one, and what they know."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.core.fuzzydate import Precision
from eventsapp.core.secretlinks import fingerprint
from eventsapp.events.models import Event
from eventsapp.events.rules import Modality
from eventsapp.events.rules import Status as EventStatus
from eventsapp.registration import rules
from eventsapp.registration.models import Registration, tagging
from eventsapp.registration.rules import Category, Change, Closed, Status

QUEUE = (Registration.asked_at, Registration.id)
PLACED = (Status.CONFIRMED, Status.WAITING)
_CONCERNED = Registration.status.in_([Status.CONFIRMED, Status.WAITING, Status.INVITED])


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which registrations of an event are wanted; None and "" ask for nothing."""

    text: str = ""
    status: Status | None = None
    category: Category | None = None
    #: The id of a tag.
    tag: int | None = None

    @property
    def narrows(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.text or self.status or self.category or self.tag)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many registrations of an event there are, by what they are."""

    by_status: Mapping[Status, int]
    #: Confirmed ones by sector, most first; "" is none said.
    by_sector: Mapping[str, int]
    attended: int

    @property
    def waiting(self) -> int:
        """How many wait for a seat."""
        return self.by_status.get(Status.WAITING, 0)

    @property
    def all(self) -> int:
        """How many there are, whatever became of them."""
        return sum(self.by_status.values())


def begins(event: Event) -> datetime | None:
    """Return the moment an event begins: its hour, or its first day's; None if not known."""
    if event.starts_at is not None or event.date_start is None:
        return event.starts_at
    return _first_moment(event.date_start, event.timezone)


def is_over(event: Event) -> bool:
    """Tell whether an event was held, or its last day has passed: what changes then is no news."""
    if event.status in {EventStatus.HELD, EventStatus.REPORTED}:
        return True
    return event.date_latest is not None and event.date_latest < clock.today(event.timezone)


def why_closed(event: Event) -> Closed | None:
    """Say why one cannot register for an event now; None where one can."""
    return rules.why_closed(
        event.status,
        for_anyone=event.open_registration,
        closes=event.registration_closes_at,
        starts=begins(event),
        now=clock.now(),
    )


def may_still_cancel(registration: Registration) -> bool:
    """Tell whether the person may still give up the place."""
    event = registration.event
    return rules.may_cancel(registration.status, event.status, begins(event), clock.now())


def registration_for(event: Event, email: str) -> Registration | None:
    """Return the registration of an address for an event, if there is one."""
    return db.session.scalar(
        select(Registration)
        .where(Registration.event_id == event.id, Registration.email == email)
        .execution_options(populate_existing=True)
    )


def registration_of(event: Event, registration_id: int) -> Registration | None:
    """Return one registration of this event, if there is one."""
    return db.session.scalar(
        select(Registration).where(
            Registration.id == registration_id, Registration.event_id == event.id
        )
    )


def registration_by_token(token: str) -> Registration | None:
    """Return the registration that a private link leads to, if any."""
    return db.session.scalar(
        select(Registration)
        .where(Registration.token_hash == fingerprint(token))
        .options(joinedload(Registration.event))
    )


def registration_invited(event_uid: str, email: str) -> Registration | None:
    """Return the registration whose calendar was told of an event, if there is one."""
    return db.session.scalar(
        select(Registration)
        .join(Registration.event)
        .where(
            Event.uid == event_uid,
            Registration.email == email,
            Registration.invited_sequence.is_not(None),
        )
    )


def own_registration(account: Account | None, event: Event) -> Registration | None:
    """Return a person's own registration for an event, if any."""
    if account is None:
        return None
    return db.session.scalar(_own(account).where(Registration.event_id == event.id))


def own_registrations(account: Account) -> list[Registration]:
    """Return a person's own registrations, newest first."""
    return list(
        db.session.scalars(
            _own(account)
            .options(joinedload(Registration.event))
            .order_by(Registration.asked_at.desc(), Registration.id.desc())
        )
    )


def at_other_addresses(account: Account) -> list[Registration]:
    """Return an account's registrations whose people are not written to at its address."""
    return list(
        db.session.scalars(
            select(Registration)
            .where(Registration.account_id == account.id)
            .where(Registration.email != account.email.lower())
            .order_by(Registration.id)
        )
    )


def waiting(event: Event, limit: int | None = None) -> list[Registration]:
    """Return those who wait for a seat, first come first, read afresh."""
    return list(
        db.session.scalars(
            select(Registration)
            .where(Registration.event_id == event.id, Registration.status == Status.WAITING)
            .order_by(*QUEUE)
            .limit(limit)
            .execution_options(populate_existing=True)
        )
    )


def count_waiting(event: Event) -> int:
    """Count those who wait for a seat."""
    return _count(Registration.event_id == event.id, Registration.status == Status.WAITING)


def place_in_queue(registration: Registration) -> int:
    """Return the place of someone who waits: 1 is next."""
    asked_at, key = registration.asked_at, registration.id
    before = or_(
        Registration.asked_at < asked_at,
        and_(Registration.asked_at == asked_at, Registration.id <= key),
    )
    return _count(
        Registration.event_id == registration.event_id,
        Registration.status == Status.WAITING,
        before,
    )


def tally(event: Event) -> Tally:
    """Count an event's registrations."""
    count = func.count(Registration.id)
    here = Registration.event_id == event.id
    confirmed = and_(here, Registration.status == Status.CONFIRMED)
    by_status = db.session.execute(
        select(Registration.status, count).where(here).group_by(Registration.status)
    )
    sector = func.coalesce(Registration.sector, "")
    by_sector = db.session.execute(
        select(sector, count).where(confirmed).group_by(sector).order_by(count.desc(), sector)
    )
    return Tally(
        by_status=dict(by_status.all()),
        by_sector=dict(by_sector.all()),
        attended=_count(confirmed, Registration.attended.is_(True)),
    )


def registrations(
    event: Event,
    wanted: Filter | None = None,
    *,
    page: int = 1,
    per_page: int | None = None,
    with_tags: bool = False,
) -> list[Registration]:
    """Return an event's registrations: confirmed, then waiting in order, then the rest."""
    order = (
        Registration.status != Status.CONFIRMED,
        Registration.status != Status.WAITING,
        *QUEUE,
    )
    statement = _filtered(select(Registration), event, wanted or Filter()).order_by(*order)
    if per_page is not None:
        statement = statement.limit(per_page).offset((page - 1) * per_page)
    if with_tags:
        statement = statement.options(selectinload(Registration.tags))
    return list(db.session.scalars(statement))


def count_registrations(event: Event, wanted: Filter) -> int:
    """Count the registrations that an organiser looks for."""
    return db.session.scalar(_filtered(select(func.count(Registration.id)), event, wanted)) or 0


def registration_ids(event: Event, wanted: Filter) -> set[int]:
    """Return the ids of the registrations that an organiser looks for."""
    return set(db.session.scalars(_filtered(select(Registration.id), event, wanted)))


def countries_of(event: Event) -> list[str]:
    """Return the countries that people of any state have named for an event."""
    named = select(Registration.country).where(
        Registration.event_id == event.id, Registration.country.is_not(None)
    )
    return [country for country in db.session.scalars(named.distinct()) if country]


def published_names(event: Event) -> list[tuple[str, str]]:
    """Return (name, affiliation) of confirmed people who agreed to be named, by name."""
    rows = db.session.execute(
        select(Registration.name, Registration.affiliation)
        .where(
            Registration.event_id == event.id,
            Registration.status == Status.CONFIRMED,
            Registration.publish_name.is_(True),
        )
        .order_by(Registration.name, Registration.id)
    )
    return [(name, affiliation) for name, affiliation in rows]


def facts(event: Event, status: Status) -> dict[str, Any]:
    """Return when, where and by which link an event takes place, as someone is told."""
    joins = status is Status.CONFIRMED and event.modality is not Modality.IN_PERSON
    hours = [it and it.isoformat() for it in (event.starts_at, event.ends_at)]
    days = [it and it.isoformat() for it in (event.date_earliest, event.date_latest)]
    return {
        Change.TIME: [
            *days, *hours, event.timezone, event.date_as_given, event.date_precision,
            event.status is EventStatus.POSTPONED,
        ],
        Change.PLACE: [
            event.modality, event.venue, event.city, event.region, event.country,
            event.place_as_given,
        ],
        Change.LINK: event.join_url if joins else None,
    }  # fmt: skip


def beginnings(event: Event) -> list[datetime | None]:
    """Return when an event begins: as it stands, and by what each who hears of changes knows."""
    known = db.session.scalars(
        select(Registration.told).where(_CONCERNED, Registration.event_id == event.id)
    )
    return [begins(event), *(_begins_as_told(told) for told in known if told)]


def _begins_as_told(told: Mapping[str, Any]) -> datetime | None:
    """Return the moment an event begins by the facts that somebody was told."""
    first, _last, starts, _ends, zone, _words, precision, _postponed = told[Change.TIME]
    if starts:
        return datetime.fromisoformat(starts)
    return _first_moment(date.fromisoformat(first), zone) if precision == Precision.DAY else None


def _first_moment(day: date, zone: str) -> datetime:
    return clock.moment(datetime.combine(day, time.min), zone)


def state_of(event: Event) -> str:
    """Return a mark of an event's facts: another one means that they have changed."""
    return fingerprint(json.dumps(facts(event, Status.CONFIRMED)))


def untold(registration: Registration) -> frozenset[Change]:
    """Return what has changed since a person was last told."""
    event = registration.event
    return _untold(event, registration.status, registration.told, registration.told_sequence)


def to_be_told(event: Event) -> list[int]:
    """Return the ids of registrations whose people do not know how things stand now."""
    if is_over(event):
        return []
    rows = db.session.execute(
        select(Registration.id, Registration.status, Registration.told, Registration.told_sequence)
        .where(_CONCERNED, Registration.event_id == event.id)
        .order_by(*QUEUE)
    )
    return [registration_id for registration_id, *knows in rows if _untold(event, *knows)]


def concerned(event: Event) -> list[int]:
    """Return the ids of registrations whose people must hear of the end of an event ahead."""
    if is_over(event):
        return []
    return list(
        db.session.scalars(
            select(Registration.id)
            .where(Registration.event_id == event.id, _CONCERNED)
            .order_by(*QUEUE)
        )
    )


def _untold(
    event: Event, status: Status, told: dict[str, Any] | None, told_sequence: int
) -> frozenset[Change]:
    if told is not None:
        return rules.what_changed(told, facts(event, status))
    behind = told_sequence < event.sequence
    return frozenset({Change.TIME, Change.PLACE}) if behind else frozenset()


def _own(account: Account) -> Select[Registration]:
    """Find by account; by address too, once the person has proven that it is theirs."""
    mine = Registration.account_id == account.id
    if account.confirmed_at is not None:
        mine = or_(mine, Registration.email == account.email.lower())
    return select(Registration).where(mine)


def _count(*conditions: Any) -> int:
    return db.session.scalar(select(func.count(Registration.id)).where(*conditions)) or 0


def _filtered(statement: Select[Any], event: Event, wanted: Filter) -> Select[Any]:
    statement = statement.where(Registration.event_id == event.id)
    if wanted.status:
        statement = statement.where(Registration.status == wanted.status)
    if wanted.category:
        statement = statement.where(Registration.category == wanted.category)
    if wanted.tag:
        tagged = select(tagging.c.registration_id).where(tagging.c.tag_id == wanted.tag)
        statement = statement.where(Registration.id.in_(tagged))
    for word in wanted.text.split():
        columns = (Registration.name, Registration.email, Registration.affiliation)
        statement = statement.where(
            or_(*(column.icontains(word, autoescape=True) for column in columns))
        )
    return statement
