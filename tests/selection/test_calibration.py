"""Habits of reviewers are found where they are, and nowhere else."""

import math
import random
from fractions import Fraction

import pytest

from eventsapp.selection import Calibrated, Calibration, Habit, calibrate

Totals = dict[tuple[str, str], float]


def marks(
    biases: dict[str, float], *, applications: int = 120, each: int = 3, noise: float = 0.5
) -> tuple[dict[str, float], Totals]:
    """Return the quality of applications, and totals of each by some of these reviewers."""
    chance = random.Random(7)  # noqa: S311 - any numbers will do
    quality = {f"a{at:03}": chance.gauss(60, 10) for at in range(applications)}
    return quality, {
        (application, reviewer): true + biases[reviewer] + chance.gauss(0, noise)
        for application, true in quality.items()
        for reviewer in chance.sample(sorted(biases), each)
    }


def test_planted_habits_are_recovered() -> None:
    planted = {"severe": -12.0, "lenient": 8.0, "a": 1.0, "b": 1.0, "c": 2.0}

    found = calibrate(marks(planted)[1])

    habits = {it: habit.bias for it, habit in found.reviewers.items()}
    assert habits == pytest.approx(planted, abs=0.5)
    assert all(abs(it.bias - planted[name]) < 4 * it.error for name, it in found.reviewers.items())
    assert found.noise == pytest.approx(0.5, rel=0.3)
    assert found.connected


def test_without_habits_a_score_is_nearer_to_what_is_true_and_in_its_interval() -> None:
    quality, totals = marks({"severe": -9.0, "lenient": 9.0, "a": 0.0, "b": 0.0}, each=2, noise=2)

    found = calibrate(totals).applications

    off = {
        it: (abs(one.raw - quality[it]), abs(one.score - quality[it])) for it, one in found.items()
    }
    inside = [one.low <= quality[it] <= one.high for it, one in found.items()]
    assert sum(clear for _, clear in off.values()) < sum(raw for raw, _ in off.values()) / 2
    assert 0.8 < sum(inside) / len(inside) < 0.98


def test_reviewers_without_habits_are_left_alone() -> None:
    _, totals = marks(dict.fromkeys("abcdef", 0.0), noise=3)

    found = calibrate(totals)

    assert all(abs(habit.bias) < 0.6 for habit in found.reviewers.values())
    assert all(it.score == pytest.approx(it.raw, abs=0.6) for it in found.applications.values())


def test_scores_on_which_all_agree_stay_as_they_are() -> None:
    totals = {(f"a{at}", it): Fraction(at, 3) for at in range(9) for it in "xyz"}

    found = calibrate(totals)

    assert [habit.bias for habit in found.reviewers.values()] == pytest.approx([0.0] * 3)
    assert [it.raw for it in found.applications.values()] == [at / 3 for at in range(9)]
    assert [it.score for it in found.applications.values()] == pytest.approx(
        [at / 3 for at in range(9)]
    )


def test_raw_and_calibrated_scores_are_medians() -> None:
    found = calibrate({("a", "x"): 1, ("a", "y"): 2, ("a", "z"): 9, ("b", "x"): 5, ("b", "y"): 6})

    assert [(it.raw, it.reviews, it.few) for it in found.applications.values()] == [
        (2.0, 3, False),
        (5.5, 2, True),
    ]
    assert [(it.reviews, it.few) for it in found.reviewers.values()] == [
        (2, True),
        (2, True),
        (1, True),
    ]


def test_groups_that_share_no_application_are_not_compared() -> None:
    severe, lenient = dict.fromkeys("abc", -10.0), dict.fromkeys("xyz", 10.0)
    totals = marks(severe)[1] | {
        (f"other {it}", by): mark for (it, by), mark in marks(lenient)[1].items()
    }

    found = calibrate(totals)

    assert found.groups == (("a", "b", "c"), ("x", "y", "z"))
    assert not found.connected
    assert all(abs(habit.bias) < 0.5 for habit in found.reviewers.values())


def test_of_who_shares_nothing_with_anybody_nothing_is_known() -> None:
    totals = marks({"a": 1.0, "b": -1.0}, each=2)[1]

    found = calibrate(totals | {("lonely", "hermit"): 99.0})

    assert found.groups == (("a", "b"), ("hermit",))
    assert found.reviewers["hermit"] == Habit(0.0, math.inf, 1, few=True)
    assert found.applications["lonely"].score == 99.0


def test_a_single_total_says_nothing() -> None:
    assert calibrate({("a", "x"): 5}) == Calibration(
        {"x": Habit(0.0, math.inf, 1, few=True)},
        {"a": Calibrated(5.0, 5.0, -math.inf, math.inf, 1, few=True)},
        (("x",),),
        math.inf,
    )
    assert calibrate({}) == Calibration({}, {}, (), math.inf)


def test_the_order_of_the_rows_does_not_matter() -> None:
    totals = marks({"a": 1.0, "b": -1.0, "c": 0.0}, applications=20, each=2)[1]

    assert calibrate(dict(reversed(totals.items()))) == calibrate(totals)
