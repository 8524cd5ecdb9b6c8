"""What tests of calendars share."""

import pytest

from eventsapp.calendars import queries


@pytest.fixture(autouse=True)
def nothing_kept_from_other_tests() -> None:
    """Forget feeds of databases that are gone."""
    queries.shelf.clear()
