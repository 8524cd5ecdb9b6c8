"""Reading what the desks show: what is open to all, what is to be done, what was mailed."""

from collections.abc import Iterator
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
from eventsapp.desk.rules import AHEAD_DAYS, Duty, DutyKind, in_order
from eventsapp.events.models import Event, TeamMember
from eventsapp.events.policy import ORGANISERS
from eventsapp.events.queries import PUBLIC
from eventsapp.events.rules import Status
from eventsapp.experts.models import Application, Call
from eventsapp.experts.rules import ApplicationStatus, CallStatus
from eventsapp.notices.models import Notice
from eventsapp.registration.models import Registration
from eventsapp.registration.rules import Status as RegistrationStatus
from eventsapp.reports.models import Report, Version

SHOWN_MAILS = 100
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


def organised_events(account: Account, *, page: int, per_page: int) -> list[Event]:
    """Return the events that a person organises, newest first, those without a date on top."""
    return list(
        db.session.scalars(
            select(Event)
            .where(_organised_by(account))
            .options(selectinload(Event.team))
            .order_by(Event.date_earliest.is_not(None), Event.date_earliest.desc(), Event.id.desc())
            .limit(per_page)
            .offset((page - 1) * per_page)
        )
    )


def count_organised_events(account: Account) -> int:
    """Count the events that a person organises; administrators organise all."""
    return db.session.scalar(select(func.count(Event.id)).where(_organised_by(account))) or 0


def duties(account: Account) -> list[Duty]:
    """Return what a person has to do as an organiser, in order."""
    return in_order([*_event_duties(account), *_mail_duties(account)])


@dataclass(frozen=True)
class Mail:
    """One mail to one person, and what became of it."""

    notice: Notice
    message: Message | None

    @property
    def state(self) -> str:
        """Whether it is sent, failed, or waits."""
        if self.notice.sent_at:
            return "sent"
        return "failed" if self.message and self.message.failed_at else "queued"


def mails(account: Account) -> list[Mail]:
    """Return the latest mails that a person may look after: failed first, then waiting, then sent.

    Organisers see the mails about their events, administrators all.
    """
    waiting = _unsent_messages()
    newest = Notice.created_at.desc(), Notice.id.desc()
    unsent = db.session.scalars(
        select(Notice).where(_mailed_by(account), Notice.sent_at.is_(None)).order_by(*newest)
    )
    sent = db.session.scalars(
        select(Notice)
        .where(_mailed_by(account), Notice.sent_at.is_not(None))
        .order_by(*newest)
        .limit(SHOWN_MAILS)
    )
    first = [Mail(notice, waiting.get(notice.id)) for notice in unsent]
    first.sort(key=lambda mail: mail.state != "failed")
    return [*first, *(Mail(notice, None) for notice in sent)]


def failed_mail(account: Account, notice_id: int) -> tuple[Notice, Message] | None:
    """Return a mail that failed for good and what says so, if this person may look after it."""
    notice = db.session.scalar(
        select(Notice).where(Notice.id == notice_id, _mailed_by(account), Notice.sent_at.is_(None))
    )
    message = _unsent_messages().get(notice_id)
    if notice is None or message is None or message.failed_at is None:
        return None
    return notice, message


def failed_work() -> list[Message]:
    """Return what the worker has given up, other than mails, newest first."""
    return list(
        db.session.scalars(
            select(Message)
            .where(Message.failed_at.is_not(None), Message.name != "notice.posted")
            .order_by(Message.failed_at.desc())
            .limit(SHOWN_MAILS)
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


def _mailed_by(account: Account) -> ColumnElement[bool]:
    if account.is_administrator:
        return true()
    events = db.session.scalars(select(Event.id).where(_organised_by(account)))
    return Notice.about.in_([f"event:{event_id}" for event_id in events])


def _unsent_messages() -> dict[int, Message]:
    """Return the messages of mails that are not sent, by the id of the notice."""
    messages = db.session.scalars(
        select(Message).where(Message.name == "notice.posted", Message.done_at.is_(None))
    )
    return {message.payload["notice_id"]: message for message in messages}


def _mail_duties(account: Account) -> Iterator[Duty]:
    failed = sum(mail.state == "failed" for mail in mails(account))
    if failed:
        yield Duty(kind=DutyKind.FAILED_MAILS, count=failed)


def _event_duties(account: Account) -> Iterator[Duty]:
    now = clock.now()
    today, soon = clock.today("UTC"), now + timedelta(days=AHEAD_DAYS)
    mine = _organised_by(account)
    for event in _events(mine, Event.status.in_(_TO_COME), Event.date_latest < today):
        yield _duty(DutyKind.OUTCOME, event)
    for event in _events(
        mine,
        Event.status == Status.HELD,
        ~select(Version.id).join(Version.report).where(Report.event_id == Event.id).exists(),
    ):
        yield _duty(DutyKind.REPORT, event)
    for event in _events(
        mine, Event.status.in_(_TO_COME), Event.date_start >= today, Event.date_start <= soon.date()
    ):
        yield _duty(DutyKind.EVENT_BEGINS, event, due=event.date_start)
    for event in _events(
        mine,
        Event.status == Status.OPEN,
        Event.registration_closes_at >= now,
        Event.registration_closes_at <= soon,
    ):
        closes = clock.wall(event.registration_closes_at or soon, event.timezone).date()
        yield _duty(DutyKind.REGISTRATION_CLOSES, event, due=closes)
    for call in db.session.scalars(
        select(Call)
        .join(Call.event)
        .options(contains_eager(Call.event))
        .where(
            mine, Call.status == CallStatus.PUBLISHED, Call.closes_at >= now, Call.closes_at <= soon
        )
    ):
        closes = clock.wall(call.closes_at, call.timezone).date()
        yield _duty(DutyKind.CALL_CLOSES, call.event, due=closes)
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
    yield from _counted(DutyKind.APPLICATIONS, mine, undecided)
    waiting = select(Registration.event_id).where(Registration.status == RegistrationStatus.WAITING)
    yield from _counted(DutyKind.WAITING_LIST, mine, waiting, Event.status.in_(_TO_COME))


def _events(*conditions: ColumnElement[bool]) -> list[Event]:
    return list(db.session.scalars(select(Event).where(*conditions)))


def _counted(
    kind: DutyKind, mine: ColumnElement[bool], rows: Select[Any], *more: ColumnElement[bool]
) -> Iterator[Duty]:
    """Make a duty of each event of mine that has any of these rows."""
    each = rows.subquery()
    found = db.session.execute(
        select(Event, func.count())
        .join(each, each.c.event_id == Event.id)
        .where(mine, *more)
        .group_by(Event.id)
    )
    for event, count in found:
        yield _duty(kind, event, count=count)


def _duty(kind: DutyKind, event: Event, **more: Any) -> Duty:
    title = say(event.title, event.main_language)
    return Duty(kind=kind, slug=event.slug, title=title, **more)
