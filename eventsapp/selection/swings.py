"""Which reviews the panel hangs on: what it would be if one of them were left out.

Most reviews are settled without solving. A member who gains and a non-member who loses change
nothing; and a panel that treats somebody otherwise than the best one does loses at least that
person's reduced score in the linear relaxation.
"""

from collections.abc import Mapping
from dataclasses import replace

from eventsapp.selection.answers import Sensitivity, Swing
from eventsapp.selection.counterfactuals import turned
from eventsapp.selection.problem import Infeasible, Objective, Panel
from eventsapp.selection.solving import Solver, lot
from eventsapp.selection.watch import Progress, Watch

Scores = Mapping[str, int]


def sensitivity(
    solver: Solver, panel: Panel, without: Mapping[str, Scores], watch: Watch | None = None
) -> Sensitivity:
    """Return the reviews without which the best panel is another one.

    ``panel`` is the solver's best. A watch may end this early; then fewer reviews were looked at.
    """
    hearing = _Hearing(solver, panel)
    watch = watch or Watch()
    swings, looked = [], 0
    for review, scores in without.items():
        if watch.told(Progress("reviews", looked / len(without), None, None)):
            break
        looked += 1
        other = hearing.panel(scores)
        if other.members != panel.members:
            leave = tuple(sorted(set(panel.members) - set(other.members)))
            come = tuple(sorted(set(other.members) - set(panel.members)))
            swings.append(Swing(review, leave, come))
    return Sensitivity(tuple(swings), looked)


class _Hearing:
    """The best panel under changed scores."""

    def __init__(self, solver: Solver, panel: Panel) -> None:
        self.solver, self.best = solver, panel
        self.members = frozenset(panel.members)
        self._turned: dict[str, Panel | None] = {}

    def panel(self, scores: Scores) -> Panel:
        """Return the best panel if these scores were so."""
        against = self._against(scores)
        if self._settled(against):
            return self.best
        if len(scores) == 1:
            ((person, change),) = against.items()
            return self._of_two(person, change)
        pool = self.solver.problem.pool
        changed = tuple(scores.get(it, old) for it, old in zip(pool.ids, pool.scores, strict=True))
        return Solver(self.solver.problem.but(pool=replace(pool, scores=changed))).best()

    def _against(self, scores: Scores) -> dict[str, int]:
        """Return by how much a member loses, or another gains: only that is against the panel."""
        against = {}
        for person, score in scores.items():
            gain = score - int(self.solver.scores[self.solver.compiled.at[person]])
            change = -gain if person in self.members else gain
            if change > 0:
                against[person] = change
        return against

    def _settled(self, against: Mapping[str, int]) -> bool:
        """Say whether every panel that treats one of these otherwise is surely worse."""
        root = self.solver.root
        if not against or root is None:
            return not against
        beyond = []
        for person, change in against.items():
            reduced = float(root.reduced[self.solver.compiled.at[person]])
            beyond.append(change - max(0.0, reduced if person in self.members else -reduced))
        most = sum(it for it in beyond if it > 0) or max(beyond)
        return root.bound - self.best.score + most < 0

    def _of_two(self, person: str, change: int) -> Panel:
        """Return the better one of our panel and the best one that treats this person otherwise."""
        if person not in self._turned:
            try:
                self._turned[person] = turned(self.solver, self.best, person)
            except Infeasible:
                self._turned[person] = None
        other = self._turned[person]
        if other is None or self._worth(other, change) < self._worth(self.best, 0):
            return self.best
        return other

    def _worth(self, panel: Panel, more: int) -> tuple[int, int, int]:
        fill = self.solver.problem.objective is Objective.FILL_THEN_SCORE
        lots = sum(lot(self.solver.problem.seed, it) for it in panel.members)
        return len(panel.members) if fill else 0, panel.score + more, lots
