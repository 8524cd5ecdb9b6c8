"""What if: the best panel with or without somebody, or with a requirement a little looser.

Every figure comes from solving again exactly. The prices of the linear relaxation are bounds of
such figures: they tell where nothing can be gained, and are never told as prices themselves.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from eventsapp.selection.answers import Kind, Price, Side, Why
from eventsapp.selection.conflicts import SEATS, Row, conflict
from eventsapp.selection.problem import (
    GroupLimit,
    Infeasible,
    Objective,
    Panel,
    Problem,
    Quota,
    Unfinished,
)
from eventsapp.selection.solving import Solver
from eventsapp.selection.watch import Watch

FORCED = ""
"""The part that makes somebody be in, or out."""


def turned(solver: Solver, panel: Panel, person: str) -> Panel:
    """Return the best panel without a member, or with somebody who is not one."""
    problem = solver.problem
    if person in panel.members:
        return solver.but(must_exclude=problem.must_exclude | {person}).best()
    return solver.but(must_include=problem.must_include | {person}).best()


def why(solver: Solver, panel: Panel, person: str) -> Why:
    """Tell of the best panel that treats somebody otherwise; KeyError: not in the pool."""
    at = np.array([solver.compiled.at[person]])
    inside = person in panel.members
    kind: Kind = "force_out" if inside else "force_in"
    try:
        other = turned(solver, panel, person)
    except Infeasible:
        forced = Row(FORCED, at, most=0) if inside else Row(FORCED, at, least=1)
        return Why(kind, person, None, conflict=conflict(solver, forced))
    change = other.score - panel.score
    fewer = len(other.members) < len(panel.members)
    fill = solver.problem.objective is Objective.FILL_THEN_SCORE
    return Why(
        kind,
        person,
        other,
        change,
        leave=tuple(sorted(set(panel.members) - set(other.members))),
        come=tuple(sorted(set(other.members) - set(panel.members))),
        needs=None if inside or (fill and fewer) else -change,
    )


def prices(solver: Solver, panel: Panel, watch: Watch | None = None) -> list[Price]:
    """Solve with each bound one person looser, and without each target and limit."""
    market = _Market(solver, panel, watch)
    return [*market.seats(), *market.quotas(), *market.limits()]


def attribute_prices(solver: Solver, panel: Panel) -> dict[str, int]:
    """Solve without all the targets and limits of each attribute in turn."""
    problem = solver.problem
    wanted = sorted(_attributes(problem))
    return {
        name: solver.but(**_without(solver, {name})).best().score - panel.score for name in wanted
    }


def total_price(solver: Solver, panel: Panel, watch: Watch | None = None) -> int:
    """Solve without any target or limit; pins and seats stay."""
    problem = solver.problem
    free = solver.but(
        **_without(solver, _attributes(problem)),
        set_limits=tuple(replace(it, minimum=0, maximum=None) for it in problem.set_limits),
    )
    return _sure(free, watch).score - panel.score


def _sure(solver: Solver, watch: Watch | None) -> Panel:
    """Return the best panel; raise ``Unfinished`` rather than one that may not be it."""
    best = solver.best(watch)
    if not best.proven:
        raise Unfinished
    return best


def _without(solver: Solver, attributes: set[str]) -> dict[str, object]:
    """Return targets and limits that ask for nothing about some attributes: the same rows."""
    problem, everybody = solver.problem, len(solver.ids)
    return {
        "quotas": tuple(_none(it) if it.attribute in attributes else it for it in problem.quotas),
        "group_limits": tuple(
            replace(it, maximum=everybody) if it.attribute in attributes else it
            for it in problem.group_limits
        ),
    }


def _attributes(problem: Problem) -> set[str]:
    quotas = {it.attribute for it in problem.quotas}
    return quotas | {it.attribute for it in problem.group_limits}


def _none(quota: Quota) -> Quota:
    return replace(quota, minimum=0, maximum=None)


class _Market:
    """The prices around one panel."""

    def __init__(self, solver: Solver, panel: Panel, watch: Watch | None) -> None:
        self.solver, self.panel, self.problem = solver, panel, solver.problem
        self.watch = watch
        least, most = self.problem.seats
        filled = least == most or self.problem.objective is Objective.FILL_THEN_SCORE
        #: The bound that proves the panel; nobody more could come, whatever is looser.
        self.root = solver.root if filled and len(panel.members) == most else None

    def seats(self) -> Iterator[Price]:
        least, most = self.problem.seats
        count = len(self.panel.members)
        if least:
            looser = self._solve(seats=(least - 1, most))
            yield self._price(SEATS, "min", looser, binding=count == least)
        looser = self._solve(seats=(least, most + 1))
        yield self._price(SEATS, "max", looser, binding=count == most)

    def quotas(self) -> Iterator[Price]:
        counts = self.solver.meters(self.panel.members)
        for at, quota in enumerate(self.problem.quotas):
            bounds: list[tuple[Side, Quota, int]] = []
            if quota.minimum:
                looser = replace(quota, minimum=quota.minimum - 1)
                bounds.append(("min", looser, quota.minimum))
            if quota.maximum is not None:
                looser = replace(quota, maximum=quota.maximum + 1)
                bounds.append(("max", looser, quota.maximum))
            if not bounds:
                continue
            per_person = 0.0 if self.root is None else float(self.root.prices[1 + at])
            free = self._idle(abs(per_person) * len(self.solver.ids))
            dropped = self.panel if free else self._with_quota(at, _none(quota))
            for side, looser, bound in bounds:
                paid = max(0.0, per_person if side == "max" else -per_person)
                other = self.panel if self._idle(paid) else self._with_quota(at, looser)
                binding = counts[quota.id] == bound
                yield self._price(quota.id, side, other, binding=binding, dropped=dropped)

    def limits(self) -> Iterator[Price]:
        inside = self.solver.compiled.mask(frozenset(self.panel.members)).astype(float)
        for at, limit in enumerate(self.problem.group_limits):
            person, group, _ = self.solver.compiled.attribute(limit.attribute).shared()
            counts = np.bincount(group, weights=inside[person])
            looser = self._with_limit(at, replace(limit, maximum=limit.maximum + 1))
            dropped = self._with_limit(at, replace(limit, maximum=len(self.solver.ids)))
            binding = bool((counts == limit.maximum).any())
            yield self._price(limit.id, "limit", looser, binding=binding, dropped=dropped)

    def _idle(self, paid: float) -> bool:
        """Say whether the proof of the panel holds as well where this much is paid no more."""
        return self.root is not None and self.root.bound + paid < self.panel.score + 1

    def _with_quota(self, at: int, quota: Quota) -> Panel:
        quotas = self.problem.quotas
        return self._solve(quotas=(*quotas[:at], quota, *quotas[at + 1 :]))

    def _with_limit(self, at: int, limit: GroupLimit) -> Panel:
        limits = self.problem.group_limits
        return self._solve(group_limits=(*limits[:at], limit, *limits[at + 1 :]))

    def _solve(self, **changes: object) -> Panel:
        return _sure(self.solver.but(**changes), self.watch)

    def _price(
        self, name: str, side: Side, other: Panel, *, binding: bool, dropped: Panel | None = None
    ) -> Price:
        return Price(
            name,
            side,
            binding,
            other.score - self.panel.score,
            None if dropped is None else dropped.score - self.panel.score,
            len(other.members) - len(self.panel.members),
        )
