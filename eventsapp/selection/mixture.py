"""Panels and how probable each is, so that people have the chances they should have.

First panels are peeled off: a panel on the same face as the chances (certain people in, excluded
ones out, full rows full) is taken with the greatest probability that leaves a point which meets
the requirements; so at least one more requirement becomes tight, and soon one panel is left. That
is exact where the linear requirements have whole corners, as they mostly do. What is left
over is mended by column generation: the panels' probabilities are a linear programme, and its
prices say which panel is missing, or are a proof that the chances cannot be had.
"""

from dataclasses import replace

import numpy as np

from eventsapp.selection import highs
from eventsapp.selection.fairness import Cut, Wanted
from eventsapp.selection.problem import Infeasible, Unfinished
from eventsapp.selection.relaxation import Relaxation
from eventsapp.selection.search import Found, greatest
from eventsapp.selection.space import Floats, Mask, Space
from eventsapp.selection.watch import Progress, Watch

#: What is nearer to a bound than this is at it.
NEAR = 1e-9
#: What is less probable than this is left over.
REST = 1e-7
#: Being on the face counts more than anything else.
FACE = 1_000_000
#: Chances this near to the wanted ones are those.
EXACT = 1e-6
#: HiGHS: the primal simplex method, for only columns are added.
PRIMAL = 4
#: Prices are rounded to whole numbers of this part.
PARTS = 1_000_000


class Mixture:
    """Panels, one row each, and their probabilities."""

    def __init__(self, space: Space, relaxation: Relaxation, watch: Watch) -> None:
        """Begin without any panel."""
        self._space, self._relaxation, self._watch = space, relaxation, watch
        self._known: dict[bytes, int] = {}
        self.panels: Floats = np.zeros((0, space.people))
        self.shares: Floats = np.zeros(0)

    @property
    def chances(self) -> Floats:
        """Return everybody's chance."""
        return self.shares @ self.panels

    def error(self, wanted: Wanted) -> float:
        """Return how far the chances are from these, for the person who fares worst."""
        chances = self.chances
        return float(np.maximum(wanted.low - chances, chances - wanted.high).max(initial=0.0))

    def include_everybody(self) -> Mask:
        """Find panels with everybody who can be in one; return who that is."""
        space = self._space
        missing = np.ones(space.people, dtype=bool)
        while True:
            found = self._greatest(space, missing.astype(float))
            if found is None:
                raise Infeasible
            if found.x is None or not found.proven:
                raise Unfinished
            self.know(found.x)
            if not found.worth:
                return ~missing
            missing &= found.x == 0
            if self._tell("people", 1 - missing.mean()):
                raise Unfinished

    def _greatest(self, space: Space, worth: Floats) -> Found | None:
        def tell(_best: float | None, _bound: float) -> bool:
            return self._watch.over

        return greatest(space, worth, relaxation=self._relaxation, tell=tell)

    def _tell(self, stage: str, share: float) -> bool:
        """Say how far it is; return whether to stop."""
        return self._watch.told(Progress(stage, float(share), None, None))

    def know(self, panel: Floats) -> int:
        """Keep a panel, not probable so far; return its row."""
        at = self._known.setdefault(panel.tobytes(), len(self.panels))
        if at == len(self.panels):
            self.panels = np.vstack([self.panels, panel])
            self.shares = np.append(self.shares, 0.0)
        return at

    def peel(self, x: Floats) -> None:
        """Take panels off the chances x until nothing is left, or no panel is on their face."""
        rest, left = 1.0, x.copy()
        self.shares[:] = 0
        while rest > REST and not self._tell("chances", 1 - rest):
            panel = self._on_face(left, rest)
            if panel is None:
                break
            share = self._most(left, rest, panel)
            at = self.know(panel)
            if share < NEAR:
                break
            self.shares[at] += share
            left, rest = left - share * panel, rest - share
        if rest < 1:
            self.shares /= self.shares.sum()

    def _on_face(self, left: Floats, rest: float) -> Floats | None:
        """Return a panel that uses up whatever the remaining chances use up."""
        space, sums = self._space, self._space.matrix @ left
        face = replace(
            space,
            lower=np.where(left >= rest - NEAR, 1.0, space.lower),
            upper=np.where(left <= NEAR, 0.0, space.upper),
            low=np.where(sums >= rest * space.high - NEAR, space.high, space.low),
            high=np.where(sums <= rest * space.low + NEAR, space.low, space.high),
        )
        full = space.groups.sums(left) >= rest * space.cap - NEAR
        likely = np.round(left / rest * 1000)
        worth = likely + FACE * space.groups.spread(full.astype(float), space.people)
        found = self._greatest(face, worth)
        return None if found is None else found.x

    def _most(self, left: Floats, rest: float, panel: Floats) -> float:
        """Return the greatest share of a panel that leaves what meets the requirements."""
        space = self._space
        sums, used = space.matrix @ left, space.matrix @ panel
        groups, taken = space.groups.sums(left), space.groups.sums(panel)
        room = [
            (left - rest * space.lower, panel - space.lower),
            (rest * space.upper - left, space.upper - panel),
            (sums - rest * space.low, used - space.low),
            (rest * space.high - sums, space.high - used),
            (rest * space.cap - groups, space.cap - taken),
        ]
        has, takes = (np.concatenate(it) for it in zip(*room, strict=True))
        return float(min(rest, (has[takes > 0] / takes[takes > 0]).min(initial=rest)))

    def mend(self, wanted: Wanted) -> Cut | None:
        """Add panels until the chances are the wanted ones; return a proof if they cannot be."""
        if self.shares.any() and self.error(wanted) <= EXACT:
            return None
        master, done = _Master(wanted), 0
        while True:
            master.add(self.panels[done:])
            done = len(self.panels)
            self.shares, worth = master.solve()
            error = self.error(wanted)
            if error <= EXACT or self._tell("panels", 1 - error):
                return None
            found = self._greatest(self._space, worth)
            if found is None or found.x is None:
                return None
            if worth @ wanted.x > found.bound + EXACT * PARTS:
                return Cut(worth / PARTS, found.bound / PARTS)
            self.know(found.x)
            if len(self.panels) == done:
                return None

    def forget(self, unlikely: float) -> None:
        """Drop the panels that are less probable than this."""
        kept = self.shares > unlikely
        self.panels, self.shares = self.panels[kept], self.shares[kept] / self.shares[kept].sum()


