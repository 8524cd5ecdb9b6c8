"""Feeds of any combination of filters: whether there is one, its name, what it holds."""

from typing import NamedTuple

from sqlalchemy import func, select

from eventsapp.calendars.queries.stamps import in_feed
from eventsapp.core.db import db
from eventsapp.core.fuzzydate import FuzzyDate, Precision
from eventsapp.core.i18n import gettext, say
from eventsapp.core.moments import fuzzy
from eventsapp.core.names import country_name, language_name
from eventsapp.events import words
from eventsapp.events.models import Event, Series
from eventsapp.events.queries import PUBLIC, Filter, looked_for
from eventsapp.organizations.models import Organization


class Holding(NamedTuple):
    """How many public events a feed holds, and how many are not in it."""

    dated: int
    #: Their days are not known yet.
    undated: int
    #: They were cancelled, and the time for which feeds keep them is over.
    dropped: int


def holding(wanted: Filter | None = None) -> Holding:
    """Count what a feed holds, and what it does not."""
    known = Event.date_precision == Precision.DAY
    held, undated, public = db.session.execute(
        select(
            func.count().filter(in_feed()), func.count().filter(~known), func.count(Event.id)
        ).where(*looked_for(wanted or Filter()))
    ).one()
    return Holding(held, undated, public - undated - held)


def is_known(wanted: Filter) -> bool:
    """Tell whether there are the organisation and the series that a filter names.

    A series of drafts alone is not told of: its name would say what nobody may know yet.
    """
    return (not wanted.organization or _organization(wanted.organization) is not None) and (
        not wanted.series or _series(wanted.series) is not None
    )


def feed_name(wanted: Filter) -> str:
    """Call a feed by what it is narrowed to, in the language in force."""
    narrowed = _said(wanted)
    if not narrowed:
        return str(gettext("Public events"))
    return str(gettext("Public events: %(filters)s", filters=", ".join(narrowed)))


def _said(wanted: Filter) -> list[str]:
    body, series = _organization(wanted.organization), _series(wanted.series)
    said = [
        f"“{wanted.text}”" if wanted.text else "",
        str(words.KINDS[wanted.kind]) if wanted.kind else "",
        say(body.name) if body else "",
        say(series.name) if series else "",
        wanted.subject,
        country_name(wanted.country),
        language_name(wanted.language),
        fuzzy(_time(wanted.year, wanted.month)) if wanted.year else "",
    ]
    return [part for part in said if part]


def _time(year: int, month: int | None) -> FuzzyDate:
    return FuzzyDate.in_month(year, month) if month else FuzzyDate.in_year(year)


def _organization(slug: str) -> Organization | None:
    if not slug:
        return None  # the head of every page asks, also where there is no database
    return db.session.scalar(select(Organization).where(Organization.slug == slug))


def _series(slug: str) -> Series | None:
    if not slug:
        return None  # the head of every page asks, also where there is no database
    return db.session.scalar(select(Series).where(Series.slug == slug, Series.events.any(PUBLIC)))
