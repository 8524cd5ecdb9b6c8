"""Dates that say no more than what is known."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsapp.core.fuzzydate import (
    FuzzyDate,
    Part,
    Precision,
    to_words,
)

LATE_APRIL = FuzzyDate.in_part(2000, 4, Part.LATE, as_given="late April")
SYMPOSIUM = FuzzyDate.days(date(2000, 9, 4), date(2000, 9, 6))
JUNE = FuzzyDate.in_month(2000, 6)
YEAR = FuzzyDate.in_year(2001)
UNKNOWN = FuzzyDate.unknown("some time soon")
LANGUAGES = ("en", "es", "pt", "fr")

some_date = st.one_of(
    st.builds(
        lambda days: FuzzyDate.days(min(days), max(days)),
        st.tuples(st.dates(), st.dates()),
    ),
    st.builds(
        FuzzyDate.in_part, st.integers(1, 9999), st.integers(1, 12), st.sampled_from(list(Part))
    ),
    st.builds(FuzzyDate.in_month, st.integers(1, 9999), st.integers(1, 12)),
    st.builds(FuzzyDate.in_year, st.integers(1, 9999)),
    st.builds(FuzzyDate.unknown),
)


def test_late_april_is_bounded_by_its_month_and_has_no_day() -> None:
    spelled_out = FuzzyDate(
        as_given="late April",
        precision=Precision.PART_OF_MONTH,
        start=None,
        end=None,
        earliest=date(2000, 4, 1),
        latest=date(2000, 4, 30),
        part=Part.LATE,
    )

    assert spelled_out == LATE_APRIL


def test_days_are_their_own_bounds() -> None:
    spelled_out = FuzzyDate(
        None,
        Precision.DAY,
        date(2000, 9, 4),
        date(2000, 9, 6),
        date(2000, 9, 4),
        date(2000, 9, 6),
    )

    assert spelled_out == SYMPOSIUM


def test_one_day_begins_and_ends_on_itself() -> None:
    assert FuzzyDate.days(date(1998, 5, 1)).end == date(1998, 5, 1)


@pytest.mark.parametrize(
    ("fuzzy", "bounds"),
    [
        (FuzzyDate.in_month(2000, 2), (date(2000, 2, 1), date(2000, 2, 29))),
        (FuzzyDate.in_month(2001, 2), (date(2001, 2, 1), date(2001, 2, 28))),
        (FuzzyDate.in_part(1998, 12, Part.MID), (date(1998, 12, 1), date(1998, 12, 31))),
        (YEAR, (date(2001, 1, 1), date(2001, 12, 31))),
        (UNKNOWN, (None, None)),
    ],
)
def test_bounds_are_the_whole_of_what_was_said(
    fuzzy: FuzzyDate, bounds: tuple[date | None, date | None]
) -> None:
    assert (fuzzy.earliest, fuzzy.latest) == bounds


@pytest.mark.parametrize(
    "fields",
    [
        {"precision": Precision.DAY},
        {"precision": Precision.DAY, "earliest": date(2000, 1, 1), "latest": date(2000, 1, 1)},
        {
            "precision": Precision.DAY,
            "start": date(2000, 1, 2),
            "end": date(2000, 1, 1),
            "earliest": date(2000, 1, 2),
            "latest": date(2000, 1, 1),
        },
        {
            "precision": Precision.DAY,
            "start": date(2000, 1, 1),
            "end": date(2000, 1, 2),
            "earliest": date(2000, 1, 1),
            "latest": date(2000, 1, 3),
        },
        {
            "precision": Precision.MONTH,
            "start": date(2000, 4, 15),
            "end": date(2000, 4, 15),
            "earliest": date(2000, 4, 1),
            "latest": date(2000, 4, 30),
        },
        {"precision": Precision.MONTH, "earliest": date(2000, 4, 2), "latest": date(2000, 4, 30)},
        {"precision": Precision.MONTH, "earliest": date(2000, 4, 1), "latest": date(2000, 5, 31)},
        {"precision": Precision.MONTH, "earliest": date(2000, 4, 1)},
        {
            "precision": Precision.MONTH,
            "earliest": date(2000, 4, 1),
            "latest": date(2000, 4, 30),
            "part": Part.LATE,
        },
        {
            "precision": Precision.PART_OF_MONTH,
            "earliest": date(2000, 4, 1),
            "latest": date(2000, 4, 30),
        },
        {
            "precision": Precision.PART_OF_MONTH,
            "earliest": date(2000, 4, 21),
            "latest": date(2000, 4, 30),
            "part": Part.LATE,
        },
        {"precision": Precision.YEAR, "earliest": date(2001, 1, 1), "latest": date(2002, 12, 31)},
        {"precision": Precision.UNKNOWN, "earliest": date(2001, 1, 1), "latest": date(2001, 1, 1)},
    ],
)
def test_what_contradicts_itself_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"part|start|bound|earliest"):
        FuzzyDate(None, **fields)


@pytest.mark.parametrize(
    ("fuzzy", "words"),
    [
        (
            LATE_APRIL,
            (
                "late April 2000",
                "fines de abril de 2000",
                "fins de abril de 2000",
                "fin avril 2000",
            ),
        ),
        (
            FuzzyDate.in_part(2000, 4, Part.EARLY),
            (
                "early April 2000",
                "principios de abril de 2000",
                "início de abril de 2000",
                "début avril 2000",
            ),
        ),
        (
            FuzzyDate.in_part(2000, 4, Part.MID),
            (
                "mid-April 2000",
                "mediados de abril de 2000",
                "meados de abril de 2000",
                "mi-avril 2000",
            ),
        ),
        (JUNE, ("June 2000", "junio de 2000", "junho de 2000", "juin 2000")),
        (YEAR, ("2001", "2001", "2001", "2001")),
        (
            UNKNOWN,
            ("date not known", "fecha desconocida", "data desconhecida", "date inconnue"),
        ),
        (
            FuzzyDate.days(date(2000, 3, 22)),
            ("22 March 2000", "22 de marzo de 2000", "22 de março de 2000", "22 mars 2000"),
        ),
        (
            FuzzyDate.days(date(1999, 10, 1)),
            ("1 October 1999", "1 de octubre de 1999", "1º de outubro de 1999", "1er octobre 1999"),
        ),
        (
            FuzzyDate.days(date(2000, 2, 7), date(2000, 2, 9)),
            (
                "7–9 February 2000",
                "7–9 de febrero de 2000",
                "7–9 de fevereiro de 2000",
                "7–9 février 2000",
            ),
        ),
        (
            FuzzyDate.days(date(1999, 6, 1), date(1999, 6, 17)),
            (
                "1–17 June 1999",
                "1–17 de junio de 1999",
                "1º–17 de junho de 1999",
                "1er–17 juin 1999",
            ),
        ),
        (
            FuzzyDate.days(date(2000, 2, 28), date(2000, 3, 2)),
            (
                "28 February – 2 March 2000",
                "28 de febrero – 2 de marzo de 2000",
                "28 de fevereiro – 2 de março de 2000",
                "28 février – 2 mars 2000",
            ),
        ),
        (
            FuzzyDate.days(date(1999, 12, 30), date(2000, 1, 2)),
            (
                "30 December 1999 – 2 January 2000",
                "30 de diciembre de 1999 – 2 de enero de 2000",
                "30 de dezembro de 1999 – 2 de janeiro de 2000",
                "30 décembre 1999 – 2 janvier 2000",
            ),
        ),
    ],
)
def test_a_date_is_said_in_four_languages(fuzzy: FuzzyDate, words: tuple[str, ...]) -> None:
    assert tuple(to_words(fuzzy, language) for language in LANGUAGES) == words


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("es_MX", "fines de abril de 2000"),
        ("pt-BR", "fins de abril de 2000"),
        ("FR", "fin avril 2000"),
        ("de", "late April 2000"),
    ],
)
def test_a_region_is_no_obstacle_and_english_stands_in(locale: str, words: str) -> None:
    assert to_words(LATE_APRIL, locale) == words


@given(some_date)
def test_every_date_can_be_said(fuzzy: FuzzyDate) -> None:
    assert all(to_words(fuzzy, language).strip() for language in LANGUAGES)
