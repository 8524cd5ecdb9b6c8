"""Reading what the desks show: what is open to all, what is to be done, what was mailed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import contains_eager, selectinload

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.core.i18n import say
from eventsapp.core.outbox import Message
from eventsapp.desk.rules import AHEAD_DAYS, ToDo, ToDoKind, in_order
from eventsapp.events.models import Event, TeamMember
from eventsapp.events.policy import ORGANISERS
from eventsapp.events.queries import PUBLIC, holding
from eventsapp.events.rules import Status, TeamRole
from eventsapp.experts.models import Application, Call
from eventsapp.experts.rules import ApplicationStatus, CallStatus
from eventsapp.mailings.queries import Mail, Sight, count_failed, sight_of_all
from eventsapp.registration.models import Registration
from eventsapp.registration.rules import Status as RegistrationStatus
from eventsapp.reports.models import Report, Version

SHOWN_WORK = 100
_TO_COME = (Status.PLANNED, Status.OPEN)


def public_state() -> tuple[object, ...]:
    """Return what tells one state of the public events, calls and reports from the next."""
    state = db.session.execute(
        select(
            func.count(Event.id),
            func.max(Event.changed_at),
            select(func.max(Version.id)).scalar_subquery(),
            select(func.max(Call.published_at)).scalar_subquery(),
            select(func.count()).where(Call.status == CallStatus.PUBLISHED).scalar_subquery(),
        )
    ).one()
    return tuple(state)


def open_calls(limit: int) -> list[Call]:
    """Return the public calls for experts that take applications now, the first to close first."""
    now = clock.now()
    return list(
        db.session.scalars(
            select(Call)
            .join(Call.event)
            .options(contains_eager(Call.event))
            .where(
                PUBLIC,
                Event.status != Status.CANCELLED,
                Call.status == CallStatus.PUBLISHED,
                Call.opens_at <= now,
                Call.closes_at > now,
            )
            .order_by(Call.closes_at, Call.id)
            .limit(limit)
        )
    )


def latest_reports(limit: int) -> list[Event]:
    """Return the public events whose reports were published last, newest first."""
    published = (
        select(Report.event_id, func.max(Version.published_at).label("at"))
        .join(Version, Version.report_id == Report.id)
        .group_by(Report.event_id)
        .subquery()
    )
    return list(
        db.session.scalars(
            select(Event)
            .join(published, published.c.event_id == Event.id)
            .where(PUBLIC)
            .order_by(published.c.at.desc())
            .limit(limit)
        )
    )


@dataclass(frozen=True)
class Sought:
    """What a person looks for among the events that they organise."""

    text: str = ""
    status: Status | None = None

    @property
    def narrows(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.text or self.status)


EVERYTHING = Sought()


def organised_events(
    account: Account, sought: Sought = EVERYTHING, *, page: int = 1, per_page: int | None = None
) -> list[Event]:
    """Return the events that a person organises, newest first, those without a date on top."""
    statement = (
        select(Event)
        .where(*_sought(account, sought))
        .options(selectinload(Event.team))
        .order_by(Event.date_earliest.is_not(None), Event.date_earliest.desc(), Event.id.desc())
    )
    if per_page is not None:
        statement = statement.limit(per_page).offset((page - 1) * per_page)
    return list(db.session.scalars(statement))


def count_organised_events(account: Account, sought: Sought = EVERYTHING) -> int:
    """Count the events that a person organises; administrators organise all."""
    return db.session.scalar(select(func.count(Event.id)).where(*_sought(account, sought))) or 0


def _sought(account: Account, sought: Sought) -> list[ColumnElement[bool]]:
    of_state = [Event.status == sought.status] if sought.status else []
    return [_organised_by(account), *holding(sought.text), *of_state]


def work_of(account: Account) -> list[TeamMember]:
    """Return what a person helps with at events that are under way, the last event first.

    Organisers have a desk of their own, and reviewers a list of what waits for them.
    """
    return list(
        db.session.scalars(
            select(TeamMember)
            .join(TeamMember.event)
            .options(contains_eager(TeamMember.event))
            .where(
                TeamMember.account_id == account.id,
                TeamMember.role.in_((TeamRole.RAPPORTEUR, TeamRole.CHECK_IN))
                | ((TeamMember.role == TeamRole.FACILITATOR) & Event.is_best_practices),
                Event.status.in_((*_TO_COME, Status.POSTPONED, Status.HELD)),
            )
            .order_by(Event.date_earliest.desc(), TeamMember.id)
        )
    )


def to_do(account: Account) -> list[ToDo]:
    """Return what a person has to do as an organiser, in order."""
    return in_order([*_events_to_do(account), *_mails_to_do(account)])


def mails_seen_by(account: Account) -> Sight:
    """Return which mails a person may look after: of their events; administrators, of all."""
    if account.is_administrator:
        return sight_of_all(account, None)
    events = db.session.scalars(select(Event.id).where(_organised_by(account)))
    return sight_of_all(account, list(events))


def slugs_of(mails: Iterable[Mail]) -> dict[str, str]:
    """Return the slugs of the events that mails belong to, by their scope."""
    scopes = {it.scope for it in mails if it.scope}
    ids = [int(scope.removeprefix("event:")) for scope in scopes if scope.startswith("event:")]
    events = db.session.scalars(select(Event).where(Event.id.in_(ids)))
    return {event.mail_scope: event.slug for event in events}


def failed_work() -> list[Message]:
    """Return what the worker has given up, other than mails, newest first."""
    return list(
        db.session.scalars(
            select(Message)
            .where(Message.failed_at.is_not(None), Message.name != "notice.posted")
            .order_by(Message.failed_at.desc())
            .limit(SHOWN_WORK)
        )
    )


def failed_message(message_id: int) -> Message | None:
    """Return a message that the worker has given up."""
    return db.session.scalar(
        select(Message).where(Message.id == message_id, Message.failed_at.is_not(None))
    )


def _organised_by(account: Account) -> ColumnElement[bool]:
    if account.is_administrator:
        return true()
    return Event.team.any((TeamMember.account_id == account.id) & TeamMember.role.in_(ORGANISERS))


def _mails_to_do(account: Account) -> Iterator[ToDo]:
    if failed := count_failed(mails_seen_by(account)):
        yield ToDo(kind=ToDoKind.FAILED_MAILS, count=failed)


def _events_to_do(account: Account) -> Iterator[ToDo]:
    now = clock.now()
    today, soon = clock.today("UTC"), now + timedelta(days=AHEAD_DAYS)
    mine = _organised_by(account)
    for event in _events(mine, Event.status.in_(_TO_COME), Event.date_latest < today):
        yield _to_do(ToDoKind.OUTCOME, event)
    for event in _events(
        mine,
        Event.status == Status.HELD,
        ~select(Version.id).join(Version.report).where(Report.event_id == Event.id).exists(),
    ):
        yield _to_do(ToDoKind.REPORT, event)
    for event in _events(
        mine, Event.status.in_(_TO_COME), Event.date_start >= today, Event.date_start <= soon.date()
    ):
        yield _to_do(ToDoKind.EVENT_BEGINS, event, due=event.date_start)
    for event in _events(
        mine,
        Event.status == Status.OPEN,
        Event.registration_closes_at >= now,
        Event.registration_closes_at <= soon,
    ):
        closes = clock.wall(event.registration_closes_at or soon, event.timezone).date()
        yield _to_do(ToDoKind.REGISTRATION_CLOSES, event, due=closes)
    for call in db.session.scalars(
        select(Call)
        .join(Call.event)
        .options(contains_eager(Call.event))
        .where(
            mine, Call.status == CallStatus.PUBLISHED, Call.closes_at >= now, Call.closes_at <= soon
        )
    ):
        closes = clock.wall(call.closes_at, call.timezone).date()
        yield _to_do(ToDoKind.CALL_CLOSES, call.event, due=closes)
    undecided = (
        select(Call.event_id)
        .join(Application.call)
        .where(
            Call.closes_at < now,
            Application.status == ApplicationStatus.SUBMITTED,
            Application.decision.is_(None),
            Application.merged_into_id.is_(None),
        )
    )
    yield from _counted(ToDoKind.APPLICATIONS, mine, undecided)
    waiting = select(Registration.event_id).where(Registration.status == RegistrationStatus.WAITING)
    yield from _counted(ToDoKind.WAITING_LIST, mine, waiting, Event.status.in_(_TO_COME))


def _events(*conditions: ColumnElement[bool]) -> list[Event]:
    return list(db.session.scalars(select(Event).where(*conditions)))


def _counted(
    kind: ToDoKind, mine: ColumnElement[bool], rows: Select[Any], *more: ColumnElement[bool]
) -> Iterator[ToDo]:
    """Make something to do of each event of mine that has any of these rows."""
    each = rows.subquery()
    found = db.session.execute(
        select(Event, func.count())
        .join(each, each.c.event_id == Event.id)
        .where(mine, *more)
        .group_by(Event.id)
    )
    for event, count in found:
        yield _to_do(kind, event, count=count)


def _to_do(kind: ToDoKind, event: Event, **more: Any) -> ToDo:
    title = say(event.title, event.main_language)
    return ToDo(kind=kind, slug=event.slug, title=title, **more)
