"""Moments by the clock of the event and by the reader's own."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from eventsapp.core.i18n import by_your_clock, force_locale

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
