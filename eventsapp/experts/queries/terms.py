"""What a call's applicants apply under, and what of it may still change."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, select

from eventsapp.core.db import db
from eventsapp.core.names import region_of
from eventsapp.core.words import Words
from eventsapp.experts.models import Application, Call, Review
from eventsapp.experts.rules import (
    Contradiction,
    CriterionPlan,
    Part,
    Target,
    Terms,
    amendable,
    contradictions,
)
from eventsapp.questions.models import QuestionSet
from eventsapp.questions.queries import questions_of


def terms_of(call: Call) -> Terms:
    """Return the terms of a call as they are saved."""
    return Terms(
        seats=call.seats,
        organization_limit=call.organization_limit,
        criteria=tuple(
            CriterionPlan(
                id=it.id,
                name=it.name,
                weight=it.weight,
                labels={score: Words(label) for score, label in it.labels.items()},
            )
            for it in call.criteria
        ),
        targets=tuple(row.target for row in call.targets),
    )


def contradictions_in(
    seats: int,
    targets: Sequence[Target],
    sectors: Collection[str],
    question_set: QuestionSet | None,
) -> list[Contradiction]:
    """Return why these numbers cannot all hold, whoever applies; nothing if they can."""
    return contradictions(seats, targets, sectors, questions_of(question_set), region_of)


def may_amend(call: Call, now: datetime) -> frozenset[Part]:
    """Return which of the terms may still be amended."""
    begun = exists().where(
        Review.application_id == Application.id,
        Review.recused.is_(False),
        Application.call_id == call.id,
    )
    return amendable(call.phase(now), reviews_begun=bool(db.session.scalar(select(begun))))
