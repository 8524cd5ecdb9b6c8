"""Days and moments for the reader, said in their language by the clock of a zone."""

import re
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import (
    format_date,
    format_time,
    get_datetime_format,
    get_timezone_location,
)
from flask import Flask

from eventsapp.core.fuzzydate import FuzzyDate, first_day, to_words
from eventsapp.core.i18n import gettext, locale

Style = Literal["full", "long", "medium", "short"]
#: English is read all over the world here: the day stands before the month.
_DATES_IN = {"en": "en_001"}
#: Zones of no place: their names say an offset, some of them with the sign turned round.
_PLACELESS = ("Etc/", "UTC", "GMT", "UCT", "Zulu", "Universal")


def at(moment: datetime, zone: str, style: Style = "medium") -> str:
    """Say a moment in a zone: date and time to the minute, without the zone's name."""
    local = moment.astimezone(ZoneInfo(zone))
    pattern = str(get_datetime_format(style, locale=_dates_in())).replace("'", "")
    return pattern.replace("{1}", _date(local, style)).replace(
        "{0}", format_time(local, "short", locale=_dates_in())
    )


def in_full(moment: datetime, zone: str, style: Style = "full") -> str:
    """Say a moment so that nobody anywhere takes it for another: day, time, and whose clock."""
    return str(
        gettext(
            "%(day)s, %(time)s (%(zone)s)",
            day=day(moment, zone, style),
            time=clock_time(moment, zone),
            zone=clock_name(moment, zone),
        )
    )


def clock_time(moment: datetime, zone: str) -> str:
    """Say the time of day of a moment in a zone."""
    return format_time(moment.astimezone(ZoneInfo(zone)), "short", locale=_dates_in())


def day(value: date | datetime, zone: str | None = None, style: Style = "full") -> str:
    """Say a day, or the day of a moment in a zone."""
    if isinstance(value, datetime) and zone:
        value = value.astimezone(ZoneInfo(zone)).date()
    return _date(value, style)


def zone_name(zone: str) -> str:
    """Name a zone by its city, as the reader calls it: "Mexico City"."""
    if zone.startswith(_PLACELESS):
        return clock_name(datetime(1970, 1, 1, tzinfo=ZoneInfo(zone)), zone)
    place = get_timezone_location(ZoneInfo(zone), locale=_dates_in(), return_city=True)
    return place.rpartition("/")[2]


def clock_name(moment: datetime, zone: str, ends: datetime | None = None) -> str:
    """Name a zone's clock as it goes at a moment: "Mexico City, UTC−6".

    Of a span of time in which that changes, it is the name of the zone.
    """
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
    if ends is not None and ends.astimezone(ZoneInfo(zone)).utcoffset() != offset:
        return zone_name(zone)
    minutes = round(offset.total_seconds() / 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    utc = f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else "UTC"
    return utc if zone.startswith(_PLACELESS) else f"{zone_name(zone)}, {utc}"


def by_your_clock(
    moment: datetime, zone: str, own: str | None, ends: datetime | None = None
) -> str:
    """Say what the reader's own clock shows at a moment, where that is not what its zone shows.

    A span of time is said from its beginning to its end, where either differs.
    """
    here = _here(moment, ends, zone, own)
    return str(gettext("By your clock: %(here)s", here=here)) if here else ""


def beside(
    there: str, moment: datetime, zone: str, own: str | None, ends: datetime | None = None
) -> str:
    """Say what was said of a moment and, where the reader's clock shows another time, that too."""
    here = _here(moment, ends, zone, own)
    if not here:
        return there
    return str(gettext("%(there)s; by your clock: %(here)s", there=there, here=here))


def _here(moment: datetime, ends: datetime | None, zone: str, own: str | None) -> str:
    """Say a moment, or a span of time, in the reader's own zone; nothing where no clock differs."""
    if own is None or not any(_differs(it, zone, own) for it in (moment, ends) if it):
        return ""
    if ends is None:
        return in_full(moment, own)
    start, end = at(moment, own), at(ends, own)
    whose = clock_name(moment, own, ends)
    return str(gettext("%(start)s to %(end)s (%(zone)s)", start=start, end=end, zone=whose))


def _differs(moment: datetime, zone: str, other: str) -> bool:
    """Tell whether the clocks of two zones show another time at a moment."""
    here, there = moment.astimezone(ZoneInfo(zone)), moment.astimezone(ZoneInfo(other))
    return here.utcoffset() != there.utcoffset()


def fuzzy(value: FuzzyDate) -> str:
    """Say a fuzzy date in words."""
    return to_words(value, locale())


def _date(value: date, style: Style) -> str:
    said = format_date(value, style, locale=_dates_in())
    if value.day != 1 or style == "short":
        return said
    return re.sub(r"\b1\b", first_day(locale()), said, count=1)


def _dates_in() -> str:
    return _DATES_IN.get(locale(), locale())


def init_app(app: Flask) -> None:
    """Teach templates to say days and moments."""
    said = (at, by_your_clock, clock_name, clock_time, day, fuzzy, in_full, zone_name)
    app.jinja_env.filters.update({it.__name__: it for it in said})
