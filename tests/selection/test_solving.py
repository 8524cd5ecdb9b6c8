"""Two solvers agree, the order of the rows is nothing, and a stopped search says so."""

from dataclasses import replace

import pytest
from ortools.sat.python import cp_model

from benchmarks.pools import problem
from eventsapp.selection import (
    Infeasible,
    Objective,
    Panel,
    Pool,
    Problem,
    Progress,
    Quota,
    Unfinished,
    Watch,
    solver,
)
from eventsapp.selection.solving import lot


def second_opinion(problem: Problem) -> Panel | None:
    """Solve with CP-SAT, which shares nothing with HiGHS nor with our model."""
    model = cp_model.CpModel()
    pool = problem.pool
    chosen = {key: model.new_bool_var(key) for key in pool.ids}

    def between(keys: list[str], minimum: int, maximum: int | None) -> None:
        total = sum(chosen[key] for key in keys)
        model.add(total >= minimum)
        if maximum is not None:
            model.add(total <= maximum)

    between(list(pool.ids), *problem.seats)
    for quota in problem.quotas:
        column = zip(pool.ids, pool.attributes[quota.attribute], strict=True)
        between([k for k, v in column if v in quota.values], quota.minimum, quota.maximum)
    for limit in problem.group_limits:
        column = pool.attributes[limit.attribute]
        for group in set(column) - {""}:
            members = [k for k, v in zip(pool.ids, column, strict=True) if v == group]
            between(members, 0, limit.maximum)

    def most(worth: dict[str, int]) -> int | None:
        total = sum(worth[key] * chosen[key] for key in pool.ids)
        model.maximize(total)
        engine = cp_model.CpSolver()
        engine.parameters.num_workers = 1
        if engine.solve(model) != cp_model.OPTIMAL:
            return None
        best = round(engine.objective_value)
        model.add(total == best)
        taken.clear()
        taken.extend(key for key in pool.ids if engine.value(chosen[key]))
        return best

    taken: list[str] = []
    if most(dict.fromkeys(pool.ids, 1)) is None:
        return None
    score = most(dict(zip(pool.ids, pool.scores, strict=True)))
    most({key: lot(problem.seed, key) for key in pool.ids})
    assert score is not None
    return Panel(tuple(sorted(taken)), score, score)


