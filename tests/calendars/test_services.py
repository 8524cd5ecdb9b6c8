"""Texts are kept once per change and language, and feeds know when they last changed."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.calendars import handlers, queries, services
from eventsapp.calendars.models import EntryText, FeedStamp
from eventsapp.core import outbox
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.core.words import LOCALES, Words
from eventsapp.events.models import AgendaItem, ItemPerson, Room
from eventsapp.events.rules import ItemKind, ItemRole, Kind, Modality, Status
from tests import factories
from tests.conftest import deliver

NINE = datetime(2026, 7, 1, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def kept(db: Session, event_id: int) -> dict[str, bytes]:
    rows = db.execute(
        select(EntryText.locale, EntryText.octets).where(EntryText.event_id == event_id)
    )
    return dict(rows.all())


def stamps(db: Session) -> dict[str, int]:
    return dict(db.execute(select(FeedStamp.scope, FeedStamp.revision)).all())


def read(octets: bytes) -> dict[str, icalendar.Event]:
    """Return the events of a calendar by title, as a strict reader sees them."""
    calendar = icalendar.Calendar.from_ical(octets)
    assert not [event.errors for event in calendar.events if event.errors]
    return {str(event["summary"]): event for event in calendar.events}


def test_the_worker_keeps_the_text_of_an_event_in_every_language(db: Session) -> None:
    event = factories.event(title=Words.of(en="Water", es="Agua"))

    outbox.put("event.published", event_id=event.id)
    db.commit()
    deliver()

    texts = kept(db, event.id)
    assert set(texts) == set(LOCALES)
    assert b"\r\nSUMMARY:Agua\r\n" in texts["es"]
    assert b"\r\nSUMMARY:Water\r\n" in texts["en"]
    assert stamps(db) == {"public": 1, f"event:{event.id}": 1}


def test_a_change_writes_the_text_anew_and_moves_the_stamps(db: Session) -> None:
    event = factories.event()
    services.keep_texts(event.id)
    before = kept(db, event.id)["en"]

    event.title, event.sequence = Words.of(en="Another title"), 4
    event.changed_at += HOUR
    services.keep_texts(event.id)

    after = kept(db, event.id)["en"]
    assert b"SUMMARY:Another title" not in before
    assert b"SUMMARY:Another title" in after
    assert b"SEQUENCE:4" in after
    assert stamps(db) == {"public": 2, f"event:{event.id}": 2}


def test_an_event_whose_days_are_no_longer_known_leaves(db: Session) -> None:
    event = factories.event()
    services.keep_texts(event.id)
    assert kept(db, event.id)

    event.date, event.status = FuzzyDate.in_month(2027, 6), Status.POSTPONED
    event.changed_at += HOUR
    services.keep_texts(event.id)
    db.commit()

    assert kept(db, event.id) == {}
    assert read(queries.public_feed("en").octets) == {}
    assert read(queries.event_feed(event.slug, "en").octets) == {}


def test_a_draft_has_no_text_and_moves_no_feed(db: Session) -> None:
    event = factories.event(status=Status.DRAFT)

    services.keep_texts(event.id)

    assert (kept(db, event.id), stamps(db)) == ({}, {})


def test_texts_that_nobody_asked_for_are_kept_too_and_anew_where_an_installation_has_moved(
    app: Flask, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = factories.event(slug="water")
    factories.event(date=FuzzyDate.in_month(2027, 6))
    factories.event(status=Status.DRAFT)

    handlers.keep_what_is_missing()
    first, told = kept(db, event.id)["en"], stamps(db)
    handlers.keep_what_is_missing()
    assert stamps(db) == told == {"public": 1, f"event:{event.id}": 1}
    monkeypatch.setitem(app.config, "BASE_URL", "https://moved.example.org")
    served = queries.event_feed("water", "en").octets
    handlers.keep_what_is_missing()

    assert b"URL:http://127.0.0.1:8000/events/water/" in first
    assert kept(db, event.id)["en"] in served
    assert b"URL:https://moved.example.org/events/water/" in served
    assert stamps(db) == {"public": 2, f"event:{event.id}": 2}


def test_an_event_that_is_gone_only_moves_the_stamps(db: Session) -> None:
    services.keep_texts(4711)

    assert stamps(db) == {"public": 1, "event:4711": 1}


def test_a_stamp_never_goes_back_even_if_the_clock_does(db: Session) -> None:
    event = factories.event()
    ahead = datetime(2100, 1, 1, tzinfo=UTC)
    factories.save(FeedStamp(scope="public", changed_at=ahead, revision=7))

    services.keep_texts(event.id)

    assert queries.stamp("public").changed_at > ahead
    assert stamps(db)["public"] == 8


def test_texts_that_are_missing_or_old_are_made_on_the_fly(db: Session) -> None:
    fresh, old, new = (factories.event(title=Words.of(en=it)) for it in ("Fresh", "Old", "New"))
    services.keep_texts(fresh.id)
    services.keep_texts(old.id)
    old.title, old.changed_at = Words.of(en="Renewed"), old.changed_at + HOUR
    db.commit()

    assert set(read(queries.public_feed("en").octets)) == {"Fresh", "Renewed", "New"}
    assert kept(db, new.id) == {}


def test_reading_a_feed_writes_nothing(db: Session) -> None:
    event = factories.event()

    queries.public_feed("en")
    queries.event_feed(event.slug, "en")

    assert (kept(db, event.id), stamps(db), list(db.dirty), list(db.new)) == ({}, {}, [], [])


def test_a_feed_is_made_once_until_something_changes(db: Session) -> None:
    event = factories.event()
    first = queries.public_feed("en")

    again = queries.public_feed("en")
    event.changed_at += HOUR
    db.commit()
    later = queries.public_feed("en")

    assert again is first
    assert later is not first
    assert later.etag != first.etag


def test_what_leaves_the_feed_does_not_take_its_last_change_back(db: Session) -> None:
    old, new = factories.event(), factories.event()
    new.changed_at = old.changed_at + timedelta(days=1)
    db.commit()
    before = queries.public_feed("en").changed_at

    services.keep_texts(new.id)
    db.delete(new)
    db.commit()
    services.keep_texts(new.id)
    db.commit()

    assert queries.public_feed("en").changed_at >= old.changed_at
    assert len(read(queries.public_feed("en").octets)) == 1
    assert before is not None


def test_an_event_is_written_with_all_that_is_public(db: Session) -> None:
    event = factories.event(
        slug="symposium",
        kind=Kind.SYMPOSIUM,
        title=Words.of(en="Symposium; on, migration"),
        summary=Words.of(en="Proposals by consensus."),
        subjects=["migration"],
        date=FuzzyDate.days(date(2000, 9, 4), date(2000, 9, 6)),
        venue="Casa Amarilla",
        city="San José",
        country="CR",
        timezone="America/Costa_Rica",
        join_url="https://meet.example.org/secret",
        sequence=2,
    )

    octets = queries.public_feed("en").octets
    (entry,) = read(octets).values()

    assert (entry["dtstart"].dt, entry["dtend"].dt) == (date(2000, 9, 4), date(2000, 9, 7))
    assert entry["uid"] == event.uid
    assert entry["sequence"] == 2
    assert entry["transp"] == "TRANSPARENT"
    assert entry["location"] == "Casa Amarilla, San José, Costa Rica"
    assert entry["url"].endswith("/events/symposium/")
    assert entry["description"] == f"Proposals by consensus.\n\n{entry['url']}"
    assert entry["dtstamp"].dt == entry["last-modified"].dt
    assert [str(it) for it in entry["categories"].cats] == ["Symposium", "migration"]
    assert b"secret" not in octets


def test_an_event_of_one_day_shows_its_hours_in_its_zone(db: Session) -> None:
    factories.event(
        date=FuzzyDate.days(date(2026, 7, 1)),
        timezone="Europe/Berlin",
        starts_at=NINE,
        ends_at=NINE + 8 * HOUR,
    )

    octets = queries.public_feed("en").octets

    assert b"DTSTART;TZID=Europe/Berlin:20260701T090000\r\n" in octets
    assert b"DTEND;TZID=Europe/Berlin:20260701T170000\r\n" in octets
    assert b"BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n" in octets


def test_an_event_that_is_only_online_is_in_utc(db: Session) -> None:
    factories.event(
        modality=Modality.ONLINE,
        date=FuzzyDate.days(date(2026, 7, 1)),
        timezone="Europe/Berlin",
        starts_at=NINE,
        ends_at=NINE + HOUR,
    )

    octets = queries.public_feed("en").octets

    assert b"DTSTART:20260701T070000Z\r\n" in octets
    assert b"LOCATION:Online\r\n" in octets


def test_an_event_of_several_days_is_a_frame_of_whole_days(db: Session) -> None:
    factories.event(
        date=FuzzyDate.days(date(2026, 7, 1), date(2026, 7, 2)),
        timezone="Europe/Berlin",
        starts_at=NINE,
        ends_at=NINE + 32 * HOUR,
    )

    assert b"DTSTART;VALUE=DATE:20260701\r\n" in queries.public_feed("en").octets


def test_a_cancelled_event_stays_and_says_so(db: Session) -> None:
    factories.event(
        title=Words.of(en="Water"),
        status=Status.CANCELLED,
        cancelled_reason="The hall burnt down.",
        sequence=1,
    )

    entry = read(queries.public_feed("en").octets)["Cancelled: Water"]

    assert (entry["status"], entry["sequence"]) == ("CANCELLED", 1)
    assert entry["description"].startswith("The hall burnt down.")


def test_an_event_put_off_without_new_days_is_tentative_while_its_old_days_stand(
    db: Session,
) -> None:
    factories.event(title=Words.of(en="Water"), status=Status.POSTPONED)

    assert read(queries.public_feed("en").octets)["Postponed: Water"]["status"] == "TENTATIVE"


def test_the_feed_of_one_event_holds_its_agenda_at_its_hours(db: Session) -> None:
    event = factories.event(
        title=Words.of(en="Workshop"),
        date=FuzzyDate.days(date(2026, 7, 1), date(2026, 7, 2)),
        timezone="Europe/Berlin",
        city="Berlin",
    )
    room = factories.save(Room(event=event, name="Room 1"))
    factories.save(
        AgendaItem(
            event=event,
            uid="item-1",
            kind=ItemKind.OPENING,
            title=Words.of(en="Opening"),
            starts_at=NINE,
            ends_at=NINE + HOUR,
            room=room,
            changed_at=event.changed_at,
            people=[ItemPerson(role=ItemRole.CHAIR, name="Ada Lima", affiliation="IOM")],
        )
    )
    factories.save(
        AgendaItem(
            event=event,
            uid="item-2",
            kind=ItemKind.BREAK,
            title=Words.of(en="Coffee"),
            starts_at=NINE + HOUR,
            ends_at=NINE + 2 * HOUR,
            changed_at=event.changed_at,
        )
    )

    found = read(queries.event_feed(event.slug, "en").octets)

    assert list(found) == ["Workshop", "Opening", "Coffee"]
    opening = found["Opening"]
    assert opening["related-to"] == found["Workshop"]["uid"]
    assert opening["dtstart"].dt.astimezone(UTC) == NINE
    assert opening["location"] == "Room 1, Berlin"
    assert opening["description"].startswith("Workshop\n\nChair: Ada Lima (IOM)\n\n")
    assert [str(it["transp"]) for it in found.values()] == ["TRANSPARENT", "OPAQUE", "TRANSPARENT"]
    assert set(read(queries.public_feed("en").octets)) == {"Workshop"}


def test_the_feed_of_one_event_follows_its_agenda(db: Session) -> None:
    event = factories.event(title=Words.of(en="Workshop"))
    assert list(read(queries.event_feed(event.slug, "en").octets)) == ["Workshop"]

    item = factories.save(
        AgendaItem(
            event=event,
            uid="item-1",
            kind=ItemKind.OPENING,
            title=Words.of(en="Opening"),
            starts_at=NINE,
            ends_at=NINE + HOUR,
            changed_at=event.changed_at,
        )
    )
    assert list(read(queries.event_feed(event.slug, "en").octets)) == ["Workshop", "Opening"]

    item.title, item.changed_at = Words.of(en="Welcome"), item.changed_at + HOUR
    db.commit()
    assert list(read(queries.event_feed(event.slug, "en").octets)) == ["Workshop", "Welcome"]
