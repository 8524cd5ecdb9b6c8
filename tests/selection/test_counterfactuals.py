"""Why somebody is in or not, and what a target costs, beside every panel there is."""

from collections.abc import Callable, Collection
from dataclasses import replace

from hypothesis import assume, given, settings

from eventsapp.selection import (
    Pool,
    Problem,
    Quota,
    attribute_prices,
    prices,
    solver,
    total_price,
    why,
)
from tests.selection.every_panel import Members, best, counted, panels, parts, problems, score


@settings(max_examples=60, deadline=None)
@given(problem=problems())
def test_why_tells_the_best_panel_with_or_without_each_person(problem: Problem) -> None:
    ours = best(problem)
    assume(ours)
    ready = solver(problem)
    panel = ready.best()

    for person in problem.pool.ids:
        told = why(ready, panel, person)

        if person in ours:
            other = best(problem.but(must_exclude=problem.must_exclude | {person}))
        else:
            other = best(problem.but(must_include=problem.must_include | {person}))
        assert told.candidate == person
        assert told.kind == ("force_out" if person in ours else "force_in")
        assert told.feasible == (other is not None)
        if other is not None:
            assert frozenset(told.panel.members) == other
            assert told.change == score(problem, other) - score(problem, ours)
            assert told.leave == tuple(sorted(ours - other))
            assert told.come == tuple(sorted(other - ours))
            assert told.conflict == ()
        else:
            held = parts(problem)
            having = [it for it in panels(problem) if (person in it) != (person in ours)]
            assert _together(held, told.conflict, having) is False
            for part in told.conflict:
                assert _together(held, set(told.conflict) - {part}, having)


def _together(
    held: dict[str, Callable[[Members], bool]], names: Collection[str], among: list[Members]
) -> bool:
    return any(all(held[name](panel) for name in names) for panel in among)


@settings(max_examples=60, deadline=None)
@given(problem=problems())
def test_so_many_points_more_and_not_one_less_bring_somebody_in(problem: Problem) -> None:
    ours = best(problem)
    assume(ours)
    ready = solver(problem)
    panel = ready.best()

    for person in sorted(set(problem.pool.ids) - ours):
        needed = why(ready, panel, person).needs

        if needed is None:
            assert person not in best(_with_points(problem, person, 1000))
        else:
            assert person in best(_with_points(problem, person, needed + 1))
            assert not needed or person not in best(_with_points(problem, person, needed - 1))


def _with_points(problem: Problem, person: str, more: int) -> Problem:
    pool = problem.pool
    scores = zip(pool.ids, pool.scores, strict=True)
    return problem.but(
        pool=replace(pool, scores=tuple(it + more * (key == person) for key, it in scores))
    )


@settings(max_examples=40, deadline=None)
@given(problem=problems())
def test_a_price_is_what_one_person_looser_would_gain(problem: Problem) -> None:
    ours = best(problem)
    assume(ours)
    ready = solver(problem)

    told = prices(ready, ready.best())

    value = score(problem, ours)
    bounds = {(it.quota, it.side): it for it in told}
    for quota in problem.quotas:
        others = [it for it in problem.quotas if it != quota]
        dropped = best(problem.but(quotas=tuple(others)))
        count = counted(problem.pool, quota, ours)
        for side, bound, step in (("min", quota.minimum, -1), ("max", quota.maximum, 1)):
            price = bounds.pop((quota.id, side), None)
            if not bound:
                assert price is None
                continue
            name = {"min": "minimum", "max": "maximum"}[side]
            looser = best(problem.but(quotas=(*others, replace(quota, **{name: bound + step}))))
            assert price.change == score(problem, looser) - value
            assert price.more == len(looser) - len(ours)
            assert price.dropped == score(problem, dropped) - value
            assert price.binding == (count == bound)
    for limit in problem.group_limits:
        price = bounds.pop((limit.id, "limit"))
        looser = best(problem.but(group_limits=(replace(limit, maximum=limit.maximum + 1),)))
        assert price.change == score(problem, looser) - value
        assert price.dropped == score(problem, best(problem.but(group_limits=()))) - value
    least, most = problem.seats
    for side, seats in (("min", (least - 1, most)), ("max", (least, most + 1))):
        price = bounds.pop(("seats", side))
        assert price.change == score(problem, best(problem.but(seats=seats))) - value
    assert bounds == {}


@settings(max_examples=40, deadline=None)
@given(problem=problems())
def test_all_targets_together_cost_what_is_missing_to_score_alone(problem: Problem) -> None:
    ours = best(problem)
    assume(ours)
    ready = solver(problem)
    panel = ready.best()

    alone = best(problem.but(quotas=(), group_limits=(), set_limits=()))
    assert total_price(ready, panel) == score(problem, alone) - score(problem, ours)
    for name, gained in attribute_prices(ready, panel).items():
        quotas = tuple(it for it in problem.quotas if it.attribute != name)
        limits = tuple(it for it in problem.group_limits if it.attribute != name)
        without = best(problem.but(quotas=quotas, group_limits=limits))
        assert gained == score(problem, without) - score(problem, ours)


def test_a_target_met_exactly_can_cost_nothing() -> None:
    pool = Pool(("a", "b", "c"), (300, 200, 100), {"sex": ("f", "m", "m")})
    ready = solver(Problem(pool, (2, 2), (Quota("women", "sex", frozenset("f"), 1),)))

    price = next(it for it in prices(ready, ready.best()) if it.quota == "women")

    assert (price.binding, price.change, price.dropped) == (True, 0, 0)
