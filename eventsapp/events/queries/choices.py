"""What a reader can choose from when looking for events: only what some public event has."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from eventsapp.core.db import db
from eventsapp.core.i18n import say
from eventsapp.core.names import country_name, language_name, month_choices
from eventsapp.events import words
from eventsapp.events.models import Event, Party, Series
from eventsapp.events.queries.filters import PUBLIC
from eventsapp.organizations.models import Organization
from eventsapp.organizations.rules import folded

Options = list[tuple[str, str]]


class Choices(NamedTuple):
    """The values of each filter with their names in the language in force, by name."""

    kinds: Options
    organizations: Options
    series: Options
    subjects: Options
    countries: Options
    languages: Options
    years: Options
    months: Options


def choices() -> Choices:
    """Return what there is to choose from."""
    return Choices(
        kinds=[(kind.value, str(name)) for kind, name in words.KINDS.items()],
        organizations=_by_name((it.slug, say(it.name)) for it in _organizations()),
        series=_by_name((it.slug, say(it.name)) for it in _series()),
        subjects=_by_name((it, it) for it in _listed(Event.subjects)),
        countries=_by_name((it, country_name(it)) for it in _countries()),
        languages=_by_name((it, language_name(it)) for it in _listed(Event.languages)),
        years=[(str(year), str(year)) for year in years_of_public_events()],
        months=[(str(number), name) for number, name in month_choices().items()],
    )


def years_of_public_events() -> list[int]:
    """Return the years, newest first, from the first public event to the last."""
    first, last = db.session.execute(
        select(func.min(Event.date_earliest), func.max(Event.date_latest)).where(PUBLIC)
    ).one()
    return list(range(last.year, first.year - 1, -1)) if first and last else []


def _by_name(pairs: Iterable[tuple[str, str]]) -> Options:
    return sorted(pairs, key=lambda pair: (folded(pair[1]), pair[0]))


def _organizations() -> Iterable[Organization]:
    taking_part = select(Party.organization_id).join(Party.event).where(PUBLIC)
    return db.session.scalars(select(Organization).where(Organization.id.in_(taking_part)))


def _series() -> Iterable[Series]:
    return db.session.scalars(select(Series).where(Series.events.any(PUBLIC)))


def _countries() -> Iterable[str]:
    countries = select(Event.country).where(PUBLIC, Event.country.is_not(None)).distinct()
    return [code for code in db.session.scalars(countries) if code]


def _listed(column: InstrumentedAttribute[list[str]]) -> set[str]:
    """Return every text in the lists of a column."""
    return {
        text
        for texts in db.session.scalars(select(column).where(PUBLIC).distinct())
        for text in texts
    }
