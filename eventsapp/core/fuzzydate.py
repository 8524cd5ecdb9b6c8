"""Dates as people give them: "7-9 February 2000", "late April 2000", "2001", or not at all."""

import calendar
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from babel.dates import format_date


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    PART_OF_MONTH = "part_of_month"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


class Part(StrEnum):
    """Which part of a month was meant."""

    EARLY = "early"
    MID = "mid"
    LATE = "late"


@dataclass(frozen=True)
class FuzzyDate:
    """A date that never pretends to be more exact than what was said.

    `start` and `end` are known for whole days only; `earliest` and `latest` bound every date that
    is known at all, a part of a month by the whole month.
    """

    as_given: str | None
    precision: Precision
    start: dt.date | None = None
    end: dt.date | None = None
    earliest: dt.date | None = None
    latest: dt.date | None = None
    part: Part | None = None

    def __post_init__(self) -> None:
        """Refuse what contradicts itself."""
        if (self.part is not None) != (self.precision is Precision.PART_OF_MONTH):
            raise ValueError("a part goes with a part of a month, and only with that")
        if (self.start, self.end) != self._days_for_precision():
            raise ValueError("start and end are for whole days, and only for them")
        if (self.earliest, self.latest) != self._bounds_for_precision():
            raise ValueError(f"{self.earliest} to {self.latest} does not bound a {self.precision}")

    @classmethod
    def days(
        cls,
        start: dt.date,
        end: dt.date | None = None,
        *,
        as_given: str | None = None,
    ) -> Self:
        """One day, or all days from start to end."""
        end = end or start
        return cls(as_given, Precision.DAY, start, end, earliest=start, latest=end)

    @classmethod
    def in_part(cls, year: int, month: int, part: Part, *, as_given: str | None = None) -> Self:
        """Cover a month, in a part of which it is."""
        earliest, latest = _month(year, month)
        return cls(
            as_given, Precision.PART_OF_MONTH, earliest=earliest, latest=latest, part=Part(part)
        )

    @classmethod
    def in_month(cls, year: int, month: int, *, as_given: str | None = None) -> Self:
        """Cover a month, some time in which it is."""
        earliest, latest = _month(year, month)
        return cls(as_given, Precision.MONTH, earliest=earliest, latest=latest)

    @classmethod
    def in_year(cls, year: int, *, as_given: str | None = None) -> Self:
        """Cover a year, some time in which it is."""
        earliest, latest = _year(year)
        return cls(as_given, Precision.YEAR, earliest=earliest, latest=latest)

    @classmethod
    def unknown(cls, as_given: str | None = None) -> Self:
        """No date that we know of, whatever was said about it."""
        return cls(as_given, Precision.UNKNOWN)

    def _days_for_precision(self) -> "_Bounds":
        return (self.earliest, self.latest) if self.precision is Precision.DAY else _NOWHERE

    def _bounds_for_precision(self) -> "_Bounds":
        """Return the only bounds that fit the precision, seen from the earliest day."""
        if self.precision is Precision.UNKNOWN:
            return _NOWHERE
        if self.earliest is None or self.latest is None or self.latest < self.earliest:
            raise ValueError("a known date has an earliest day and a latest one that follows it")
        if self.precision is Precision.DAY:
            return self.earliest, self.latest
        if self.precision is Precision.YEAR:
            return _year(self.earliest.year)
        return _month(self.earliest.year, self.earliest.month)


_Bounds = tuple[dt.date | None, dt.date | None]
_NOWHERE: _Bounds = (None, None)


def _month(year: int, month: int) -> tuple[dt.date, dt.date]:
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, 1), dt.date(year, month, last)


def _year(year: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


@dataclass(frozen=True)
class _Wording:
    """How one language says dates that no library says for us."""

    parts: dict[Part, str]
    unknown: str
    of: str = ""
    first_day: str = "1"


_WORDINGS = {
    "en": _Wording(
        parts={Part.EARLY: "early {}", Part.MID: "mid-{}", Part.LATE: "late {}"},
        unknown="date not known",
    ),
    "es": _Wording(
        parts={
            Part.EARLY: "principios de {}",
            Part.MID: "mediados de {}",
            Part.LATE: "fines de {}",
        },
        unknown="fecha desconocida",
        of="'de' ",
    ),
    "pt": _Wording(
        parts={Part.EARLY: "início de {}", Part.MID: "meados de {}", Part.LATE: "fins de {}"},
        unknown="data desconhecida",
        of="'de' ",
        first_day="1º",
    ),
    "fr": _Wording(
        parts={Part.EARLY: "début {}", Part.MID: "mi-{}", Part.LATE: "fin {}"},
        unknown="date inconnue",
        first_day="1er",
    ),
}


def first_day(locale: str) -> str:
    """Say the number of the first day of a month: an ordinal in some languages."""
    return _WORDINGS[_language(locale)].first_day


def to_words(date: FuzzyDate, locale: str) -> str:
    """Say the date in a language; English stands in for a language that we do not speak."""
    language = _language(locale)
    wording = _WORDINGS[language]
    if date.earliest is None or date.latest is None:
        return wording.unknown
    if date.precision is Precision.YEAR:
        return str(date.earliest.year)
    if date.precision is Precision.DAY:
        return _days_to_words(date.earliest, date.latest, language)
    month = format_date(date.earliest, f"MMMM {wording.of}y", locale=language)
    return wording.parts[date.part].format(month) if date.part else month


def _language(locale: str) -> str:
    language = locale.replace("-", "_").partition("_")[0].lower()
    return language if language in _WORDINGS else "en"


def _days_to_words(start: dt.date, end: dt.date, language: str) -> str:
    """Say what the two days have in common only once."""
    wording = _WORDINGS[language]

    def say(day: dt.date, rest: str = "") -> str:
        number = wording.first_day if day.day == 1 else str(day.day)
        return f"{number} {format_date(day, rest, locale=language)}" if rest else number

    in_month = f"{wording.of}MMMM"
    in_year = f"{in_month} {wording.of}y"
    if start == end:
        return say(end, in_year)
    if (start.year, start.month) == (end.year, end.month):
        return f"{say(start)}–{say(end, in_year)}"
    if start.year == end.year:
        return f"{say(start, in_month)} – {say(end, in_year)}"
    return f"{say(start, in_year)} – {say(end, in_year)}"
