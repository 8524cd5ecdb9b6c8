"""The linear relaxation: how much a panel can be worth at most, and who can be in a best one.

Only the columns and the group rows that matter are ever handed to HiGHS. It starts with the
promising people, adds the groups that the answer overfills, prices everybody else with NumPy
(worth minus what the person uses up of scarce rows), adds those who would improve it, and repeats
until nobody would. The model stays warm: the next question, with other bounds or another worth,
starts from the last answer.

The bound does not rest on the solver's tolerances. Prices are rounded to so few binary places
that every sum is exact in doubles, and the bound is the Lagrangian one, which is valid for any
prices: so a panel worth the bound is proven best, whatever HiGHS did.
"""

from dataclasses import dataclass, replace

import highspy
import numpy as np

from eventsapp.selection import highs
from eventsapp.selection.space import Floats, Groups, Ints, Mask, Space

#: So many columns are added at a time.
BATCH = 400
#: Up to so many people are all handed over at once.
FEW = 250
WHOLE = 1e-6
"""A number this near to a whole one is meant as that."""


@dataclass(frozen=True)
class Relaxed:
    """The optimum of the relaxation, and its proof."""

    #: One value from 0 to 1 per person.
    x: Floats
    #: What each person would add beyond what the person's rows cost.
    reduced: Floats
    #: The price of one more on each row: positive where it is full, negative where it is forced.
    prices: Floats
    #: The price of one more place in each group.
    group_prices: Floats
    #: No panel is worth more.
    bound: float

    @property
    def whole(self) -> bool:
        """Say whether it is a panel already."""
        return bool((np.abs(self.x - np.round(self.x)) < WHOLE).all())

    def open(self, gap: float) -> Mask:
        """Return whose place may differ from x in a panel worth at least ``bound - gap``."""
        return np.abs(self.reduced) <= gap

    def face(self, space: Space, gap: float) -> Space:
        """Return the panels of a space that lose no more than the gap on any one row.

        A row that is dearer than the gap must be used to the last unit.
        """
        full = np.flatnonzero(self.group_prices > gap)
        rows = np.zeros((len(full), space.people))
        for row, group in zip(rows, full, strict=True):
            row[space.groups.person[space.groups.group == group]] = 1
        low = np.where(self.prices > gap, space.high, space.low)
        high = np.where(self.prices < -gap, space.low, space.high)
        return replace(
            space,
            matrix=np.vstack([space.matrix, rows]),
            low=np.concatenate([low, space.cap[full]]),
            high=np.concatenate([high, space.cap[full]]),
        )


