"""What mails about a seat tell the calendars of those who read them."""

from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import icalendar
import pytest
import time_machine
import vobject
from flask import Flask
from sqlalchemy.orm import Session

from eventsapp.core import clock, outbox
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.core.words import Words
from eventsapp.events import services as events
from eventsapp.events.models import Event
from eventsapp.events.rules import Modality
from eventsapp.notices import services as notices
from eventsapp.notices.models import Notice
from eventsapp.registration import services
from eventsapp.registration.models import Registration
from eventsapp.registration.rules import SETTLING, Category
from tests import factories
from tests.conftest import MailServer, deliver

DAY = date(2027, 3, 27)
NINE = datetime(2027, 3, 27, 8, 0, tzinfo=UTC)
HOURS = {"starts_at": NINE, "ends_at": NINE + timedelta(hours=8)}
MAILBOX = "invite@events.example.org"


def water(**fields: Any) -> Event:
    """Return an event of one day in Berlin, the day before its clocks change."""
    defaults: dict[str, Any] = {
        "title": Words.of(en="Water", es="Agua"),
        "date": FuzzyDate.days(DAY),
        "timezone": "Europe/Berlin",
        "venue": "Town hall",
        "city": "Berlin",
        "contact_email": "team@example.org",
        **HOURS,
    }
    return factories.event(**defaults | fields)


def ana(event: Event, **fields: Any) -> Registration:
    return services.register(event, **{"email": "ana@example.org", "name": "Ana"} | fields)


