"""Which requirements cannot hold together: the rows of a problem, left out one by one.

Who is in the same rows is of one kind, and only how many of a kind are taken matters to the
question whether there is a panel: so 10,000 people are some thousand whole numbers.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from eventsapp.selection import highs
from eventsapp.selection.solving import Solver
from eventsapp.selection.space import Floats, Ints

SEATS, MUST_INCLUDE, MUST_EXCLUDE = "seats", "must_include", "must_exclude"
MANY = highspy.kHighsInf
_NEARLY = 1e-6
_DECIDED = {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible}


@dataclass(frozen=True)
class Row:
    """Between ``least`` and ``most`` of some people; it belongs to a part of the problem."""

    part: str
    #: Where they stand among the sorted ids.
    people: Ints
    least: float = 0
    most: float = MANY


def requirements(solver: Solver) -> list[Row]:
    """Write everything that a panel must meet as rows; pins are rows too."""
    problem, compiled = solver.problem, solver.compiled
    rows = [Row(SEATS, np.arange(len(compiled.ids)), *problem.seats)]
    for quota in problem.quotas:
        people = np.flatnonzero(compiled.having(quota.attribute, quota.values))
        most = MANY if quota.maximum is None else quota.maximum
        rows.append(Row(quota.id, people, quota.minimum, most))
    for limit in problem.group_limits:
        person, group, _ = compiled.attribute(limit.attribute).shared()
        person = person[np.argsort(group, kind="stable")]
        groups = np.split(person, np.cumsum(np.bincount(group))[:-1])
        rows += [Row(limit.id, it, most=limit.maximum) for it in groups if len(it) > limit.maximum]
    for pair in problem.set_limits:
        most = MANY if pair.maximum is None else pair.maximum
        rows.append(Row(pair.id, np.flatnonzero(compiled.mask(pair.members)), pair.minimum, most))
    inside, outside = problem.must_include, problem.must_exclude
    if inside:
        rows.append(Row(MUST_INCLUDE, np.flatnonzero(compiled.mask(inside)), len(inside)))
    if outside:
        rows.append(Row(MUST_EXCLUDE, np.flatnonzero(compiled.mask(outside)), most=0))
    return [half for row in rows for half in _halves(row)]


def _halves(row: Row) -> tuple[Row, ...]:
    """Return a row with more at least than at most as the two that it is."""
    if row.least <= row.most:
        return (row,)
    return replace(row, most=MANY), replace(row, least=0)


def conflict(solver: Solver, *always: Row) -> tuple[str, ...]:
    """Return an irreducible set of parts that cannot hold together; empty if all can.

    ``always`` are no parts: they hold in any case. It starts with a proof of the linear
    programme, if there is one (Farkas 1902). Then each part in turn is left out (the deletion
    filter of Chinneck and Dravnieks 1991): if the others still contradict each other it stays
    out, otherwise it is necessary.
    """
    rows = requirements(solver)
    programme = Programme([*rows, *always], len(solver.ids))
    if programme.possible():
        return ()
    forced = {row.part for row in always}
    parts = {row.part for row in rows}
    suspects = programme.suspects() & parts
    programme.hold(forced | suspects)
    needed = parts if programme.possible() else suspects
    for part in sorted(needed):
        programme.hold(forced | needed - {part})
        if not programme.possible():
            needed = needed - {part}
    return tuple(sorted(needed))


class Programme:
    """How many people of each kind are taken, so that the rows hold."""

    def __init__(self, rows: list[Row], people: int) -> None:
        """Build it of so many people."""
        self.rows = rows
        kind, copies = _kinds(rows, people)
        self.count = len(copies)
        self.highs: Any = highs.model()
        self.highs.setOptionValue("presolve", "choose")
        self.highs.addVars(self.count, np.zeros(self.count), copies.astype(float))
        members = [np.unique(kind[row.people]) for row in rows]
        sizes = np.array([len(it) for it in members])
        entries = np.concatenate(members).astype(np.int32)
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32)
        least, most = self._bounds({row.part for row in rows})
        ones = np.ones(len(entries))
        self.highs.addRows(len(rows), least, most, len(entries), starts, entries, ones)
        self._whole(highspy.HighsVarType.kInteger)

    def hold(self, parts: Collection[str]) -> None:
        """Let these parts hold, and no others."""
        rows = np.arange(len(self.rows), dtype=np.int32)
        self.highs.changeRowsBounds(len(rows), rows, *self._bounds(parts))

    def _bounds(self, parts: Collection[str]) -> tuple[Floats, Floats]:
        held = [row.part in parts for row in self.rows]
        least = np.array([row.least for row in self.rows], dtype=float)
        most = np.array([row.most for row in self.rows], dtype=float)
        return np.where(held, least, -MANY), np.where(held, most, MANY)

    def possible(self) -> bool:
        """Say whether the rows that hold can hold together: mostly the fractions tell."""
        self._whole(highspy.HighsVarType.kContinuous)
        possible = self._run()
        values = np.array(self.highs.getSolution().col_value)
        self._whole(highspy.HighsVarType.kInteger)
        if possible and np.abs(values - np.round(values)).max(initial=0) > _NEARLY:
            return self._run()
        return possible

    def _whole(self, kind: highspy.HighsVarType) -> None:
        columns = np.arange(self.count, dtype=np.int32)
        kinds = np.full(self.count, int(kind), dtype=np.uint8)
        self.highs.changeColsIntegrality(self.count, columns, kinds)

    def suspects(self) -> set[str]:
        """Return the parts in a proof that the rows cannot hold (Farkas 1902); maybe too few.

        To be asked after the linear programme was impossible; empty if there is no such proof.
        """
        self._whole(highspy.HighsVarType.kContinuous)
        self._run()
        _, found, ray = self.highs.getDualRay()
        self._whole(highspy.HighsVarType.kInteger)
        if not found:
            return set()
        weights = zip(self.rows, np.abs(np.array(ray)), strict=True)
        return {row.part for row, weight in weights if weight > _NEARLY}

    def _run(self) -> bool:
        self.highs.run()
        status = self.highs.getModelStatus()
        if status not in _DECIDED:
            raise RuntimeError(f"HiGHS ended with {status.name}")
        return bool(status == highspy.HighsModelStatus.kOptimal)


def _kinds(rows: list[Row], people: int) -> tuple[Ints, Ints]:
    """Return the kind of each person, and how many people are of each kind."""
    lines: list[list[int]] = [[] for _ in range(people)]
    for number, row in enumerate(rows):
        for at in row.people.tolist():
            lines[at].append(number)
    kinds: dict[tuple[int, ...], int] = {}
    kind = np.array([kinds.setdefault(tuple(line), len(kinds)) for line in lines], dtype=np.int64)
    return kind, np.bincount(kind, minlength=1)  # HiGHS says nothing of a model without columns