def likert(problem: Problem) -> Problem:
    """Return the same with five marks only: very many panels are equally good."""
    pool = problem.pool
    return problem.but(
        pool=replace(pool, scores=tuple(score // 200 * 100 for score in pool.scores))
    )


CASES = {
    "100 people": problem("A", 100, 20),
    "400 people": problem("A", 400, 40),
    "400 people, tight": problem("A", 400, 100, seed=2),
    "five marks": likert(problem("A", 200, 30)),
    "another seed of the lots": likert(problem("A", 200, 30)).but(seed="2026"),
    "nine attributes": problem("B", 200, 30),
    "exact targets": problem("C", 150, 30, seed=3),
    "fewer may do": problem("A", 100, 20).but(seats=(10, 60)),
    "scores below zero": problem("A", 100, 20).but(
        pool=replace(
            problem("A", 100, 20).pool,
            scores=tuple(score - 900 for score in problem("A", 100, 20).pool.scores),
        ),
        seats=(10, 25),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_second_solver_finds_the_very_same_panel(name: str) -> None:
    assert solver(CASES[name]).best() == second_opinion(CASES[name])


@pytest.mark.parametrize("name", ["400 people", "five marks", "exact targets"])
def test_no_order_of_the_rows_changes_the_panel(name: str) -> None:
    case = CASES[name]

    def shuffled(turn: str) -> Problem:
        order = sorted(range(len(case.pool.ids)), key=lambda at: lot(turn, case.pool.ids[at]))

        def column(values: tuple) -> tuple:
            return tuple(values[at] for at in order)

        pool = Pool(
            column(case.pool.ids),
            column(case.pool.scores),
            {key: column(values) for key, values in case.pool.attributes.items()},
        )
        return case.but(
            pool=pool, quotas=tuple(sorted(case.quotas, key=lambda it: lot(turn, it.id)))
        )

    found = {solver(shuffled(turn)).best() for turn in "1234"}

    assert found == {solver(case).best()}


def test_the_seed_decides_only_among_equally_good_panels() -> None:
    one, other = (solver(CASES[name]).best() for name in ("five marks", "another seed of the lots"))

    assert one.score == other.score
    assert one.members != other.members


def test_a_changed_problem_has_the_answer_of_a_new_one() -> None:
    case = CASES["400 people"]
    warm = solver(case)
    best = warm.best()
    changes: list[dict[str, object]] = [
        {"must_exclude": frozenset(best.members[:3])},
        {"must_include": frozenset(sorted(set(case.pool.ids) - set(best.members))[:2])},
        {"seats": (38, 39)},
        {"quotas": case.quotas[2:]},
        {"group_limits": ()},
        {"seed": "another"},
        {"objective": Objective.MAX_TOTAL_SCORE, "seats": (30, 45)},
        {"pool": replace(case.pool, scores=case.pool.scores[::-1])},
    ]

    answers = [warm.but(**change).best() for change in changes]

    assert answers == [solver(case.but(**change)).best() for change in changes]
    assert warm.best() == best


def test_any_worth_can_be_made_the_greatest() -> None:
    case = CASES["100 people"]
    warm = solver(case)
    worth = [lot("any", key) % 1000 - 500 for key in warm.ids]
    by_id = dict(zip(warm.ids, worth, strict=True))
    priced = replace(case.pool, scores=tuple(by_id[key] for key in case.pool.ids))

    found = warm.greatest(warm.scores * 0 + worth)

    assert found is not None
    assert (found.worth, found.proven) == (solver(case.but(pool=priced)).best().score, True)


def test_meters_count_the_members_per_target() -> None:
    case = CASES["100 people"]
    warm = solver(case)
    members = warm.best().members

    women = warm.meters(members)["gender=woman"]

    gender = dict(zip(case.pool.ids, case.pool.attributes["gender"], strict=True))
    assert women == sum(gender[key] == "woman" for key in members)


def test_more_seats_than_people_and_nobody_at_all_are_infeasible() -> None:
    for people in (("a", "b"), ()):
        with pytest.raises(Infeasible):
            solver(Problem(Pool(people, (1,) * len(people)), (3, 3))).best()


def test_no_seats_are_filled_by_nobody() -> None:
    assert solver(Problem(Pool(("a",), (1,)), (0, 0))).best() == Panel((), 0, 0)


def test_a_parity_conflict_that_the_relaxation_misses_is_infeasible() -> None:
    pool = Pool(
        ("a", "b", "c"),
        (1, 1, 1),
        {"speaks": (frozenset("xy"), frozenset("yz"), frozenset("zx"))},
    )
    once = tuple(Quota(value, "speaks", frozenset(value), 1, 1) for value in "xyz")

    with pytest.raises(Infeasible):
        solver(Problem(pool, (0, 3), once)).best()


HARD = problem("C", 400, 40)


def test_a_search_that_is_stopped_early_does_not_pretend() -> None:
    best = solver(HARD).best()
    told: list[Progress] = []

    def stop(progress: Progress) -> bool:
        told.append(progress)
        return progress.best is not None

    panel = solver(HARD).best(Watch(tell=stop))

    assert not panel.proven
    assert panel.score <= best.score <= panel.bound
    assert (told[-1].stage, told[-1].best is not None) == ("score", True)


def test_a_search_that_is_stopped_before_it_found_any_panel_says_that() -> None:
    with pytest.raises(Unfinished):
        solver(HARD).best(Watch(tell=lambda _: True))


def test_a_limit_that_has_passed_ends_the_search() -> None:
    with pytest.raises(Unfinished):
        solver(HARD).best(Watch(limit=0))
