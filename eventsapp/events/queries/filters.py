"""What a reader looks for among public events: one filter for pages, tables and feeds."""

import calendar
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, String, and_, cast, or_

from eventsapp.core import clock
from eventsapp.core.names import country_names, is_language
from eventsapp.events.models import Event, Party, Series
from eventsapp.events.rules import Kind, Status
from eventsapp.organizations.models import Organization
from eventsapp.organizations.rules import folded

Choice = TypeVar("Choice", bound=StrEnum)
PUBLIC = Event.status != Status.DRAFT
#: How long `When.RECENT` keeps what is over.
RECENT_DAYS = 90
LONGEST = 200


class When(StrEnum):
    """Which side of today."""

    UPCOMING = "upcoming"
    #: What is to come, and what was over in the last 90 days: a window for feeds.
    RECENT = "recent"
    PAST = "past"
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a reader looks for; None and "" ask for nothing."""

    text: str = ""
    kind: Kind | None = None
    country: str = ""
    year: int | None = None
    month: int | None = None
    when: When = When.ALL
    #: The organisation that has any part in the event, and the series, by their slugs.
    organization: str = ""
    series: str = ""
    #: One of the event's subjects, as its organisers write it.
    subject: str = ""
    #: A language that the event is held in, by its ISO 639 code.
    language: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Filter":
        """Read the words of an address; what makes no sense asks for nothing."""
        country, language = given.get("country", ""), given.get("language", "")
        return cls(
            text=given.get("q", "").strip()[:LONGEST],
            kind=_member(Kind, given.get("kind", "")),
            country=country if country_names(country) else "",
            year=_whole(given.get("year", ""), 9999),
            month=_whole(given.get("month", ""), 12),
            when=_member(When, given.get("when", "")) or When.ALL,
            organization=given.get("organization", "").strip()[:LONGEST],
            series=given.get("series", "").strip()[:LONGEST],
            subject=given.get("subject", "").strip()[:LONGEST],
            language=language if is_language(language) else "",
        )

    @property
    def asked(self) -> dict[str, str]:
        """The words of an address that ask for this, always in the same order."""
        words = {
            "q": self.text,
            "kind": self.kind.value if self.kind else "",
            "organization": self.organization,
            "series": self.series,
            "subject": self.subject,
            "country": self.country,
            "language": self.language,
            "year": str(self.year or ""),
            "month": str(self.month or "") if self.year else "",
            "when": "" if self.when is When.ALL else self.when.value,
        }
        return {name: value for name, value in words.items() if value}

    @property
    def narrows(self) -> bool:
        """Whether it asks for anything but a side of today."""
        return bool(self.asked.keys() - {"when"})


def not_understood(given: Mapping[str, str]) -> list[str]:
    """Name the words of an address that ask for something which there cannot be."""
    known = Filter.read(given).asked
    names = ("kind", "country", "language", "year", "month", "when")
    missed = [name for name in names if given.get(name) and name not in known]
    return [name for name in missed if (name, given[name]) != ("when", When.ALL)]


def looked_for(wanted: Filter) -> list[ColumnElement[bool]]:
    """Return the conditions of the public events that a reader looks for."""
    found = [PUBLIC, *holding(wanted.text)]
    if wanted.kind:
        found.append(Event.kind == wanted.kind)
    if wanted.country:
        found.append(Event.country == wanted.country)
    if wanted.year:
        first, last = _bounds(wanted.year, wanted.month)
        found.append(and_(Event.date_earliest <= last, Event.date_latest >= first))
    if wanted.organization:
        body = Party.organization.has(Organization.slug == wanted.organization)
        found.append(Event.parties.any(body))
    if wanted.series:
        found.append(Event.series.has(Series.slug == wanted.series))
    if wanted.subject:
        found.append(_holds(Event.subjects, wanted.subject))
    if wanted.language:
        found.append(_holds(Event.languages, wanted.language))
    if wanted.when is not When.ALL:
        found.append(_on_side(wanted.when))
    return found


def holding(text: str) -> list[ColumnElement[bool]]:
    """Return the conditions of the events that hold each word of a text, whatever its accents."""
    words = folded(text[:LONGEST]).split()
    return [Event.search_text.contains(word, autoescape=True) for word in words]


def _holds(column: Any, value: str) -> ColumnElement[bool]:
    """Tell whether a JSON list holds a text: as it is written there, between its quotes.

    A quote inside a text is written with a backslash, so that nothing else can look like it.
    """
    return cast(column, String).contains(json.dumps(value, ensure_ascii=False), autoescape=True)


def _bounds(year: int, month: int | None) -> tuple[date, date]:
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _on_side(when: When) -> ColumnElement[bool]:
    """Sort what has no date by its status: what was held is past.

    What has a date is past when its last day is over everywhere: an evening in the Americas is
    already another day by UTC.
    """
    today = clock.today(clock.LAST_ZONE)
    undated, over = Event.date_latest.is_(None), Event.status.in_([Status.HELD, Status.REPORTED])
    if when is When.PAST:
        return or_(Event.date_latest < today, and_(undated, over))
    since = today - timedelta(days=RECENT_DAYS) if when is When.RECENT else today
    return or_(Event.date_latest >= since, and_(undated, ~over))


def _member(kind: type[Choice], text: str) -> Choice | None:
    return kind(text) if text in set(kind) else None


def _whole(text: str, most: int) -> int | None:
    """Return a number from 1 to the most there can be; None for anything else."""
    value = int(text[:9]) if text.isascii() and text.isdigit() else 0
    return value if 1 <= value <= most else None
