"""The organiser's pages: forms that lose nothing, and what they lead to."""

from datetime import UTC, date, datetime, time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.accounts.models import Account
from eventsapp.core.fuzzydate import FuzzyDate, Part
from eventsapp.core.words import Words
from eventsapp.events import services
from eventsapp.events.entries import event_entry, event_octets
from eventsapp.events.forms.details import EventForm
from eventsapp.events.models import Event
from eventsapp.events.rules import (
    ItemKind,
    ItemRole,
    Kind,
    Modality,
    PartyRole,
    Status,
    Task,
    TeamRole,
)
from eventsapp.organizations.models import Organization
from eventsapp.organizations.services import add_alias
from tests import factories
from tests.conftest import MailServer, deliver, sign_in, statements, unbroken

DAY = date(2027, 4, 26)
DAYS = FuzzyDate.days(DAY, date(2027, 4, 27))
#: A form that says all that can be said.
ALL = {
    "kind": "workshop",
    "is_best_practices": "y",
    "title-en": "Best practices workshop",
    "title-es": "Taller de mejores prácticas",
    "summary-en": "Forty experts meet",
    "purpose-en": "Develop a suggested set",
    "expected_outputs-en": "A suggested set of best practices",
    "subjects": "Housing\n\n Wages ",
    "precision": "day",
    "first_day": "2027-04-26",
    "last_day": "2027-04-27",
    "starts_time": "09:00",
    "ends_time": "17:00",
    "timezone": "America/Los_Angeles",
    "modality": "hybrid",
    "venue": "State Library",
    "city": "Sacramento",
    "region": "California",
    "country": "US",
    "coordinates": "38.5767, -121.4934",
    "join_url": "https://meet.example.org/room",
    "main_language": "en",
    "languages": ["es", "en"],
    "seats": "40",
    "open_registration": "y",
    "registration_closes": "2027-04-01T18:00",
    "scope": "national",
    "sectors": ["public", "labor"],
    "other_sectors": "farmers, growers",
    "series_name": "Workshops",
    "series_number": "I",
    "contact_email": "questions@example.org",
    "note": "Bring papers",
}


@pytest.fixture
def organiser(client: FlaskClient, db: Session) -> Account:
    """Sign in as an organiser."""
    person = factories.organiser()
    sign_in(client, person)
    return person


@pytest.fixture
def event(organiser: Account) -> Event:
    """Save a draft that the organiser leads."""
    made = factories.event(
        status=Status.DRAFT,
        date=DAYS,
        timezone="America/Los_Angeles",
        city="Sacramento",
        contact_email="questions@example.org",
    )
    factories.team(made, TeamRole.LEAD_ORGANISER, organiser)
    return made


def path(event: Event, page: str = "") -> str:
    return f"/organise/events/{event.slug}/{page}"


# --- details ---


def test_everything_that_is_typed_is_kept(
    client: FlaskClient, organiser: Account, db: Session
) -> None:
    answer = client.post("/organise/events/new", data=ALL)

    event = db.scalars(select(Event)).one()
    assert answer.location == path(event)
    assert (event.slug, event.status, event.kind, event.is_best_practices) == (
        "best-practices-workshop-2027",
        Status.DRAFT,
        Kind.WORKSHOP,
        True,
    )
    assert event.title == Words.of(en="Best practices workshop", es="Taller de mejores prácticas")
    assert (event.date, event.starts_at, event.ends_at) == (
        DAYS,
        datetime(2027, 4, 26, 16, tzinfo=UTC),
        datetime(2027, 4, 28, 0, tzinfo=UTC),
    )
    assert (event.modality, event.venue, event.city, event.region, event.country) == (
        Modality.HYBRID,
        "State Library",
        "Sacramento",
        "California",
        "US",
    )
    assert (event.languages, event.sectors, event.subjects) == (
        ["en", "es"],
        ["public", "labor", "farmers", "growers"],
        ["Housing", "Wages"],
    )
    assert (event.seats, event.open_registration, event.registration_closes_at) == (
        40,
        True,
        datetime(2027, 4, 2, 1, tzinfo=UTC),
    )
    assert (event.series and event.series.name, event.series_number, event.scope) == (
        Words.of(en="Workshops"),
        "I",
        "national",
    )
    assert (event.join_url, event.contact_email, event.note) == (
        "https://meet.example.org/room",
        "questions@example.org",
        "Bring papers",
    )


