"""A problem whose bounds may give way, by whole people: elastic programming (Chinneck 2008, ch. 7).

To the columns of the people come, for each bound that may be moved, how many people it gives way
by. So the search for the best panel is also the search for the fewest such people.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from eventsapp.selection.answers import Move, Repair
from eventsapp.selection.conflicts import SEATS
from eventsapp.selection.problem import Infeasible, Objective, Panel
from eventsapp.selection.relaxation import Relaxation
from eventsapp.selection.search import Found, greatest
from eventsapp.selection.solving import Solver, lot
from eventsapp.selection.space import Floats, Space

Bound = tuple[str, Literal["min", "max"]]
"""The id of a quota, or SEATS; and "min" or "max"."""
Rank = tuple[int, ...]


@dataclass(frozen=True)
class _Slack:
    """How far a bound gives way: a column of up to ``room`` people in the bound's row."""

    id: str
    side: Literal["min", "max"]
    row: int
    bound: int
    room: int
    priority: int


class Elastic:
    """One problem whose bounds may give way."""

    def __init__(self, solver: Solver) -> None:
        """Lay out the columns: people, then how far bounds give way."""
        if not solver.problem.must_include <= solver.compiled.at.keys():
            raise Infeasible
        self.solver, self.people = solver, len(solver.ids)
        firm, self.slacks = _firm(solver)
        self.width = self.people + len(self.slacks)
        priorities = np.array([it.priority for it in self.slacks], dtype=int)
        rooms = np.array([float(it.room) for it in self.slacks])
        matrix = np.zeros((len(firm.low), self.width))
        matrix[:, : self.people] = firm.matrix
        for column, slack in enumerate(self.slacks, self.people):
            matrix[slack.row, column] = 1 if slack.side == "min" else -1
        #: The rows that count the people by which bounds of a priority give way; and who is in.
        counted = [
            np.append(np.zeros(self.people), priorities == it) for it in sorted({*priorities})
        ]
        counted.append(self._wide(np.ones(self.people)))
        self.units = range(len(firm.low), len(firm.low) + len(counted) - 1)
        self.space = replace(
            firm,
            matrix=np.vstack([matrix, *counted]),
            low=np.append(firm.low, np.zeros(len(counted))),
            high=np.append(firm.high, np.full(len(counted), self.people + rooms.sum())),
            lower=self._wide(firm.lower),
            upper=np.append(firm.upper, rooms),
        )
        self.relaxation = Relaxation(self.space.matrix, self.space.groups)

    def repair(self, unmoved: Collection[Bound] = ()) -> tuple[Rank, Repair]:
        """Return the repair with the fewest units by priority, with the best panel then.

        Some bounds stay unmoved. The greater rank is the better repair. Raise ``Infeasible``
        where what may not give way contradicts itself.
        """
        upper = self.space.upper.copy()
        for column, slack in enumerate(self.slacks, self.people):
            if (slack.id, slack.side) in unmoved:
                upper[column] = 0
        space = replace(self.space, upper=upper)
        goals = [(row, -1) for row in self.units]
        if self.solver.problem.objective is Objective.FILL_THEN_SCORE:
            goals.append((len(space.low) - 1, 1))
        rank = []
        for row, sign in goals:
            found, _ = self._greatest(space, sign * space.matrix[row])
            low, high = space.low.copy(), space.high.copy()
            low[row] = high[row] = sign * found.worth
            space = replace(space, low=low, high=high)
            rank.append(round(found.worth))
        best, x = self._greatest(space, self._wide(self.solver.scores.astype(float)))
        x = self._canonical(space, best, x)
        members, score = self.solver.panel(x[: self.people]), round(best.worth)
        lots = sum(lot(self.solver.problem.seed, it) for it in members)
        return (*rank, score, lots), Repair(tuple(self._moves(x)), Panel(members, score, score))

    def _greatest(self, space: Space, worth: Floats) -> tuple[Found, Floats]:
        found = greatest(space, worth, relaxation=self.relaxation)
        if found is None or found.x is None:
            raise Infeasible
        return found, found.x

    def _wide(self, worth: Floats) -> Floats:
        return np.append(worth, np.zeros(self.width - self.people))

    def _canonical(self, space: Space, best: Found, x: Floats) -> Floats:
        """Return, of all that are as good as x, the one with the most lots."""
        gap = best.relaxed.bound - best.worth
        open_ = best.relaxed.open(gap)
        if not open_.any():
            return x
        seed, ids = self.solver.problem.seed, self.solver.ids
        lots = np.zeros(self.width)
        for at in np.flatnonzero(open_[: self.people]):
            lots[at] = lot(seed, ids[at])
        start, scores = x[open_], self._wide(self.solver.scores.astype(float))[open_]
        part = best.relaxed.face(space, gap).only(open_, x)
        score = float(scores @ start)
        found = greatest(part.and_row(scores, score, score), lots[open_], start=start)
        canonical = x.copy()
        canonical[open_] = start if found is None else found.x
        return canonical

    def _moves(self, x: Floats) -> Iterator[Move]:
        for slack, units in zip(self.slacks, x[self.people :].tolist(), strict=False):
            if units:
                sign = -1 if slack.side == "min" else 1
                yield Move(slack.id, slack.side, slack.bound + sign * round(units))


def _firm(solver: Solver) -> tuple[Space, list[_Slack]]:
    """Return the space, and what may give way; bounds that exclude each other get a row each."""
    problem, space = solver.problem, solver.space
    movable = [(0, SEATS, problem.seats_priority)] if problem.seats_relaxable else []
    movable += [
        (row, it.id, it.priority) for row, it in enumerate(problem.quotas, 1) if it.relaxable
    ]
    slacks = []
    for row, name, priority in movable:
        low, high = int(space.low[row]), int(space.high[row])
        size, above = int(space.matrix[row].sum()), row
        if low > high:
            above = len(space.low)
            space = space.and_row(space.matrix[row], 0, high)
            space.high[row] = size + low
        if low > 0:
            slacks.append(_Slack(name, "min", row, low, low, priority))
        if size > high:
            slacks.append(_Slack(name, "max", above, high, size - high, priority))
    return space, slacks
