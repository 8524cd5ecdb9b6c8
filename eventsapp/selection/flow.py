"""Reviews as a network flow, solved again and again on what earlier goals left open.

The corners of such a flow are whole numbers, so plain linear programmes give the exact answer;
and what all of their best answers have in common shows in the reduced costs.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping

import highspy
import numpy as np

from eventsapp.selection import highs
from eventsapp.selection.reviewing import Pair, Reviewer

#: All costs are whole numbers, so are all reduced costs: what is above this is not zero.
_NOT_ZERO = 0.5


class Flow:
    """The flow. Its columns: pairs, then missing reviews, then places of reviewers.

    The missing reviews of an application and the places of a reviewer are counted one by one,
    for the second costs more than the first: that is what makes them even.
    """

    def __init__(
        self,
        applications: list[str],
        reviewers: Collection[Reviewer],
        per_application: int,
        conflicts: set[Pair],
        kept: list[Pair],
    ) -> None:
        """Lay out who could review what beside the pairs that are kept."""
        has, loads = Counter(it for it, _ in kept), Counter(it for _, it in kept)
        self.kept = kept
        self.row = {it: at for at, it in enumerate(applications)}
        self.wanted = [max(0, per_application - has[it]) for it in applications]
        room = {
            it.id: len(applications) if it.most is None else max(0, it.most - loads[it.id])
            for it in sorted(reviewers, key=lambda it: it.id)
        }
        taken = conflicts.union(kept)
        self.pairs = [
            (application, reviewer)
            for application, wanted in zip(applications, self.wanted, strict=True)
            for reviewer in room
            if wanted and room[reviewer] and (application, reviewer) not in taken
        ]
        could = Counter(reviewer for _, reviewer in self.pairs)
        self.missing = [
            (at, nth) for at, wanted in enumerate(self.wanted) for nth in range(1, wanted + 1)
        ]
        self.places = [
            (len(applications) + at, loads[it] + nth)
            for at, it in enumerate(room)
            for nth in range(1, min(room[it], could[it]) + 1)
        ]
        self.of = np.array([self.row[it] for it, _ in self.pairs], dtype=np.int32)
        reviewer_row = {it: len(applications) + at for at, it in enumerate(room)}
        self.by = np.array([reviewer_row[it] for _, it in self.pairs], dtype=np.int32)
        self.rows = len(applications) + len(room)
        self.count = len(self.pairs) + len(self.missing) + len(self.places)
        self.model = self._model()

    def _model(self) -> highspy.Highs:
        """Make: pairs and missing = wanted per application; pairs - places = 0 per reviewer."""
        pairs, rest = len(self.pairs), self.count - len(self.pairs)
        index = np.empty(2 * pairs + rest, dtype=np.int32)
        index[0 : 2 * pairs : 2], index[1 : 2 * pairs : 2] = self.of, self.by
        index[2 * pairs :] = [at for at, _ in [*self.missing, *self.places]]
        value = np.ones(2 * pairs + rest)
        value[2 * pairs + len(self.missing) :] = -1
        sides = np.zeros(self.rows)
        sides[: len(self.wanted)] = self.wanted
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.count, self.rows
        lp.col_cost_ = lp.col_lower_ = np.zeros(self.count)
        lp.col_upper_ = np.ones(self.count)
        lp.row_lower_ = lp.row_upper_ = sides
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.r_[np.arange(0, 2 * pairs, 2), 2 * pairs + np.arange(rest + 1)]
        lp.a_matrix_.index_, lp.a_matrix_.value_ = index, value
        lp.sense_ = highspy.ObjSense.kMinimize
        model = highs.model()
        model.passModel(lp)
        return model

    def pair_costs(self, costs: list[int]) -> "np.ndarray":
        """Return the costs of pairs, nothing else costing anything."""
        return np.array([*costs, *[0] * (self.count - len(costs))], dtype=float)

    def uneven_costs(self) -> "np.ndarray":
        """Return the costs 1, 3, 5, ... (they sum up to squares) of missing reviews and of loads.

        Missing reviews come first: one costs more than the last place of any reviewer.
        """
        dearest = 2 * max((nth for _, nth in self.places), default=0)
        missing = [dearest * (2 * nth - 1) for _, nth in self.missing]
        places = [2 * nth - 1 for _, nth in self.places]
        return np.array([*[0] * len(self.pairs), *missing, *places], dtype=float)

    def minimise(self, costs: "np.ndarray") -> list[Pair]:
        """Return the pairs at the least cost, and allow from now on nothing that costs more."""
        model, everything = self.model, np.arange(self.count, dtype=np.int32)
        model.changeColsCost(self.count, everything, costs)
        model.run()
        solution, lp = model.getSolution(), model.getLp()
        values = np.round(solution.col_value)
        lower, upper = np.array(lp.col_lower_), np.array(lp.col_upper_)
        settled = np.abs(solution.col_dual) > _NOT_ZERO
        lower[settled] = upper[settled] = values[settled]
        model.changeColsBounds(self.count, everything, lower, upper)
        for at in np.flatnonzero(np.abs(solution.row_dual) > _NOT_ZERO):
            side = round(solution.row_value[at])
            model.changeRowBounds(int(at), side, side)
        return [self.pairs[at] for at in np.flatnonzero(values[: len(self.pairs)])]

    def serve_the_worst(self, affinity: Mapping[Pair, int]) -> None:
        """Require the highest affinity of a best reviewer that all applications can have."""
        everything = np.arange(self.count, dtype=np.int32)
        self.model.changeColsCost(self.count, everything, np.zeros(self.count))
        fit = np.array([affinity.get(pair, 0) for pair in self.pairs])
        has = np.zeros(len(self.row), dtype=int)
        kept = [pair for pair in self.kept if pair[0] in self.row]
        for pair in kept:
            has[self.row[pair[0]]] = max(has[self.row[pair[0]]], affinity.get(pair, 0))
        best = has.copy()
        np.maximum.at(best, self.of, fit)
        levels = sorted({0, *affinity.values()})

        def asked(level: int) -> bool:
            least = np.minimum(level, best)
            return self._require(fit, np.where(has < least, least, 0))

        possible = bisect_left(levels, 1, lo=1, key=lambda level: not asked(level))
        asked(levels[possible - 1])

    def _require(self, fit: "np.ndarray", least: "np.ndarray") -> bool:
        """Require a reviewer of at least this affinity per application; say if it can be."""
        extra = np.arange(self.rows, self.model.getNumRow(), dtype=np.int32)
        self.model.deleteRows(len(extra), extra)
        # Where not one review is left, the last missing one stands in for the good one.
        last = [
            (len(self.pairs) + at, of)
            for at, (of, nth) in enumerate(self.missing)
            if nth == self.wanted[of] and least[of]
        ]
        columns, of = np.array(last, dtype=np.int32).reshape(-1, 2).T
        good = np.flatnonzero((fit >= least[self.of]) & (least[self.of] > 0))
        columns, of = np.r_[columns, good].astype(np.int32), np.r_[of, self.of[good]]
        order = np.argsort(of, kind="stable")
        starts = np.unique(of[order], return_index=True)[1].astype(np.int32)
        index = columns[order]
        ones, infinite = np.ones(len(starts)), np.full(len(starts), highspy.kHighsInf)
        self.model.addRows(
            len(starts), ones, infinite, len(index), starts, index, np.ones(len(index))
        )
        self.model.run()
        return bool(self.model.getModelStatus() == highspy.HighsModelStatus.kOptimal)