def test_saving_a_form_unchanged_changes_nothing(
    client: FlaskClient, organiser: Account, db: Session
) -> None:
    client.post("/organise/events/new", data=ALL)
    event = db.scalars(select(Event)).one()
    changed_at = event.changed_at

    answer = client.post(path(event, "edit"), data=ALL)

    assert (answer.status_code, event.changed_at, event.sequence) == (302, changed_at, 0)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (
            {"precision": "part_of_month", "part": "late", "month": "4", "year": "2000",
             "as_given": "late April"},
            FuzzyDate.in_part(2000, 4, Part.LATE, as_given="late April"),
        ),
        ({"precision": "month", "month": "6", "year": "2000"}, FuzzyDate.in_month(2000, 6)),
        ({"precision": "year", "year": "2001"}, FuzzyDate.in_year(2001)),
        ({"precision": "unknown"}, FuzzyDate.unknown()),
        ({"precision": "day", "first_day": "2000-02-07"}, FuzzyDate.days(date(2000, 2, 7))),
    ],
)  # fmt: skip
def test_a_date_is_kept_as_exact_as_it_was_given(
    client: FlaskClient, organiser: Account, db: Session, typed: dict[str, str], kept: FuzzyDate
) -> None:
    client.post("/organise/events/new", data={**typed, "title-en": "Workshop"})

    event = db.scalars(select(Event)).one()
    assert (event.date, event.starts_at) == (kept, None)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"title-en": "", "title-es": ""}, "title-en", "Write this in at least one language."),
        ({"first_day": ""}, "first_day", "Give the first day, or choose a less exact date."),
        ({"last_day": "2027-04-25"}, "last_day", "The last day cannot be before the first day."),
        ({"ends_time": ""}, "ends_time", "Give both times, or neither."),
        (
            {"last_day": "", "ends_time": "08:00"},
            "ends_time",
            "The event must end after it starts.",
        ),
        ({"precision": "month", "month": "0", "year": "2027"}, "month", "Choose the month."),
        ({"precision": "year"}, "year", "Give the year, such as 2027."),
        (
            {"registration_closes": "2027-05-01T10:00"},
            "registration_closes",
            "Registration must close before the event is over.",
        ),
        (
            {"kind": "seminar"},
            "kind",
            "Only a workshop can be a best-practices workshop: choose Workshop here.",
        ),
        ({"contact_email": "nobody"}, "contact_email", "Invalid email address."),
        ({"contact_email": "josé@example.org"}, "contact_email", "Invalid email address."),
        ({"join_url": "javascript:alert(1)"}, "join_url", "Invalid URL."),
    ],
)
def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(
    client: FlaskClient,
    organiser: Account,
    db: Session,
    typed: dict[str, str],
    field: str,
    said: str,
) -> None:
    answer = client.post("/organise/events/new", data=ALL | typed)

    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert said in answer.text
    kept = ["Forty experts meet", "State Library", "farmers, growers", 'value="40"', "Bring papers"]
    assert [text for text in kept if text not in answer.text] == []
    assert db.scalars(select(Event)).all() == []


def test_seats_that_are_taken_stay(client: FlaskClient, event: Event, db: Session) -> None:
    event.seats, event.seats_taken = 40, 31
    db.commit()

    answer = client.post(path(event, "edit"), data=ALL | {"seats": "30"})

    assert (answer.status_code, event.seats) == (422, 40)
    assert "31 seats are already taken" in answer.text


def test_the_form_shows_an_event_as_it_is(client: FlaskClient, event: Event, db: Session) -> None:
    services.change_event(
        event,
        starts_at=datetime(2027, 4, 26, 16, tzinfo=UTC),
        ends_at=datetime(2027, 4, 28, 0, tzinfo=UTC),
        sectors=["labor", "growers"],
    )

    shown = EventForm.data_of_event(event)

    assert [shown[name] for name in ("starts_time", "ends_time", "last_day")] == [
        time(9),
        time(17),
        date(2027, 4, 27),
    ]
    assert (shown["sectors"], shown["other_sectors"]) == (["labor"], "growers")
    assert 'value="09:00"' in client.get(path(event, "edit")).text


