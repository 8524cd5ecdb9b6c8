"""How names of bodies are compared and turned into addresses."""

import pytest

from eventsapp.organizations.rules import folded, matches, slug_of


@pytest.mark.parametrize(
    ("name", "compared"),
    [
        ("San José", "san jose"),
        ("  ECLAC / CELADE ", "eclac celade"),
        ("Comisión Económica para América Latina", "comision economica para america latina"),
        ("AG/RES. 1611 (XXIX-O/99)", "ag res 1611 xxix o 99"),
        ("", ""),
    ],
)
def test_names_are_compared_without_accents_case_and_punctuation(name: str, compared: str) -> None:
    assert folded(name) == compared


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Best practices workshop", "best-practices-workshop"),
        ("São Paulo: reunião", "sao-paulo-reuniao"),
        ("Съезд", "item"),
        ("one two three", "one-two-three"),
    ],
)
def test_an_address_is_plain_ascii(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_a_long_address_ends_at_a_word() -> None:
    assert slug_of("one two three", longest=9) == "one-two"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("puebla process", True),
        ("PROCESS puebla", True),
        ("regional conf", True),
        ("puebla conference", False),  # words of two names
        ("ebla", False),  # a word is found by its beginning
        ("", True),
    ],
)
def test_every_word_of_a_query_begins_a_word_of_one_name(*, query: str, found: bool) -> None:
    names = ["Puebla Process", "Regional Conference on Migration"]

    assert matches(query, names) is found
