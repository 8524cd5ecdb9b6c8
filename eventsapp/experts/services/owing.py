"""What people owe in calls for experts: to nominate, to hand in a draft, to review, to answer."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import contains_eager, selectinload

from eventsapp.accounts.models import Account
from eventsapp.accounts.queries import account_by_id
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.core.i18n import _
from eventsapp.duties.rules import Owed
from eventsapp.duties.words import Source
from eventsapp.events.models import Event
from eventsapp.events.rules import Status as EventStatus
from eventsapp.experts.mails.parts import context_of
from eventsapp.experts.models import Application, Call, Invitation
from eventsapp.experts.queries.assigning import desks
from eventsapp.experts.queries.reviewing import calls_to_review, review_queues
from eventsapp.experts.rules import ApplicationStatus, CallStatus
from eventsapp.experts.rules.nominating import TAKING
from eventsapp.experts.services.reviews import reviews_are_open

#: What moves a deadline, or does what was owed.
MOVING = (
    "application.submitted", "application.withdrawn", "application.accepted",
    "application.more_time", "call.extended", "call.reopened", "call.withdrawn",
    "reviews.assigned", "reviews.due_moved", "nomination.invited", "nomination.withdrawn",
    "event.cancelled",
)  # fmt: skip
_BEFORE_CHOICE = (CallStatus.PUBLISHED, CallStatus.CLOSED, CallStatus.UNDER_REVIEW)


def drafts_owed(account_id: int | None) -> Iterator[Owed]:
    """Return the drafts that can still be handed in."""
    now = clock.now()
    drafts = _applications(
        account_id,
        Application.status == ApplicationStatus.DRAFT,
        Call.status == CallStatus.PUBLISHED,
        Call.opens_at <= now,
        Call.closes_at > now,
    )
    for key, whose, call, _answer_by in drafts:
        yield _owed_for(key, call, whose, call.closes_at)


def answers_owed(account_id: int | None) -> Iterator[Owed]:
    """Return the offered places that wait for an answer, until a date that has not passed."""
    offers = _applications(
        account_id,
        Application.status == ApplicationStatus.SELECTED,
        Call.status == CallStatus.NOTIFIED,
        or_(Application.answer_by.is_(None), Application.answer_by >= clock.now()),
    )
    for key, whose, call, answer_by in offers:
        yield _owed_for(key, call, whose, answer_by)


def reviews_owed(account_id: int | None) -> Iterator[Owed]:
    """Return the calls in which a reviewer has something left to do; of all, those with a date."""
    if account_id is None:
        for it in desks([call for call in _calls_with_reviews_due() if reviews_are_open(call)]):
            for row in it.reviewer_rows():
                if row.waiting > 0:
                    about = f"call:{it.call.id}"
                    yield _owed(it.call, row.account.id, about, it.call.reviews_due_at)
        return
    account = account_by_id(account_id)
    if account is None:
        return
    calls = [it for it in calls_to_review(account) if reviews_are_open(it)]
    for call, queue in zip(calls, review_queues(account, calls), strict=True):
        if queue.todo:
            yield _owed(call, account.id, f"call:{call.id}", call.reviews_due_at)


def nominations_owed(account_id: int | None) -> Iterator[Owed]:
    """Return the invitations that nobody has answered, of bodies whose focal point has an account.

    It is theirs by the address that the invitation went to, once they have proved it.
    """
    rows = db.session.execute(
        select(Invitation, Account)
        .join(Account, Account.email == Invitation.email)
        .join(Invitation.call)
        .join(Call.event)
        .where(
            Account.__table__.c.id == account_id if account_id else true(),
            Account.confirmed_at.is_not(None),
            Call.status == CallStatus.PUBLISHED,
            Invitation.withdrawn_at.is_(None),
            Invitation.declined_at.is_(None),
        )
        .options(
            contains_eager(Invitation.call).contains_eager(Call.event),
            selectinload(Invitation.nominees),
        )
        .order_by(Invitation.id)
    )
    for invitation, account in rows:
        call = invitation.call
        if invitation.is_unanswered and call.phase(clock.now()) in TAKING:
            yield _owed(call, account.id, f"invitation:{invitation.id}", call.closes_at)


def _offer(owed: Owed) -> Mapping[str, Any]:
    return context_of(db.session.get_one(Application, owed.number))


SOURCES = (
    Source(
        kind="experts.draft",
        task=_("Complete and submit your application to the call for experts: %(title)s"),
        endpoint="experts.apply",
        owed=drafts_owed,
    ),
    Source(
        kind="experts.answer",
        task=_("Accept or decline your place as an expert: %(title)s"),
        endpoint="experts.application",
        owed=answers_owed,
        # Without an answer the place is lost: nobody can do without this mail.
        mail="experts_answer_reminder",
        knows=_offer,
    ),
    Source(
        kind="experts.nomination",
        task=_("Nominate experts, or say that your body will not nominate anyone: %(title)s"),
        endpoint="experts.nominate",
        owed=nominations_owed,
        reminds_itself=True,
    ),
    Source(
        kind="experts.review",
        task=_("Review the applications assigned to you: %(title)s"),
        endpoint="experts_manage.queue",
        owed=reviews_owed,
    ),
)


def _applications(
    account_id: int | None, *conditions: ColumnElement[bool]
) -> list[tuple[int, int, Call, datetime | None]]:
    """Return (id, account, call, answer by) of applications, of one person or of all."""
    whose = Application.account_id == account_id if account_id else true()
    rows = db.session.execute(
        select(Application.id, Application.account_id, Call, Application.answer_by)
        .join(Application.call)
        .join(Call.event)
        .options(contains_eager(Call.event))
        .where(
            whose,
            Application.merged_into_id.is_(None),
            Event.status != EventStatus.CANCELLED,
            *conditions,
        )
        .order_by(Application.id)
    )
    return [(row.id, row.account_id, row.Call, row.answer_by) for row in rows]


def _calls_with_reviews_due() -> list[Call]:
    return list(
        db.session.scalars(
            select(Call)
            .join(Call.event)
            .options(contains_eager(Call.event))
            .where(Call.reviews_due_at.is_not(None), Call.status.in_(_BEFORE_CHOICE))
            .order_by(Call.id)
        )
    )


def _owed_for(key: int, call: Call, account_id: int, due_at: datetime | None) -> Owed:
    """Return what is owed for one application, which alone mails about it tell of."""
    about = f"application:{key}"
    return replace(_owed(call, account_id, about, due_at), mails_concern=about)


def _owed(call: Call, account_id: int, about: str, due_at: datetime | None) -> Owed:
    return Owed(
        account_id=account_id,
        about=about,
        title=call.event.title,
        main_language=call.event.main_language,
        address={"slug": call.event.slug},
        due_at=due_at,
        zone=call.timezone,
        scope=call.event.mail_scope,
        mails_about=f"call:{call.id}",
        reply_to=call.event.contact_email,
    )
