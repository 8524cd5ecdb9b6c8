"""Names of countries, languages and sectors, in the reader's language."""

import unicodedata
from functools import lru_cache

from babel import Locale

from eventsapp.core.i18n import LazyString, _, locale
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
#: Regions, and the countries of each that are sovereign members of the United Nations (M49 codes
#: of its Statistics Division), with observers and territories that send experts of their own.
REGIONS: dict[str, LazyString] = {
    "north-america": _("North America"),
    "central-america": _("Central America"),
    "caribbean": _("The Caribbean"),
    "south-america": _("South America"),
    "northern-europe": _("Northern Europe"),
    "western-europe": _("Western Europe"),
    "southern-europe": _("Southern Europe"),
    "eastern-europe": _("Eastern Europe"),
    "northern-africa": _("Northern Africa"),
    "western-africa": _("Western Africa"),
    "middle-africa": _("Middle Africa"),
    "eastern-africa": _("Eastern Africa"),
    "southern-africa": _("Southern Africa"),
    "western-asia": _("Western Asia"),
    "central-asia": _("Central Asia"),
    "southern-asia": _("Southern Asia"),
    "eastern-asia": _("Eastern Asia"),
    "south-eastern-asia": _("South-eastern Asia"),
    "oceania": _("Oceania"),
}
_COUNTRIES_OF = {
    "north-america": "BM CA GL PM US",
    "central-america": "BZ CR GT HN MX NI PA SV",
    "caribbean": "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC"
    " VG VI",
    "south-america": "AR BO BR CL CO EC FK GF GY PE PY SR UY VE",
    "northern-europe": "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ",
    "western-europe": "AT BE CH DE FR LI LU MC NL",
    "southern-europe": "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA XK",
    "eastern-europe": "BG BY CZ HU MD PL RO RU SK UA",
    "northern-africa": "DZ EG EH LY MA SD TN",
    "western-africa": "BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG",
    "middle-africa": "AO CD CF CG CM GA GQ ST TD",
    "eastern-africa": "BI DJ ER ET KE KM MG MU MW MZ RE RW SC SO SS TZ UG YT ZM ZW",
    "southern-africa": "BW LS NA SZ ZA",
    "western-asia": "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
    "central-asia": "KG KZ TJ TM UZ",
    "southern-asia": "AF BD BT IN IR LK MV NP PK",
    "eastern-asia": "CN HK JP KP KR MN MO TW",
    "south-eastern-asia": "BN ID KH LA MM MY PH SG TH TL VN",
    "oceania": "AS AU CC CK CX FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF"
    " WS",
}
_REGION_OF = {code: region for region, codes in _COUNTRIES_OF.items() for code in codes.split()}
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


def region_of(country: str | None) -> str:
    """Return the region that a country lies in; "" for none."""
    return _REGION_OF.get(country or "", "")


def region_name(value: str | None) -> str:
    """Return a region's name."""
    return str(REGIONS.get(value or "", value or ""))


def country_choices() -> dict[str, str]:
    """Return the names of all countries by code, in the order of their plain letters."""
    return _sorted(_territories(locale()))


def language_name(code: str | None) -> str:
    """Return a language's name for its ISO 639 code."""
    return str(Locale.parse(locale()).languages.get(code or "", code or ""))


def is_language(code: str) -> bool:
    """Tell whether a code names a language (ISO 639)."""
    return code in Locale.parse("en").languages


def language_choices() -> dict[str, str]:
    """Return the names of the languages that meetings are held in by code, sorted by name."""
    return _sorted({code: language_name(code) for code in _LANGUAGES})


def month_choices() -> dict[int, str]:
    """Return the names of the months by number, as they stand alone."""
    return dict(Locale.parse(locale()).months["stand-alone"]["wide"])


def _sorted(names: dict[str, str]) -> dict[str, str]:
    return dict(sorted(names.items(), key=lambda pair: unaccented(pair[1])))


@lru_cache
def _territories(code: str) -> dict[str, str]:
    names = Locale.parse(code).territories
    not_countries = {"ZZ", "EU", "EZ", "UN", "QO", "XA", "XB"}
    return {
        key: name
        for key, name in names.items()
        if len(key) == 2 and key.isalpha() and key not in not_countries  # noqa: PLR2004
    }


def unaccented(name: str) -> str:
    """Return a name without case and accents: names are sorted by it."""
    return "".join(
        c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c)
    )
