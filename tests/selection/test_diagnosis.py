"""What cannot hold together, and what would help, beside every panel there is."""

import random
from collections import Counter

from hypothesis import assume, given, settings
from ortools.sat.python import cp_model

from eventsapp.selection import (
    Diagnosis,
    Flaw,
    GroupLimit,
    Move,
    Objective,
    Panel,
    Pool,
    Problem,
    Quota,
    Repair,
    diagnose,
)
from tests.selection.every_panel import (
    Members,
    Vector,
    best,
    counted,
    excess,
    panels,
    parts,
    problems,
    score,
    worth,
)


@settings(max_examples=100, deadline=None)
@given(problem=problems())
def test_a_conflict_is_one_and_every_part_of_it_is_necessary(problem: Problem) -> None:
    told = diagnose(problem)

    held = parts(problem)
    every = list(panels(problem))

    def together(names: set[str]) -> bool:
        return any(all(held[name](panel) for name in names) for panel in every)

    assert bool(told.conflict) == (not together(set(held)))
    if told.conflict:
        assert not together(set(told.conflict))
        for part in told.conflict:
            assert together(set(told.conflict) - {part})
    else:
        assert told == Diagnosis()


@settings(max_examples=100, deadline=None)
@given(problem=problems())
def test_repairs_are_the_cheapest_by_priority_and_then_the_best(problem: Problem) -> None:
    assume(best(problem) is None)
    rigid = [it for name, it in parts(problem).items() if name not in _movable(problem)]
    left = [it for it in panels(problem) if all(met(it) for met in rigid)]

    told = diagnose(problem).repairs

    for repair in told:
        cheapest = max(left, key=lambda it: _cheap(problem, it))
        members = frozenset(repair.panel.members)
        assert _cheap(problem, members) == _cheap(problem, cheapest)
        assert repair.panel.score == score(problem, members)
        assert list(repair.moves) == _moves(problem, members)
        moved = {(it.id, it.side) for it in repair.moves}
        left = [it for it in left if not moved <= {(at.id, at.side) for at in _moves(problem, it)}]
    assert len(told) == 3 or left == []


def _movable(problem: Problem) -> dict[str, Quota]:
    movable = {it.id: it for it in problem.quotas if it.relaxable}
    if problem.seats_relaxable:
        movable = {"seats": _seats(problem), **movable}
    return movable


def _seats(problem: Problem) -> Quota:
    return Quota("seats", "", frozenset(), *problem.seats, priority=problem.seats_priority)


def _count(problem: Problem, quota: Quota, panel: Members) -> int:
    return len(panel) if quota.id == "seats" else counted(problem.pool, quota, panel)


def _cheap(problem: Problem, panel: Members) -> Vector:
    units: Counter[int] = Counter()
    for quota in _movable(problem).values():
        units[quota.priority] += excess(quota, _count(problem, quota, panel))
    return (*(-units[priority] for priority in (1, 2, 3)), *worth(problem, panel))


def _moves(problem: Problem, panel: Members) -> list[Move]:
    moves = []
    for quota in _movable(problem).values():
        count = _count(problem, quota, panel)
        if count < quota.minimum:
            moves.append(Move(quota.id, "min", count))
        if quota.maximum is not None and count > quota.maximum:
            moves.append(Move(quota.id, "max", count))
    return moves


def _three_women_of_two() -> Problem:
    pool = Pool(("a", "b", "c", "d"), (400, 300, 200, 100), {"sex": ("m", "f", "m", "f")})
    return Problem(pool, (3, 3), (Quota("women", "sex", frozenset("f"), 3),))


def test_more_women_wanted_than_there_are() -> None:
    told = diagnose(_three_women_of_two())

    assert told.flaws == (Flaw("too_few_people", ("women",), {"people": 2, "minimum": 3}),)
    assert told.conflict == ("women",)
    assert told.repairs == (Repair((Move("women", "min", 2),), Panel(("a", "b", "d"), 800, 800)),)


def test_what_cannot_be_read_is_not_solved() -> None:
    problem = _three_women_of_two()

    told = diagnose(problem.but(group_limits=(GroupLimit("per body", "body", 1),)))

    assert told == Diagnosis((Flaw("unknown_attribute", ("per body", "body")),))


