"""What tests of the desks share."""

import pytest

from eventsapp.desk import routes


@pytest.fixture(autouse=True)
def nothing_kept_from_other_tests() -> None:
    """Forget what was shown of databases that are gone."""
    routes._overview.cache_clear()
