"""What people owe in calls for experts: to hand in a draft, to answer an offer, to review."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import contains_eager

from eventsapp.accounts.queries import account_by_id
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.core.i18n import _
from eventsapp.duties.rules import Owed
from eventsapp.duties.words import Source
from eventsapp.events.models import Event
from eventsapp.events.rules import Status as EventStatus
from eventsapp.experts.models import Application, Call
from eventsapp.experts.queries.reviewing import calls_to_review, review_queue
from eventsapp.experts.rules import ApplicationStatus, CallStatus
from eventsapp.experts.services.reviews import reviews_are_open

#: What moves a deadline, or does what was owed.
MOVING = (
    "application.submitted", "application.withdrawn", "application.accepted",
    "application.more_time", "call.extended", "call.reopened", "call.withdrawn", "event.cancelled",
)  # fmt: skip


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
    for draft in drafts:
        yield _owed(draft, due_at=draft.call.closes_at)


def answers_owed(account_id: int | None) -> Iterator[Owed]:
    """Return the offered places that wait for an answer until a date."""
    offers = _applications(
        account_id,
        Application.status == ApplicationStatus.SELECTED,
        Call.status == CallStatus.NOTIFIED,
    )
    for offer in offers:
        yield _owed(offer, due_at=offer.answer_by)


def reviews_owed(account_id: int | None) -> Iterator[Owed]:
    """Return the calls in which a reviewer still has something to do: they have no date."""
    account = account_by_id(account_id) if account_id else None
    if account is None:
        return
    for call in calls_to_review(account):
        if reviews_are_open(call) and review_queue(account, call).todo:
            yield Owed(
                account_id=account.id,
                about=f"call:{call.id}",
                title=call.event.title,
                main_language=call.event.main_language,
                address={"slug": call.event.slug},
            )


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
        reminds_itself=True,
    ),
    Source(
        kind="experts.review",
        task=_("Review the applications that wait for you: %(title)s"),
        endpoint="experts_manage.queue",
        owed=reviews_owed,
        has_dates=False,
    ),
)


def _applications(
    account_id: int | None, *conditions: ColumnElement[bool]
) -> Iterator[Application]:
    """Find the applications of one person, or of all, whose event is not cancelled."""
    whose = Application.account_id == account_id if account_id else true()
    yield from db.session.scalars(
        select(Application)
        .join(Application.call)
        .join(Call.event)
        .options(contains_eager(Application.call).contains_eager(Call.event))
        .where(
            whose,
            Application.merged_into_id.is_(None),
            Event.status != EventStatus.CANCELLED,
            *conditions,
        )
        .order_by(Application.id)
    )


def _owed(application: Application, *, due_at: datetime | None) -> Owed:
    call = application.call
    return Owed(
        account_id=application.account_id,
        about=f"application:{application.id}",
        title=call.event.title,
        main_language=call.event.main_language,
        address={"slug": call.event.slug},
        due_at=due_at,
        zone=call.timezone,
        scope=call.event.mail_scope,
        reply_to=call.event.contact_email,
    )
