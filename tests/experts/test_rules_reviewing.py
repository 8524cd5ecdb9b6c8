"""Who is of one body, who knows what, and how many reviews are wanted: tables of truth."""

from fractions import Fraction

import pytest

from eventsapp.experts.rules.reviewing import affinity, body_marks, differ, reviews_wanted

BODIES = {"oas": {1}, "organization of american states": {1}, "union": {2, 3}, "field union": {3}}


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("OAS", "Organization of American States", True),
        ("Union", "Field Union", True),
        ("UNIÓN", "union", True),
        ("Unheard of", "unheard  of.", True),
        ("OAS", "Field Union", False),
        ("", "", False),
        ("Independent", "independent", False),
        ("N/A", "n/a", False),
    ],
)
def test_one_body_has_many_names(one: str, other: str, *, shared: bool) -> None:
    assert bool(body_marks(one, BODIES) & body_marks(other, BODIES)) == shared


def test_a_known_number_tells_a_body_whatever_is_typed() -> None:
    assert body_marks("F. U.", BODIES, 3) & body_marks("Field Union", BODIES) == {3}
    assert body_marks("", BODIES, 3) == {3}


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
