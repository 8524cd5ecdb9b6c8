"""The best panel: proven, and among equally good ones always the same one."""

import hashlib
from dataclasses import replace

import numpy as np

from eventsapp.selection.compiled import Compiled
from eventsapp.selection.problem import Infeasible, Objective, Panel, Problem, Quota, Unfinished
from eventsapp.selection.recount import verify
from eventsapp.selection.relaxation import Relaxed
from eventsapp.selection.search import Found, greatest
from eventsapp.selection.space import Floats, Ints, Mask, Space
from eventsapp.selection.watch import Gap, Watch


class Solver:
    """One problem, made ready to be solved, changed a little, and solved again.

    It answers one thread at a time: solvers made from each other with ``but`` share warm models.

    For the neighbours in this folder, all in the order of ``ids``: ``scores``; ``compiled``, the
    pool as arrays; ``space``, the feasible panels; ``relaxation``, the warm relaxation of it;
    ``greatest(worth)``, the best panel for any worth; and after ``best`` ``root``, the relaxation
    of the score, with its prices.
    """

    def __init__(self, problem: Problem, compiled: Compiled | None = None) -> None:
        """Read the problem; ``compiled``: a pool of the same people."""
        self.problem = problem
        if compiled is None or not compiled.serves(problem.pool):
            compiled = Compiled(problem.pool)
        self.compiled = compiled
        #: The people's ids, sorted: the order of every array here.
        self.ids = compiled.ids
        self.scores = compiled.scores(problem.pool)
        self.space = compiled.space(problem)
        self.relaxation = compiled.shape(problem).relaxation
        self.root: Relaxed | None = None

    def but(self, **changes: object) -> "Solver":
        """Return a solver of the same problem with something changed, as fast as can be."""
        return Solver(self.problem.but(**changes), self.compiled)

    def members(self, quota: Quota) -> Mask:
        """Return who counts for a quota, as a mask over the sorted ids."""
        return self.compiled.having(quota.attribute, quota.values)

    def meters(self, members: tuple[str, ...]) -> dict[str, int]:
        """Return how many of these people count for each quota."""
        chosen = self.compiled.mask(frozenset(members))
        return {
            quota.id: int((chosen & self.members(quota)).sum()) for quota in self.problem.quotas
        }

    def panel(self, x: Floats) -> tuple[str, ...]:
        """Return the ids that a 0/1 vector stands for."""
        return tuple(self.ids[i] for i in np.flatnonzero(x > 0.5))  # noqa: PLR2004 (rounds)

    def best(self, watch: Watch | None = None) -> Panel:
        """Return the best panel; raise ``Infeasible`` if there is none."""
        watch = watch or Watch()
        space, found = self._best_score(watch)
        if found.x is None:
            raise Unfinished
        x, canonical = found.x, False
        if found.proven:
            x, canonical = self._canonical(space, found.relaxed, x, watch)
        members, score = self.panel(x), round(float(self.scores @ x))
        if breaches := verify(self.problem, members):
            raise ArithmeticError(f"A panel was found that is none: {breaches}")
        return Panel(members, score, max(score, int(found.bound)), proven=canonical)

    def greatest(self, worth: Ints) -> Found | None:
        """Return the best panel for any worth in whole numbers; None: there is no panel."""
        return greatest(self.space, worth.astype(float), relaxation=self.relaxation)

    def _best_score(self, watch: Watch) -> tuple[Space, Found]:
        """Return the best panel by the objective, and the space that it is the best of."""
        if not self.problem.must_include <= self.compiled.at.keys():
            raise Infeasible
        space, scores = self.space, self.scores.astype(float)
        seats = space.low[0], space.high[0]
        if self.problem.objective is Objective.FILL_THEN_SCORE and seats[0] < seats[1]:
            space = self._seated(seats[1])
            found = self._search(space, scores, watch)
            if found is not None:
                return space, found
            fullest = self._search(self.space, np.ones(space.people), watch)
            if fullest is None:
                raise Infeasible
            if fullest.x is None:
                raise Unfinished
            space = self._seated(fullest.worth)
        found = self._search(space, scores, watch)
        if found is None:
            raise Infeasible
        return space, found

    def _seated(self, seats: float) -> Space:
        low, high = self.space.low.copy(), self.space.high.copy()
        low[0] = high[0] = seats
        return replace(self.space, low=low, high=high)

    def _search(self, space: Space, worth: Floats, watch: Watch) -> Found | None:
        gap = Gap("score")

        def tell(best: float | None, bound: float) -> bool:
            return watch.told(gap.now(best, bound))

        found = greatest(space, worth, relaxation=self.relaxation, tell=tell)
        self.root = found.relaxed if found else None
        return found

    def _canonical(
        self, space: Space, root: Relaxed, x: Floats, watch: Watch
    ) -> tuple[Floats, bool]:
        """Return, of all panels as good as x, the one with the most lots; and whether that is sure.

        Only who may be in one best panel and not in another is still open; for the others, and
        for the rows with a price, the relaxation has settled it.
        """
        gap = root.bound - float(self.scores @ x)
        open_ = root.open(gap)
        if not open_.any():
            return x, True
        part, start = root.face(space, gap).only(open_, x), x[open_]
        scores, lots = self.scores[open_].astype(np.float64), self._lots(open_)
        score = float(scores @ start)
        exact = part.and_row(scores, score, score)
        ties, total = Gap("ties"), round(float(self.scores @ x))

        def tell(best: float | None, bound: float) -> bool:
            return watch.told(replace(ties.now(best, bound), best=total, bound=total))

        found = greatest(part if gap < 1 else exact, lots, start=start, tell=tell)
        if found is not None and found.x is not None and scores @ found.x != score:
            found = greatest(exact, lots, start=start, tell=tell)
        if found is None or found.x is None:
            return x, False
        best = x.copy()
        best[open_] = found.x
        return best, found.proven

    def _lots(self, among: Mask) -> Floats:
        """Return the lots of some people: what decides among equally good panels."""
        seed = self.problem.seed
        return np.array([lot(seed, self.ids[i]) for i in np.flatnonzero(among)], dtype=float)


def lot(seed: str, person: str) -> int:
    """Return a person's lot: 1 to 2**23, from the SHA-256 of ``seed|person`` in UTF-8."""
    digest = hashlib.sha256(f"{seed}|{person}".encode()).digest()
    return 1 + int.from_bytes(digest[:8], "big") % 2**23