class _Master:
    """The probabilities of known panels that miss the wanted chances by the least sum."""

    def __init__(self, wanted: Wanted) -> None:
        people = len(wanted.x)
        self._model = highs.model()
        highs.add_rows(
            self._model,
            np.append(wanted.low, 1.0),
            np.append(wanted.high, 1.0),
            highs.Entries.of(np.zeros((people + 1, 1))),
        )
        every = np.arange(2 * people)
        value = np.repeat([1.0, -1.0], people)
        none, infinite = np.zeros(2 * people), np.full(2 * people, np.inf)
        misses = highs.Entries(every, every % people, value)
        highs.add_columns(self._model, none - 1, none, infinite, misses)
        self._first = 2 * people
        self._model.setOptionValue("simplex_strategy", PRIMAL)

    def add(self, panels: Floats) -> None:
        """Add panels, one row each."""
        none = np.zeros(len(panels))
        entries = highs.Entries.of(np.hstack([panels, np.ones((len(panels), 1))]))
        highs.add_columns(self._model, none, none, none + 1, entries)

    def solve(self) -> tuple[Floats, Floats]:
        """Return the probabilities, and what a panel would have to be worth to help."""
        self._model.run()
        solution = self._model.getSolution()
        shares = np.maximum(np.array(solution.col_value)[self._first :], 0)
        worth = np.round(-np.array(solution.row_dual)[:-1] * PARTS)
        return shares / shares.sum(), worth
