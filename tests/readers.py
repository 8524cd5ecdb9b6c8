"""Calendars as independent programs read them."""

import re
from typing import Any

import vobject


def read_by_vobject(octets: bytes) -> list[Any]:
    """Return the events; vobject would otherwise take zones from earlier calendars."""
    for name in re.findall(rb"TZID:(.+)\r", octets):
        vobject.icalendar.registerTzid(name.decode(), None)
    return list(vobject.readOne(octets.decode()).vevent_list)