class Relaxation:
    """One matrix and its groups, asked again and again with other bounds and another worth."""

    def __init__(self, matrix: Floats, groups: Groups) -> None:
        """Begin with the dense rows and nobody."""
        self._matrix = matrix
        self._groups = groups
        self._model = highs.model()
        rows, people = matrix.shape
        #: The greatest entry of each row, for the sums must stay exact.
        self._size = np.abs(matrix).max(axis=1, initial=0)
        free = np.full(rows, np.inf)
        highs.add_rows(self._model, -free, free, highs.Entries.of(np.zeros((rows, 1))))
        self.columns: Ints = np.zeros(0, dtype=np.int64)
        #: Where each person stands in the model, and each group: -1 is not there.
        self._column: Ints = np.full(people, -1)
        self._row: Ints = np.full(groups.count, -1)
        self._shown: Ints = np.zeros(0, dtype=np.int64)

    def solve(self, space: Space, worth: Floats) -> Relaxed | None:
        """Return the optimum over a space of this matrix; None: there is no panel."""
        if space.contradicts:  # HiGHS refuses such bounds instead of saying infeasible
            return None
        self._set(space, worth)
        self._add_people(self._promising(space, worth), space, worth)
        while True:
            solved = self._run(space)
            if solved is None:
                if not self._rescue(space, worth):
                    return None
                continue
            values, duals = solved
            x = space.lower.copy()
            x[self.columns] = values
            overfull = np.flatnonzero(self._groups.sums(x) > space.cap + WHOLE)
            overfull = overfull[self._row[overfull] < 0]
            relaxed = self._proof(space, worth, x, duals)
            better = relaxed.reduced > WHOLE * max(1.0, float(np.abs(worth).max(initial=0)))
            better &= (self._column < 0) & (space.upper > 0)
            if not len(overfull) and not better.any():
                return relaxed
            self._add_groups(overfull, space)
            self._add_people(_greatest(better, relaxed.reduced), space, worth)

    def _run(self, space: Space) -> tuple[Floats, Floats] | None:
        """Return the values of the columns and the prices of the rows; None: it cannot be met."""
        if not len(self.columns):  # HiGHS calls such a model empty, whatever its rows demand
            nobody = (space.low <= 0).all() and (space.high >= 0).all()
            return (np.zeros(0), np.zeros(len(space.low) + len(self._shown))) if nobody else None
        self._model.run()
        status = self._model.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS ended with {status.name}")
        solution = self._model.getSolution()
        return np.array(solution.col_value), np.array(solution.row_dual)

    def _set(self, space: Space, worth: Floats) -> None:
        """Pass on the bounds and the worth of all that is in the model."""
        count, rows = len(self.columns), len(space.low)
        if count:
            at = np.arange(count, dtype=np.int32)
            self._model.changeColsCost(count, at, worth[self.columns])
            self._model.changeColsBounds(
                count, at, space.lower[self.columns], space.upper[self.columns]
            )
        self._model.changeRowsBounds(  # type: ignore[attr-defined]  # not in its stubs
            rows + len(self._shown),
            np.arange(rows + len(self._shown), dtype=np.int32),
            np.concatenate([space.low, np.full(len(self._shown), -np.inf)]),
            np.concatenate([space.high, space.cap[self._shown]]),
        )

    def _promising(self, space: Space, worth: Floats) -> Ints:
        """Return whom to begin with: the best for each row, and those who are in for sure."""
        free = space.upper > 0
        wanted = space.lower > 0
        if free.sum() <= FEW:
            wanted = free
        elif not len(self.columns):
            for number, row in enumerate(space.matrix):
                among = (row > 0) & free
                count = 2 * (int(space.low[number]) + 2 if number else int(space.high[0]))
                wanted[_greatest(among, worth, max(count, 4))] = True
        return np.flatnonzero(wanted & (self._column < 0))

    def _add_people(self, people: Ints, space: Space, worth: Floats) -> None:
        if not len(people):
            return
        self._column[people] = len(self.columns) + np.arange(len(people))
        entries = highs.Entries.of(self._matrix[:, people].T)
        at, row = self._column[self._groups.person], self._row[self._groups.group]
        met = (at >= len(self.columns)) & (row >= 0)
        entries = entries.and_ones(at[met] - len(self.columns), len(space.low) + row[met])
        self.columns = np.concatenate([self.columns, people])
        highs.add_columns(
            self._model, worth[people], space.lower[people], space.upper[people], entries
        )

    def _add_groups(self, groups: Ints, space: Space) -> None:
        if not len(groups):
            return
        self._row[groups] = len(self._shown) + np.arange(len(groups))
        at, row = self._column[self._groups.person], self._row[self._groups.group]
        met = (at >= 0) & (row >= len(self._shown))
        entries = highs.Entries(row[met] - len(self._shown), at[met], np.ones(met.sum()))
        self._shown = np.concatenate([self._shown, groups])
        highs.add_rows(self._model, np.full(len(groups), -np.inf), space.cap[groups], entries)

    def _proof(self, space: Space, worth: Floats, x: Floats, duals: Floats) -> Relaxed:
        rows = len(space.low)
        most = np.abs(worth).max(initial=0) + np.abs(duals[:rows]) @ self._size
        most += np.abs(duals[rows:]).sum()
        places = 2.0 ** np.floor(50 - np.log2((1 + most) * (1 + space.people)))
        duals = np.round(duals * places) / places
        prices, group_prices = duals[:rows], np.zeros(self._groups.count)
        group_prices[self._shown] = np.maximum(duals[rows:], 0)
        reduced = worth - space.costs(prices) - self._groups.spread(group_prices, space.people)
        bound = (
            np.where(prices > 0, prices * space.high, prices * space.low).sum()
            + (group_prices * space.cap).sum()
            + np.maximum(reduced * space.lower, reduced * space.upper).sum()
        )
        return Relaxed(x, reduced, prices, group_prices, float(bound))

    def _rescue(self, space: Space, worth: Floats) -> bool:
        """Add people who could mend what cannot be met so far; say whether there were any.

        HiGHS proves with a weight per row (a Farkas ray) that the people in the model cannot
        reach what the rows demand together. Whoever has a positive sum of weights would help.
        """
        absent = (self._column < 0) & (space.upper > 0)
        _, found, ray = self._model.getDualRay()  # type: ignore[attr-defined]  # not in its stubs
        if found:
            rows = len(space.low)
            group_ray = np.zeros(self._groups.count)
            group_ray[self._shown] = ray[rows:]
            reach = space.costs(ray[:rows]) + self._groups.spread(group_ray, space.people)
            low = np.append(space.low, np.zeros(len(self._shown)))
            high = np.append(space.high, space.cap[self._shown])
            most = np.maximum(reach * space.lower, reach * space.upper)[self.columns].sum()
            if most > np.where(ray > 0, ray * low, ray * high).sum():
                reach = -reach
            people = _greatest(absent & (reach > WHOLE * np.abs(ray).max()), reach)
        else:
            people = np.flatnonzero(absent)
        self._add_people(people, space, worth)
        return bool(len(people))


def _greatest(among: Mask, by: Floats, count: int = BATCH) -> Ints:
    """Return so many of them, the greatest."""
    people = np.flatnonzero(among)
    if len(people) > count:
        people = people[np.argpartition(by[people], -count)[-count:]]
    return people
