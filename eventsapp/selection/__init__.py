"""The optimiser: chooses a panel of experts under targets, proves it, explains it, records it.

It knows nothing of events, pages or the database: plain candidates in, choice and reasons out.
Numbers are integers (scores in hundredths of a point), people are ids (text), and the order of
the rows never changes an answer. See docs/decisions/0011-the-optimiser.md.

This is its only door. Describing a problem costs nothing; NumPy and HiGHS are loaded when the
first one is solved, so that a web process that never solves one does not carry them.
"""

from collections.abc import Collection, Mapping
from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING

from eventsapp.selection.answers import (
    Diagnosis,
    Flaw,
    Move,
    Price,
    Ranked,
    Repair,
    Replacement,
    Reserves,
    Sensitivity,
    Swing,
    Why,
)
from eventsapp.selection.checks import check
from eventsapp.selection.lots import Lottery, LotteryKind, Members, Numbered, draw
from eventsapp.selection.problem import (
    GroupLimit,
    Infeasible,
    Objective,
    Panel,
    Pool,
    Problem,
    Quota,
    SetLimit,
    Unfinished,
)
from eventsapp.selection.recount import Breach, verify
from eventsapp.selection.reviewing import (
    Assignment,
    Calibrated,
    Calibration,
    Habit,
    Pair,
    Reviewer,
)
from eventsapp.selection.watch import Progress, Watch

if TYPE_CHECKING:
    from eventsapp.selection.solving import Solver as Solver

__all__ = [
    "Assignment",
    "Breach",
    "Calibrated",
    "Calibration",
    "Diagnosis",
    "Flaw",
    "GroupLimit",
    "Habit",
    "Infeasible",
    "Lottery",
    "LotteryKind",
    "Members",
    "Move",
    "Numbered",
    "Objective",
    "Pair",
    "Panel",
    "Pool",
    "Price",
    "Problem",
    "Progress",
    "Quota",
    "Ranked",
    "Repair",
    "Replacement",
    "Reserves",
    "Reviewer",
    "Sensitivity",
    "SetLimit",
    "Swing",
    "Unfinished",
    "Watch",
    "Why",
    "assign",
    "attribute_prices",
    "calibrate",
    "check",
    "diagnose",
    "draw",
    "lottery",
    "numbered",
    "prices",
    "replace",
    "reserves",
    "sensitivity",
    "solver",
    "total_price",
    "verify",
    "why",
]


def solver(problem: Problem) -> "Solver":
    """Make a problem ready to be solved, changed a little, and solved again."""
    made: Solver = import_module("eventsapp.selection.solving").Solver(problem)
    return made


def why(solver: "Solver", panel: Panel, person: str) -> Why:
    """Compare the best panel with the best one without a member, or with somebody else in."""
    told: Why = import_module("eventsapp.selection.counterfactuals").why(solver, panel, person)
    return told


def prices(solver: "Solver", panel: Panel, watch: Watch | None = None) -> list[Price]:
    """Return what each bound of each target, limit and of the seats costs, exactly.

    Stopped by the watch it raises ``Unfinished``: a price that is not exact is none.
    """
    told: list[Price] = import_module("eventsapp.selection.counterfactuals").prices(
        solver, panel, watch
    )
    return told


def attribute_prices(solver: "Solver", panel: Panel) -> dict[str, int]:
    """Return the score gained if there were no target about an attribute, per attribute."""
    told: dict[str, int] = import_module("eventsapp.selection.counterfactuals").attribute_prices(
        solver, panel
    )
    return told


def total_price(solver: "Solver", panel: Panel, watch: Watch | None = None) -> int:
    """Return what all targets and limits cost together: the score of a panel by score alone."""
    told: int = import_module("eventsapp.selection.counterfactuals").total_price(
        solver, panel, watch
    )
    return told


def diagnose(problem: Problem) -> Diagnosis:
    """Say why there is no panel, and what would help."""
    told: Diagnosis = import_module("eventsapp.selection.diagnosis").diagnose(problem)
    return told


def replace(
    solver: "Solver", panel: Panel, withdrawn: Collection[str], confirmed: Collection[str] = ()
) -> Replacement:
    """Fill the seats of all who ever withdrew; who confirmed is never exchanged."""
    told: Replacement = import_module("eventsapp.selection.replacement").replace(
        solver, panel, withdrawn, confirmed
    )
    return told


def reserves(solver: "Solver", panel: Panel, depth: int = 3) -> Reserves:
    """Return for each member who could come instead, with nobody else exchanged."""
    told: Reserves = import_module("eventsapp.selection.replacement").reserves(solver, panel, depth)
    return told


def sensitivity(
    solver: "Solver",
    panel: Panel,
    without: Mapping[str, Mapping[str, int]],
    watch: Watch | None = None,
) -> Sensitivity:
    """Return which reviews change the panel if left out.

    ``without``: for each review, the scores as they would be then, of those whose score changes.
    """
    told: Sensitivity = import_module("eventsapp.selection.swings").sensitivity(
        solver, panel, without, watch
    )
    return told


def assign(
    applications: Collection[str],
    reviewers: Collection[Reviewer],
    *,
    per_application: int = 2,
    affinity: Mapping[Pair, int] | None = None,
    conflicts: Collection[Pair] = frozenset(),
    fixed: Collection[Pair] = frozenset(),
) -> Assignment:
    """Give every application its reviewers.

    Affinities are from 0 to 100. Fixed pairs stay and count, unless they are in conflict.
    """
    made: Assignment = import_module("eventsapp.selection.assignment").assign(
        applications,
        reviewers,
        per_application=per_application,
        affinity=affinity,
        conflicts=conflicts,
        fixed=fixed,
    )
    return made


def calibrate(totals: Mapping[Pair, Fraction | float]) -> Calibration:
    """Estimate how severe and how lenient reviewers are, and every score without that."""
    made: Calibration = import_module("eventsapp.selection.calibration").calibrate(totals)
    return made


def lottery(problem: Problem, kind: LotteryKind = "maximin", watch: Watch | None = None) -> Lottery:
    """Return the fairest lottery over all panels; raise ``Infeasible`` if there is none.

    Stopped by the watch it returns what it has, or raises ``Unfinished`` if that is nothing.
    """
    made: Lottery = import_module("eventsapp.selection.lotteries").lottery(problem, kind, watch)
    return made


def numbered(lottery: Lottery, *, seed: str, count: int = 1000) -> Numbered:
    """Return so many panels of the lottery, each as often as is probable, in an order by seed."""
    made: Numbered = import_module("eventsapp.selection.rounding").numbered(
        lottery, seed=seed, count=count
    )
    return made