def test_nothing_helps_if_what_may_not_move_contradicts_itself() -> None:
    problem = _three_women_of_two()

    told = diagnose(problem.but(must_include=frozenset("a"), must_exclude=frozenset("a")))

    assert told.conflict in {("must_exclude", "must_include"), ("women",)}
    assert told.repairs == ()


def test_what_only_whole_people_show() -> None:
    """Three pairs of groups, one person of each pair: half of everybody would do."""
    ids = ("ab", "bc", "ca")
    pool = Pool(ids, (1, 1, 1), {"in": (frozenset("ab"), frozenset("bc"), frozenset("ca"))})
    one = tuple(Quota(it, "in", frozenset(it), 1, 1) for it in "abc")

    told = diagnose(Problem(pool, (0, 3), one))

    assert told.conflict == ("a", "b", "c")
    assert [len(it.moves) for it in told.repairs] == [1, 1, 1]


def test_a_second_solver_agrees_on_what_must_give_way() -> None:
    for seed in range(6):
        problem = _pool_with_a_conflict(seed)

        told = diagnose(problem)

        quotas = {it.id: it for it in problem.quotas}
        units = Counter({1: 0, 2: 0, 3: 0})
        for move in told.repairs[0].moves:
            quota = quotas[move.id]
            units[quota.priority] += excess(quota, move.to)
        vector, value = _by_cp_sat(problem)
        assert (dict(units), told.repairs[0].panel.score) == (vector, value)


def _pool_with_a_conflict(seed: int) -> Problem:
    drawn = random.Random(seed)  # noqa: S311 (a test's data)
    count = 150
    pool = Pool(
        tuple(f"p{at:03}" for at in range(count)),
        tuple(drawn.randint(100, 1000) for _ in range(count)),
        {
            "sex": tuple(drawn.choice("fm") for _ in range(count)),
            "region": tuple(drawn.choice("abcde") for _ in range(count)),
            "sector": tuple(drawn.choice("ngu") for _ in range(count)),
            "body": tuple(str(drawn.randint(0, 60)) for _ in range(count)),
        },
    )
    regions = tuple(
        Quota(f"region {it}", "region", frozenset(it), 5, 7, drawn.randint(1, 3)) for it in "abcde"
    )
    sectors = tuple(
        Quota(f"sector {it}", "sector", frozenset(it), 7, 8, drawn.randint(1, 3)) for it in "ngu"
    )
    women = Quota("women", "sex", frozenset("f"), 10, 12, 2)
    men = Quota("men", "sex", frozenset("m"), 10, 12, 3)
    limits = (GroupLimit("per body", "body", 1),)
    return Problem(
        pool,
        (20, 20),
        (*regions, *sectors, women, men),
        limits,
        objective=Objective.MAX_TOTAL_SCORE,
    )


def _by_cp_sat(problem: Problem) -> tuple[dict[int, int], int]:
    pool, model = problem.pool, cp_model.CpModel()
    taken = [model.new_bool_var(it) for it in pool.ids]
    model.add(sum(taken) == problem.seats[0])
    for limit in problem.group_limits:
        column = pool.attributes[limit.attribute]
        for group in set(column):
            inside = [it for it, value in zip(taken, column, strict=True) if value == group]
            model.add(sum(inside) <= limit.maximum)
    units = {1: [], 2: [], 3: []}
    for quota in problem.quotas:
        column = pool.attributes[quota.attribute]
        count = sum(it for it, value in zip(taken, column, strict=True) if value in quota.values)
        below, above = (model.new_int_var(0, 20, f"{quota.id} {it}") for it in "<>")
        model.add(count + below >= quota.minimum)
        model.add(count - above <= quota.maximum)
        units[quota.priority] += [below, above]
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    vector = {}
    for priority, slacks in units.items():
        model.minimize(sum(slacks))
        assert solver.solve(model) == cp_model.OPTIMAL
        vector[priority] = round(solver.objective_value)
        model.add(sum(slacks) <= vector[priority])
    model.maximize(sum(it * points for it, points in zip(taken, pool.scores, strict=True)))
    assert solver.solve(model) == cp_model.OPTIMAL
    return vector, round(solver.objective_value)
