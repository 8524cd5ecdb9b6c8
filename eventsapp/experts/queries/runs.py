"""Runs of a call, and what they are computed from."""

from collections import defaultdict
from fractions import Fraction

from sqlalchemy import func, select

from eventsapp.accounts.models import Account
from eventsapp.core.db import db
from eventsapp.experts.models import Application, Call, Criterion, Review, Run, Score
from eventsapp.experts.queries.bench import Workbench
from eventsapp.experts.queries.pool import hundredths
from eventsapp.experts.queries.reviewing import to_review
from eventsapp.experts.rules import RunKind, median_score
from eventsapp.experts.rules.conditions import Conditions
from eventsapp.selection import Panel


def run_in(call: Call, run_id: int) -> Run | None:
    """Return one run of this call, by its number."""
    return db.session.scalar(select(Run).where(Run.id == run_id, Run.call_id == call.id))


def newest_run(call: Call, kind: RunKind, conditions: Conditions) -> Run | None:
    """Return the last run of a kind under these conditions."""
    wanted = conditions.as_json()
    found = select(Run).where(Run.call_id == call.id, Run.kind == kind).order_by(Run.id.desc())
    return next(
        (it for it in db.session.scalars(found.limit(20)) if it.task["conditions"] == wanted), None
    )


def found_panel(call: Call, bench: Workbench, conditions: Conditions) -> Panel | None:
    """Return what a run has found under these conditions, if nothing has changed since."""
    run = newest_run(call, RunKind.PANEL, conditions)
    if run is None or not run.result or run.task.get("stamp") != bench.stamp:
        return None
    if not run.result["panel"]:
        return None
    members = tuple(map(str, run.result["panel"]))
    return Panel(members, run.result["score"], run.result["bound"], run.result["proven"])


def scores_without(call: Call) -> dict[str, dict[str, int]]:
    """Return, by review, the score of its application if that review were left out.

    An application without any other review would have no score: it is not asked about.
    """
    totals = (
        select(
            Review.id,
            Review.application_id,
            func.sum(Score.value * Criterion.weight),
            func.sum(Criterion.weight),
        )
        .select_from(Review)
        .join(Score, Score.review_id == Review.id)
        .join(Criterion, Criterion.id == Score.criterion_id)
        .join(Application, Application.id == Review.application_id)
        .where(*to_review(call), Review.recused.is_(False))
        .group_by(Review.id, Review.application_id)
    )
    given: dict[int, dict[int, Fraction]] = defaultdict(dict)
    for review, application, points, weights in db.session.execute(totals):
        given[application][review] = Fraction(20 * int(points), int(weights))
    return {
        str(left): {str(key): hundredths(median_score(it for r, it in of.items() if r != left))}
        for key, of in given.items()
        for left in of
        if len(of) > 1
    }


def reviewers_of(reviews: list[int]) -> dict[int, tuple[str, int]]:
    """Return who wrote each review, and about which application."""
    found = (
        select(Review.id, Account, Review.application_id)
        .join(Review.account)
        .where(Review.id.in_(reviews))
    )
    return {key: (str(who), about) for key, who, about in db.session.execute(found)}
