"""Lotteries: as fair as can be, which all panels of small problems show."""

import random
from collections import Counter

import pytest
from hypothesis import assume, given, settings

from eventsapp import selection
from eventsapp.selection import (
    GroupLimit,
    Infeasible,
    Pool,
    Problem,
    Progress,
    Quota,
    SetLimit,
    Unfinished,
    Watch,
)
from tests.selection.every_panel import meets, panels, problems
from tests.selection.fair_by_hand import leximin

NEAR = 1e-6


@given(problems())
@settings(max_examples=40, deadline=None)
def test_leximin_is_the_fairest_over_all_panels(problem: Problem) -> None:
    every = [it for it in panels(problem) if meets(problem, it)]
    assume(every)

    found = selection.lottery(problem, "leximin")

    wanted = dict.fromkeys(problem.pool.ids, 0.0) | leximin(every)
    assert found.chances == pytest.approx(wanted, abs=NEAR)
    assert found.left_out == tuple(sorted(set(problem.pool.ids) - frozenset().union(*every)))
    assert found.proven


@given(problems())
@settings(max_examples=40, deadline=None)
def test_maximin_has_the_greatest_least_chance_and_no_panel_that_breaks_a_rule(
    problem: Problem,
) -> None:
    every = [it for it in panels(problem) if meets(problem, it)]
    assume(every)

    found = selection.lottery(problem, "maximin")

    wanted = leximin(every)
    chances = Counter()
    for members, chance in found.panels:
        chances.update(dict.fromkeys(members, chance))
    assert {frozenset(members) for members, _ in found.panels} <= set(every)
    assert sum(chance for _, chance in found.panels) == pytest.approx(1, abs=1e-12)
    assert dict(chances) == pytest.approx({it: n for it, n in found.chances.items() if n})
    assert min(found.chances[it] for it in wanted) == pytest.approx(min(wanted.values()), abs=NEAR)
    assert found.bound == pytest.approx(min(wanted.values()), abs=NEAR)


@given(problems())
@settings(max_examples=20, deadline=None)
def test_without_a_panel_there_is_no_lottery(problem: Problem) -> None:
    assume(not any(meets(problem, it) for it in panels(problem)))

    with pytest.raises(Infeasible):
        selection.lottery(problem)


def test_a_ring_of_pairs_is_no_obstacle() -> None:
    """Five friends in a ring, no two neighbours: in part 5/2 fit in, in whole only two."""
    ids = tuple("abcde")
    pairs = tuple(
        SetLimit(one + other, frozenset({one, other}), 0, 1)
        for one, other in zip(ids, ids[1:] + ids[:1], strict=True)
    )
    problem = Problem(Pool(ids, (0,) * 5), (0, 5), set_limits=pairs)

    for kind in ("maximin", "leximin"):
        found = selection.lottery(problem, kind)

        assert found.chances == pytest.approx(dict.fromkeys(ids, 0.4), abs=NEAR)
        assert found.proven


def test_maximin_is_content_with_the_least_chance_but_keeps_the_greatest_small() -> None:
    """Two of four seats go to a couple of women, so of six men each gets a third."""
    problem = Problem(
        Pool(tuple("abcdefgh"), (0,) * 8, {"sex": (*"ff", *"mmmmmm")}),
        (4, 4),
        (Quota("women", "sex", frozenset("f"), 2, 2),),
        must_include=frozenset("c"),
        must_exclude=frozenset("h"),
    )

    found = selection.lottery(problem, "maximin")

    women, men = dict.fromkeys("ab", 1.0), dict.fromkeys("defg", 0.25)
    assert found.chances == pytest.approx({**women, "c": 1.0, **men, "h": 0.0})
    assert (found.held, found.left_out) == (("c",), ("h",))
    assert (found.least, found.most, found.bound) == pytest.approx((0.25, 1.0, 0.25))


