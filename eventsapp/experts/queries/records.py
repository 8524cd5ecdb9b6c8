"""The chain of a call's records, and what a record says: ids and numbers, never names."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from eventsapp.core.db import db
from eventsapp.experts.models import (
    Application,
    Call,
    Criterion,
    Review,
    Run,
    Score,
    SelectionRecord,
)
from eventsapp.experts.queries.bench import Workbench, workbench
from eventsapp.experts.queries.pool import hundredths
from eventsapp.experts.queries.vacancies import Vacancies
from eventsapp.experts.rules import PinSide, RecordKind, RunKind, weighted_total
from eventsapp.experts.rules.conditions import Conditions
from eventsapp.experts.rules.fixing import OWN_RANDOMNESS, Difference, difference
from eventsapp.experts.rules.targets import ORGANIZATION
from eventsapp.selection import LotteryKind, Pool
from eventsapp.selection.exchange import Case
from eventsapp.selection.record import Link, canonical, digest, inputs, line

Told = dict[str, Any]


def records_of(call: Call) -> list[SelectionRecord]:
    """Return a call's records in order, without what they say."""
    found = select(SelectionRecord).where(SelectionRecord.call_id == call.id)
    return list(db.session.scalars(found.order_by(SelectionRecord.number)))


def record_in(call: Call, number: int) -> SelectionRecord | None:
    """Return one record of a call, with what it says."""
    return db.session.scalar(
        select(SelectionRecord)
        .where(SelectionRecord.call_id == call.id, SelectionRecord.number == number)
        .options(undefer(SelectionRecord.body))
    )


def newest_record(call: Call, *kinds: RecordKind) -> SelectionRecord | None:
    """Return the last record of a call, of some kinds or of any."""
    found = select(SelectionRecord).where(SelectionRecord.call_id == call.id)
    if kinds:
        found = found.where(SelectionRecord.kind.in_(kinds)).options(undefer(SelectionRecord.body))
    return db.session.scalar(found.order_by(SelectionRecord.number.desc()).limit(1))


def lines_of(call: Call) -> list[str]:
    """Return a call's records as the lines of an export."""
    found = (
        select(SelectionRecord.number, SelectionRecord.body, SelectionRecord.sha256)
        .where(SelectionRecord.call_id == call.id)
        .order_by(SelectionRecord.number)
    )
    return [line(Link(*row)) for row in db.session.execute(found)]


def unproven(call: Call) -> frozenset[int]:
    """Return the numbers of the records whose panel was not proven to be the best one."""
    found = select(SelectionRecord.number).where(
        SelectionRecord.call_id == call.id,
        SelectionRecord.body.contains('"status":"feasible"', autoescape=True),
    )
    return frozenset(db.session.scalars(found))


def said_in(record: SelectionRecord) -> Told:
    """Return what a record says."""
    told: Told = json.loads(record.body)
    return told


def newest_verification(call: Call) -> Run | None:
    """Return the last run that computed a call's records again."""
    return db.session.scalar(
        select(Run)
        .where(Run.call_id == call.id, Run.kind == RunKind.VERIFICATION)
        .order_by(Run.id.desc())
        .limit(1)
    )


@dataclass(frozen=True)
class Fixed:
    """What was fixed before the seed is drawn, or was."""

    record: SelectionRecord
    #: Of all that a panel is computed from but for the seed.
    sha256: str
    #: The public draw that was named then; None for the server's randomness.
    source: str | None
    #: As ``inputs`` writes them.
    inputs: Mapping[str, Any]


def fixed(call: Call) -> Fixed | None:
    """Return what was fixed last; None if nothing was, or the call was opened again since."""
    found = newest_record(call, RecordKind.INPUTS)
    if found is None or found.at < call.closes_at:
        return None
    told = said_in(found)
    source = None if told["source"] == OWN_RANDOMNESS else told["source"]
    return Fixed(found, told["inputs_sha256"], source, told["inputs"])


def changed_since(call: Call, then: Fixed) -> Difference:
    """Tell how what would be decided on now differs from what was fixed."""
    bench = workbench(call)
    return difference(then.inputs, inputs(case_of(bench, bench.published)))


