"""Feeds behave as calendar programs need them, and the page tells people what to do."""

import gzip
import re
from datetime import date, timedelta

import icalendar
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.core import clock, outbox
from eventsapp.core.fuzzydate import FuzzyDate, Part
from eventsapp.core.words import Words
from eventsapp.events.rules import Status
from tests import factories
from tests.conftest import deliver, sign_in
from tests.readers import read_by_vobject

FEED = "/calendar.ics"


def entries(octets: bytes) -> list[tuple[str, date, date]]:
    """Return (title, start, end) as two independent readers see them."""
    calendar = icalendar.Calendar.from_ical(octets)
    assert not [event.errors for event in calendar.events if event.errors]
    one = [(str(e["summary"]), e["dtstart"].dt, e["dtend"].dt) for e in calendar.events]
    if calendar.events:
        read = read_by_vobject(octets)
        other = [(e.summary.value, e.dtstart.value, e.dtend.value) for e in read]
        assert other == one
    return one


def founding_example() -> None:
    """Save the founding example's twelve events by their dates."""
    dates = {
        "Second Summit of the Americas": FuzzyDate.unknown(),
        "92nd special session": FuzzyDate.unknown(),
        "Caribbean seminar": FuzzyDate.in_month(1998, 10),
        "XXIX General Assembly": FuzzyDate.in_month(1999, 6),
        "International Labour Conference": FuzzyDate.days(date(1999, 6, 1), date(1999, 6, 17)),
        "On-site visit, El Paso": FuzzyDate.days(date(1999, 7, 7), date(1999, 7, 9)),
        "Agricultural Migrant Labor": FuzzyDate.days(date(2000, 2, 7), date(2000, 2, 9)),
        "Sacramento workshop": FuzzyDate.in_part(2000, 4, Part.LATE),
        "Santiago workshop": FuzzyDate.in_month(2000, 6),
        "XXX General Assembly": FuzzyDate.in_month(2000, 6),
        "Symposium": FuzzyDate.days(date(2000, 9, 4), date(2000, 9, 6)),
        "Quebec City Summit": FuzzyDate.in_year(2001),
    }
    for title, when in dates.items():
        factories.event(title=Words.of(en=title), date=when, status=Status.PLANNED)


def test_the_feed_holds_exactly_the_events_whose_days_are_known(client: FlaskClient) -> None:
    founding_example()

    answer = client.get(FEED)

    assert entries(answer.data) == [
        ("International Labour Conference", date(1999, 6, 1), date(1999, 6, 18)),
        ("On-site visit, El Paso", date(1999, 7, 7), date(1999, 7, 10)),
        ("Agricultural Migrant Labor", date(2000, 2, 7), date(2000, 2, 10)),
        ("Symposium", date(2000, 9, 4), date(2000, 9, 7)),
    ]


