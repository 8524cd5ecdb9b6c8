"""Reading a feed with Debian's libical, the library of GNOME, KDE and many servers (RFC 5545)."""

import ctypes
from ctypes import c_char_p, c_int, c_long, c_void_p
from ctypes.util import find_library

from tests.calendars.story import Read


class Time(ctypes.Structure):
    """``struct icaltimetype`` of libical 3."""

    _fields_ = (
        *((name, c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", c_int),
        ("is_daylight", c_int),
        ("zone", c_void_p),
    )


def library() -> ctypes.CDLL | None:
    """Load libical; None where the package libical3 is not installed."""
    name = find_library("ical")
    if name is None:
        return None
    found = ctypes.CDLL(name)
    kinds = {
        "icalparser_parse_string": (c_void_p, [c_char_p]),
        "icalcomponent_count_errors": (c_int, [c_void_p]),
        "icalcomponent_string_to_kind": (c_int, [c_char_p]),
        "icalcomponent_get_first_component": (c_void_p, [c_void_p, c_int]),
        "icalcomponent_get_next_component": (c_void_p, [c_void_p, c_int]),
        "icalcomponent_get_first_property": (c_void_p, [c_void_p, c_int]),
        "icalproperty_string_to_kind": (c_int, [c_char_p]),
        "icalproperty_get_value_as_string": (c_char_p, [c_void_p]),
        "icalcomponent_get_dtstart": (Time, [c_void_p]),
        "icalcomponent_get_dtend": (Time, [c_void_p]),
        "icaltime_as_timet_with_zone": (c_long, [Time, c_void_p]),
        "icalcomponent_free": (None, [c_void_p]),
        "icaltimezone_set_builtin_tzdata": (None, [c_int]),
        "set_zone_directory": (None, [c_char_p]),
    }
    for function, (result, arguments) in kinds.items():
        getattr(found, function).restype = result
        getattr(found, function).argtypes = arguments
    return found


def by_libical(octets: bytes) -> dict[str, Read]:
    """Read with no zone known but those that the feed itself defines."""
    lib = library()
    assert lib is not None, "install libical3: tools/browser-packages does"
    lib.icaltimezone_set_builtin_tzdata(1)
    lib.set_zone_directory(b"/nowhere")
    calendar = lib.icalparser_parse_string(octets)
    assert calendar
    assert lib.icalcomponent_count_errors(calendar) == 0
    event, read = lib.icalcomponent_string_to_kind(b"VEVENT"), {}
    it = lib.icalcomponent_get_first_component(calendar, event)
    while it:
        read[_value(lib, it, b"UID")] = Read(
            _written(lib, lib.icalcomponent_get_dtstart(it)),
            _written(lib, lib.icalcomponent_get_dtend(it)),
            int(_value(lib, it, b"SEQUENCE")),
            _value(lib, it, b"STATUS"),
        )
        it = lib.icalcomponent_get_next_component(calendar, event)
    lib.icalcomponent_free(calendar)
    return read


def _value(lib: ctypes.CDLL, component: int, name: bytes) -> str:
    kind = lib.icalproperty_string_to_kind(name)
    found = lib.icalcomponent_get_first_property(component, kind)
    value: bytes = lib.icalproperty_get_value_as_string(found)
    return value.decode()


def _written(lib: ctypes.CDLL, moment: Time) -> str:
    if moment.is_date:
        return f"{moment.year:04}-{moment.month:02}-{moment.day:02}"
    assert moment.zone, "a time in no zone"
    return str(lib.icaltime_as_timet_with_zone(moment, moment.zone))