@pytest.mark.parametrize("typed", ["38.5767", "north", "91, 0", "0, 181", "1,2,3"])
def test_a_place_on_a_map_is_two_numbers_in_degrees(
    client: FlaskClient, event: Event, typed: str
) -> None:
    answer = client.post(path(event, "edit"), data=ALL | {"coordinates": typed})

    assert answer.status_code == 422
    assert "Write two numbers: latitude and longitude" in answer.text
    assert f'value="{typed}"' in answer.text


def test_a_place_on_a_map_is_on_the_page_and_in_calendars_where_people_meet(
    client: FlaskClient, event: Event, db: Session
) -> None:
    client.post(path(event, "edit"), data=ALL)

    assert (event.latitude, event.longitude, event.sequence) == (38.5767, -121.4934, 1)
    assert b"\r\nGEO:38.5767;-121.4934\r\n" in event_octets(event, "en")
    assert "mlat=38.5767&amp;mlon=-121.4934" in client.get(path(event, "preview")).text
    assert EventForm.data_of_event(event)["coordinates"] == "38.5767, -121.4934"
    client.post(path(event, "edit"), data=ALL | {"modality": "online"})
    assert b"GEO" not in event_octets(event, "en")


def test_an_event_of_one_evening_ends_at_midnight(
    client: FlaskClient, event: Event, db: Session
) -> None:
    evening = {"last_day": "", "starts_time": "19:00", "ends_time": "00:00"}

    client.post(path(event, "edit"), data=ALL | evening)

    assert event.ends_at == datetime(2027, 4, 27, 7, tzinfo=UTC)
    assert event.date == FuzzyDate.days(DAY)
    entry = event_entry(event)
    assert (entry.starts, entry.ends) == (event.starts_at, event.ends_at)
    assert EventForm.data_of_event(event)["ends_time"] == time()


def test_a_companion_is_filled_in_from_its_event_but_for_the_date(
    client: FlaskClient, event: Event, db: Session
) -> None:
    services.change_event(event, seats=40, purpose=Words.of(en="Develop a set"))
    services.add_party(event, factories.organization(), PartyRole.LEAD)
    db.commit()

    page = client.get(f"/organise/events/new?companion_of={event.slug}").text
    client.post(
        "/organise/events/new",
        data={
            "title-en": "Companion",
            "precision": "unknown",
            "companion": str(event.id),
            "copy_organizations": "y",
        },
    )

    assert ["Develop a set" in page, 'value="40"' in page, "2027-04-26" in page] == [
        True,
        True,
        False,
    ]
    companion = event.companions[0]
    assert [p.role for p in companion.parties] == [PartyRole.LEAD]


def test_a_draft_of_others_cannot_be_copied(client: FlaskClient, event: Event) -> None:
    hidden = factories.event(status=Status.DRAFT)

    assert client.get(f"/organise/events/new?companion_of={hidden.slug}").status_code == 404


# --- life cycle ---


def test_an_event_is_looked_at_and_published(
    client: FlaskClient, event: Event, db: Session
) -> None:
    question = client.get(path(event, "publish")).text
    client.post(path(event, "publish"))

    assert "Publish this event?" in question
    assert event.status is Status.OPEN
    assert "The event is published." in client.get(path(event)).text


def test_the_page_says_what_is_missing_for_publishing(
    client: FlaskClient, event: Event, db: Session
) -> None:
    event.city = event.contact_email = None
    db.commit()

    page, answer = client.get(path(event, "publish")).text, client.post(path(event, "publish"))

    for text in (page, answer.text):
        assert "Say in which city or at which venue it is held." in text
        assert "Give an email address for questions." in text
    assert (answer.status_code, event.status) == (409, Status.DRAFT)