def carried(mail: EmailMessage) -> icalendar.Calendar:
    """Return the calendar in a mail, as a strict reader sees it; both copies of it are the same."""
    assert mail.get_content_type() == "multipart/mixed"
    alternatives, file = mail.iter_parts()
    kinds = [part.get_content_type() for part in alternatives.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    part = list(alternatives.iter_parts())[-1]
    octets = part.get_payload(decode=True)
    assert (part.get_content_disposition(), part["Content-Transfer-Encoding"]) == (None, "base64")
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invite.ics")
    assert file.get_payload(decode=True) == octets
    calendar = icalendar.Calendar.from_ical(octets)
    assert not [event.errors for event in calendar.events if event.errors]
    assert part.get_param("method") == calendar["METHOD"]
    vobject.readOne(octets.decode()).serialize()
    return calendar


def told(mails: MailServer) -> list[tuple[str, str, int, datetime]]:
    """Return (method, status, sequence, start) of what each mail tells a calendar, in order."""
    said = []
    for mail in mails.mails:
        calendar = carried(mail)
        [event] = calendar.events
        status, sequence = str(event["STATUS"]), int(event["SEQUENCE"])
        said.append((str(calendar["METHOD"]), status, sequence, event.start))
    return said


def settle(db: Session) -> None:
    """Let the time pass after which people are told of changes."""
    db.commit()
    deliver()
    with time_machine.travel(clock.now() + SETTLING):
        deliver()


def test_a_confirmation_puts_the_event_into_the_calendar(db: Session, mails: MailServer) -> None:
    event = water(join_url="https://meet.example/water", modality=Modality.HYBRID)
    factories.registration(event, email="ben@example.org")

    ana(event)
    db.commit()
    deliver()

    [mail] = mails.mails
    calendar = carried(mail)
    [entry] = calendar.events
    assert calendar["METHOD"] == "REQUEST"
    assert str(entry["UID"]) == event.uid
    assert (entry.start, entry.end) == (NINE, NINE + timedelta(hours=8))
    assert entry["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert [str(zone["TZID"]) for zone in calendar.timezones] == ["Europe/Berlin"]
    assert str(entry["CONFERENCE"]) == "https://meet.example/water"
    assert str(entry["ORGANIZER"]) == "mailto:team@example.org" == f"mailto:{mail['Reply-To']}"
    assert str(entry["ATTENDEE"]) == "mailto:ana@example.org"
    assert dict(entry["ATTENDEE"].params) == {
        "CN": "Ana", "CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }  # fmt: skip
    assert entry["X-MICROSOFT-DISALLOW-COUNTER"] == "TRUE"
    assert "ben@example.org" not in mail.as_string()


def test_nobody_is_invited_by_themselves(db: Session, mails: MailServer) -> None:
    ana(water(contact_email="Ana@example.org"))
    db.commit()
    deliver()

    [mail] = mails.mails
    [entry] = carried(mail).events
    assert entry["ORGANIZER"] == "mailto:no-reply@eventsapp.example"
    assert mail["Reply-To"] == "Ana@example.org"


def test_a_seat_at_an_event_that_was_cancelled_meanwhile_is_not_confirmed_any_more(
    db: Session, mails: MailServer
) -> None:
    event = water(seats=1)
    ana(event)
    ana(event, email="waits@example.org")
    events.cancel(event, "The venue burnt down.")
    db.commit()
    deliver()

    assert mails.subjects() == [
        ("ana@example.org", "Event cancelled: Water"),
        ("waits@example.org", "Event cancelled: Water"),
    ]


def test_who_cancels_and_comes_back_at_once_is_told_once(db: Session, mails: MailServer) -> None:
    event = water()
    services.cancel(ana(event))
    ana(event)
    db.commit()
    deliver()

    assert mails.subjects() == [("ana@example.org", "Your seat: Water")]


def test_the_entry_is_worded_in_the_language_of_its_reader(db: Session, mails: MailServer) -> None:
    ana(water(), locale="es")
    db.commit()
    deliver()

    [mail] = mails.mails
    assert [str(entry["SUMMARY"]) for entry in carried(mail).events] == ["Agua"]


def test_a_date_that_is_not_known_to_the_day_enters_no_calendar(
    db: Session, mails: MailServer
) -> None:
    event = water(date=FuzzyDate.in_month(2027, 3), starts_at=None, ends_at=None)

    services.add(event, email="ana@example.org", name="Ana")
    db.commit()
    deliver()

    [mail] = mails.mails
    assert mail.get_content_type() == "multipart/alternative"


def test_request_update_and_end_follow_each_other(db: Session, mails: MailServer) -> None:
    event = water()
    registration = ana(event)
    settle(db)
    later = {name: at + timedelta(hours=1) for name, at in HOURS.items()}
    events.change_event(event, **later)
    settle(db)
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        services.cancel(registration)
        db.commit()
        deliver()

    assert told(mails) == [
        ("REQUEST", "CONFIRMED", 0, NINE),
        ("REQUEST", "CONFIRMED", 1, NINE + timedelta(hours=1)),
        ("CANCEL", "CANCELLED", 2, NINE + timedelta(hours=1)),
    ]
    entries = [carried(mail).events[0] for mail in mails.mails]
    assert (
        len(
            {(e["UID"], e["ORGANIZER"], e["ATTENDEE"], e["ATTENDEE"].params["CN"]) for e in entries}
        )
        == 1
    )
    stamps = [entry["DTSTAMP"].dt for entry in entries]
    assert stamps == sorted(set(stamps))
    first = mails.mails[0]["Message-ID"]
    assert [mail["References"] for mail in mails.mails] == [None, first, first]


def test_who_has_cancelled_is_offered_no_entry(db: Session, mails: MailServer) -> None:
    services.cancel(ana(water()))
    db.commit()
    deliver()

    [mail] = mails.mails
    assert mail["Subject"] == "Cancelled: Water"
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body is not None
        assert ".ics" not in body.get_content()


def test_who_cancels_and_comes_back_gets_a_higher_sequence_each_time(
    db: Session, mails: MailServer
) -> None:
    event = water()
    for _ in range(2):
        registration = ana(event)
        db.commit()
        deliver()
        services.cancel(registration)
        db.commit()
        deliver()

    assert [(method, sequence) for method, _, sequence, _ in told(mails)] == [
        ("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2), ("CANCEL", 3),
    ]  # fmt: skip


def test_a_called_off_event_is_taken_out_at_once(db: Session, mails: MailServer) -> None:
    event = water()
    ana(event)
    db.commit()
    deliver()

    events.cancel(event, "The venue burnt down.")
    db.commit()
    deliver()

    assert told(mails)[1:] == [("CANCEL", "CANCELLED", 1, NINE)]
    assert mails.mails[-1]["Subject"] == "Event cancelled: Water"


def test_an_event_without_days_leaves_the_calendar_and_comes_back_with_new_ones(
    db: Session, mails: MailServer
) -> None:
    event = water()
    ana(event)
    settle(db)
    events.postpone(event, FuzzyDate.in_year(2028))
    settle(db)
    events.change_event(event, date=FuzzyDate.days(date(2028, 5, 2)))
    settle(db)

    said = told(mails)
    assert [(method, start) for method, _, _, start in said] == [
        ("REQUEST", NINE), ("CANCEL", NINE), ("REQUEST", date(2028, 5, 2)),
    ]  # fmt: skip
    sequences = [sequence for _, _, sequence, _ in said]
    assert sequences == sorted(set(sequences))


def test_who_waits_is_not_invited_until_there_is_a_seat(db: Session, mails: MailServer) -> None:
    event = water(seats=1, join_url="https://meet.example/water", modality=Modality.HYBRID)
    first = factories.registration(event)
    ana(event)
    db.commit()
    deliver()
    [waiting] = mails.to("ana@example.org")
    assert waiting.get_content_type() == "multipart/alternative"
    assert "meet.example" not in waiting.as_string()

    services.cancel(first)
    db.commit()
    deliver()

    [_, promoted] = mails.to("ana@example.org")
    assert carried(promoted)["METHOD"] == "REQUEST"


def test_an_expert_who_takes_a_place_is_invited(db: Session, mails: MailServer) -> None:
    services.admit(water(open_registration=False), factories.account(), name="Eva",
                   category=Category.EXPERT)  # fmt: skip
    db.commit()
    deliver()

    assert [method for method, *_ in told(mails)] == ["REQUEST"]


@pytest.mark.parametrize(
    "name",
    [
        'Müller, "Ada"; x:y',
        "Ana\r\nATTENDEE:mailto:all@example.org",
        "Ana\x0b\x1b[31m",
        "日本語の名前" * 30,
        "^n\\n^'",
        "\u202egnirts",
    ],
)
def test_no_name_adds_a_line_to_the_calendar(db: Session, mails: MailServer, name: str) -> None:
    ana(water(), name=name)
    db.commit()
    deliver()

    [mail] = mails.mails
    [entry] = carried(mail).events
    assert str(entry["ATTENDEE"]) == "mailto:ana@example.org"
    octets = mail.get_body(("plain",)) and list(mail.iter_attachments())[-1].get_content()
    assert octets.count(b"ATTENDEE") - (b'CN="Ana ATTENDEE' in octets) == 1
    assert max(map(len, octets.split(b"\r\n"))) <= 75


def test_several_edits_become_one_mail_about_how_things_stand(
    db: Session, mails: MailServer
) -> None:
    event = water()
    ana(event)
    settle(db)
    mails.mails.clear()

    for minutes, city in ((0, "Bonn"), (4, "Jena"), (8, "Kiel")):
        with time_machine.travel(clock.now() + timedelta(minutes=minutes)):
            events.change_event(event, city=city)
            db.commit()
            deliver()
    with time_machine.travel(clock.now() + timedelta(minutes=17)):
        deliver()
        assert mails.mails == []
    with time_machine.travel(clock.now() + timedelta(minutes=18)):
        deliver()

    [mail] = mails.mails
    [entry] = carried(mail).events
    assert entry["LOCATION"] == "Town hall, Kiel"


def test_what_changes_again_before_it_could_be_sent_is_told_once(
    db: Session, mails: MailServer
) -> None:
    event = water(modality=Modality.HYBRID)
    ana(event)
    settle(db)
    mails.mails.clear()

    notices.hold(event.mail_scope, "Ada")
    for change in ({"city": "Bonn"}, {"join_url": "https://meet.example/new"}):
        events.change_event(event, **change)
        settle(db)
    notices.let_go(event.mail_scope)
    db.commit()
    deliver()

    assert mails.subjects() == [("ana@example.org", "New date or place: Water")]
    [entry] = carried(mails.mails[0]).events
    assert entry["LOCATION"] == "Town hall, Bonn"
    assert (entry["CONFERENCE"], entry["SEQUENCE"]) == ("https://meet.example/new", 2)


def test_an_entry_ends_where_the_calendar_has_it(db: Session, mails: MailServer) -> None:
    event = water()
    ana(event)
    settle(db)
    mails.mails.clear()

    notices.hold(event.mail_scope, "Ada")
    events.change_event(event, **{name: at + timedelta(hours=1) for name, at in HOURS.items()})
    settle(db)
    events.postpone(event, FuzzyDate.in_year(2028))
    settle(db)
    notices.let_go(event.mail_scope)
    db.commit()
    deliver()

    assert told(mails) == [("CANCEL", "CANCELLED", 2, NINE)]


def test_of_a_cancelled_event_no_change_is_told_any_more(db: Session, mails: MailServer) -> None:
    event = water()
    ana(event)
    settle(db)
    mails.mails.clear()

    notices.hold(event.mail_scope, "Ada")
    events.change_event(event, city="Bonn")
    settle(db)
    events.cancel(event, "The venue burnt down.")
    db.commit()
    deliver()
    notices.let_go(event.mail_scope)
    db.commit()
    deliver()

    assert mails.subjects() == [("ana@example.org", "Event cancelled: Water")]
    assert told(mails) == [("CANCEL", "CANCELLED", 2, NINE)]


def let_go(db: Session, event: Event) -> None:
    notices.let_go(event.mail_scope)
    db.commit()
    deliver()


LATER = {name: at + timedelta(hours=1) for name, at in HOURS.items()}
NO_DAY = {"date": FuzzyDate.in_year(2028), "starts_at": None, "ends_at": None}


@pytest.mark.parametrize("change", [{"city": "Bonn"}, LATER, NO_DAY], ids=["place", "hour", "day"])
def test_what_is_changed_back_while_mails_are_held_is_not_told(
    db: Session, mails: MailServer, change: dict[str, Any]
) -> None:
    event = water()
    place = ana(event)
    settle(db)
    mails.mails.clear()

    notices.hold(event.mail_scope, "Ada")
    events.change_event(event, **change)
    settle(db)
    events.change_event(event, city="Berlin", date=FuzzyDate.days(DAY), **HOURS)
    settle(db)
    let_go(db, event)

    assert mails.mails == []
    services.cancel(place)
    settle(db)
    assert [(it[0], it[3]) for it in told(mails)] == [("CANCEL", NINE)]


def test_a_change_that_was_written_before_mails_were_held_is_taken_back_too(
    db: Session, mails: MailServer
) -> None:
    event = water()
    ana(event)
    settle(db)
    mails.mails.clear()

    events.change_event(event, city="Bonn")
    db.commit()
    deliver()
    with time_machine.travel(clock.now() + SETTLING):
        outbox.work(2)  # the mail is written
        assert db.query(Notice).filter_by(kind=services.CHANGED, sent_at=None).count() == 1
        notices.hold(event.mail_scope, "Ada")
        db.commit()
        deliver()  # and finds that it is held
    events.change_event(event, city="Berlin")
    settle(db)
    let_go(db, event)

    assert mails.mails == []


def test_who_cancels_while_mails_are_held_hears_of_no_change(
    db: Session, mails: MailServer
) -> None:
    event = water()
    place = ana(event)
    settle(db)
    mails.mails.clear()

    notices.hold(event.mail_scope, "Ada")
    events.change_event(event, **LATER)
    settle(db)
    services.cancel(place)
    settle(db)
    let_go(db, event)

    assert mails.subjects() == [("ana@example.org", "Cancelled: Water")]
    assert [(it[0], it[3]) for it in told(mails)] == [("CANCEL", NINE)]


def test_what_is_changed_back_in_time_is_not_told(db: Session, mails: MailServer) -> None:
    event = water()
    ana(event)
    settle(db)
    mails.mails.clear()

    events.change_event(event, city="Bonn")
    events.change_event(event, city="Berlin")
    settle(db)

    assert mails.mails == []


@pytest.mark.parametrize(
    ("fields", "change"),
    [
        ({"starts_at": None, "ends_at": None}, {"timezone": "Europe/Rome"}),
        ({}, {"date": FuzzyDate.days(DAY, as_given="Holy Saturday")}),
        ({}, {"place_as_given": "Berlin (town hall)"}),
        ({"modality": Modality.ONLINE}, {"venue": None, "city": "Bonn"}),
    ],
    ids=["zone of days", "words of a date", "words of a place", "place of what is online"],
)
def test_what_mails_do_not_say_is_not_told(
    db: Session, mails: MailServer, fields: dict[str, Any], change: dict[str, Any]
) -> None:
    event = water(**fields)
    ana(event)
    settle(db)
    mails.mails.clear()

    events.change_event(event, **change)
    settle(db)

    assert mails.mails == []


@pytest.mark.parametrize(
    ("fields", "change"),
    [
        ({}, {"timezone": "America/Lima"}),
        ({"venue": None, "city": None}, {"place_as_given": "By the sea"}),
        ({"modality": Modality.ONLINE}, {"modality": Modality.HYBRID}),
    ],
    ids=["zone of hours", "only words of a place", "also in a place"],
)
def test_what_mails_say_otherwise_is_told(
    db: Session, mails: MailServer, fields: dict[str, Any], change: dict[str, Any]
) -> None:
    event = water(**fields)
    ana(event)
    settle(db)
    mails.mails.clear()

    events.change_event(event, **change)
    settle(db)

    assert mails.subjects() == [("ana@example.org", "New date or place: Water")]


def test_another_description_is_not_told(db: Session, mails: MailServer) -> None:
    event = water()
    ana(event)
    settle(db)
    mails.mails.clear()

    events.change_event(event, summary=Words.of(en="New words"))
    settle(db)

    assert mails.mails == []


def test_a_new_link_is_told_to_those_who_may_use_it(db: Session, mails: MailServer) -> None:
    event = water(modality=Modality.ONLINE, seats=1)
    ana(event)
    ana(event, email="waits@example.org")
    settle(db)
    mails.mails.clear()

    events.change_event(event, join_url="https://meet.example/new")
    settle(db)

    assert mails.subjects() == [("ana@example.org", "New link: Water")]
    [entry] = carried(mails.mails[0]).events
    assert (entry["CONFERENCE"], entry["SEQUENCE"]) == ("https://meet.example/new", 1)


def test_that_an_event_is_postponed_comes_first(db: Session, mails: MailServer) -> None:
    event = water()
    ana(event)
    settle(db)
    mails.mails.clear()

    events.postpone(event, FuzzyDate.in_year(2028))
    settle(db)
    events.change_event(event, city="Bonn")
    settle(db)

    postponed, moved = mails.mails
    assert postponed["Subject"] == "Postponed: Water"
    for kind in ("plain", "html"):
        body = postponed.get_body((kind,))
        assert body is not None
        assert "Please do not travel yet: this event is postponed." in body.get_content()
    assert moved["Subject"] == "New date or place: Water"


def test_all_that_has_changed_of_the_place_is_said(db: Session, mails: MailServer) -> None:
    event = water(region="Saxony")
    ana(event)
    settle(db)
    mails.mails.clear()

    events.change_event(event, region="Bavaria")
    settle(db)

    [mail] = mails.mails
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body is not None
        assert "Town hall, Berlin, Bavaria" in body.get_content()


@pytest.mark.parametrize("hours", [HOURS, {"starts_at": None, "ends_at": None}])
def test_shortly_before_the_time_that_people_know_a_later_one_is_told_at_once(
    db: Session, mails: MailServer, hours: dict[str, Any]
) -> None:
    event = water(**hours)
    ana(event)
    settle(db)
    mails.mails.clear()

    begins = hours["starts_at"] or datetime(2027, 3, 26, 23, tzinfo=UTC)
    with time_machine.travel(begins - timedelta(minutes=20)):
        events.postpone(event, FuzzyDate.in_year(2028))
        db.commit()
        deliver()

    assert mails.subjects() == [("ana@example.org", "Postponed: Water")]


def test_shortly_before_it_begins_a_change_is_told_at_once(db: Session, mails: MailServer) -> None:
    event = water(modality=Modality.ONLINE)
    ana(event)
    settle(db)
    mails.mails.clear()

    with time_machine.travel(NINE - timedelta(minutes=5)):
        events.change_event(event, join_url="https://meet.example/new")
        db.commit()
        deliver()

    assert mails.subjects() == [("ana@example.org", "New link: Water")]


def test_nobody_is_told_of_corrections_to_the_past(db: Session, mails: MailServer) -> None:
    event = water()
    ana(event)
    settle(db)
    mails.mails.clear()

    with time_machine.travel(NINE + timedelta(days=30)):
        events.change_event(event, city="Bonn")
        settle(db)

    assert mails.mails == []


def test_nobody_is_kept_from_an_event_that_is_over(db: Session, mails: MailServer) -> None:
    event = water()
    ana(event)
    settle(db)
    mails.mails.clear()

    with time_machine.travel(NINE + timedelta(days=1)):
        events.cancel(event, "It did not take place.")
        db.commit()
        deliver()

    assert mails.mails == []


def test_a_configured_mailbox_invites_each_person_under_an_address_of_their_own(
    app: Flask, monkeypatch: pytest.MonkeyPatch, db: Session, mails: MailServer
) -> None:
    monkeypatch.setitem(app.config, "INVITE_MAILBOX", MAILBOX)
    event = water()
    registration = ana(event)
    ana(event, email="ben@example.org")
    settle(db)
    monkeypatch.setitem(app.config, "INVITE_MAILBOX", "")
    events.change_event(event, city="Bonn")
    settle(db)

    mine, others, again, _ = mails.mails
    organizers = [carried(mail).events[0]["ORGANIZER"] for mail in (mine, others, again)]
    assert organizers[0] == organizers[2] != organizers[1]
    assert organizers[0] == f"mailto:{registration.organizer}"
    assert registration.organizer is not None
    assert registration.organizer.startswith("invite+")
    assert mine["From"] == f"eventsapp <{registration.organizer}>"
    assert mine["Reply-To"] == "team@example.org"
