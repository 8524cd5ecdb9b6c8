"""The rules of deliberation, against the worked examples of the literature."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsapp.deliberation.rules import (
    Counted,
    Inclusion,
    Outcome,
    ProposalStatus,
    RoundStatus,
    Rule,
    Verdict,
    can_move,
    classic_threshold,
    has_quorum,
    outcome,
    percent_agreement,
    percentile,
    seventy_fifteen,
    tally,
)

APPROPRIATE, UNCERTAIN, INAPPROPRIATE = Verdict
THRESHOLDS = {8: 3, 9: 3, 10: 3, 11: 4, 12: 4, 13: 4, 14: 5, 15: 5, 16: 5}
panels = st.lists(st.integers(1, 9), min_size=1, max_size=40)


def judged(ratings: list[int]) -> Outcome:
    result = outcome(ratings)
    assert result is not None
    return result


@pytest.mark.parametrize(
    ("ratings", "figures", "di", "verdict", "classic"),
    [
        (
            [4, 5, 6, *[7] * 5, *[8] * 5, 9, 9],
            ("7", "7", "8", "1", "2.5", "6.10"),
            0.1639,
            APPROPRIATE,
            (0, 12, 5),
        ),
        (
            [1, 1, 2, 2, 5, 8, 8, 9, 9],
            ("5", "2", "8", "6", "0", "2.35"),
            2.5532,
            UNCERTAIN,
            (4, 4, 3),
        ),
        (
            [1, 2, 3, 7, 7, 8, 8, 9, 9],
            ("7", "4.6", "8", "3.4", "1.3", "4.30"),
            0.7907,
            APPROPRIATE,
            (3, 6, 3),
        ),
        (
            [4, 5, 5, 5, 5, 5, 6, 6, 6],
            ("5", "5", "5.6", "0.6", "0.3", "2.80"),
            0.2143,
            UNCERTAIN,
            (0, 0, 3),
        ),
        (
            [1, 1, 1, 2, 2, 2, 3, 3, 6],
            ("2", "1.4", "2.6", "1.2", "3.0", "6.85"),
            0.1752,
            INAPPROPRIATE,
            (8, 0, 3),
        ),
        ([6] * 4 + [7] * 4, ("6.5", "6", "7", "1", "1.5", "4.60"), 0.2174, UNCERTAIN, (0, 4, 3)),
    ],
    ids="ABCDEF",
)
def test_the_worked_examples_come_out_exactly(
    ratings: list[int],
    figures: tuple[str, ...],
    di: float,
    verdict: Verdict,
    classic: tuple[int, int, int],
) -> None:
    mid, p30, p70, ipr, ai, ipras = map(Fraction, figures)
    low, high, threshold = classic
    split = low >= threshold and high >= threshold

    result = judged(ratings)

    assert result == Outcome(
        n=len(ratings),
        median=mid,
        p30=p30,
        p70=p70,
        ipr=ipr,
        ai=ai,
        ipras=ipras,
        di=ipr / ipras,
        disagreement=di > 1,
        verdict=verdict,
        classic_low=low,
        classic_high=high,
        classic_threshold=threshold,
        classic_disagreement=split,
        borderline=split != (di > 1),
    )
    assert round(float(result.di), 4) == di


def test_the_two_tests_of_disagreement_differ_on_example_c_alone() -> None:
    examples = {
        "B": [1, 1, 2, 2, 5, 8, 8, 9, 9],
        "C": [1, 2, 3, 7, 7, 8, 8, 9, 9],
        "D": [4, 5, 5, 5, 5, 5, 6, 6, 6],
    }

    borderline = [name for name, ratings in examples.items() if judged(ratings).borderline]

    assert borderline == ["C"]


def test_nobody_rated_is_no_outcome() -> None:
    assert outcome([]) is None


@pytest.mark.parametrize("rating", [0, 10, -1])
def test_a_rating_off_the_scale_is_refused(rating: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 9"):
        outcome([5, rating])


def test_one_rating_does_not_disagree_with_itself() -> None:
    assert [judged([rating]).verdict for rating in range(1, 10)] == (
        [INAPPROPRIATE] * 3 + [UNCERTAIN] * 3 + [APPROPRIATE] * 3
    )
    assert not any(judged([rating]).classic_disagreement for rating in range(1, 10))


@pytest.mark.parametrize(("ratings", "verdict"), [([3, 4], UNCERTAIN), ([6, 7], UNCERTAIN)])
def test_a_median_between_two_classes_is_uncertain(ratings: list[int], verdict: Verdict) -> None:
    assert judged(ratings).verdict == verdict


def test_the_thresholds_are_the_published_ones() -> None:
    assert {n: classic_threshold(n) for n in range(8, 17)} == THRESHOLDS


def test_the_thresholds_go_on_for_larger_panels() -> None:
    assert classic_threshold(40) == 13


def test_the_rule_has_a_name_that_says_its_percentiles_and_version() -> None:
    assert Rule.RAM == "ram-ipras/type7/1"


@given(panels.flatmap(lambda ratings: st.tuples(st.just(ratings), st.permutations(ratings))))
def test_the_order_of_ratings_does_not_matter(pair: tuple[list[int], list[int]]) -> None:
    assert outcome(pair[0]) == outcome(pair[1])


@given(panels)
def test_figures_stay_within_their_bounds(ratings: list[int]) -> None:
    result = judged(ratings)

    assert min(ratings) <= result.p30 <= result.median <= result.p70 <= max(ratings)
    assert 0 <= result.ipr <= 8
    assert 0 <= result.ai <= 4
    assert Fraction("2.35") <= result.ipras <= Fraction("8.35")
    assert result.disagreement == (result.di > 1)
    assert result.classic_low + result.classic_high <= result.n


@given(panels)
def test_disagreement_is_always_uncertain(ratings: list[int]) -> None:
    result = judged(ratings)

    assert not result.disagreement or result.verdict is UNCERTAIN


@given(panels)
def test_turning_the_scale_round_turns_the_verdict_round(ratings: list[int]) -> None:
    turned = {APPROPRIATE: INAPPROPRIATE, INAPPROPRIATE: APPROPRIATE, UNCERTAIN: UNCERTAIN}

    there, back = judged(ratings), judged([10 - rating for rating in ratings])

    assert back.verdict == turned[there.verdict]
    assert (back.di, back.classic_low) == (there.di, there.classic_high)


@pytest.mark.parametrize(
    ("p", "value"),
    [("0", "1"), ("0.25", "2"), ("0.3", "2.2"), ("0.5", "3"), ("0.7", "3.8"), ("1", "5")],
)
def test_percentiles_are_interpolated_between_ranks(p: str, value: str) -> None:
    assert percentile([5, 3, 1, 4, 2], Fraction(p)) == Fraction(value)


@pytest.mark.parametrize(("values", "p"), [([], "0.5"), ([1], "-0.1"), ([1], "1.1")])
def test_a_percentile_of_nothing_or_beyond_all_is_refused(values: list[int], p: str) -> None:
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, Fraction(p))


@pytest.mark.parametrize(
    ("counted", "share", "passes"),
    [
        (Counted.OPINIONS, Fraction(18, 21), True),
        (Counted.CAST, Fraction(75, 100), True),
        (Counted.PANEL, Fraction(60, 100), False),
    ],
)
def test_agreement_depends_on_who_is_counted(
    counted: Counted, share: Fraction, *, passes: bool
) -> None:
    agreement = percent_agreement(panel=30, cast=24, agrees=18, no_opinion=3, counted=counted)

    assert agreement == share
    assert (share >= Fraction(3, 4)) is passes


def test_agreement_counts_opinions_unless_told_otherwise() -> None:
    assert percent_agreement(panel=30, cast=24, agrees=18, no_opinion=3) == Fraction(6, 7)


def test_agreement_among_nobody_is_unknown() -> None:
    assert percent_agreement(panel=30, cast=3, agrees=0, no_opinion=3) is None


@pytest.mark.parametrize(
    ("agrees", "cast", "no_opinion", "panel"), [(5, 4, 0, 10), (4, 5, 2, 10), (1, 11, 0, 10)]
)
def test_counts_that_cannot_be_are_refused(
    agrees: int, cast: int, no_opinion: int, panel: int
) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        percent_agreement(agrees=agrees, cast=cast, no_opinion=no_opinion, panel=panel)


@pytest.mark.parametrize(("cast", "enough"), [(19, False), (20, True), (30, True)])
def test_a_quorum_is_met_at_its_share(cast: int, *, enough: bool) -> None:
    assert has_quorum(cast=cast, panel=30, share=Fraction(2, 3)) is enough


@pytest.mark.parametrize(
    ("high", "low", "inclusion"),
    [
        (14, 2, Inclusion.IN),
        (14, 3, Inclusion.NEITHER),
        (3, 14, Inclusion.NEITHER),
        (2, 14, Inclusion.OUT),
        (13, 0, Inclusion.NEITHER),
    ],
)
def test_seventy_percent_include_unless_fifteen_object(
    high: int, low: int, inclusion: Inclusion
) -> None:
    ratings = [8] * high + [2] * low + [5] * (20 - high - low)

    assert seventy_fifteen(ratings) == inclusion


def test_an_item_that_nobody_rated_is_neither_in_nor_out() -> None:
    assert seventy_fifteen([]) == Inclusion.NEITHER


def test_proposals_move_along_these_ways_only() -> None:
    moves = {
        f"{now} > {then}" for now, then in product(ProposalStatus, repeat=2) if can_move(now, then)
    }

    assert moves == {
        "draft > submitted",
        "draft > withdrawn",
        "submitted > screened_in",
        "submitted > returned",
        "submitted > out_of_scope",
        "submitted > withdrawn",
        "returned > submitted",
        "returned > withdrawn",
        "screened_in > merged",
        "screened_in > accepted",
        "screened_in > not_agreed",
        "screened_in > withdrawn",
        "accepted > published",
        "accepted > screened_in",
        "not_agreed > screened_in",
    }


def test_rounds_move_one_way_and_never_open_twice() -> None:
    moves = {
        f"{now} > {then}" for now, then in product(RoundStatus, repeat=2) if can_move(now, then)
    }

    assert moves == {"prepared > open", "open > closed", "closed > final"}


@pytest.mark.parametrize(
    ("high", "low", "abstained", "panel", "verdict"),
    [
        (18, 3, 3, 30, APPROPRIATE),
        (15, 5, 0, 30, APPROPRIATE),
        (14, 6, 0, 30, UNCERTAIN),
        (3, 18, 3, 30, INAPPROPRIATE),
        (12, 0, 2, 30, UNCERTAIN),
        (13, 0, 2, 30, APPROPRIATE),
        (3, 0, 0, 2, APPROPRIATE),
    ],
    ids=["of opinions", "exactly 75 %", "below", "against", "no quorum", "quorum", "one joined"],
)
def test_by_percent_agreement_enough_must_answer_and_agree(
    high: int, low: int, abstained: int, panel: int, verdict: Verdict
) -> None:
    counted = tally([8] * high + [2] * low + [None] * abstained, Rule.AGREEMENT, panel=panel)

    assert counted.verdict is verdict


@pytest.mark.parametrize(
    ("high", "low", "verdict"),
    [(14, 2, APPROPRIATE), (14, 3, UNCERTAIN), (2, 14, INAPPROPRIATE), (13, 0, UNCERTAIN)],
)
def test_by_70_15_a_panel_of_twenty_says(high: int, low: int, verdict: Verdict) -> None:
    ratings = [9] * high + [1] * low + [5] * (20 - high - low)

    assert tally(ratings, Rule.SEVENTY_FIFTEEN).verdict is verdict


def test_one_panel_may_agree_by_one_rule_and_not_by_another() -> None:
    ratings = [1, 1, *[7] * 8]

    assert {rule.name: tally(ratings, rule, panel=10).verdict for rule in Rule} == {
        "RAM": APPROPRIATE,
        "AGREEMENT": APPROPRIATE,
        "SEVENTY_FIFTEEN": UNCERTAIN,
    }