def test_the_preview_speaks_every_language_and_marks_what_is_missing(
    client: FlaskClient, event: Event, db: Session
) -> None:
    services.change_event(event, title=Words.of(en="Water", es="Agua"))
    db.commit()

    pages = {lang: client.get(path(event, f"preview?lang={lang}")).text for lang in ("es", "fr")}

    assert "<h1>Agua</h1>" in pages["es"]
    assert '<span lang="en">Water</span>' in pages["fr"]
    assert 'class="missing"' in pages["es"]  # French and Portuguese have none


@pytest.mark.parametrize(
    ("page", "data", "status"),
    [
        ("postpone", {"precision": "month", "month": "6", "year": "2027"}, Status.POSTPONED),
        ("cancel", {"reason": "No money"}, Status.CANCELLED),
    ],
)
def test_plans_change(
    client: FlaskClient,
    event: Event,
    db: Session,
    page: str,
    data: dict[str, str],
    status: Status,
) -> None:
    services.publish(event)

    answer = client.post(path(event, page), data=data)

    assert (answer.status_code, event.status) == (302, status)


def test_cancelling_asks_for_a_reason(client: FlaskClient, event: Event) -> None:
    services.publish(event)

    answer = client.post(path(event, "cancel"), data={"reason": " "})

    assert (answer.status_code, event.status) == (422, Status.OPEN)
    assert "Write why the event is cancelled." in answer.text


def test_an_event_whose_time_has_passed_asks_whether_it_was_held(
    client: FlaskClient, event: Event, db: Session
) -> None:
    services.change_event(event, date=FuzzyDate.in_month(2000, 6))
    services.publish(event)

    page = client.get(path(event)).text
    client.post(path(event, "held"))

    assert "Say whether it was held" in page
    assert event.status is Status.HELD


def test_registration_is_closed_and_opened_again(
    client: FlaskClient, event: Event, db: Session
) -> None:
    services.publish(event)

    client.post(path(event, "registration/close"))
    public = client.get(f"/events/{event.slug}/").text
    client.post(path(event, "registration/reopen"))

    assert "Registration closed" in public
    assert event.registration_closes_at is None


# --- organisations, tasks, team ---


def test_a_known_name_is_recognised_and_a_new_one_is_added(
    client: FlaskClient, event: Event, db: Session
) -> None:
    eclac = factories.organization(name=Words.of(en="Economic Commission"))
    add_alias(eclac, "CEPAL")
    db.commit()

    for name in ("cepal", "Migration Dialogue"):
        client.post(path(event, "parties"), data={"new_name": name, "role": "co_organiser"})

    assert [p.organization.name["en"] for p in event.parties] == [
        "Economic Commission",
        "Migration Dialogue",
    ]
    assert len(db.scalars(select(Organization)).all()) == 2


def test_an_organisation_is_chosen_moved_and_removed(
    client: FlaskClient, event: Event, db: Session
) -> None:
    for body in (factories.organization(), factories.organization()):
        client.post(path(event, "parties"), data={"organization": str(body.id), "role": "sponsor"})
    first, second = event.parties

    client.post(path(event, f"parties/{second.id}/move"), data={"way": "up"})
    order = list(event.parties)
    client.post(path(event, f"parties/{first.id}/remove"))

    assert order == [second, first]
    assert event.parties == [second]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"role": "lead"}, "Choose an organisation, or write the name of one."),
        ({"new_name": "Body", "role": "lead"}, "This organisation already has that role."),
    ],
)
def test_a_party_that_cannot_be_added_says_why(
    client: FlaskClient, event: Event, data: dict[str, str], said: str
) -> None:
    services.add_party(event, factories.organization(name=Words.of(en="Body")), PartyRole.LEAD)

    answer = client.post(path(event, "parties"), data=data | {"note": "typed"})

    assert (answer.status_code, said in answer.text) == (422, True)
    assert 'value="typed"' in answer.text


def test_a_task_is_given_and_taken_back(client: FlaskClient, event: Event, db: Session) -> None:
    body = factories.organization()

    client.post(
        path(event, "parties"),
        data={"adds": "task", "task-organization": str(body.id), "task-task": "report"},
    )
    given = [(share.organization, share.task) for share in event.tasks]
    client.post(path(event, f"tasks/{event.tasks[0].id}/remove"))

    assert (given, event.tasks) == ([(body, Task.REPORT)], [])


