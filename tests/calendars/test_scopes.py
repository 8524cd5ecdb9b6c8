"""One address for any combination of filters: the page, its feed, and what both say."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

import icalendar
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.calendars import queries, services
from eventsapp.core import clock
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.core.words import Words
from eventsapp.events.models import AgendaItem, Event, Party, Series
from eventsapp.events.queries import Filter, When, public_events
from eventsapp.events.rules import ItemKind, Kind, PartyRole, Status
from tests import factories

MINUTE = timedelta(minutes=1)


def titles(octets: bytes) -> list[str]:
    calendar = icalendar.Calendar.from_ical(octets)
    assert not [event.errors for event in calendar.events if event.errors]
    return [str(event["summary"]) for event in calendar.events]


def day(offset: int) -> FuzzyDate:
    return FuzzyDate.days(clock.today("UTC") + timedelta(days=offset))


@pytest.fixture
def programme(db: Session) -> None:
    """Save four events that differ in everything one can look for."""
    assembly = factories.save(Series(slug="assembly", name=Words.of(en="General Assembly")))
    bank = factories.organization(slug="bank", name=Words.of(en="The Bank"))
    water = factories.event(
        title=Words.of(en="Water"), kind=Kind.SEMINAR, country="CL", languages=["es", "en"],
        subjects=["migration", 'the "right" to move'], date=day(10),
    )  # fmt: skip
    factories.event(
        title=Words.of(en="Air"), kind=Kind.SEMINAR, country="BR", languages=["pt"],
        subjects=["migration policy"], date=day(20), series=assembly,
    )  # fmt: skip
    factories.event(
        title=Words.of(en="Fire"), kind=Kind.WORKSHOP, country="CL", date=day(-30),
        subjects=["mañana"],
    )  # fmt: skip
    factories.event(title=Words.of(en="Earth"), country="CL", date=FuzzyDate.in_month(2027, 6))
    factories.save(Party(event=water, organization=bank, role=PartyRole.SPONSOR))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Fire", "Water", "Air"]),
        ({"kind": "seminar"}, ["Water", "Air"]),
        ({"country": "CL"}, ["Fire", "Water"]),
        ({"language": "es"}, ["Water"]),
        ({"organization": "bank"}, ["Water"]),
        ({"series": "assembly"}, ["Air"]),
        ({"subject": "migration"}, ["Water"]),
        ({"subject": 'the "right" to move'}, ["Water"]),
        ({"subject": "mañana"}, ["Fire"]),
        ({"subject": "%"}, []),
        ({"kind": "seminar", "country": "CL", "language": "en"}, ["Water"]),
        ({"when": "upcoming"}, ["Water", "Air"]),
        ({"when": "recent", "country": "CL"}, ["Fire", "Water"]),
        ({"when": "past"}, ["Fire"]),
    ],
)
@pytest.mark.usefixtures("programme")
def test_the_feed_holds_what_the_list_shows_of_known_days(
    client: FlaskClient, asked: Mapping[str, str], found: list[str]
) -> None:
    wanted = Filter.read(asked)

    feed = client.get(f"/calendar.ics?{urlencode(asked)}")

    listed = [str(it.title["en"]) for it in public_events(wanted) if it.date.start]
    assert titles(feed.data) == found == listed
    assert Filter.read(wanted.asked) == wanted


@pytest.mark.parametrize(
    "asked",
    ["kind=party", "country=XX", "language=xx", "year=20000", "when=soon", "month=13&year=2026",
     "organization=nobody", "series=nothing", "country=CL&country=BR", "country=&country=CL"],
)  # fmt: skip
@pytest.mark.usefixtures("programme")
def test_a_feed_of_what_there_is_not_is_not_found(client: FlaskClient, asked: str) -> None:
    assert client.get(f"/calendar.ics?{asked}").status_code == 404


def test_a_series_of_drafts_is_as_unknown_as_one_that_there_is_not(client: FlaskClient) -> None:
    series = factories.save(Series(slug="hush", name=Words.of(en="Hush")))
    draft = factories.event(series=series, status=Status.DRAFT)
    paths = [f"{it}?series=hush" for it in ("/calendar.ics", "/calendar.atom", "/calendar/")]

    before = [client.get(path).status_code for path in paths]
    listed = client.get("/events/?series=hush").text
    draft.status = Status.PLANNED
    factories.save(draft)

    assert before == [404] * 3
    assert "Hush" not in listed
    assert [client.get(path).status_code for path in paths] == [200] * 3


@pytest.mark.usefixtures("programme")
def test_a_word_that_is_no_filter_changes_nothing(client: FlaskClient) -> None:
    assert client.get("/calendar.ics?utm_source=mail").data == client.get("/calendar.ics").data


@pytest.mark.usefixtures("programme")
def test_a_feed_is_called_by_what_it_holds(client: FlaskClient) -> None:
    feed = client.get("/calendar.ics?lang=en&kind=seminar&country=CL&organization=bank")

    calendar = icalendar.Calendar.from_ical(feed.data)
    assert b"\r\nNAME:Public events: Seminar\\, The Bank\\, Chile\r\n" in feed.data
    assert b"X-WR-CALNAME:Public events: Seminar\\, The Bank\\, Chile\r\n" in feed.data
    assert "kind=seminar&organization=bank&country=CL" in str(calendar["source"])
    assert str(calendar["color"]) == "teal"


def test_what_leaves_a_filter_moves_its_last_change(client: FlaskClient, db: Session) -> None:
    event = factories.event(country="CL")
    factories.event(country="CL")
    first = client.get("/calendar.ics?country=CL")

    event.country, event.changed_at = "BR", event.changed_at + MINUTE
    services.keep_texts(event.id)
    db.commit()
    again = client.get(
        "/calendar.ics?country=CL", headers={"If-Modified-Since": first.headers["Last-Modified"]}
    )

    assert again.status_code == 200
    assert again.last_modified > first.last_modified
    assert len(titles(again.data)) == 1


def test_what_has_only_passed_moves_the_last_change_too(db: Session) -> None:
    event = factories.event(date=day(-1))
    long_ago = clock.now() - timedelta(days=30)
    event.changed_at = factories.event(date=day(5), changed_at=long_ago).changed_at
    db.commit()

    everything = queries.public_feed("en").changed_at
    upcoming = queries.public_feed("en", Filter(when=When.UPCOMING)).changed_at

    assert everything == long_ago
    assert upcoming.date() == clock.today("UTC")


def test_a_cancelled_event_leaves_the_feeds_after_a_stated_time(
    client: FlaskClient, db: Session
) -> None:
    gone = factories.event(
        title=Words.of(en="Gone"), slug="gone", status=Status.CANCELLED, date=day(-91)
    )
    stays = factories.event(title=Words.of(en="Stays"), status=Status.CANCELLED, date=day(-90))
    for row in (gone, stays):
        row.changed_at = clock.now() - timedelta(days=100)
    db.commit()

    feed, own = client.get("/calendar.ics"), client.get("/events/gone.ics")

    assert titles(feed.data) == ["Cancelled: Stays"]
    assert titles(own.data) == ["Cancelled: Gone"]
    assert feed.last_modified.date() == clock.today("UTC")
    page = client.get("/calendar/?lang=en").text
    assert "1 event was cancelled long ago" in page
    assert "stay in it for 90 days after their last one." in page


def with_agenda(**fields: object) -> Event:
    event = factories.event(slug="water", title=Words.of(en="Water"), **fields)
    nine = clock.now().replace(hour=15, minute=0, second=0, microsecond=0) + timedelta(days=30)
    factories.save(
        AgendaItem(
            event=event, uid="item", kind=ItemKind.OPENING, title=Words.of(en="Opening"),
            starts_at=nine, ends_at=nine + timedelta(hours=1), changed_at=clock.now(),
        )
    )  # fmt: skip
    return event


@pytest.mark.parametrize(
    ("asked", "found"),
    [("", ["Water", "Opening"]), ("?agenda=only", ["Opening"]), ("?agenda=none", ["Water"])],
)
def test_the_agenda_of_an_event_is_a_feed_too(
    client: FlaskClient, asked: str, found: list[str]
) -> None:
    with_agenda()

    assert titles(client.get(f"/events/water.ics{asked}").data) == found
    assert client.get("/events/water.ics?agenda=maybe").status_code == 404


@pytest.mark.parametrize(
    ("asked", "address", "said"),
    [
        ("", "", "each item of its agenda at its time."),
        ("agenda=only", "&amp;agenda=only", "Each item of the agenda at its time"),
        ("agenda=none", "&amp;agenda=none", "without its agenda."),
    ],
)
def test_the_page_of_an_event_lets_choose_what_is_added(
    client: FlaskClient, asked: str, address: str, said: str
) -> None:
    with_agenda()

    page = client.get(f"/events/water/calendar?lang=en&{asked}").text

    assert f'value="http://127.0.0.1:8000/events/water.ics?lang=en{address}"' in page
    assert said in page
    assert 'name="agenda"' in page
    factories.event(slug="air")
    assert 'name="agenda"' not in client.get("/events/air/calendar").text


def test_the_calendar_of_an_event_without_days_says_why_it_is_empty(client: FlaskClient) -> None:
    factories.event(slug="water", date=FuzzyDate.in_month(2027, 6), status=Status.POSTPONED)

    feed = icalendar.Calendar.from_ical(client.get("/events/water.ics?lang=en").data)

    assert feed.events == []
    assert str(feed["x-wr-caldesc"]).startswith(
        "June 2027\\n\\nThe days of this event are not known"
    )
    assert "so the calendar is empty" in client.get("/events/water/calendar?lang=en").text


def test_what_is_cancelled_is_not_offered_to_calendars_but_stays_where_it_is(
    client: FlaskClient,
) -> None:
    factories.event(slug="water", status=Status.CANCELLED)

    assert "/events/water/calendar" not in client.get("/events/water/").text
    assert client.get("/events/water.ics").status_code == 200


def test_the_agenda_of_what_is_put_off_says_so_and_takes_nobodys_time(client: FlaskClient) -> None:
    with_agenda(status=Status.POSTPONED)

    (item,) = icalendar.Calendar.from_ical(client.get("/events/water.ics?agenda=only").data).events

    assert (str(item["summary"]), str(item["status"])) == ("Postponed: Opening", "TENTATIVE")
    assert str(item["transp"]) == "TRANSPARENT"


def test_an_event_is_related_to_its_series_and_has_the_colour_of_its_kind(
    client: FlaskClient,
) -> None:
    series = factories.save(Series(slug="assembly", name=Words.of(en="Assembly")))
    factories.event(series=series, kind=Kind.SESSION, join_url="https://meet.example.org/1")

    feed = client.get("/calendar.ics")

    (event,) = icalendar.Calendar.from_ical(feed.data).events
    assert str(event["related-to"]) == "series-assembly"
    assert str(event["color"]) == "firebrick"
    assert b"meet.example.org" not in feed.data
    assert str(event["description"]).endswith(str(event["url"]))


@pytest.mark.usefixtures("programme")
def test_the_page_shows_address_and_count_of_what_is_chosen(client: FlaskClient) -> None:
    page = client.get("/calendar/?lang=en&country=CL&kind=&q=&when=all").text

    assert 'value="http://127.0.0.1:8000/calendar.ics?lang=en&amp;country=CL"' in page
    assert "2 public events whose days are known." in page
    assert "1 event is not in it" in page
    assert '<option value="CL" selected>' in page
    assert client.get("/calendar/?organization=nobody").status_code == 404


@pytest.mark.usefixtures("programme")
def test_the_page_says_what_a_choice_does_not_do(client: FlaskClient) -> None:
    month = client.get("/calendar/?lang=en&month=6").text
    nothing = client.get("/calendar/?lang=es&q=zzz").text

    assert "a month alone is left out" in month
    assert 'value="http://127.0.0.1:8000/calendar.ics?lang=en"' in month
    assert "0 eventos públicos" in nothing
    assert "Está en español" in nothing


@pytest.mark.usefixtures("programme")
def test_an_address_that_google_would_not_take_is_marked(client: FlaskClient) -> None:
    page = client.get(f"/calendar/?lang=en&q={'a' * 200}&subject={'b' * 100}").text

    assert "no address of more than 255 characters" in page


@pytest.mark.usefixtures("programme")
def test_a_list_offers_the_feed_of_what_it_shows(client: FlaskClient) -> None:
    listed = client.get("/events/?lang=en&country=CL").text
    body = client.get("/organizations/bank/?lang=en").text
    upcoming = client.get("/events/?lang=en").text

    assert 'href="http://127.0.0.1:8000/calendar/?country=CL"' in listed
    assert (
        'type="text/calendar" href="http://127.0.0.1:8000/calendar.ics?lang=en&amp;country=CL"'
        in listed
    )
    assert 'href="http://127.0.0.1:8000/calendar/?organization=bank"' in body
    assert 'href="http://127.0.0.1:8000/calendar/?when=recent"' in upcoming
    assert 'href="http://127.0.0.1:8000/calendar.ics?lang=en&amp;when=recent"' in upcoming


def test_a_process_keeps_each_feed_once_and_no_more_than_there_is_room() -> None:
    shelf = queries.shelf.__class__(room=150)
    feeds = [queries.Feed(b"x" * 60, b"y" * 10, str(number), None) for number in range(4)]

    first = shelf.get("a", 1, lambda: feeds[0])
    changed = shelf.get("a", 2, lambda: feeds[1])
    shelf.get("b", 1, lambda: feeds[2])
    kept = shelf.get("a", 2, lambda: feeds[3])
    shelf.get("c", 1, lambda: feeds[3])  # pushes out b, which nobody has asked for since
    b_again = shelf.get("b", 1, lambda: feeds[0])

    assert (first, changed, kept, b_again) == (feeds[0], feeds[1], feeds[1], feeds[0])


def test_words_of_an_address_that_make_no_sense_ask_for_nothing() -> None:
    nonsense = {
        "year": "²",
        "month": "-1",
        "kind": "x",
        "country": "1",
        "language": "",
        "when": "?",
    }

    assert Filter.read(nonsense) == Filter()
