"""The fairest chances that the requirements allow, as if people could be in a panel in part.

That is a linear programme of one column per person. What it allows is a little more than what
panels can do, so its answer is a bound; ``mixture`` makes panels of it, or says with a cut (an
inequality that every panel meets) why none can, and the question is asked again.
"""

from dataclasses import dataclass

import highspy
import numpy as np

from eventsapp.selection import highs
from eventsapp.selection.lots import LotteryKind
from eventsapp.selection.space import Floats, Mask, Space
from eventsapp.selection.watch import Progress, Watch

#: A chance that can rise by less than this cannot rise.
STILL = 1e-6


@dataclass(frozen=True)
class Wanted:
    """The fairest chances, as far as is known."""

    x: Floats
    #: Whoever has a chance between these is treated as fairly as by x.
    low: Floats
    high: Floats
    #: The least chance of those who are compared.
    least: float
    #: Whether nothing was left open because the search was stopped.
    complete: bool = True


@dataclass(frozen=True)
class Cut:
    """What is true of every panel: it is worth no more than this."""

    worth: Floats
    most: float


class Fairness:
    """Chances x within the requirements, each at least t + e, where t is common to all."""

    def __init__(self, space: Space, compared: Mask) -> None:
        """Lay out the requirements; only those who are compared can have a chance."""
        self._space, self._upper = space, np.where(compared, space.upper, 0.0)
        people, rows = space.people, len(space.low)
        self._people = np.flatnonzero(compared)
        full = np.flatnonzero(space.groups.sums(self._upper) > space.cap)
        row = np.full(space.groups.count, -1)
        row[full] = rows + np.arange(len(full))
        self._first = rows + len(full)
        floor = np.full(people, -1)
        floor[self._people] = self._first + np.arange(len(self._people))
        self._model = highs.model()
        above = np.full(len(self._people), np.inf)
        highs.add_rows(
            self._model,
            np.concatenate([space.low, np.full(len(full), -np.inf), np.zeros(len(above))]),
            np.concatenate([space.high, space.cap[full], above]),
            highs.Entries.of(np.zeros((self._first + len(above), 1))),
        )
        met = row[space.groups.group] >= 0
        entries = highs.Entries.of(space.matrix.T).and_ones(
            space.groups.person[met], row[space.groups.group[met]]
        )
        entries = entries.and_ones(self._people, floor[self._people])
        nobody = np.zeros(people)
        highs.add_columns(self._model, nobody, space.lower, self._upper, entries)
        every, ones = np.arange(len(above)), np.ones(len(above))
        extra = highs.Entries(
            np.concatenate([every, np.full(len(above), len(above))]),
            np.tile(self._first + every, 2),
            np.tile(-ones, 2),
        )
        nothing = np.zeros(len(above) + 1)
        highs.add_columns(self._model, nothing, nothing, nothing, extra)

    def add(self, cut: Cut) -> None:
        """Add what is true of every panel."""
        entries = highs.Entries.of(cut.worth[None, :])
        highs.add_rows(self._model, np.array([-np.inf]), np.array([cut.most]), entries)

    def wanted(self, kind: LotteryKind, watch: Watch) -> Wanted:
        """Return the fairest chances of a kind."""
        self._open()
        return self._maximin() if kind == "maximin" else self._leximin(watch)

    def _maximin(self) -> Wanted:
        """Make the least chance as great as can be, then the greatest as small as can be."""
        low, people = self._space.lower.copy(), self._people
        least = self._level()
        low[people] = np.maximum(low[people], least)
        self._bound_people(low)
        held = self._space.lower[people] > 0
        self._bound_floors(np.full(len(held), -np.inf), np.where(held, np.inf, 0.0))
        x = self._greatest(level=-1.0)
        high = np.where(self._space.lower > 0, 1.0, np.maximum(low, x[-1]))
        return Wanted(x[: len(low)], low, high, least)

    def _leximin(self, watch: Watch) -> Wanted:
        """Make the least chance as great as can be, settle whose cannot be greater, repeat."""
        low, people = self._space.lower.copy(), self._people
        open_, levels = np.ones(len(people), dtype=bool), []
        while open_.any():
            levels.append(self._level())
            if watch.told(Progress("levels", float(1 - open_.mean()), None, None)):
                x = self._greatest(level=1.0)[: len(low)]
                low[people[open_]] = levels[-1]
                return Wanted(x, low, np.maximum(x, low), min(levels), complete=False)
            still = self._still(open_, levels[-1])
            low[people[still]] = np.maximum(low[people[still]], levels[-1])
            open_ &= ~still
            self._bound_people(low)
            self._bound_floors(np.where(open_, 0.0, -np.inf), np.full(len(open_), np.inf))
        return Wanted(low, low, low, min(levels, default=1.0))

    def _still(self, open_: Mask, level: float) -> Mask:
        """Return whose chance cannot rise above the level, while nobody's falls below it."""
        still = open_.copy()
        self._bound_level(level, level)
        while True:
            self._bound_extra(still.astype(float))
            rise = self._greatest(extra=still.astype(float))[self._space.people : -1]
            rises = still & (rise >= STILL)
            if not rises.any():
                break
            still &= ~rises
        self._bound_extra(np.zeros(len(open_)))
        self._bound_level(level, 1.0)
        return still

    def _open(self) -> None:
        """Open all that an earlier question closed."""
        self._bound_people(self._space.lower)
        self._bound_floors(np.zeros(len(self._people)), np.full(len(self._people), np.inf))
        self._bound_extra(np.zeros(len(self._people)))
        self._bound_level(0.0, 1.0)

    def _level(self) -> float:
        return float(self._greatest(level=1.0)[-1])

    def _greatest(self, *, level: float = 0.0, extra: Floats | None = None) -> Floats:
        """Return the values of all columns when this sum is greatest."""
        nobody, none = np.zeros(self._space.people), np.zeros(len(self._people))
        costs = np.concatenate([nobody, none if extra is None else extra, [level]])
        self._model.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        self._model.run()
        status = self._model.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS ended with {status.name}")
        return np.array(self._model.getSolution().col_value)

    def _bound_people(self, low: Floats) -> None:
        self._bound(0, low, self._upper)

    def _bound_extra(self, high: Floats) -> None:
        self._bound(self._space.people, np.zeros(len(high)), high)

    def _bound_level(self, low: float, high: float) -> None:
        first = self._space.people + len(self._people)
        self._bound(first, np.array([low]), np.array([high]))

    def _bound(self, first: int, low: Floats, high: Floats) -> None:
        at = np.arange(first, first + len(low), dtype=np.int32)
        self._model.changeColsBounds(len(at), at, low, high)

    def _bound_floors(self, low: Floats, high: Floats) -> None:
        at = np.arange(self._first, self._first + len(low), dtype=np.int32)
        self._model.changeRowsBounds(len(at), at, low, high)  # type: ignore[attr-defined]
