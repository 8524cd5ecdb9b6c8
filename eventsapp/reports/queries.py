"""Reading reports, and all that the system knows for one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.deliberation.models import Proposal, Round
from eventsapp.deliberation.queries import CLOSED, Result, proposals_of, results_of, rounds_of
from eventsapp.deliberation.rules import ProposalStatus
from eventsapp.duties.rules import Owed
from eventsapp.events.models import Event, TeamMember
from eventsapp.events.rules import Status as EventStatus
from eventsapp.experts.models import Application, Call
from eventsapp.experts.queries import TAKEN, call_of, in_the_race
from eventsapp.experts.rules import CallStatus
from eventsapp.registration.models import Registration
from eventsapp.registration.queries import registrations
from eventsapp.registration.rules import Category, Status
from eventsapp.reports.models import Report, Version
from eventsapp.reports.rules import writers

#: What never was, or was taken back, is no proposal of the event.
_NOT_COUNTED = (ProposalStatus.DRAFT, ProposalStatus.WITHDRAWN)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the system knows of an event at one moment."""

    event: Event
    registrations: list[Registration]
    call: Call | None
    applications: list[Application]
    proposals: list[Proposal]
    #: Closed rounds only: an open one tells nobody anything.
    rounds: list[Round]
    results: list[Result]

    @property
    def confirmed(self) -> list[Registration]:
        """Those who had a place."""
        return [place for place in self.registrations if place.status is Status.CONFIRMED]

    @property
    def attendance_taken(self) -> bool:
        """Whether anybody noted who came."""
        return any(place.attended is not None for place in self.confirmed)

    @property
    def present(self) -> list[Registration]:
        """Those who came; where nobody noted it, those who had a place."""
        if not self.attendance_taken:
            return self.confirmed
        return [place for place in self.confirmed if place.attended]

    @property
    def experts(self) -> list[Registration]:
        """The experts among those present."""
        return [place for place in self.present if place.category is Category.EXPERT]

    @property
    def chosen(self) -> list[Application]:
        """The applications that were selected and not declined."""
        return [it for it in self.applications if it.status in TAKEN]

    @property
    def agreed(self) -> list[Result]:
        """What the panel agreed on."""
        return [result for result in self.results if result.tally.accepted]

    @property
    def not_agreed(self) -> list[Result]:
        """What the panel rated without agreement."""
        return [result for result in self.results if not result.tally.accepted]


def facts_of(event: Event) -> Facts:
    """Read everything a report is made of."""
    call = call_of(event)
    if call is not None and call.status is CallStatus.DRAFT:
        call = None
    return Facts(
        event=event,
        registrations=registrations(event),
        call=call,
        applications=in_the_race(call) if call else [],
        proposals=[p for p in proposals_of(event) if p.status not in _NOT_COUNTED],
        rounds=[round_ for round_ in rounds_of(event) if round_.status in CLOSED],
        results=results_of(event),
    )


def report_of(event: Event) -> Report | None:
    """Return the event's report, if somebody has begun it."""
    return db.session.scalar(select(Report).where(Report.event_id == event.id))


def versions_of(event: Event) -> list[Version]:
    """Return the published versions of an event's report, newest first."""
    return list(
        db.session.scalars(
            select(Version)
            .join(Version.report)
            .where(Report.event_id == event.id)
            .order_by(Version.number.desc())
        )
    )


def version_of(event: Event, number: int) -> Version | None:
    """Return one published version."""
    return db.session.scalar(
        select(Version)
        .join(Version.report)
        .where(Report.event_id == event.id, Version.number == number)
    )


def ends(event: Event) -> datetime | None:
    """Return the moment an event ends: its hour, or its last day's; None if not known."""
    if event.ends_at is not None or event.date_latest is None:
        return event.ends_at
    return clock.end_of(event.date_latest, event.timezone)


def reports_owed(account_id: int | None) -> Iterator[Owed]:
    """Return the unpublished reports of held events that people owe; of all, those with a date."""
    published = select(Version.id).join(Version.report).where(Report.event_id == Event.id)
    whose = (
        Event.team.any(TeamMember.account_id == account_id)
        if account_id
        else Report.due_at.is_not(None)
    )
    rows = db.session.execute(
        select(Event, Report.due_at)
        .outerjoin(Report, Report.event_id == Event.id)
        .where(Event.status == EventStatus.HELD, whose, ~published.exists())
        .options(selectinload(Event.team))
        .order_by(Event.id)
    )
    for event, due_at in rows:
        team = [(it.account_id, it.role) for it in event.team]
        for writer in writers(team, is_dated=due_at is not None):
            if account_id in {None, writer}:
                yield _owed(event, writer, due_at)


def _owed(event: Event, account_id: int, due_at: datetime | None) -> Owed:
    return Owed(
        account_id=account_id,
        about=f"event:{event.id}",
        title=event.title,
        main_language=event.main_language,
        address={"slug": event.slug},
        due_at=due_at,
        zone=event.timezone,
        scope=event.mail_scope,
        reply_to=event.contact_email,
    )


def is_published(event: Event) -> bool:
    """Tell whether a version of the event's report is published."""
    found = select(Version.id).join(Version.report).where(Report.event_id == event.id).limit(1)
    return db.session.scalar(found) is not None
