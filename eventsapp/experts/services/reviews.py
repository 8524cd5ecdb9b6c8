"""Review: deny or declare a conflict, then score."""

from collections.abc import Mapping

from sqlalchemy import delete, select

from eventsapp.accounts.models import Account
from eventsapp.audit.services import record
from eventsapp.core import clock
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.experts import policy
from eventsapp.experts.models import Application, Assignment, Call, Review, Score
from eventsapp.experts.rules import CallStatus, Conflict, Phase
from eventsapp.experts.services.calls import about, move


class ReviewsNotOpen(Refused):
    """While people can still change their applications, or once the choice is made."""

    message = _("Reviews are written after the call has closed and before the choice is made.")


class InConflict(Refused):
    """A conflict stands, declared or found."""

    message = _("You have a conflict of interest with this applicant, so this file stays closed.")


class ConflictNotAsked(Refused):
    """First the conflict, then the file."""

    message = _("Say first whether you have a conflict of interest with this applicant.")


class ScoresIncomplete(Refused):
    """Every criterion is scored."""

    message = _("Give a score for every criterion.")


def reviews_are_open(call: Call) -> bool:
    """Tell whether reviews may be written now."""
    return call.phase(clock.now()) in {Phase.CLOSED, Phase.UNDER_REVIEW}


def deny_conflict(application: Application, account: Account) -> Review:
    """Say that there is no conflict of interest: the file opens."""
    _require_open(application.call)
    review = _own(application, account)
    _require_no_conflict(application, account, review)
    if review is None:
        review = _begin(application, account)
        record("review.no_conflict", about(application.call), application=application.id)
    return review


def recuse(
    application: Application, account: Account, conflict: Conflict, reason: str = ""
) -> Review:
    """Declare a conflict: the file closes, scores count nowhere, the assignment is free again."""
    _require_open(application.call)
    review = _own(application, account) or _begin(application, account)
    review.recused, review.conflict, review.recusal_reason = True, conflict, reason
    review.scores, review.comment = [], ""
    review.changed_at = clock.now()
    db.session.execute(
        delete(Assignment).where(
            Assignment.application_id == application.id, Assignment.account_id == account.id
        )
    )
    record(
        "review.recused",
        about(application.call),
        reason=reason,
        conflict=conflict,
        application=application.id,
    )
    return review


def score(
    application: Application, account: Account, scores: Mapping[int, int], comment: str
) -> Review:
    """Score an application from 0 to 5 by criterion id, with a comment to the panel."""
    call = application.call
    _require_open(call)
    review = _own(application, account)
    _require_no_conflict(application, account, review)
    if review is None:
        raise ConflictNotAsked
    if scores.keys() != {criterion.id for criterion in call.criteria}:
        raise ScoresIncomplete
    given = {it.criterion_id: it for it in review.scores}
    for criterion in call.criteria:
        value = scores[criterion.id]
        if criterion.id in given:
            given[criterion.id].value = value
        else:
            review.scores.append(Score(criterion=criterion, value=value))
    review.comment, review.changed_at = comment, clock.now()
    move(call, CallStatus.UNDER_REVIEW)
    return review


def _own(application: Application, account: Account) -> Review | None:
    """Return the person's review as it stands now that the call is locked."""
    return db.session.scalar(
        select(Review)
        .where(Review.application_id == application.id, Review.account_id == account.id)
        .execution_options(populate_existing=True)
    )


def _require_no_conflict(application: Application, account: Account, own: Review | None) -> None:
    if (own is not None and own.recused) or policy.is_in_conflict(account, application):
        raise InConflict


def _begin(application: Application, account: Account) -> Review:
    review = Review(application=application, account=account, changed_at=clock.now())
    db.session.add(review)
    db.session.flush()
    return review


def _require_open(call: Call) -> None:
    lock(call)
    if not reviews_are_open(call):
        raise ReviewsNotOpen
