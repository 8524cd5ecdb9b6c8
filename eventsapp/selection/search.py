"""The best panel of a space for any worth: relaxation, fixing, and a small exact search.

From the relaxation one knows how much a panel loses at least by treating a person otherwise than
the relaxation does (|reduced|). So once some panel is known, everybody whose loss is greater than
what is still to be gained is settled, and HiGHS searches among the few who are left.
"""

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from eventsapp.selection import highs
from eventsapp.selection.relaxation import WHOLE, Relaxation, Relaxed
from eventsapp.selection.space import Floats, Mask, Space

#: So many people nearest to the edge are searched first.
NEAR = 300
#: ... and no longer than this: it is only to find a good panel soon.
NODES = 2000

Tell = Callable[[float | None, float], bool]
"""Is told the best and the bound, and answers whether to stop."""


@dataclass(frozen=True)
class Found:
    """The best of a space."""

    #: None: the search was stopped before it found any.
    x: Floats | None
    worth: float
    #: Nothing is worth more.
    bound: float
    #: The root of the search, for what depends on who could be exchanged at which loss.
    relaxed: Relaxed

    @property
    def proven(self) -> bool:
        """Say whether nothing is better."""
        return self.x is not None and self.bound - self.worth < 1


def greatest(
    space: Space,
    worth: Floats,
    *,
    relaxation: Relaxation | None = None,
    start: Floats | None = None,
    tell: Tell = lambda *_: False,
) -> Found | None:
    """Return the panel with the greatest worth (whole numbers); None: there is no panel.

    ``relaxation``: a warm one for the same matrix. ``start``: a panel that is known already.
    """
    relaxed = (relaxation or Relaxation(space.matrix, space.groups)).solve(space, worth)
    if relaxed is None:
        return None
    bound = float(np.floor(relaxed.bound))
    x, value = start, -np.inf if start is None else float(worth @ start)
    rounded = np.round(relaxed.x)
    if relaxed.whole and space.holds(rounded) and worth @ rounded > value:
        x, value = rounded, float(worth @ rounded)
    if bound - value < 1:
        return Found(x, value, bound, relaxed)
    distance = np.where(np.abs(relaxed.x - np.round(relaxed.x)) < WHOLE, np.abs(relaxed.reduced), 0)
    near = _nearest(distance, NEAR)
    tried = _branch(
        space, worth, near, rounded, nodes=NODES, start=x, tell=lambda best, _: tell(best, bound)
    )
    if tried.worth > value:
        x, value = tried.x, tried.worth
    if tried.stopped:
        return Found(x, value, bound, relaxed)
    hopeful = distance <= relaxed.bound - value - 1
    if not tried.complete or (hopeful & ~near).any():
        tried = _branch(
            space,
            worth,
            hopeful,
            rounded,
            start=x,
            tell=lambda best, inside: tell(best, min(bound, max(value, inside))),
        )
        if tried.worth > value:
            x, value = tried.x, tried.worth
    if not tried.complete:
        return Found(x, value, max(value, min(bound, tried.bound)), relaxed)
    return None if x is None else Found(x, value, value, relaxed)


def _nearest(distance: Floats, count: int) -> Mask:
    near = np.zeros(len(distance), dtype=bool)
    near[np.argpartition(distance, min(count, len(distance)) - 1)[:count]] = True
    return near


@dataclass(frozen=True)
class _Branched:
    x: Floats | None
    worth: float
    bound: float
    #: Whether nothing among these panels is better.
    complete: bool
    #: Whether somebody asked to stop.
    stopped: bool = False


def _branch(
    space: Space,
    worth: Floats,
    open_: Mask,
    settled: Floats,
    *,
    start: Floats | None,
    tell: Tell,
    nodes: int | None = None,
) -> _Branched:
    """Search the panels that differ from ``settled`` among the open people only, by HiGHS."""
    part = space.only(open_, settled)
    rest = float(worth[~open_] @ settled[~open_])
    groups = np.flatnonzero(part.groups.sums(np.ones(part.people)) > part.cap)
    row = np.full(part.groups.count, -1)
    row[groups] = np.arange(len(groups)) + len(part.low)
    made = highs.model()
    made.setOptionValue("presolve", "on")
    if nodes is not None:
        made.setOptionValue("mip_max_nodes", nodes)
    none = np.zeros((len(part.low) + len(groups), 1))
    highs.add_rows(
        made,
        np.append(part.low, np.full(len(groups), -np.inf)),
        np.append(part.high, part.cap[groups]),
        highs.Entries.of(none),
    )
    met = row[part.groups.group] >= 0
    entries = highs.Entries.of(part.matrix.T).and_ones(
        part.groups.person[met], row[part.groups.group[met]]
    )
    highs.add_columns(made, worth[open_], part.lower, part.upper, entries)
    at = np.arange(part.people, dtype=np.int32)
    made.changeColsIntegrality(part.people, at, np.ones(part.people, dtype=np.uint8))
    if start is not None:
        made.setSolution(part.people, at, start[open_])

    def look(event: highspy.HighsCallbackEvent) -> None:
        out = event.data_out
        best = out.mip_primal_bound + rest
        known = best if best > -np.inf else None
        if tell(known, out.mip_dual_bound + rest):
            event.interrupt()

    made.cbMipInterrupt += look
    made.run()
    status, info = made.getModelStatus(), made.getInfo()
    ended = (
        info.mip_dual_bound + rest,
        status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible),
        status == highspy.HighsModelStatus.kInterrupt,
    )
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return _Branched(None, -np.inf, *ended)
    x = settled.copy()
    x[open_] = np.round(made.getSolution().col_value)
    return _Branched(x, float(worth @ x), *ended)
