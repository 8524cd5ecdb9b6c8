"""The public pages of events."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.core.fuzzydate import FuzzyDate, Part
from eventsapp.core.words import Words
from eventsapp.events import services
from eventsapp.events.rules import ItemKind, ItemRole, Kind, PartyRole, Status, Task
from tests import factories
from tests.conftest import statements

DAY = date(2027, 4, 26)


def test_a_search_without_accents_finds_san_jose(client: FlaskClient, db: Session) -> None:
    for city in ("San José", "Kingston"):
        event = factories.event(title=Words.of(en=f"Meeting in {city}"), city=city)
        services.refresh_search_text(event)

    page = client.get("/events/?q=San+Jose").text

    assert ("Meeting in San José" in page, "Meeting in Kingston" in page) == (True, False)


def test_the_list_shows_what_is_to_come_first(client: FlaskClient, db: Session) -> None:
    factories.event(title=Words.of(en="Long ago"), date=FuzzyDate.in_year(2000))
    factories.event(title=Words.of(en="Next month"))

    pages = [client.get(f"/events/{query}").text for query in ("", "?when=all", "?year=2000")]

    assert ["Long ago" in page for page in pages] == [False, True, True]


def test_a_list_with_nothing_to_come_shows_all(client: FlaskClient, db: Session) -> None:
    factories.event(title=Words.of(en="Long ago"), date=FuzzyDate.in_year(2000))

    assert "Long ago" in client.get("/events/").text


@pytest.mark.parametrize(
    ("query", "said"),
    [("", "No events here yet"), ("?q=nothing", "No event matches"), ("?kind=wrong", "No events")],
)
def test_an_empty_list_says_what_to_do(
    client: FlaskClient, db: Session, query: str, said: str
) -> None:
    answer = client.get(f"/events/{query}")

    assert (answer.status_code, said in answer.text) == (200, True)


def test_a_long_list_has_pages_that_keep_the_filter(client: FlaskClient, db: Session) -> None:
    for number in range(21):
        factories.event(slug=f"e{number:02}", date=FuzzyDate.days(date(2027, 1, number + 1)))

    first, second = (client.get(f"/events/?year=2027&page={page}").text for page in (1, 2))

    assert ["/events/e19/" in first, "/events/e20/" in first] == [True, False]
    assert ["/events/e19/" in second, "/events/e20/" in second] == [False, True]
    assert "year=2027&amp;page=2" in first
    assert client.get("/events/?year=2027&page=3").status_code == 404


def test_the_table_holds_no_formulas(client: FlaskClient, db: Session) -> None:
    factories.event(title=Words.of(en='=HYPERLINK("http://evil")'), city="@SUM(1)", venue=" +1")

    answer = client.get("/events/export.csv")
    row = next(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="events.csv"'
    assert [row[name] for name in ("title", "city", "venue")] == [
        '\'=HYPERLINK("http://evil")',
        "'@SUM(1)",
        "' +1",
    ]


def test_the_table_follows_the_filter(client: FlaskClient, db: Session) -> None:
    factories.event(slug="workshop")
    factories.event(slug="seminar", kind=Kind.SEMINAR)

    table = client.get("/events/export.csv?kind=seminar").text

    assert [row["slug"] for row in csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))] == [
        "seminar"
    ]


def test_an_event_tells_all_about_itself(client: FlaskClient, db: Session) -> None:
    event = factories.event(
        is_best_practices=True,
        title=Words.of(en="Sacramento workshop"),
        date=FuzzyDate.days(DAY, DAY + timedelta(days=1)),
        starts_at=datetime(2027, 4, 26, 16, tzinfo=UTC),
        ends_at=datetime(2027, 4, 28, 0, tzinfo=UTC),
        purpose=Words.of(en="Develop a set of practices"),
        city="Sacramento",
        country="US",
        languages=["en", "es"],
        seats=40,
        seats_taken=31,
        subjects=["Housing"],
        sectors=["labor"],
        contact_email="questions@example.org",
        note="From the summit page",
    )
    body = factories.organization(name=Words.of(en="Organization for Migration"))
    services.add_party(event, body, PartyRole.LEAD)
    services.add_task(event, body, Task.REPORT)

    page = client.get(f"/events/{event.slug}/").text

    facts = [
        "Best-practices workshop", "Sacramento workshop", "26–27 April 2027",
        "America/Los_Angeles", "Sacramento, United States", "English, Spanish",
        "31 of 40 seats taken", "Develop a set of practices", "Housing", "Labour",
        "Lead organiser", "Organization for Migration", "Writes the after-action report",
        "questions@example.org", "From the summit page",
    ]  # fmt: skip
    assert [fact for fact in facts if fact not in page] == []


def test_a_fuzzy_date_is_said_as_it_was_given(client: FlaskClient, db: Session) -> None:
    event = factories.event(
        date=FuzzyDate.in_part(2000, 4, Part.LATE, as_given="late April"), duration_days=2
    )

    page = client.get(f"/events/{event.slug}/").text

    assert ["late April 2000" in page, "“late April”" in page, "2 days" in page] == [True] * 3
    assert "30 April" not in page


@pytest.mark.parametrize("status", [Status.PLANNED, Status.OPEN])
def test_what_was_planned_and_has_passed_is_not_called_held(
    client: FlaskClient, db: Session, status: Status
) -> None:
    event = factories.event(status=status, date=FuzzyDate.in_month(2000, 6))

    pages = [client.get(path).text for path in (f"/events/{event.slug}/", "/events/?when=all")]

    assert ["Outcome not recorded" in page for page in pages] == [True, True]
    assert "is not recorded" in pages[0]
    assert not any(">Held<" in page for page in pages)


def test_a_cancelled_event_says_so_and_why(client: FlaskClient, db: Session) -> None:
    event = factories.event()
    services.cancel(event, "No money for travel")

    page = client.get(f"/events/{event.slug}/").text

    assert ["This event is cancelled." in page, "No money for travel" in page] == [True, True]


def test_a_postponed_event_says_so(client: FlaskClient, db: Session) -> None:
    event = factories.event()
    services.postpone(event, FuzzyDate.unknown())

    assert "New dates will be given here" in client.get(f"/events/{event.slug}/").text


def test_the_link_to_join_is_for_participants_only(client: FlaskClient, db: Session) -> None:
    event = factories.event(join_url="https://meet.example.org/secret-room")

    paths = [f"/events/{event.slug}/", "/events/", "/events/export.csv"]

    assert ["secret-room" in client.get(path).text for path in paths] == [False] * 3


def test_companions_name_each_other(client: FlaskClient, db: Session) -> None:
    first = factories.event(title=Words.of(en="Sacramento"))
    second = factories.event(title=Words.of(en="Santiago"), companion=first)
    factories.event(title=Words.of(en="Still a draft"), companion=first, status=Status.DRAFT)

    pages = [client.get(f"/events/{event.slug}/").text for event in (first, second)]

    assert ["Santiago" in pages[0], "Sacramento" in pages[1]] == [True, True]
    assert "Still a draft" not in pages[0]


def test_the_agenda_is_shown_by_the_events_clock(client: FlaskClient, db: Session) -> None:
    event = factories.event(date=FuzzyDate.days(DAY), timezone="America/Los_Angeles")
    services.add_item(
        event,
        starts=datetime.fromisoformat("2027-04-26 17:30"),
        ends=datetime.fromisoformat("2027-04-26 18:30"),
        kind=ItemKind.GUIDED_DISCUSSION,
        number="3",
        title=Words.of(en="Housing of workers"),
        guiding_questions=Words.of(en="What works?\nFor whom?"),
        room=services.add_room(event, "Blue room"),
        people=[services.Person(ItemRole.CHAIR, "Ana Prieto", "IOM")],
    )

    page = client.get(f"/events/{event.slug}/").text

    shown = [
        "Monday, 26 April 2027", "3 Housing of workers", "Guided discussion", "Blue room",
        "Chair: Ana Prieto, IOM", "<li>What works?</li>", "<li>For whom?</li>",
    ]  # fmt: skip
    assert [text for text in shown if text not in page] == []
    ends = 'data-since="2027-04-27T00:30:00+00:00" data-zone="America/Los_Angeles">'
    # already the 27th in UTC, still the 26th there; scripts add the reader's own hours to both
    assert '<time datetime="2027-04-27T00:30:00+00:00">5:30' in page
    assert f'<time datetime="2027-04-27T01:30:00+00:00" {ends}6:30' in page


def test_a_missing_translation_is_marked(client: FlaskClient, db: Session) -> None:
    event = factories.event(title=Words.of(es="Taller de agua"), languages=["es"])

    pages = [client.get(f"/events/{event.slug}/?lang={lang}").text for lang in ("es", "en")]

    assert ['<span lang="es">Taller de agua</span>' in page for page in pages] == [False, True]


def test_what_people_type_stays_text(client: FlaskClient, db: Session) -> None:
    event = factories.event(
        title=Words.of(en="<script>alert(1)</script>"), summary=Words.of(en="<b>bold</b>")
    )

    page = client.get(f"/events/{event.slug}/").text

    assert ["<script>alert" in page, "<b>bold" in page] == [False, False]


def test_an_event_page_asks_the_database_little(client: FlaskClient, db: Session) -> None:
    event = factories.event(date=FuzzyDate.days(DAY), companion=factories.event())
    for _ in range(5):
        services.add_party(event, factories.organization(), PartyRole.LEAD)
        services.add_task(event, factories.organization(), Task.REPORT)
        services.add_item(
            event,
            starts=datetime.fromisoformat("2027-04-26 09:00"),
            ends=datetime.fromisoformat("2027-04-26 10:00"),
            kind=ItemKind.BREAK,
            title=Words.of(en="Break"),
            people=[services.Person(ItemRole.CHAIR, "Ana")],
        )
    path = f"/events/{event.slug}/"
    counts = []
    for _ in range(2):
        with statements() as asked:
            client.get(path)
        counts.append(sum(bool(re.search(r"FROM (event|agenda_item)", text)) for text in asked))

    # the event and its companions; at first its parties, tasks, agenda and people, too
    assert counts == [7, 2]


def test_what_changes_is_shown_at_once(client: FlaskClient, db: Session) -> None:
    event = factories.event(title=Words.of(en="Water"), date=FuzzyDate.days(DAY))
    companion = factories.event(title=Words.of(en="Soil"), companion=event)
    before = client.get(f"/events/{event.slug}/").text

    services.change_event(event, purpose=Words.of(en="A new purpose"))
    services.change_event(companion, title=Words.of(en="Forests"))
    services.add_party(event, factories.organization(name=Words.of(en="Rivers")), PartyRole.HOST)
    services.add_item(
        event,
        starts=datetime.fromisoformat("2027-04-26 09:00"),
        ends=datetime.fromisoformat("2027-04-26 10:00"),
        kind=ItemKind.OPENING,
        title=Words.of(en="Welcome"),
    )
    event.seats, event.seats_taken = 40, 31
    after = client.get(f"/events/{event.slug}/").text

    new = ["A new purpose", "Forests", "Rivers", "Welcome", "31 of 40 seats taken"]
    assert [text in before for text in new] == [False] * 5
    assert [text in after for text in new] == [True] * 5
    assert ("Soil" in before, "Soil" in after) == (True, False)
