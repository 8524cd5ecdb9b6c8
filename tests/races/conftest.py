"""An installation of its own for the tests of this folder, and a crowd of its clients."""

import os
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from flask import Flask

from eventsapp.app import create_app
from eventsapp.core.db import db
from eventsapp.core.migrations import upgrade
from tests.conftest import database_url
from tests.races.crowd import Crowd


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, worker: str) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("races")
    return {
        "EVENTSAPP_DATA_DIR": str(folder),
        "EVENTSAPP_DATABASE_URL": database_url(folder, f"{worker}_races"),
    }


@pytest.fixture(scope="module")
def installation(settings: dict[str, str]) -> Iterator[Flask]:
    """Make a database of our own, by the migrations: what is committed in it stays."""
    with patch.dict(os.environ, settings):
        app = create_app("testing")
        with app.app_context():
            upgrade()
            yield app
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(scope="module")
def crowd(settings: dict[str, str], installation: Flask) -> Iterator[Crowd]:
    crowd = Crowd(settings)
    yield crowd
    crowd.leave()
