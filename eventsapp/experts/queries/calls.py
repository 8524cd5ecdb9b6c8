"""Calls and the applications to them."""

from collections.abc import Collection

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from eventsapp.accounts.models import Account
from eventsapp.core.db import db
from eventsapp.events.models import Event
from eventsapp.experts.models import Application, Call, Review
from eventsapp.experts.queries.reviewing import to_review
from eventsapp.experts.rules import ApplicationStatus, Gap, gaps
from eventsapp.questions.queries import gaps_for
from eventsapp.questions.rules import Gap as QuestionGap


def call_of(event: Event) -> Call | None:
    """Return the event's call, if it has one."""
    return db.session.scalar(select(Call).where(Call.event_id == event.id))


def application_of(account: Account, call: Call) -> Application | None:
    """Return a person's application to a call, if there is one."""
    return db.session.scalar(
        select(Application).where(
            Application.account_id == account.id, Application.call_id == call.id
        )
    )


def application_in(call: Call, application_id: int) -> Application | None:
    """Return one application to this call, by its number."""
    return db.session.scalar(
        select(Application).where(Application.id == application_id, Application.call_id == call.id)
    )


def applications_by(account: Account) -> list[Application]:
    """Return a person's applications, newest first."""
    return list(
        db.session.scalars(
            select(Application)
            .where(Application.account_id == account.id)
            .options(joinedload(Application.call).joinedload(Call.event))
            .order_by(Application.created_at.desc(), Application.id.desc())
        )
    )


def gaps_in(application: Application) -> dict[str, Gap]:
    """Return what a saved application still lacks, by field."""
    call = application.call
    return gaps(
        application.answers,
        sectors=call.sectors,
        cv_missing=call.cv_required and application.cv_id is None,
    )


def question_gaps_in(application: Application) -> dict[str, QuestionGap]:
    """Return what the answers to the call's own questions still lack, by the question's key."""
    question_set = application.call.question_set
    return gaps_for(application.answer_sheet, question_set.latest if question_set else None)


def is_complete(application: Application) -> bool:
    """Tell whether an application can be handed in."""
    return not gaps_in(application) and not question_gaps_in(application)


def in_the_race(call: Call) -> list[Application]:
    """Return the applications that reviewers and organisers may see, in order of arrival."""
    return list(db.session.scalars(_seen(call)))


def first_applications(
    call: Call, most: int, outcomes: Collection[ApplicationStatus] = ()
) -> list[Application]:
    """Return the first of the same applications with their people, without their reviews.

    With ``outcomes``, only those for which one of these is decided, told or not.
    """
    told = or_(Application.status.in_(outcomes), Application.decision.in_(outcomes))
    return list(
        db.session.scalars(
            select(Application)
            .where(*to_review(call), *([told] if outcomes else []))
            .options(joinedload(Application.account))
            .order_by(Application.id)
            .limit(most)
        )
    )


def applications_in(call: Call) -> dict[int, Application]:
    """Return the same applications by their numbers, without their reviews."""
    statement = (
        select(Application)
        .where(*to_review(call))
        .order_by(Application.id)
        .execution_options(populate_existing=True)  # as they stand once the call is locked
    )
    return {it.id: it for it in db.session.scalars(statement)}


def _seen(call: Call) -> Select[Application]:
    return (
        select(Application)
        .where(*to_review(call))
        .options(selectinload(Application.reviews).selectinload(Review.scores))
        .order_by(Application.id)
        .execution_options(populate_existing=True)  # as it stands once the call is locked
    )
