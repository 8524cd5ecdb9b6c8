"""The whole integer programme handed to another solver at once: slow, plain, and independent.

Nothing here is shared with the engine that chose: neither the rows nor how they are solved. Goals
come one after the other, each holding what was reached before.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from eventsapp.selection.exchange import Case
from eventsapp.selection.problem import Infeasible, Objective

Row = tuple[dict[int, int], int, int]
"""Coefficients by column, the least, the most."""

Backend = Callable[[int, list[Row], Sequence[int]], list[bool] | None]
"""Chooses columns under rows so that their worth is highest; None: impossible."""


@dataclass(frozen=True)
class Second:
    """What another solver says."""

    solver: str
    panel: tuple[str, ...]
    value: int


def opinions(case: Case) -> Iterator[tuple[str, Second | None]]:
    """Ask each solver that is installed; None: it says that no panel is possible."""
    for name, backend in _backends():
        try:
            yield name, _solve(name, backend, case)
        except Infeasible:
            yield name, None


def meets(case: Case, members: Collection[str]) -> bool:
    """Say whether a panel meets all requirements, by counting alone."""
    ids = case.problem.pool.ids
    inside = [at for at, it in enumerate(ids) if it in set(members)]
    return len(inside) == len(members) and all(
        least <= sum(entries.get(at, 0) for at in inside) <= most
        for entries, least, most in _rows(case)
    )


def _backends() -> Iterator[tuple[str, Backend]]:
    yield "HiGHS, whole programme", _highs
    if find_spec("ortools"):
        yield "OR-Tools CP-SAT", _cp_sat


def _solve(name: str, backend: Backend, case: Case) -> Second:
    problem = case.problem
    ids, scores = problem.pool.ids, problem.pool.scores
    rows = list(_rows(case))
    chosen: list[bool] = []
    for goal in _goals(case):
        found = backend(len(ids), rows, goal)
        if found is None:
            raise Infeasible
        chosen = found
        reached = sum(worth for worth, is_in in zip(goal, chosen, strict=True) if is_in)
        rows.append(({at: it for at, it in enumerate(goal) if it}, reached, reached))
    panel = tuple(sorted(it for it, is_in in zip(ids, chosen, strict=True) if is_in))
    value = sum(it for it, is_in in zip(scores, chosen, strict=True) if is_in)
    return Second(name, panel, value)


def _goals(case: Case) -> Iterator[list[int]]:
    problem = case.problem
    ids = problem.pool.ids
    if case.current_panel:
        yield [int(it in case.current_panel) for it in ids]
    if problem.objective is Objective.FILL_THEN_SCORE:
        yield [1] * len(ids)
    yield list(problem.pool.scores)
    seeded = (hashlib.sha256(f"{problem.seed}|{it}".encode()).hexdigest() for it in ids)
    yield [1 + int(it[:16], 16) % 2**23 for it in seeded]


def _rows(case: Case) -> Iterator[Row]:
    problem = case.problem
    ids, columns = problem.pool.ids, problem.pool.attributes
    everybody = range(len(ids))
    yield dict.fromkeys(everybody, 1), *problem.seats
    for quota in problem.quotas:
        column = columns[quota.attribute]
        who = [at for at in everybody if column[at] in quota.values]
        yield dict.fromkeys(who, 1), quota.minimum, _or(quota.maximum, len(ids))
    for limit in problem.group_limits:
        groups: dict[Any, list[int]] = {}
        for at in everybody:
            groups.setdefault(columns[limit.attribute][at], []).append(at)
        groups.pop("", None)
        for who in groups.values():
            yield dict.fromkeys(who, 1), 0, limit.maximum
    for some in problem.set_limits:
        who = [at for at in everybody if ids[at] in some.members]
        yield dict.fromkeys(who, 1), some.minimum, _or(some.maximum, len(ids))
    for at in everybody:
        if ids[at] in problem.must_include - case.withdrawn:
            yield {at: 1}, 1, 1
        if ids[at] in problem.must_exclude | case.gone:
            yield {at: 1}, 0, 0


def _or(most: int | None, all_of_them: int) -> int:
    return all_of_them if most is None else most


def _highs(count: int, rows: list[Row], worth: Sequence[int]) -> list[bool] | None:
    highspy = import_module("highspy")
    np = import_module("numpy")
    model = highspy.Highs()
    model.silent()
    model.setOptionValue("mip_rel_gap", 0.0)
    model.setOptionValue("mip_abs_gap", 0.49)
    at = np.arange(count, dtype=np.int32)
    model.addVars(count, np.zeros(count), np.ones(count))
    model.changeColsCost(count, at, np.array(worth, dtype=float))
    model.changeColsIntegrality(count, at, np.ones(count, dtype=np.uint8))
    for entries, least, most in rows:
        who = np.array(list(entries), dtype=np.int32)
        how = np.array(list(entries.values()), dtype=float)
        model.addRow(float(least), float(most), len(who), who, how)
    model.changeObjectiveSense(highspy.ObjSense.kMaximize)
    model.run()
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return [it > 1 / 2 for it in model.getSolution().col_value]


def _cp_sat(count: int, rows: list[Row], worth: Sequence[int]) -> list[bool] | None:
    cp_model = import_module("ortools.sat.python.cp_model")
    model = cp_model.CpModel()
    people = [model.new_bool_var("") for _ in range(count)]
    for entries, least, most in rows:
        terms = [people[at] for at in entries]
        total = cp_model.LinearExpr.weighted_sum(terms, list(entries.values()))
        model.add_linear_constraint(total, least, most)
    model.maximize(cp_model.LinearExpr.weighted_sum(people, list(worth)))
    solver = cp_model.CpSolver()
    solver.parameters.linearization_level = 2
    if solver.solve(model) != cp_model.OPTIMAL:
        return None
    return [bool(solver.value(it)) for it in people]
