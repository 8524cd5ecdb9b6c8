"""Who knows what, and how many reviews are wanted: tables of truth."""

from fractions import Fraction

import pytest

from eventsapp.experts.rules.reviewing import affinity, differ, reviews_wanted


@pytest.mark.parametrize(
    ("topics", "languages", "points"),
    [
        (["Water", "Soil"], ["es"], 100),
        (["Water"], ["es", "fr"], 70),
        (["Wages"], ["es"], 40),
        (["Water", "Soil"], ["fr"], 60),
        (["Wages"], ["fr"], 0),
        ([], ["es"], 70),
        (["Water", "Soil"], [], 80),
        ([], [], 50),
    ],
)
def test_who_knows_the_topics_and_reads_the_language_fits(
    topics: list[str], languages: list[str], points: int
) -> None:
    fits = affinity(topics, languages, of_application=["Water", "Soil"], spoken=["es", "en"])

    assert fits == points


@pytest.mark.parametrize(
    ("totals", "apart", "wanted"),
    [
        ([], False, 2),
        ([84], False, 2),
        ([84, 64], False, 2),
        ([84, 62], True, 3),
        ([84, 62, 70], False, 3),
    ],
)
def test_a_third_review_is_wanted_where_two_lie_too_far_apart(
    totals: list[int], wanted: int, *, apart: bool
) -> None:
    exact = [Fraction(it) for it in totals]

    assert (differ(exact, 20), reviews_wanted(exact, 20)) == (apart, wanted)
