"""Names of countries, languages and sectors, in the reader's language."""

import unicodedata
from functools import lru_cache

from babel import Locale

from eventsapp.core.i18n import _, locale
from eventsapp.core.words import LOCALES

#: Sectors that calls and registrations suggest; organisers may write others.
SECTORS = {
    "government": _("Government"),
    "public": _("Public sector"),
    "private": _("Private sector"),
    "labor": _("Labour"),
    "advocacy": _("Advocacy"),
    "migrants": _("Migrants"),
    "NGOs": _("Non-governmental organisations"),
    "academia": _("Academia"),
    "international": _("International organisations"),
    "business": _("Business"),
}
_LANGUAGES = (
    "ar", "de", "en", "es", "fr", "gn", "ht", "it", "ja", "nl", "pt", "qu", "ru", "zh",
)  # fmt: skip


def sector_name(value: str | None) -> str:
    """Return a sector's name, or the organiser's own word for it."""
    return str(SECTORS.get(value or "", value or ""))


def country_name(code: str | None) -> str:
    """Return a country's name for its ISO 3166-1 alpha-2 code."""
    return _territories(locale()).get(code or "", code or "")


def country_names(code: str | None) -> list[str]:
    """Return a country's names in all our languages: for searches."""
    return [name for known in LOCALES if (name := _territories(known).get(code or ""))]


def country_choices() -> list[tuple[str, str]]:
    """Return (code, name) of all countries, sorted as the reader's language sorts plain letters."""
    return sorted(_territories(locale()).items(), key=lambda pair: _plain(pair[1]))


def language_name(code: str | None) -> str:
    """Return a language's name for its ISO 639 code."""
    return str(Locale.parse(locale()).languages.get(code or "", code or ""))


def language_choices() -> list[tuple[str, str]]:
    """Return (code, name) of the languages that meetings are held in."""
    return sorted(((c, language_name(c)) for c in _LANGUAGES), key=lambda pair: _plain(pair[1]))


def month_choices() -> list[tuple[int, str]]:
    """Return (number, name) of the months, as they stand alone."""
    return list(Locale.parse(locale()).months["stand-alone"]["wide"].items())


@lru_cache
def _territories(code: str) -> dict[str, str]:
    names = Locale.parse(code).territories
    not_countries = {"ZZ", "EU", "EZ", "UN", "QO", "XA", "XB"}
    return {
        key: name
        for key, name in names.items()
        if len(key) == 2 and key.isalpha() and key not in not_countries  # noqa: PLR2004
    }


def _plain(name: str) -> str:
    return "".join(
        c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c)
    )