def test_a_feed_says_what_it_is_and_may_be_kept_by_anyone(client: FlaskClient) -> None:
    factories.event()

    answer = client.get(FEED)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=900"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Content-Disposition"] == 'inline; filename="events.ics"'
    assert "Last-Modified" in answer.headers
    assert not answer.headers["ETag"].startswith("W/")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [FEED, f"{FEED}?lang=es", "/events/water.ics?lang=es", "/calendar.atom", "/calendar.json"],
)
def test_who_reads_makes_no_difference(client: FlaskClient, path: str) -> None:
    factories.event(slug="water")
    plain = client.get(path)
    sign_in(client, factories.organiser(locale="fr"))
    client.set_cookie("lang", "pt")

    answer = client.get(path, headers={"Accept-Language": "fr", "Accept": "text/html"})

    assert answer.data == plain.data
    assert answer.headers["Cache-Control"] == "public, max-age=900"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in answer.headers


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    factories.event()
    first = client.get(FEED)

    by_tag = client.get(FEED, headers={"If-None-Match": first.headers["ETag"]})
    by_time = client.get(FEED, headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert (by_tag.status_code, by_tag.data) == (304, b"")
    assert (by_time.status_code, by_time.data) == (304, b"")
    assert by_tag.headers["ETag"] == first.headers["ETag"]
    assert by_tag.headers["Cache-Control"] == "public, max-age=900"


def test_a_change_is_sent_with_a_higher_sequence(client: FlaskClient, db: Session) -> None:
    event = factories.event(title=Words.of(en="Water"))
    first = client.get(FEED)

    event.status, event.sequence = Status.CANCELLED, event.sequence + 1
    event.changed_at += timedelta(minutes=1)
    db.commit()
    second = client.get(
        FEED,
        headers={
            "If-None-Match": first.headers["ETag"],
            "If-Modified-Since": first.headers["Last-Modified"],
        },
    )

    assert second.status_code == 200
    assert b"SEQUENCE:0\r\n" in first.data
    assert b"SEQUENCE:1\r\n" in second.data
    assert b"STATUS:CANCELLED\r\nDTSTART" in second.data
    assert b"SUMMARY:Cancelled: Water\r\n" in second.data
    assert second.last_modified > first.last_modified


def test_the_worker_having_been_by_changes_no_octet(client: FlaskClient, db: Session) -> None:
    event = factories.event(title=Words.of(en="Water", es="Agua"))
    before = client.get(FEED)

    outbox.put("event.changed", event_id=event.id)
    db.commit()
    deliver()
    after = client.get(FEED)

    assert after.data == before.data
    assert after.headers["ETag"] == before.headers["ETag"]
    assert after.last_modified >= before.last_modified


def test_head_says_the_same_without_a_body(client: FlaskClient) -> None:
    factories.event()
    got = client.get(FEED)

    asked = client.head(FEED)

    assert (asked.status_code, asked.data) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag", "Last-Modified", "Cache-Control"):
        assert asked.headers[name] == got.headers[name]


def test_a_feed_is_packed_for_those_who_can_unpack_it(client: FlaskClient) -> None:
    factories.event()
    plain = client.get(FEED)

    packed = client.get(FEED, headers={"Accept-Encoding": "gzip, br"})
    again = client.get(
        FEED,
        headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]},
    )
    refused = client.get(FEED, headers={"Accept-Encoding": "gzip;q=0"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert again.status_code == 304
    assert refused.data == plain.data


@pytest.mark.parametrize("method", ["PROPFIND", "OPTIONS", "PUT", "POST", "DELETE", "REPORT"])
@pytest.mark.parametrize("path", [FEED, "/events/water.ics"])
def test_other_methods_are_refused_with_the_ones_that_work(
    client: FlaskClient, method: str, path: str
) -> None:
    factories.event(slug="water")

    answer = client.open(path, method=method)

    assert answer.status_code == 405
    assert {it.strip() for it in answer.headers["Allow"].split(",")} == {"GET", "HEAD"}


def test_an_empty_feed_is_a_calendar(client: FlaskClient) -> None:
    answer = client.get(FEED)

    assert answer.status_code == 200
    assert entries(answer.data) == []
    assert b"BEGIN:VTIMEZONE" in answer.data


def test_a_draft_is_nowhere(client: FlaskClient) -> None:
    factories.event(slug="secret", title=Words.of(en="Hush"), status=Status.DRAFT)
    factories.event(title=Words.of(en="Water"))

    feed = client.get(FEED)
    own = client.get("/events/secret.ics")
    page = client.get("/events/secret/calendar")

    assert b"Water" in feed.data
    assert b"Hush" not in feed.data
    assert (own.status_code, page.status_code) == (404, 404)


def test_a_draft_has_no_feed_for_its_organisers_either(client: FlaskClient) -> None:
    factories.event(slug="secret", status=Status.DRAFT)
    sign_in(client, factories.organiser())

    assert client.get("/events/secret.ics").status_code == 404


def test_the_address_chooses_the_language(client: FlaskClient) -> None:
    factories.event(title=Words.of(en="Water", es="Agua"))
    factories.event(title=Words.of(en="Only English"))

    spanish = client.get(f"{FEED}?lang=es")
    unknown = client.get(f"{FEED}?lang=xx")

    titles = {title for title, *_ in entries(spanish.data)}
    assert titles == {"Agua", "Only English"}
    assert b"lang=es" in re.search(rb"SOURCE.*\r\n", spanish.data)[0]
    assert {title for title, *_ in entries(unknown.data)} == {"Water", "Only English"}


def test_one_event_can_be_downloaded_once(client: FlaskClient) -> None:
    factories.event(slug="water", title=Words.of(en="Water"))

    answer = client.get("/events/water.ics?lang=en&download=1")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="water.ics"'
    assert [title for title, *_ in entries(answer.data)] == ["Water"]


def test_moments_are_never_in_the_future_for_caches(client: FlaskClient) -> None:
    factories.event()

    answer = client.get(FEED)

    assert answer.last_modified <= clock.now()


def test_the_page_says_how_to_subscribe_and_what_is_not_in_the_feed(client: FlaskClient) -> None:
    founding_example()

    page = client.get("/calendar/?lang=en").text

    assert 'value="http://127.0.0.1:8000/calendar.ics?lang=en"' in page
    assert 'href="webcal://127.0.0.1:8000/calendar.ics?lang=en"' in page
    assert "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F127.0.0.1" in page
    assert "4 public events whose days are known." in page
    assert "8 events are not in it, because their days are not known yet" in page
    assert all(it in page for it in ("Outlook", "Apple", "Thunderbird", "Android", "<svg"))
    assert "style=" not in page


def test_the_page_names_the_feed_for_programs_too(client: FlaskClient) -> None:
    pattern = r'<link rel="alternate" type="text/calendar" href="([^"]*)"'

    assert re.findall(pattern, client.get("/calendar/?lang=es").text) == [
        "http://127.0.0.1:8000/calendar.ics?lang=es"
    ]


def test_the_page_of_an_event_offers_its_calendar(client: FlaskClient) -> None:
    factories.event(slug="water")
    factories.event(slug="some-day", date=FuzzyDate.in_month(2027, 6))

    dated = client.get("/events/water/?lang=en").text
    undated = client.get("/events/some-day/?lang=en").text

    assert "http://127.0.0.1:8000/events/water.ics?lang=en" in dated
    assert "/events/water/calendar" in dated
    assert "/events/some-day/calendar" not in undated


def test_one_event_has_a_page_of_its_own_to_add_it(client: FlaskClient) -> None:
    factories.event(slug="water", title=Words.of(en="Water"))

    page = client.get("/events/water/calendar?lang=en").text

    assert "http://127.0.0.1:8000/events/water.ics?lang=en&amp;download=1" in page
    assert "Water" in page


def test_robots_may_read_the_feeds(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")

    assert answer.mimetype == "text/plain"
    assert "Disallow: /calendar" not in answer.text
    assert "Allow: /" in answer.text
