"""Public pages kept for a moment."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from eventsapp.app import create_app
from eventsapp.core.db import db
from eventsapp.core.migrations import upgrade
from eventsapp.core.pagecache import shelf
from eventsapp.core.words import Words
from tests import factories


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Build an application of its own that keeps pages for an hour."""
    monkeypatch.setenv("EVENTSAPP_PAGE_CACHE_SECONDS", "3600")
    monkeypatch.setenv("EVENTSAPP_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("EVENTSAPP_DATABASE_URL", raising=False)
    app = create_app("testing")
    shelf.clear()
    with app.app_context():
        upgrade()
        factories.event(slug="water", title=Words.of(en="Water", fr="Eau"))
        db.session.remove()
    yield app
    shelf.clear()
    with app.app_context():
        db.engine.dispose()


def test_a_page_is_kept_until_something_changes(site: Flask) -> None:
    first = site.test_client().get("/events/water/")

    assert len(shelf.pages) == 1
    assert site.test_client().get("/events/water/").data == first.data
    with site.app_context():
        factories.event(slug="earth")
    assert shelf.pages == {}


def test_each_language_has_its_page(site: Flask) -> None:
    english = site.test_client().get("/events/water/", headers={"Accept-Language": "en"})
    french = site.test_client().get("/events/water/", headers={"Accept-Language": "fr"})
    again = site.test_client().get("/events/water/", headers={"Accept-Language": "en"})

    assert ("Eau" in french.text, "Eau" in english.text) == (True, False)
    assert again.data == english.data


def test_who_has_a_session_never_meets_a_kept_page(site: Flask) -> None:
    client = site.test_client()
    with client.session_transaction() as session:
        session["anything"] = 1

    client.get("/events/water/")

    assert shelf.pages == {}


def test_a_kept_page_still_carries_the_headers_of_a_careful_site(site: Flask) -> None:
    site.test_client().get("/events/water/")
    response = site.test_client().get("/events/water/")

    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Request-ID"]
    assert "Set-Cookie" not in response.headers
