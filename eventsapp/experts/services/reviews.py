"""Review: deny or declare a conflict, then score."""

from collections.abc import Mapping

from eventsapp.accounts.models import Account
from eventsapp.audit.services import record
from eventsapp.core import clock
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.experts.models import Application, Call, Review, Score
from eventsapp.experts.policy import review_by
from eventsapp.experts.rules import CallStatus, Phase
from eventsapp.experts.services.calls import about, move


class ReviewsNotOpen(Refused):
    """While people can still change their applications, or once the choice is made."""

    message = _("Reviews are written after the call has closed and before the choice is made.")


class InConflict(Refused):
    """A declared conflict stands."""

    message = _("You have declared a conflict of interest for this application.")


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
    review = review_by(account, application)
    if review is None:
        review = _begin(application, account)
        record("review.no_conflict", about(application.call), application=application.id)
    if review.recused:
        raise InConflict
    return review


def recuse(application: Application, account: Account, reason: str) -> Review:
    """Declare a conflict of interest: the file closes, and any scores given count nowhere."""
    _require_open(application.call)
    review = review_by(account, application) or _begin(application, account)
    review.recused, review.recusal_reason = True, reason
    review.scores, review.comment = [], ""
    review.changed_at = clock.now()
    record("review.recused", about(application.call), reason=reason, application=application.id)
    return review


def score(
    application: Application, account: Account, scores: Mapping[int, int], comment: str
) -> Review:
    """Score an application from 0 to 5 by criterion id, with a comment to the panel."""
    call = application.call
    _require_open(call)
    review = review_by(account, application)
    if review is None:
        raise ConflictNotAsked
    if review.recused:
        raise InConflict
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


def _begin(application: Application, account: Account) -> Review:
    review = Review(application=application, account=account, changed_at=clock.now())
    db.session.add(review)
    db.session.flush()
    return review


def _require_open(call: Call) -> None:
    lock(call)
    if not reviews_are_open(call):
        raise ReviewsNotOpen
