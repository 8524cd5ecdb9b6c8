"""Feeds as they were sent, kept for everybody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from eventsapp.app import create_app
from eventsapp.core.db import db
from eventsapp.core.feedcache import FeedCache
from eventsapp.core.migrations import upgrade
from eventsapp.core.words import Words
from tests import factories

FEED = "/calendar.ics"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Build an application of its own that keeps answers for an hour."""
    monkeypatch.setenv("EVENTSAPP_PAGE_CACHE_SECONDS", "3600")
    monkeypatch.setenv("EVENTSAPP_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("EVENTSAPP_DATABASE_URL", raising=False)
    app = create_app("testing")
    with app.app_context():
        upgrade()
        factories.event(slug="water", title=Words.of(en="Water"))
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()


def cache_of(site: Flask) -> FeedCache:
    assert isinstance(site.wsgi_app, FeedCache)
    return site.wsgi_app


def test_a_feed_is_kept_until_something_changes(site: Flask) -> None:
    client = site.test_client()
    first = client.get(FEED)

    again = client.get(FEED)
    kept = len(cache_of(site).answers)
    with site.app_context():
        factories.event(title=Words.of(en="Earth"))
    changed = client.get(FEED)

    assert kept == 1
    assert again.data == first.data
    assert b"Earth" in changed.data
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_a_kept_feed_says_all_that_it_said_at_first(site: Flask) -> None:
    client = site.test_client()
    first, again = client.get(FEED), client.get(FEED)

    names = set(first.headers.keys()) - {"Date", "X-Request-ID"}
    assert {it: again.headers[it] for it in names} == {it: first.headers[it] for it in names}
    assert "Date" in again.headers


@pytest.mark.parametrize("times", [1, 3])
def test_what_has_not_changed_is_not_sent_again(site: Flask, times: int) -> None:
    client = site.test_client()
    first = client.get(FEED)
    cache_of(site).clear()
    for _ in range(times):
        by_tag = client.get(FEED, headers={"If-None-Match": first.headers["ETag"]})
        by_time = client.get(FEED, headers={"If-Modified-Since": first.headers["Last-Modified"]})
        other = client.get(FEED, headers={"If-None-Match": '"other"'})

    assert (by_tag.status_code, by_tag.data, by_time.status_code) == (304, b"", 304)
    assert by_tag.headers["ETag"] == first.headers["ETag"]
    assert by_tag.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert "Content-Type" not in by_tag.headers
    assert (other.status_code, other.data) == (200, first.data)


def test_packed_and_plain_are_kept_apart(site: Flask) -> None:
    client = site.test_client()
    plain = client.get(FEED)
    packed = client.get(FEED, headers={"Accept-Encoding": "gzip"})

    assert client.get(FEED).data == plain.data
    assert client.get(FEED, headers={"Accept-Encoding": "gzip"}).data == packed.data
    assert packed.headers["Content-Encoding"] == "gzip"


def test_pages_and_what_is_not_found_go_in_as_ever(site: Flask) -> None:
    client = site.test_client()

    for path in ("/events/", f"{FEED}?kind=party", "/nowhere"):
        client.get(path)

    assert cache_of(site).answers == {}
    assert client.head(FEED).data == b""
    assert client.open(FEED, method="PROPFIND").status_code == 405


def test_a_feed_that_must_still_be_another_one_is_not_said_to_be_unchanged(site: Flask) -> None:
    client = site.test_client()
    tag = client.get(FEED).headers["ETag"]

    other = client.get(FEED, headers={"If-Match": '"other"'})
    same = client.get(FEED, headers={"If-Match": tag})

    assert (other.status_code, same.status_code) == (412, 200)