def test_the_order_of_the_rows_does_not_matter() -> None:
    problem = crowd(60, 12)
    order = sorted(range(60), key=lambda at: at * 37 % 60)
    pool = problem.pool
    mixed = problem.but(
        pool=Pool(
            tuple(pool.ids[at] for at in order),
            tuple(pool.scores[at] for at in order),
            {name: tuple(column[at] for at in order) for name, column in pool.attributes.items()},
        )
    )

    assert selection.lottery(mixed, "leximin") == selection.lottery(problem, "leximin")


def test_numbered_panels_are_a_lottery_hardly_less_fair() -> None:
    lottery = selection.lottery(crowd(60, 12), "leximin")

    found = selection.numbered(lottery, seed="7 of May", count=1000)

    times = Counter(member for members in found for member in members)
    shares = {it: times[it] / 1000 for it in lottery.chances}
    assert len(found) == 1000
    assert set(found) <= {members for members, _ in lottery.panels}
    assert found.chances == shares
    assert found.deviation == max(abs(shares[it] - lottery.chances[it]) for it in shares)
    of = [share for it, share in shares.items() if it not in lottery.left_out]
    assert (found.least, found.most) == (min(of), max(of))
    assert found.deviation < 0.002


def test_who_knows_the_seed_numbers_the_panels_in_the_same_way() -> None:
    lottery = selection.lottery(crowd(60, 12))

    one, same, other = (selection.numbered(lottery, seed=it) for it in ("a", "a", "b"))

    assert one == same
    assert one.panels != other.panels
    assert Counter(one) == Counter(other)


def test_three_digits_draw_a_panel() -> None:
    found = selection.numbered(selection.lottery(crowd(60, 12)), seed="")

    assert selection.draw(found, "042") == found[42]
    for wrong in ("42", "1000", "04a", "", "٠٤٢"):
        with pytest.raises(ValueError, match="3 digits"):
            selection.draw(found, wrong)


def test_a_number_beyond_the_last_panel_draws_nothing() -> None:
    found = selection.numbered(selection.lottery(crowd(60, 12)), seed="", count=500)

    with pytest.raises(ValueError, match="only 500 numbers"):
        selection.draw(found, "500")


def test_a_lottery_says_how_far_it_is() -> None:
    heard: list[Progress] = []

    selection.lottery(crowd(60, 12), "leximin", Watch(tell=heard.append))

    stages = list(dict.fromkeys(it.stage for it in heard))
    assert stages[:3] == ["people", "levels", "chances"]
    assert all(0 <= it.share <= 1 for it in heard)


def test_a_lottery_stopped_before_it_has_any_is_unfinished() -> None:
    with pytest.raises(Unfinished):
        selection.lottery(crowd(60, 12), "leximin", Watch(tell=bool))


def test_a_lottery_stopped_later_is_one_all_the_same() -> None:
    bound = selection.lottery(crowd(60, 12), "leximin").bound

    for stage in ("levels", "chances"):
        watch = Watch(tell=lambda it, stop=stage: it.stage == stop)
        found = selection.lottery(crowd(60, 12), "leximin", watch)

        assert sum(chance for _, chance in found.panels) == pytest.approx(1)
        assert 0 <= found.least <= found.bound == pytest.approx(bound, abs=NEAR)
        assert not found.proven


def crowd(people: int, seats: int) -> Problem:
    """Return a problem where targets favour some."""
    chance = random.Random(people)  # noqa: S311 - any numbers will do
    columns = {
        "sex": tuple(chance.choices("fm", (3, 7), k=people)),
        "region": tuple(chance.choices("nesw", (5, 3, 2, 1), k=people)),
        "body": tuple(f"b{chance.randrange(people // 3)}" for _ in range(people)),
    }
    quotas = [Quota("women", "sex", frozenset("f"), seats // 2, seats // 2)]
    quotas += [Quota(it, "region", frozenset(it), seats // 4, seats // 4 + 1) for it in "nesw"]
    ids = tuple(f"p{at:03}" for at in range(people))
    return Problem(
        Pool(ids, (0,) * people, columns),
        (seats, seats),
        tuple(quotas),
        (GroupLimit("body", "body", 1),),
    )