def case_of(bench: Workbench, conditions: Conditions, lottery: LotteryKind | None = None) -> Case:
    """Return what a panel, or a lottery, is computed from, as it is recorded.

    Who has too few reviews is barred there; who is pinned out must not be in.
    """
    problem = bench.problem(conditions)
    return Case(
        problem.but(
            pool=_without_names(problem.pool),
            must_exclude=frozenset(map(str, conditions.must_exclude & bench.people.keys())),
        ),
        barred=frozenset(map(str, bench.unscored - conditions.must_include)),
        lottery=lottery,
    )


def case_of_places(vacancies: Vacancies) -> Case:
    """Return what is computed of places that came back, as it is recorded.

    Who has a place, or an offer of one, must be in; who else is not on the reserve list is barred.
    """
    problem = vacancies.problem
    return Case(
        problem.but(pool=_without_names(problem.pool), must_exclude=frozenset()),
        barred=problem.must_exclude,
    )


def _without_names(pool: Pool) -> Pool:
    """Put numbers in place of the organisations: who is of the same one still is, "" is none."""
    numbers: dict[str, str] = {"": ""}
    bodies = (it for it in pool.attributes[ORGANIZATION] if isinstance(it, str))
    column = tuple(numbers.setdefault(it, str(len(numbers))) for it in bodies)
    return replace(pool, attributes={**pool.attributes, ORGANIZATION: column})


def basis(call: Call, bench: Workbench, conditions: Conditions, case: Case | None = None) -> Told:
    """Return what a record says of all that something is computed from, but for the seed.

    ``case``: by default that of the best panel under these conditions.
    """
    told = inputs(case or case_of(bench, conditions))
    return {
        "inputs": told,
        "inputs_sha256": digest(canonical(told)),
        "criteria": [{"id": str(it.id), "weight": it.weight} for it in call.criteria],
        "reviews": _reviews(call, bench),
        "pins": _pins(bench, conditions),
    }


def _reviews(call: Call, bench: Workbench) -> list[Told]:
    weights = {str(it.id): it.weight for it in call.criteria}
    points = _points(call)
    found = (
        select(Review.id, Review.application_id, Review.account_id, Review.recused, Review.conflict)
        .join(Review.application)
        .where(Application.call_id == call.id)
        .order_by(Review.application_id, Review.account_id)
    )
    used: dict[int, list[Told]] = defaultdict(list)
    left_out: dict[int, list[Told]] = defaultdict(list)
    for review, application, reviewer, recused, conflict in db.session.execute(found):
        if application not in bench.people:
            continue
        if recused:
            left_out[application].append({"reviewer": str(reviewer), "reason": conflict})
        elif given := points.get(review):
            total = weighted_total(given, {key: weights[key] for key in given})
            used[application].append(
                {"reviewer": str(reviewer), "score": hundredths(total), "points": given}
            )
    return [
        {"application": str(key), "used": used[key], "left_out": left_out[key]}
        for key in sorted({*used, *left_out})
    ]


def _points(call: Call) -> dict[int, dict[str, int]]:
    found = (
        select(Score.review_id, Score.criterion_id, Score.value)
        .join(Score.criterion)
        .where(Criterion.call_id == call.id)
        .order_by(Score.review_id, Criterion.position)
    )
    points: dict[int, dict[str, int]] = defaultdict(dict)
    for review, criterion, value in db.session.execute(found):
        points[review][str(criterion)] = value
    return points


def _pins(bench: Workbench, conditions: Conditions) -> list[Told]:
    """Return who is in or out by force; without a reason where it was only tried."""
    sides = dict.fromkeys(conditions.must_include, PinSide.IN)
    sides |= dict.fromkeys(conditions.must_exclude, PinSide.OUT)
    kept = {key: bench.contenders[key] for key in sides if key in bench.contenders}
    return [
        {
            "application": str(key),
            "side": side,
            "reason": kept[key].pin_reason if key in kept and kept[key].pin is side else None,
        }
        for key, side in sorted(sides.items())
    ]
