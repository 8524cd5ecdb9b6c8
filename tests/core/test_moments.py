"""Moments by the clock of the event and by the reader's own."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from eventsapp.core.i18n import force_locale
from eventsapp.core.moments import at, beside, by_your_clock, clock_name, day, in_full, zone_name
from eventsapp.core.zones import zones

#: The space that stands before "am" and "pm".
NARROW = "\u202f"
NEW_YEAR = datetime(2031, 1, 1, 2, 30, tzinfo=UTC)
SUMMER = datetime(2031, 7, 1, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "own", "said"),
    [
        (SUMMER, None, ""),
        (SUMMER, "America/Lima", ""),
        (SUMMER, "America/Bogota", ""),
        (SUMMER, "Europe/Madrid", "By your clock: Tuesday, 1 July 2031, 6:00 pm (Madrid, UTC+2)"),
        (
            NEW_YEAR,
            "Europe/Madrid",
            "By your clock: Wednesday, 1 January 2031, 3:30 am (Madrid, UTC+1)",
        ),
    ],
    ids=["no zone known", "the same zone", "the same time", "in summer", "on another day"],
)
def test_a_moment_is_said_by_the_readers_clock_where_it_differs(
    app: Flask, moment: datetime, own: str | None, said: str
) -> None:
    with force_locale("en"):
        assert by_your_clock(moment, "America/Lima", own).replace(NARROW, " ") == said


def test_hours_are_said_from_their_beginning_to_their_end(app: Flask) -> None:
    with force_locale("en"):
        said = by_your_clock(NEW_YEAR, "America/Lima", "Europe/Madrid", SUMMER)

    assert (
        said.replace(NARROW, " ")
        == "By your clock: 1 Jan 2031, 3:30 am to 1 Jul 2031, 6:00 pm (Madrid)"
    )


@pytest.mark.parametrize(
    ("starts", "ends", "zone", "own", "said"),
    [
        # Summer time ends in Europe in the night to 26 October, and is unknown in Africa: until
        # then Madrid shows what Johannesburg does, from then on what Lagos does.
        ("10-18 14:00", "10-18 16:00", "Europe/Madrid", "Europe/Paris", ""),
        ("10-25 16:00", "10-26 16:00", "Europe/Madrid", "Africa/Johannesburg",
         "25 Oct 2031, 6:00 pm to 26 Oct 2031, 6:00 pm (Johannesburg, UTC+2)"),
        ("10-26 16:00", "10-27 16:00", "Europe/Madrid", "Africa/Johannesburg",
         "26 Oct 2031, 6:00 pm to 27 Oct 2031, 6:00 pm (Johannesburg, UTC+2)"),
        ("10-24 08:00", "10-24 16:00", "Europe/Madrid", "Africa/Johannesburg", ""),
        ("10-27 08:00", "10-27 16:00", "Europe/Madrid", "Africa/Lagos", ""),
        ("10-24 08:00", "10-27 16:00", "Europe/Madrid", "Africa/Lagos",
         "24 Oct 2031, 9:00 am to 27 Oct 2031, 5:00 pm (Lagos, UTC+1)"),
    ],
)  # fmt: skip
def test_hours_are_said_where_either_end_of_them_differs(
    app: Flask, starts: str, ends: str, zone: str, own: str, said: str
) -> None:
    since, until = (
        datetime.strptime(f"2031-{it}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
        for it in (starts, ends)
    )
    with force_locale("en"):
        alone = by_your_clock(since, zone, own, until).replace(NARROW, " ")
        with_it = beside("There", since, zone, own, until).replace(NARROW, " ")

    assert alone == (f"By your clock: {said}" if said else "")
    assert with_it == (f"There; by your clock: {said}" if said else "There")


@pytest.mark.parametrize(
    ("language", "zone", "moment", "name", "clock"),
    [
        ("en", "America/Mexico_City", SUMMER, "Mexico City", "Mexico City, UTC−6"),
        ("es", "America/Mexico_City", SUMMER, "Ciudad de México", "Ciudad de México, UTC−6"),
        ("pt", "America/Argentina/Buenos_Aires", SUMMER, "Buenos Aires", "Buenos Aires, UTC−3"),
        ("en", "America/New_York", NEW_YEAR, "New York", "New York, UTC−5"),
        ("en", "America/New_York", SUMMER, "New York", "New York, UTC−4"),
        ("fr", "Europe/London", NEW_YEAR, "Londres", "Londres, UTC"),
        ("en", "Asia/Kathmandu", SUMMER, "Kathmandu", "Kathmandu, UTC+5:45"),
        ("en", "UTC", SUMMER, "UTC", "UTC"),
        ("en", "Etc/GMT+5", SUMMER, "UTC−5", "UTC−5"),
    ],
)
def test_a_zone_is_called_by_its_city_and_its_clock_by_its_offset_too(
    app: Flask, language: str, zone: str, moment: datetime, name: str, clock: str
) -> None:
    with force_locale(language):
        assert (zone_name(zone), clock_name(moment, zone)) == (name, clock)


def test_every_zone_that_one_may_choose_has_a_name(app: Flask) -> None:
    names = {zone: zone_name(zone) for zone in zones()}

    assert [zone for zone, name in names.items() if not name or "/" in name] == []


def test_a_moment_in_full_cannot_be_taken_for_another(app: Flask) -> None:
    with force_locale("en"):
        full, long = (in_full(SUMMER, "America/Lima", it) for it in ("full", "long"))

    assert full.replace(NARROW, " ") == "Tuesday, 1 July 2031, 11:00 am (Lima, UTC−5)"
    assert long.replace(NARROW, " ") == "1 July 2031, 11:00 am (Lima, UTC−5)"


@pytest.mark.parametrize(
    ("language", "in_full_length", "shortly"),
    [
        ("en", "Wednesday, 1 January 2031", "1 Jan 2031"),
        ("es", "miércoles, 1 de enero de 2031", "1 ene 2031"),
        ("fr", "mercredi 1er janvier 2031", "1er janv. 2031"),
        ("pt", "quarta-feira, 1º de janeiro de 2031", "1º de jan. de 2031"),
    ],
)
def test_the_first_of_a_month_is_said_as_in_a_span_of_days(
    app: Flask, language: str, in_full_length: str, shortly: str
) -> None:
    with force_locale(language):
        assert day(NEW_YEAR, "UTC") == in_full_length
        assert at(NEW_YEAR, "UTC").startswith(shortly)
