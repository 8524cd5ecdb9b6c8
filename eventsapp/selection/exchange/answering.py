"""The answer to a case: the best panel or why there is none, and all else that was asked."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from eventsapp.selection import replacement as replacing
from eventsapp.selection.answers import Replacement
from eventsapp.selection.counterfactuals import why
from eventsapp.selection.diagnosis import diagnose
from eventsapp.selection.exchange.cases import Case, without
from eventsapp.selection.lotteries import lottery
from eventsapp.selection.problem import Infeasible, Panel, Problem, Quota
from eventsapp.selection.solving import Solver
from eventsapp.selection.watch import Watch

Told = dict[str, Any]

CHANGE = "score_change_hundredths"
OPTIMAL: Told = {"status": "optimal"}
NOT_TO_BE_HAD: Told = {"status": "infeasible", CHANGE: None}


def answer(case: Case, watch: Watch | None = None) -> Told:
    """Return what the answer file says; the order of the pool's rows never changes it."""
    if case.is_barred_needed:
        return {
            "status": "infeasible",
            "conflict": ["must_include"],
            "relaxation": {"status": "infeasible"},
        }
    problem = case.open_problem
    engine = Solver(problem)
    try:
        panel = engine.best(watch)
    except Infeasible:
        return {"status": "infeasible", **_why_none(problem)}
    told: Told = {
        "status": "optimal" if panel.proven else "feasible",
        "panel": list(panel.members),
    }
    if case.current_panel:
        told["replacement"] = _replacement(case)
    if case.lottery:
        drawn = lottery(problem, case.lottery, watch)
        told["lottery"] = {
            "kind": case.lottery,
            "panels": [
                {"panel": list(members), "probability": chance} for members, chance in drawn.panels
            ],
        }
    asked = case.counterfactuals
    if asked.force_in or asked.force_out or asked.quota_steps:
        told["counterfactuals"] = [*_people(case, engine, panel)]
        if asked.quota_steps:
            told["counterfactuals"] += _steps(engine, panel)
    return told


def _why_none(problem: Problem) -> Told:
    found = diagnose(problem)
    if not found.repairs:
        return {"conflict": sorted(found.conflict), "relaxation": {"status": "infeasible"}}
    cheapest = found.repairs[0]
    return {
        "conflict": sorted(found.conflict),
        "relaxation": {
            "status": "optimal",
            "panel": list(cheapest.panel.members),
            "moves": [{"id": it.id, "side": it.side, "to": it.to} for it in cheapest.moves],
        },
    }


def replacement(case: Case) -> Replacement:
    """Return what becomes of the panel of a case after its withdrawals."""
    pool = case.problem.pool
    scores = dict(zip(pool.ids, pool.scores, strict=True))
    worth = sum(scores[it] for it in case.current_panel)
    current = Panel(tuple(sorted(case.current_panel)), worth, worth, proven=False)
    lost = case.withdrawn | (case.barred & case.current_panel)
    engine = Solver(without(case.problem, case.barred - lost))
    return replacing.replace(engine, current, lost)


def _replacement(case: Case) -> Told:
    found = replacement(case)
    if found.panel is None:
        return {"status": "infeasible"}
    return {
        "panel": list(found.panel.members),
        "ranked_reserves": [it.id for it in found.ranked],
    }


def _people(case: Case, engine: Solver, panel: Panel) -> Iterator[Told]:
    """Ask about the best-scored people outside and inside; among equals, in order of ids."""
    pool, asked = engine.problem.pool, case.counterfactuals
    members = frozenset(panel.members)
    ranked = [key for _, key in sorted(zip((-it for it in pool.scores), pool.ids, strict=True))]
    outside = [it for it in ranked if it not in members][: asked.force_in]
    inside = [it for it in ranked if it in members][: asked.force_out]
    for person in (*outside, *inside):
        found = why(engine, panel, person)
        yield {
            "kind": found.kind,
            "candidate": person,
            **({**OPTIMAL, CHANGE: found.change} if found.feasible else NOT_TO_BE_HAD),
        }


def _steps(engine: Solver, panel: Panel) -> Iterator[Told]:
    """Ask what the best panel would be with each bound of a quota one person looser.

    A minimum of nobody and a maximum of all seats bind nothing and cannot be looser.
    """
    seats, quotas = engine.problem.seats[1], engine.problem.quotas
    for at, quota in enumerate(quotas):
        looser = []
        if quota.minimum > 0:
            looser.append(("loosen_min", replace(quota, minimum=quota.minimum - 1)))
        if quota.maximum is not None and quota.maximum < seats:
            looser.append(("loosen_max", replace(quota, maximum=quota.maximum + 1)))
        for kind, changed in looser:
            best = engine.but(quotas=_at(quotas, at, changed)).best()
            change = best.score - panel.score
            yield {"kind": kind, "quota": quota.id, **OPTIMAL, CHANGE: change}


def _at(quotas: tuple[Quota, ...], at: int, changed: Quota) -> tuple[Quota, ...]:
    return (*quotas[:at], changed, *quotas[at + 1 :])
