"""Who comes when somebody withdraws: the targets keep, and those who stayed stay."""

from collections.abc import Collection

import numpy as np

from eventsapp.selection.answers import Ranked, Replacement, Reserves
from eventsapp.selection.diagnosis import repairs
from eventsapp.selection.problem import Infeasible, Objective, Panel, SetLimit
from eventsapp.selection.solving import Solver, lot
from eventsapp.selection.space import Ints, Mask, Space

STAYERS = "stayers"


def replace(
    solver: Solver, panel: Panel, withdrawn: Collection[str], confirmed: Collection[str] = ()
) -> Replacement:
    """Keep all who stayed; else exchange the fewest who have not confirmed; else say what helps.

    ``withdrawn`` are all who ever withdrew, in the panel or not.
    """
    problem = solver.problem
    stayers = frozenset(panel.members).difference(withdrawn)
    left = solver.but(
        must_include=problem.must_include.difference(withdrawn) | stayers.intersection(confirmed),
        must_exclude=problem.must_exclude.union(withdrawn),
    )
    ranked = _ranked(left, stayers, panel.score)
    try:
        found = _scanned(left, stayers, ranked) or _keeping_most(left, stayers)
    except Infeasible:
        return Replacement(None, repair=next(repairs(left), None))
    return Replacement(
        found,
        ranked=ranked,
        come=tuple(sorted(set(found.members) - stayers)),
        exchanged=tuple(sorted(stayers - set(found.members))),
    )


def reserves(solver: Solver, panel: Panel, depth: int) -> Reserves:
    """Rank who could come for each member, were that member alone to withdraw."""
    members = solver.compiled.mask(frozenset(panel.members))
    free = solver.but(must_include=solver.problem.must_include.difference(panel.members))
    at = np.flatnonzero(members)
    fits = _fits(free.space, [at[at != one] for one in at], outside=~members)
    order = _best_first(solver, np.flatnonzero(fits.any(axis=0)))
    table = {}
    for one, may in zip(at, fits[:, order], strict=True):
        come = order[np.flatnonzero(may)[:depth]]
        table[solver.ids[one]] = _told(solver, come, int(solver.scores[one]))
    return Reserves(table)


def _ranked(solver: Solver, stayers: frozenset[str], before: int) -> tuple[Ranked, ...]:
    """Return everybody who, alone, makes these a panel; ``before`` is the score that changes."""
    inside = solver.compiled.mask(stayers)
    (fits,) = _fits(solver.space, [np.flatnonzero(inside)], outside=~inside)
    gone = before - int(solver.scores[inside].sum())
    return _told(solver, _best_first(solver, np.flatnonzero(fits)), gone)


def _told(solver: Solver, people: Ints, gone: int) -> tuple[Ranked, ...]:
    changes = (solver.scores[people] - gone).tolist()
    return tuple(map(Ranked, map(solver.ids.__getitem__, people.tolist()), changes))


def _best_first(solver: Solver, people: Ints) -> Ints:
    """Return people by score, the highest first; among equals by lot."""
    lots = [lot(solver.problem.seed, solver.ids[at]) for at in people.tolist()]
    return people[np.lexsort((-np.array(lots, dtype=np.int64), -solver.scores[people]))]


def _fits(space: Space, stayers: list[Ints], outside: Mask) -> Mask:
    """Return for each set of stayers (a row) who of those outside, alone, makes it a panel.

    A row of the space that one more would break lets none of its people come; one that is broken
    without one more lets nobody else come.
    """
    sums = np.array([space.matrix[:, at].sum(axis=1) for at in stayers])
    nobody = (sums + 1 < space.low) | (sums + 1 > space.high)
    nobody_else = (sums < space.low) | (sums > space.high)
    asking = (nobody | nobody_else).any(axis=0)
    sign = nobody[:, asking].astype(float) - nobody_else[:, asking]
    broken = sign @ space.matrix[asking] + nobody_else.sum(axis=1, keepdims=True)
    fits: Mask = (broken == 0) & outside & (space.upper > 0)
    for number, at in enumerate(stayers):
        x = np.zeros(space.people)
        x[at] = 1
        groups, missing = space.groups.sums(x), space.lower > x
        crowded = space.groups.spread((groups + 1 > space.cap).astype(float), space.people) > 0
        broken_anyhow = (groups > space.cap).any() or (x > space.upper).any()
        fits[number] &= ~crowded & (missing.sum() == missing) & (not broken_anyhow)
    return fits


def _scanned(solver: Solver, stayers: frozenset[str], ranked: tuple[Ranked, ...]) -> Panel | None:
    """Return the panel with the first of those ranked, where that is the only seat to fill."""
    least, most = solver.problem.seats
    filled = least == most or solver.problem.objective is Objective.FILL_THEN_SCORE
    if not ranked or len(stayers) + 1 < most or not filled:
        return None
    members = solver.compiled.mask(stayers | {ranked[0].id})
    score = int(solver.scores[members].sum())
    return Panel(solver.panel(members.astype(float)), score, score)


def _keeping_most(solver: Solver, stayers: frozenset[str]) -> Panel:
    problem = solver.problem
    try:
        return solver.but(must_include=problem.must_include | stayers).best()
    except Infeasible:
        found = solver.greatest(solver.compiled.mask(stayers).astype(np.int64))
        if found is None:
            raise
        kept = SetLimit(STAYERS, stayers, minimum=round(found.worth))
        return solver.but(set_limits=(*problem.set_limits, kept)).best()
