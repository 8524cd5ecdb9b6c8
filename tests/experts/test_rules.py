"""The rules of choosing experts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsapp.experts.rules import (
    Answers,
    ApplicationStatus,
    CallStatus,
    Gap,
    Member,
    Meter,
    MeterState,
    Phase,
    Target,
    TargetAttribute,
    can_move,
    contradictions,
    gaps,
    is_open,
    median_score,
    meter,
    needs_another_review,
    phase,
    rank,
    weighted_total,
)

WEIGHTS = {"expertise": 40, "experience": 30, "region": 20, "language": 10}
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
MOMENT = timedelta(microseconds=1)

candidates = st.lists(
    st.tuples(
        st.integers(1, 999),
        st.none() | st.integers(0, 4).map(Fraction),
        st.sampled_from([MONDAY, TUESDAY]),
    ),
    unique_by=lambda candidate: candidate[0],
)


@pytest.mark.parametrize(
    ("scores", "total"), [((4, 5, 3, 5), 84), ((2, 4, 3, 5), 62), ((3, 4, 3, 5), 70)]
)
def test_a_total_weighs_each_criterion(scores: tuple[int, ...], total: int) -> None:
    assert weighted_total(dict(zip(WEIGHTS, scores, strict=True)), WEIGHTS) == total


def test_a_total_is_exact() -> None:
    assert weighted_total({"a": 1, "b": 0}, {"a": 1, "b": 2}, top=3) == Fraction(100, 9)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 100)), min_size=1, max_size=8))
def test_a_total_lies_between_0_and_100(pairs: list[tuple[int, int]]) -> None:
    scores = {str(place): score for place, (score, _) in enumerate(pairs)}
    weights = {str(place): weight for place, (_, weight) in enumerate(pairs)}

    assert 0 <= weighted_total(scores, weights) <= 100
    assert weighted_total(dict.fromkeys(scores, 5), weights) == 100


@pytest.mark.parametrize(
    ("scores", "weights", "why"),
    [
        ({"a": 1}, {"a": 1, "b": 1}, "every criterion"),
        ({"a": 1, "b": 1}, {"a": 1}, "every criterion"),
        ({"a": 6}, {"a": 1}, "from 0 to 5"),
        ({"a": -1}, {"a": 1}, "from 0 to 5"),
        ({"a": 1}, {"a": 0}, "weights"),
        ({"a": 1, "b": 1}, {"a": 2, "b": -1}, "weights"),
        ({}, {}, "weights"),
    ],
)
def test_a_total_of_what_does_not_fit_is_refused(
    scores: dict[str, int], weights: dict[str, int], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        weighted_total(scores, weights)


@pytest.mark.parametrize(
    ("totals", "score"), [([84, 62], 73), ([84, 62, 70], 70), ([84], 84), ([], None)]
)
def test_a_score_is_the_median_of_the_reviews(totals: list[int], score: int | None) -> None:
    assert median_score(map(Fraction, totals)) == score


@pytest.mark.parametrize(
    ("totals", "needs"),
    [
        ([], True),
        ([84], True),
        ([84, 62], True),
        ([84, 64], False),
        ([84, 62, 70], False),
        ([100, 0, 50], False),
    ],
)
def test_one_more_review_is_asked_for_when_two_differ_widely(
    totals: list[int], *, needs: bool
) -> None:
    assert needs_another_review([Fraction(total) for total in totals]) is needs


def test_a_call_may_ask_for_more_reviews_from_the_start() -> None:
    assert needs_another_review([Fraction(70), Fraction(70)], minimum=3)


MEMBERS: list[Member] = [
    {"sector": "labor", "language": {"en", "es"}},
    {"sector": "labor", "language": {"es"}},
    {"sector": "private", "language": {"en"}},
    {},
]


@pytest.mark.parametrize(
    ("target", "now", "state"),
    [
        (Target(TargetAttribute.SECTOR, "labor", 3), 2, MeterState.SHORT),
        (Target(TargetAttribute.SECTOR, "labor", 2, 2), 2, MeterState.MET),
        (Target(TargetAttribute.SECTOR, "labor", 0, 1), 2, MeterState.OVER),
        (Target(TargetAttribute.SECTOR, "lab", 1), 0, MeterState.SHORT),
        (Target(TargetAttribute.SECTOR, "advocacy", 0, 3), 0, MeterState.MET),
        (Target(TargetAttribute.LANGUAGE, "es", 1), 2, MeterState.MET),
        (Target(TargetAttribute.COUNTRY, "MEX", 1), 0, MeterState.SHORT),
    ],
)
def test_a_meter_tells_short_met_and_over(target: Target, now: int, state: MeterState) -> None:
    assert meter(target, MEMBERS) == Meter(target, now, state)


def test_ranks_are_shared_and_dense_and_the_unscored_come_last() -> None:
    ranked = rank(
        [
            (1, None, MONDAY),
            (2, Fraction(70), TUESDAY),
            (3, Fraction(84), TUESDAY),
            (4, Fraction(70), MONDAY),
            (5, Fraction(0), MONDAY),
        ]
    )

    assert ranked == [(1, 3), (2, 4), (2, 2), (3, 5), (None, 1)]


@given(candidates.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_ranks_do_not_depend_on_the_order_of_the_list(
    pair: tuple[
        list[tuple[int, Fraction | None, datetime]], list[tuple[int, Fraction | None, datetime]]
    ],
) -> None:
    assert rank(pair[0]) == rank(pair[1])


@given(candidates)
def test_ranks_count_from_one_without_gaps(
    some: list[tuple[int, Fraction | None, datetime]],
) -> None:
    ranks = [ranked.rank for ranked in rank(some) if ranked.rank is not None]

    assert sorted(set(ranks)) == list(range(1, len(set(ranks)) + 1))
    assert ranks == sorted(ranks)
    assert len(rank(some)) == len(some)


@pytest.mark.parametrize(
    ("now", "is_it"),
    [(MONDAY - MOMENT, False), (MONDAY, True), (TUESDAY, True), (TUESDAY + MOMENT, False)],
)
def test_a_call_is_open_up_to_its_last_moment(now: datetime, *, is_it: bool) -> None:
    assert is_open(MONDAY, TUESDAY, now) is is_it


def test_calls_move_along_these_ways_only() -> None:
    moves = {
        f"{now} > {then}" for now, then in product(CallStatus, repeat=2) if can_move(now, then)
    }

    assert moves == {
        "draft > published",
        "draft > withdrawn",
        "published > closed",
        "published > withdrawn",
        "closed > published",
        "closed > under_review",
        "closed > withdrawn",
        "under_review > decided",
        "under_review > withdrawn",
        "decided > under_review",
        "decided > notified",
        "decided > withdrawn",
        "notified > completed",
    }


def test_applications_move_along_these_ways_only() -> None:
    moves = {
        f"{now} > {then}"
        for now, then in product(ApplicationStatus, repeat=2)
        if can_move(now, then)
    }

    assert moves == {
        "draft > submitted",
        "draft > withdrawn",
        "submitted > ineligible",
        "submitted > selected",
        "submitted > reserve",
        "submitted > not_selected",
        "submitted > withdrawn",
        "reserve > selected",
        "reserve > not_selected",
        "reserve > withdrawn",
        "selected > accepted",
        "selected > declined",
        "selected > no_answer",
        "selected > withdrawn",
        "accepted > withdrawn",
        "no_answer > selected",
    }


def test_a_published_call_opens_and_closes_by_the_clock() -> None:
    moments = [MONDAY - MOMENT, MONDAY, TUESDAY, TUESDAY + MOMENT]

    assert [phase(CallStatus.PUBLISHED, MONDAY, TUESDAY, now) for now in moments] == [
        Phase.UPCOMING,
        Phase.OPEN,
        Phase.OPEN,
        Phase.CLOSED,
    ]
    assert phase(CallStatus.WITHDRAWN, MONDAY, TUESDAY, MONDAY) is Phase.WITHDRAWN


SECTOR, SPEAKS = TargetAttribute.SECTOR, TargetAttribute.LANGUAGE


@pytest.mark.parametrize(
    ("targets", "flaws"),
    [
        ([Target(SECTOR, "labor", 2), Target(SECTOR, "migrants", 2)], []),
        ([Target(SECTOR, "labor", 3), Target(SECTOR, "migrants", 2)], ["minima_above_seats"]),
        ([Target(SPEAKS, "es", 3), Target(SPEAKS, "en", 3)], []),
        ([Target(SECTOR, "labor", 5)], ["minimum_above_seats"]),
        ([Target(SECTOR, "labor", 3, 2)], ["maximum_below_minimum"]),
        ([Target(SECTOR, "sailors", 1)], ["sector_not_offered"]),
        ([Target(SECTOR, "labor", 1), Target(SECTOR, "labor", 0, 3)], ["twice"]),
        ([Target(SECTOR, "labor", 0, 2), Target(SECTOR, "migrants", 0, 1)], ["maxima_below_seats"]),
        ([Target(SECTOR, "labor", 0, 2)], []),
    ],
)
def test_targets_that_cannot_hold_with_four_seats(targets: list[Target], flaws: list[str]) -> None:
    found = contradictions(4, targets, ["labor", "migrants"])

    assert [it.flaw for it in found] == flaws


COMPLETE = Answers(
    name="Ana",
    affiliation="Union",
    country="MX",
    sector="labor",
    languages=("es",),
    statement="word " * 500,
    no_interests=True,
    consent=True,
)


@pytest.mark.parametrize(
    ("changes", "lacking"),
    [
        ({}, {}),
        ({"statement": "word " * 501}, {"statement": Gap.TOO_LONG}),
        ({"sector": "sailors"}, {"sector": Gap.NOT_OFFERED}),
        ({"sector": None, "consent": False}, {"sector": Gap.MISSING, "consent": Gap.MISSING}),
        ({"no_interests": False}, {"interests": Gap.MISSING}),
        ({"no_interests": False, "interests": "Shares"}, {}),
        ({"gender": None}, {}),
    ],
)
def test_what_an_application_lacks(changes: dict[str, Any], lacking: dict[str, Gap]) -> None:
    assert gaps(replace(COMPLETE, **changes), sectors=["labor"]) == lacking
