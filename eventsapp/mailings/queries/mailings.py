"""Reading mailings: what is to come, what went to whom, and when one is due."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from sqlalchemy import Select, and_, func, select

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.core.outbox import Message
from eventsapp.events.models import Event
from eventsapp.experts.queries import call_of
from eventsapp.mailings import rules
from eventsapp.mailings.models import Mailing, MailingRecipient
from eventsapp.mailings.policy import may_see_mailing
from eventsapp.mailings.queries.audience import Person
from eventsapp.mailings.queries.mails import MESSAGE, STATE
from eventsapp.mailings.rules import Anchor, MailingState, MailState, Plan, Unit
from eventsapp.notices.models import Notice
from eventsapp.notices.rules import Withheld

#: Apart from other mails that are withheld: what waits for the one mail a day of its readers.
DAILY = "daily"


def mailings_of(account: Account, event: Event) -> list[Mailing]:
    """Return the mailings of an event that somebody may see: to come, drafts, then what is over."""
    every = db.session.scalars(
        select(Mailing).where(Mailing.event_id == event.id).order_by(Mailing.id.desc())
    )
    seen = [it for it in every if may_see_mailing(account, it)]
    return sorted(seen, key=_place)


def _place(mailing: Mailing) -> tuple[int, float]:
    """Put what is on its way first, what is to come by its moment, what is over newest first."""
    states = [MailingState.SENDING, MailingState.SCHEDULED, MailingState.MISSED, MailingState.DRAFT]
    if mailing.state in states:
        due = mailing.due_at.timestamp() if mailing.due_at else float("inf")
        return states.index(mailing.state), due
    return len(states), -(mailing.ended_at or mailing.changed_at).timestamp()


def mailing_in(event: Event, mailing_id: int) -> Mailing | None:
    """Return one mailing of an event."""
    return db.session.scalar(
        select(Mailing).where(Mailing.id == mailing_id, Mailing.event_id == event.id)
    )


def anchor_of(event: Event, anchor: Anchor, unit: Unit) -> datetime | None:
    """Return what the clock on the wall shows at what a moment hangs on; None: not known.

    Where only days are known, hours are counted from the midnight before the first and after the
    last of them.
    """
    call = call_of(event) if anchor is Anchor.CALL else None
    moment = {
        Anchor.START: event.starts_at,
        Anchor.END: event.ends_at,
        Anchor.REGISTRATION: event.registration_closes_at,
        Anchor.CALL: call.closes_at if call else None,
    }.get(anchor)
    if moment is not None:
        return clock.wall(moment, event.timezone)
    day = {Anchor.START: event.date_start, Anchor.END: event.date_end or event.date_start}.get(
        anchor
    )
    if day is None:
        return None
    to_midnight = timedelta(days=anchor is Anchor.END and unit is Unit.HOURS)
    return datetime.combine(day, time.min) + to_midnight


def due_of(event: Event, plan: Plan) -> datetime | None:
    """Return when a mailing is due by its plan; None while that is not known.

    Days are counted by the clock on the wall; hours have passed, whether it was set or not.
    """
    wall = plan.at if plan.anchor is Anchor.AT else anchor_of(event, plan.anchor, plan.unit)
    if wall is None:
        return None
    if plan.is_relative and plan.unit is Unit.DAYS:
        wall = datetime.combine(wall.date() + plan.distance, plan.time)
    moment = clock.moment(wall, event.timezone)
    return moment + plan.distance if plan.is_relative and plan.unit is Unit.HOURS else moment


def scheduled_of(event: Event) -> list[Mailing]:
    """Return what is scheduled for an event."""
    return list(
        db.session.scalars(
            select(Mailing).where(
                Mailing.event_id == event.id, Mailing.state == MailingState.SCHEDULED
            )
        )
    )


def unsent_of(event: Event) -> list[Mailing]:
    """Return the mailings of an event that have not begun to be sent."""
    return list(
        db.session.scalars(
            select(Mailing).where(Mailing.event_id == event.id, Mailing.started_at.is_(None))
        )
    )


def recipient_ids(mailing: Mailing) -> list[int]:
    """Return the rows of those to whom a mailing goes, in their order."""
    return list(
        db.session.scalars(
            select(MailingRecipient.id)
            .where(MailingRecipient.mailing_id == mailing.id)
            .order_by(MailingRecipient.id)
        )
    )


def written_to(mailing: Mailing) -> dict[Person, int | None]:
    """Return to whom a mailing goes or went, as they were when it began, each with their mail."""
    of = MailingRecipient
    rows = db.session.execute(
        select(of.email, of.name, of.locale, of.why, of.source, of.notice_id)
        .where(of.mailing_id == mailing.id)
        .order_by(of.id)
    )
    return {
        Person(email, name, locale, (why[0], why[1]), source): notice_id
        for email, name, locale, why, source, notice_id in rows
    }


def are_untold(mailing: Mailing) -> bool:
    """Tell whether somebody has not been written to yet."""
    waiting = select(MailingRecipient.id).where(
        MailingRecipient.mailing_id == mailing.id, MailingRecipient.notice_id.is_(None)
    )
    return db.session.scalar(waiting.limit(1)) is not None


def untold(mailing: Mailing) -> int:
    """Count those who have not been written to yet."""
    waiting = select(func.count(MailingRecipient.id)).where(
        MailingRecipient.mailing_id == mailing.id, MailingRecipient.notice_id.is_(None)
    )
    return db.session.scalar(waiting) or 0


def is_overtaken(key: str) -> bool:
    """Tell whether one mail of a mailing comes too late."""
    of = select(Event.status, Mailing.is_after_cancellation).join(Mailing.event)
    found = db.session.execute(of.where(Mailing.id == int(key.split(":")[1]))).first()
    return found is None or rules.is_overtaken(found[0], is_after_cancellation=found[1])


def notices_of(mailing: Mailing) -> Select[int | None]:
    """Select the mails of a mailing that have been written."""
    return select(MailingRecipient.notice_id).where(
        MailingRecipient.mailing_id == mailing.id, MailingRecipient.notice_id.is_not(None)
    )


def progress_of(mailings: Iterable[Mailing]) -> dict[int, Counter[str]]:
    """Count what became of the mails of each mailing, by state; "" are not written yet."""
    is_daily = and_(Notice.withheld == Withheld.DIGEST, STATE.in_([MailState.WITHHELD.value]))
    rows = db.session.execute(
        select(MailingRecipient.mailing_id, Notice.id.is_(None), STATE, is_daily, func.count())
        .select_from(MailingRecipient)
        .outerjoin(Notice, Notice.id == MailingRecipient.notice_id)
        .outerjoin(Message, MESSAGE)
        .where(MailingRecipient.mailing_id.in_([it.id for it in mailings]))
        .group_by(MailingRecipient.mailing_id, Notice.id.is_(None), STATE, is_daily)
    )
    counted: dict[int, Counter[str]] = {}
    for mailing_id, is_unwritten, state, comes_daily, number in rows:
        of_it = counted.setdefault(mailing_id, Counter())
        of_it["" if is_unwritten else DAILY if comes_daily else state] += number
    return counted
