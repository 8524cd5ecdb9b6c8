"""News of public events for readers and web sites, and the frame that others show."""

import json
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.core import clock
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.core.words import Words
from eventsapp.events.rules import Kind, Status
from tests import factories
from tests.conftest import sign_in

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = {
    "/calendar.atom": "application/atom+xml; charset=utf-8",
    "/calendar.json": "application/feed+json; charset=utf-8",
}


@pytest.fixture
def three_events(db: Session) -> None:
    """Save an event of a known day, one of a month, and a draft; the month is news."""
    now = clock.now()
    factories.event(
        title=Words.of(en="Water & <air>\x0b", es="Agua"), slug="water", country="CL",
        summary=Words.of(en="All about it."), kind=Kind.SEMINAR, subjects=["migration"],
        date=FuzzyDate.in_month(2027, 6), created_at=now - timedelta(days=9), changed_at=now,
    )  # fmt: skip
    factories.event(
        title=Words.of(en="Fire"), status=Status.CANCELLED, changed_at=now - timedelta(days=1)
    )
    factories.event(title=Words.of(en="Hush"), status=Status.DRAFT)


@pytest.mark.usefixtures("three_events")
def test_atom_tells_the_latest_changes_first_and_dates_in_words(client: FlaskClient) -> None:
    feed = ET.fromstring(client.get("/calendar.atom?lang=en").data)  # noqa: S314 -- our own

    entries = feed.findall(f"{ATOM}entry")
    assert [it.findtext(f"{ATOM}title") for it in entries] == ["Water & <air>", "Cancelled: Fire"]
    first = entries[0]
    assert first.findtext(f"{ATOM}content") == "June 2027\n\nChile\n\nAll about it."
    assert first.find(f"{ATOM}link").get("href") == "http://127.0.0.1:8000/events/water/"
    assert [it.get("term") for it in first.findall(f"{ATOM}category")] == ["Seminar", "migration"]
    assert first.findtext(f"{ATOM}id").startswith("urn:uuid:")
    assert feed.findtext(f"{ATOM}updated") == first.findtext(f"{ATOM}updated")
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    links = {it.get("rel"): it.get("href") for it in feed.findall(f"{ATOM}link")}
    assert links["self"] == "http://127.0.0.1:8000/calendar.atom?lang=en"


@pytest.mark.usefixtures("three_events")
def test_the_json_feed_tells_the_same(client: FlaskClient) -> None:
    feed = json.loads(client.get("/calendar.json?lang=es&kind=seminar").data)

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "http://127.0.0.1:8000/calendar.json?lang=es&kind=seminar"
    assert feed["language"] == "es"
    (item,) = feed["items"]
    assert (item["title"], item["url"]) == ("Agua", "http://127.0.0.1:8000/events/water/")
    assert item["content_text"].startswith("junio de 2027")
    # when work on it began is not told, and no reader takes it for the day of the news
    assert datetime.fromisoformat(item["date_modified"]) > clock.now() - timedelta(minutes=5)
    assert "date_published" not in item
    assert b"<published>" not in client.get("/calendar.atom").data


@pytest.mark.parametrize(("path", "kind"), list(FEEDS.items()))
@pytest.mark.usefixtures("three_events")
def test_news_are_answered_as_calendars_are(client: FlaskClient, path: str, kind: str) -> None:
    got = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    by_tag = client.get(path, headers={"If-None-Match": got.headers["ETag"]})
    by_time = client.get(path, headers={"If-Modified-Since": got.headers["Last-Modified"]})
    head, options = client.head(path), client.open(path, method="PROPFIND")

    assert (got.status_code, got.headers["Content-Type"]) == (200, kind)
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in got.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert (by_tag.status_code, by_time.status_code) == (304, 304)
    assert (head.data, head.headers["Content-Length"]) == (b"", got.headers["Content-Length"])
    assert (options.status_code, "GET" in options.headers["Allow"]) == (405, True)
    assert client.get(f"{path}?organization=nobody").status_code == 404


@pytest.mark.parametrize("path", FEEDS)
def test_no_news_are_a_feed_too(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.usefixtures("three_events")
def test_pages_name_the_news_of_what_they_show(client: FlaskClient) -> None:
    page = client.get("/events/?lang=en&country=CL").text

    for path, kind in FEEDS.items():
        address = f"http://127.0.0.1:8000{path}?lang=en&amp;country=CL"
        assert f'type="{kind.split(";")[0]}" href="{address}"' in page


def test_other_sites_show_the_next_events_in_a_frame(client: FlaskClient) -> None:
    factories.event(title=Words.of(en="Over"), date=FuzzyDate.in_year(2001))
    factories.event(title=Words.of(en="Later"), date=FuzzyDate.in_year(2099))
    factories.event(title=Words.of(en="Next", es="Siguiente"), slug="next")
    client.set_cookie("lang", "fr")

    frame = client.get(
        "/calendar/widget?lang=es&count=1&theme=dark", headers={"Accept-Language": "pt"}
    )

    assert "Siguiente" in frame.text
    assert 'href="http://127.0.0.1:8000/events/next/" target="_blank" rel="noopener"' in frame.text
    assert not any(it in frame.text for it in ("Over", "Later", "<script", "style="))
    assert '<html lang="es"' in frame.text
    assert "Set-Cookie" not in frame.headers
    assert "X-Frame-Options" not in frame.headers
    assert "frame-ancestors" not in frame.headers["Content-Security-Policy"]
    assert "script-src" not in frame.headers["Content-Security-Policy"]


def test_the_frame_is_the_same_for_all_and_sent_again_only_when_it_changes(
    client: FlaskClient,
) -> None:
    factories.event(title=Words.of(en="Next"))
    sign_in(client, factories.account(locale="fr"))
    client.set_cookie("lang", "pt")
    first = client.get("/calendar/widget")

    again = client.get("/calendar/widget", headers={"If-None-Match": first.headers["ETag"]})

    assert first.data == client.application.test_client().get("/calendar/widget").data
    assert first.headers["Cache-Control"] == "public, max-age=900"
    assert first.headers["Vary"] == "Accept-Encoding"
    assert (again.status_code, again.data) == (304, b"")
    # what is said with 304 replaces what a browser has kept of the page
    for name in ("X-Frame-Options", "Content-Security-Policy"):
        assert again.headers.get(name) == first.headers.get(name)


def test_no_other_page_may_be_framed(client: FlaskClient) -> None:
    for path in ("/calendar/", "/events/", "/calendar/widget?kind=party"):
        answer = client.get(path)

        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("three_events")
def test_the_page_offers_the_frame_to_copy(client: FlaskClient) -> None:
    page = client.get("/calendar/?lang=en&country=CL").text

    assert (
        "&lt;iframe src=&#34;http://127.0.0.1:8000/calendar/widget?lang=en&amp;amp;country=CL"
        in page
    )
    assert 'value="http://127.0.0.1:8000/calendar.atom?lang=en&amp;country=CL"' in page