def test_a_person_is_invited_and_dismissed(
    client: FlaskClient, event: Event, db: Session, mails: MailServer
) -> None:
    client.post(path(event, "team"), data={"email": "ana@example.org", "role": "facilitator"})
    deliver()
    page = unbroken(client.get(path(event, "team")).text)
    client.post(path(event, f"team/{event.team[1].id}/remove"))

    assert "ana@example.org" in page
    assert [to for to, _subject in mails.subjects()] == ["ana@example.org"]
    assert [member.role for member in event.team] == [TeamRole.LEAD_ORGANISER]


def test_who_is_invited_reads_when_it_is_there_and_by_their_own_clock(
    client: FlaskClient, event: Event, db: Session, mails: MailServer
) -> None:
    factories.account(email="ana@example.org", timezone="Asia/Tokyo")
    event.starts_at = datetime(2027, 4, 10, 15, tzinfo=UTC)
    event.ends_at = datetime(2027, 4, 10, 17, tzinfo=UTC)
    event.timezone = "America/Mexico_City"

    client.post(path(event, "team"), data={"email": "ana@example.org", "role": "facilitator"})
    deliver()

    [mail] = mails.to("ana@example.org")
    assert (
        "Date: 10 Apr 2027, 9:00\u202fam to 10 Apr 2027, 11:00\u202fam (Mexico City, UTC−6);"
        " by your clock: 11 Apr 2027, 12:00\u202fam to 11 Apr 2027, 2:00\u202fam (Tokyo, UTC+9)"
    ) in mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


#: Few mail servers take the second.
@pytest.mark.parametrize("email", ["nobody", "josé@example.org"])
def test_an_address_that_is_none_is_said_at_the_field(
    client: FlaskClient, event: Event, email: str
) -> None:
    answer = client.post(path(event, "team"), data={"email": email, "role": "reviewer"})

    assert (answer.status_code, f'value="{email}"' in answer.text) == (422, True)
    assert "Invalid email address." in answer.text


# --- agenda ---

ITEM = {
    "kind": "guided_discussion",
    "number": "3",
    "title-en": "Housing",
    "day": "2027-04-26",
    "starts": "09:00",
    "ends": "10:30",
    "people-0-role": "chair",
    "people-0-name": "Ana Prieto",
    "people-0-affiliation": "IOM",
    "people-1-role": "speaker",
    "people-1-name": " ",
    "guiding_questions-en": "What works?",
}


def test_an_item_is_added_and_changed(client: FlaskClient, event: Event, db: Session) -> None:
    client.post(path(event, "rooms"), data={"name": "Blue room", "capacity": "40"})
    client.post(path(event, "agenda/new"), data=ITEM | {"room": str(event.rooms[0].id)})
    item = event.agenda[0]
    made = (item.kind, item.number, item.starts_at, item.room, [p.name for p in item.people])

    client.post(path(event, f"agenda/{item.id}"), data=ITEM | {"title-en": "Wages", "room": "0"})

    assert made == (
        ItemKind.GUIDED_DISCUSSION,
        "3",
        datetime(2027, 4, 26, 16, tzinfo=UTC),
        event.rooms[0],
        ["Ana Prieto"],
    )
    assert (item.title, item.room) == (Words.of(en="Wages"), None)
    assert [(p.role, p.affiliation) for p in item.people] == [(ItemRole.CHAIR, "IOM")]


def test_an_address_on_the_agenda_that_few_mail_servers_take_is_said_at_the_field(
    client: FlaskClient, db: Session, event: Event
) -> None:
    typed = ITEM | {"people-0-email": "josé@example.org"}

    answer = client.post(path(event, "agenda/new"), data=typed)

    assert (answer.status_code, 'value="josé@example.org"' in answer.text) == (422, True)
    assert "Invalid email address." in answer.text
    assert event.agenda == []


