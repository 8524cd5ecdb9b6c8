"""Words, zones and dates for the reader: the locale, and how things are said in it."""

from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_datetime_format
from flask import Flask, Response, g, has_request_context, request
from flask_babel import (
    Babel,
    LazyString,
    force_locale,
    gettext,
    lazy_pgettext,
    ngettext,
    pgettext,
)
from flask_babel import get_locale as _get_locale
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from eventsapp.core import headers
from eventsapp.core.fuzzydate import FuzzyDate, to_words
from eventsapp.core.settings import ROOT  # noqa: F401
from eventsapp.core.words import LOCALES, Words

__all__ = [
    "LazyString",
    "_",
    "force_locale",
    "gettext",
    "init_app",
    "lazy_pgettext",
    "locale",
    "ngettext",
    "pgettext",
    "say",
    "with_colon",
    "words",
]
YEAR = 365 * 24 * 3600
#: English is read all over the world here: the day stands before the month.
_DATES_IN = {"en": "en_001"}
babel = Babel()


def locale() -> str:
    """Return the code of the reader's language: a key of ``LOCALES``."""
    current = _get_locale()
    return current.language if current is not None else "en"


def say(words: Words | None, main: str | None = None) -> str:
    """Say content in the reader's language, or in the nearest there is: plain text."""
    return words.read(locale(), main).text if words else ""


def words(content: Words | None, main: str | None = None) -> Markup:
    """Say content as markup: marked with its language where it is not the reader's."""
    if not content:
        return Markup("")
    text, language, missing = content.read(locale(), main)
    if not missing:
        return Markup("{}").format(text)
    return Markup(
        '<span lang="{}">{}</span> <small class="translation-missing" title="{}">({})</small>'
    ).format(language, text, gettext("Translation missing"), LOCALES.get(language, language))


def with_colon(label: object) -> str:
    """Say a label before what follows, with a colon as the reader's language sets it."""
    if isinstance(label, Markup):
        return Markup(gettext("%(label)s:")) % {"label": label}  # noqa: S704 -- our own words
    return str(gettext("%(label)s:", label=label))


Style = Literal["full", "long", "medium", "short"]


def at(moment: datetime, zone: str, style: Style = "medium") -> str:
    """Say a moment in a zone: date and time to the minute, without the zone's name."""
    local = moment.astimezone(ZoneInfo(zone))
    pattern = str(get_datetime_format(style, locale=_dates_in())).replace("'", "")
    return pattern.replace("{1}", format_date(local, style, locale=_dates_in())).replace(
        "{0}", format_time(local, "short", locale=_dates_in())
    )


def clock_time(moment: datetime, zone: str) -> str:
    """Say the time of day of a moment in a zone."""
    return format_time(moment.astimezone(ZoneInfo(zone)), "short", locale=_dates_in())


def day(value: date | datetime, zone: str | None = None, style: Style = "full") -> str:
    """Say a day, or the day of a moment in a zone."""
    if isinstance(value, datetime) and zone:
        value = value.astimezone(ZoneInfo(zone)).date()
    return format_date(value, style, locale=_dates_in())


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
        return str(
            gettext(
                "%(day)s, %(time)s (%(zone)s)",
                day=day(moment, own, "full"),
                time=clock_time(moment, own),
                zone=own,
            )
        )
    return str(
        gettext(
            "%(start)s to %(end)s (%(zone)s)", start=at(moment, own), end=at(ends, own), zone=own
        )
    )


def _differs(moment: datetime, zone: str, other: str) -> bool:
    """Tell whether the clocks of two zones show another time at a moment."""
    here, there = moment.astimezone(ZoneInfo(zone)), moment.astimezone(ZoneInfo(other))
    return here.utcoffset() != there.utcoffset()


def _dates_in() -> str:
    return _DATES_IN.get(locale(), locale())


def fuzzy(value: FuzzyDate) -> str:
    """Say a fuzzy date in words."""
    return to_words(value, locale())


def init_app(app: Flask) -> None:
    """Choose the locale, and teach templates to speak."""
    babel.init_app(
        app,
        locale_selector=_choose_locale,
        default_translation_directories=f"{app.root_path}/translations",
    )
    app.jinja_env.globals.update(get_locale=_get_locale, LOCALES=LOCALES, say=say)
    app.jinja_env.filters.update(
        at=at,
        by_your_clock=by_your_clock,
        clock_time=clock_time,
        day=day,
        fuzzy=fuzzy,
        say=say,
        with_colon=with_colon,
        words=words,
    )

    @app.after_request
    def keep_choice(response: Response) -> Response:
        if (chosen := request.args.get("lang")) in LOCALES and _is_page(response):
            response.set_cookie(
                "lang",
                chosen,
                max_age=YEAR,
                samesite="Lax",
                secure=app.config["SESSION_COOKIE_SECURE"],
            )
        return response


def _is_page(response: Response) -> bool:
    """Tell whether this is a page of ours, and not one in the frame of another site."""
    return response.mimetype == "text/html" and not headers.is_framed()


def _choose_locale() -> str | None:
    if not has_request_context():
        return None
    for chosen in (request.args.get("lang"), request.cookies.get("lang")):
        if chosen in LOCALES:
            return chosen
    if account := g.get("account"):
        return str(account.locale)
    return request.accept_languages.best_match(LOCALES)
