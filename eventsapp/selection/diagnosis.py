"""Why no panel meets the requirements, and what would help.

Three layers: counting arguments, an irreducible conflict, and the smallest relaxations by the
organiser's priorities. Only whole people count: fractions of them miss conflicts of parity.
"""

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from operator import itemgetter

from eventsapp.selection.answers import Diagnosis, Repair
from eventsapp.selection.checks import check
from eventsapp.selection.conflicts import conflict
from eventsapp.selection.elastic import Bound, Elastic, Rank
from eventsapp.selection.problem import Infeasible, Problem
from eventsapp.selection.solving import Solver

REPAIRS = 3
UNREADABLE = {"duplicate_people", "unknown_attribute"}
"""Flaws with which there is nothing to solve."""


def diagnose(problem: Problem) -> Diagnosis:
    """Find contradictions and their repairs; nothing, if there is a panel."""
    flaws = tuple(check(problem))
    if any(flaw.kind in UNREADABLE for flaw in flaws):
        return Diagnosis(flaws)
    solver = Solver(problem)
    found = conflict(solver)
    if not found:
        return Diagnosis()
    return Diagnosis(flaws, found, tuple(islice(repairs(solver), REPAIRS)))


def repairs(solver: Solver) -> Iterator[Repair]:
    """Find the cheapest ways to move bounds, each without all the moves of an earlier one.

    A unit is one person below a minimum or above a maximum. There are the fewest possible units
    of priority 1, then of priority 2, and so on; then the panel is the best one. To find the next
    one, every set of unmoved bounds whose best repair has all these moves is divided: one of the
    moved bounds stays unmoved as well (Lawler 1972).
    """
    unmoved = [frozenset[Bound]()]
    found: dict[frozenset[Bound], tuple[Rank, Repair]] = {}
    try:
        elastic = Elastic(solver)
    except Infeasible:
        return
    while True:
        for bounds in unmoved:
            with suppress(Infeasible):
                found[bounds] = elastic.repair(bounds)
        if not found:
            return
        _, best = max(found.values(), key=itemgetter(0))
        yield best
        moved = _moved(best)
        unmoved = []
        for bounds in [it for it, (_, repair) in found.items() if moved <= _moved(repair)]:
            del found[bounds]
            unmoved += [bounds | {bound} for bound in sorted(moved)]


def _moved(repair: Repair) -> frozenset[Bound]:
    return frozenset((move.id, move.side) for move in repair.moves)
