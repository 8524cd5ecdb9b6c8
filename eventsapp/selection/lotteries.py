"""Fair lotteries: over all panels that meet the requirements, with chances as equal as can be.

Maximin makes the least chance as great as can be; leximin then also the second least, and so on
(Flanigan et al., Nature 596, 2021). What chances are fairest is asked of the linear requirements
(``fairness``), which panels give them is found beside it (``mixture``); where panels cannot, a cut
says why, and both are asked again.
"""

from eventsapp.selection.fairness import Fairness, Wanted
from eventsapp.selection.lots import Lottery, LotteryKind, extremes
from eventsapp.selection.mixture import Mixture
from eventsapp.selection.problem import Problem
from eventsapp.selection.solving import Solver
from eventsapp.selection.space import Mask
from eventsapp.selection.watch import Watch

#: What is less probable is not worth a panel.
UNLIKELY = 1e-9
#: A lottery this near to the fairest one is taken for it.
CLOSE = 5e-4


def lottery(problem: Problem, kind: LotteryKind = "maximin", watch: Watch | None = None) -> Lottery:
    """Return the fairest lottery; raise ``Infeasible`` if there is no panel.

    Stopped by the watch it returns what it has, or raises ``Unfinished`` if that is nothing.
    """
    watch = watch or Watch()
    solver = Solver(problem)
    mixture = Mixture(solver.space, solver.relaxation, watch)
    compared = mixture.include_everybody()
    fairness = Fairness(solver.space, compared)
    while True:
        wanted = fairness.wanted(kind, watch)
        mixture.peel(wanted.x)
        cut = mixture.mend(wanted)
        if cut is None:
            break
        fairness.add(cut)
    return _told(kind, solver, mixture, wanted, compared)


def _told(
    kind: LotteryKind, solver: Solver, mixture: Mixture, wanted: Wanted, compared: Mask
) -> Lottery:
    mixture.forget(UNLIKELY)
    chances = dict(zip(solver.ids, mixture.chances.tolist(), strict=True))
    held = solver.panel(solver.space.lower)
    left_out = solver.panel((~compared).astype(float))
    least, most = extremes(chances, held, left_out)
    drawn = zip(map(solver.panel, mixture.panels), mixture.shares.tolist(), strict=True)
    error = mixture.error(wanted)
    return Lottery(
        kind,
        tuple(sorted(drawn, key=lambda it: (-it[1], it[0]))),
        chances,
        least,
        most,
        wanted.least,
        error,
        held,
        left_out,
        proven=wanted.complete and error <= CLOSE,
    )
