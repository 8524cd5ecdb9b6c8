"""Words for the reader: the locale, and how things are said in it."""

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


def init_app(app: Flask) -> None:
    """Choose the locale, and teach templates to speak."""
    babel.init_app(
        app,
        locale_selector=_choose_locale,
        default_translation_directories=f"{app.root_path}/translations",
    )
    app.jinja_env.globals.update(get_locale=_get_locale, LOCALES=LOCALES, say=say)
    app.jinja_env.filters.update(say=say, with_colon=with_colon, words=words)

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