def test_who_is_named_with_an_address_is_told_apart_from_everybody_of_that_name(
    client: FlaskClient, event: Event, db: Session
) -> None:
    known = factories.account(email="ana@example.org", name="A. Prieto")

    client.post(path(event, "agenda/new"), data=ITEM | {"people-0-email": "Ana@example.org"})
    item = event.agenda[0]
    form = client.get(path(event, f"agenda/{item.id}")).text
    client.post(path(event, f"agenda/{item.id}"), data=ITEM | {"people-0-email": "ana@example.org"})

    assert 'value="ana@example.org"' in form
    assert [(it.name, it.account) for it in item.people] == [("Ana Prieto", known)]
    assert "ana@example.org" not in client.get(f"/events/{event.slug}/").text
    client.post(path(event, f"agenda/{item.id}"), data=ITEM | {"people-0-email": ""})
    assert [(it.name, it.account) for it in item.people] == [("Ana Prieto", None)]


def test_an_item_may_last_until_midnight(client: FlaskClient, event: Event, db: Session) -> None:
    client.post(path(event, "agenda/new"), data=ITEM | {"ends": "00:00"})

    (item,) = event.agenda
    assert item.ends_at == datetime(2027, 4, 27, 7, tzinfo=UTC)
    assert 'value="00:00"' in client.get(path(event, f"agenda/{item.id}")).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title-en": ""}, "Write this in at least one language."),
        ({"ends": "08:00"}, "The item must end after it starts."),
        ({"starts": ""}, "Say when it starts."),
        ({"day": "2027-05-01"}, "The item must be within the days of the event."),
    ],
)
def test_an_item_that_does_not_fit_says_why_and_keeps_what_was_typed(
    client: FlaskClient, event: Event, typed: dict[str, str], said: str
) -> None:
    answer = client.post(path(event, "agenda/new"), data=ITEM | typed)

    assert (answer.status_code, said in answer.text) == (422, True)
    assert ["Ana Prieto" in answer.text, "What works?" in answer.text] == [True, True]
    assert event.agenda == []


@pytest.mark.parametrize("page", ["", "agenda"])
def test_a_longer_agenda_asks_the_database_no_more(
    client: FlaskClient, event: Event, page: str
) -> None:
    def count() -> int:
        for _ in range(3):
            client.post(path(event, "agenda/new"), data=ITEM)
        with statements() as asked:
            assert client.get(path(event, page)).status_code == 200
        return len(asked)

    assert count() == count()


def test_the_agenda_is_reordered_and_shortened(
    client: FlaskClient, event: Event, db: Session
) -> None:
    client.post(path(event, "agenda/new"), data=ITEM)
    client.post(
        path(event, "agenda/new"),
        data=ITEM | {"title-en": "Wages", "starts": "10:30", "ends": "11:00"},
    )
    housing, wages = event.agenda

    client.post(path(event, f"agenda/{wages.id}/move"), data={"way": "up"})
    order = list(event.agenda)
    question = client.get(path(event, f"agenda/{housing.id}/remove")).text
    client.post(path(event, f"agenda/{housing.id}/remove"))

    assert order == [wages, housing]
    assert "Remove this item?" in question
    assert event.agenda == [wages]


def test_clashes_are_said_in_words(client: FlaskClient, event: Event, db: Session) -> None:
    services.add_room(event, "Blue room")
    db.commit()
    room = {"room": str(event.rooms[0].id)}
    client.post(path(event, "agenda/new"), data=ITEM | room)
    client.post(path(event, "agenda/new"), data=ITEM | room | {"title-en": "Wages"})

    page = client.get(path(event, "agenda")).text

    assert "want the room Blue room at the same time." in page
    assert "want Ana Prieto at the same time." in page
    assert "The agenda has 1 clash." in client.get(path(event)).text


def test_the_next_item_begins_where_the_last_one_ends(client: FlaskClient, event: Event) -> None:
    client.post(path(event, "agenda/new"), data=ITEM)

    assert 'value="10:30"' in client.get(path(event, "agenda/new?day=2027-04-26")).text


def test_without_days_there_is_no_agenda_to_build(
    client: FlaskClient, event: Event, db: Session
) -> None:
    services.change_event(event, date=FuzzyDate.in_month(2027, 4))
    db.commit()

    pages = [client.get(path(event, page)).text for page in ("agenda", "agenda/new")]

    assert ["An agenda needs days" in page for page in pages] == [True, True]
