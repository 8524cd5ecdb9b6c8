"""Time zones to choose from: by their cities, region by region, in the reader's language."""

from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from babel.core import get_global
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from eventsapp.core.i18n import LazyString, _, locale
from eventsapp.core.moments import zone_name
from eventsapp.core.names import unaccented

_REGIONS = {
    "Africa": _("Africa"),
    "America": _("The Americas"),
    "Antarctica": _("Antarctica"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}


class ZoneField(SelectField):
    """A choice of IANA time zone."""

    def __init__(self, label: str | LazyString | None = None, **kwargs: Any) -> None:
        """Offer every zone that has a place in its name, and UTC."""
        super().__init__(label or _("Time zone"), choices=zone_choices, **kwargs)


@lru_cache
def zones() -> list[str]:
    """Return the names of zones that people may choose from."""
    return ["UTC", *sorted(it for it in available_timezones() if it.partition("/")[0] in _REGIONS)]


def zone_choices() -> list[SelectChoice]:
    """Return the zones as choices, in the reader's language."""
    return list(_choices(locale()))


@lru_cache
def _choices(_language: str) -> tuple[SelectChoice, ...]:
    """Offer each zone once; its other names are not shown, but browsers may call it by them."""
    others = get_global("zone_aliases")
    places = sorted(zones()[1:], key=lambda it: (_region(it), unaccented(zone_name(it))))
    return (
        SelectChoice("UTC"),
        *(SelectChoice(it, zone_name(it), {"hidden": it in others}, _region(it)) for it in places),
    )


def _region(zone: str) -> str:
    return str(_REGIONS[zone.partition("/")[0]])
