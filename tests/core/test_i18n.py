"""Moments by the clock of the event and by the reader's own."""

from datetime import UTC, datetime

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup

from eventsapp.core.i18n import beside, by_your_clock, force_locale, with_colon

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
        (SUMMER, "Europe/Madrid", "By your clock: Tuesday, 1 July 2031, 6:00 pm (Europe/Madrid)"),
        (
            NEW_YEAR,
            "Europe/Madrid",
            "By your clock: Wednesday, 1 January 2031, 3:30 am (Europe/Madrid)",
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
        == "By your clock: 1 Jan 2031, 3:30 am to 1 Jul 2031, 6:00 pm (Europe/Madrid)"
    )


@pytest.mark.parametrize(
    ("starts", "ends", "zone", "own", "said"),
    [
        # Summer time ends in Europe in the night to 26 October, and is unknown in Africa: until
        # then Madrid shows what Johannesburg does, from then on what Lagos does.
        ("10-18 14:00", "10-18 16:00", "Europe/Madrid", "Europe/Paris", ""),
        ("10-25 16:00", "10-26 16:00", "Europe/Madrid", "Africa/Johannesburg",
         "25 Oct 2031, 6:00 pm to 26 Oct 2031, 6:00 pm (Africa/Johannesburg)"),
        ("10-26 16:00", "10-27 16:00", "Europe/Madrid", "Africa/Johannesburg",
         "26 Oct 2031, 6:00 pm to 27 Oct 2031, 6:00 pm (Africa/Johannesburg)"),
        ("10-24 08:00", "10-24 16:00", "Europe/Madrid", "Africa/Johannesburg", ""),
        ("10-27 08:00", "10-27 16:00", "Europe/Madrid", "Africa/Lagos", ""),
        ("10-24 08:00", "10-27 16:00", "Europe/Madrid", "Africa/Lagos",
         "24 Oct 2031, 9:00 am to 27 Oct 2031, 5:00 pm (Africa/Lagos)"),
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


@pytest.mark.parametrize(("language", "said"), [("es", "Sede:"), ("fr", "Sede\u00a0:")])
def test_a_colon_is_set_as_the_language_does_it(app: Flask, language: str, said: str) -> None:
    with force_locale(language):
        assert with_colon("Sede") == said
        assert with_colon(Markup("<b>Sede</b>")) == said.replace("Sede", "<b>Sede</b>")
        assert render_template_string("{{ '<b>'|with_colon }}") == said.replace("Sede", "&lt;b&gt;")
