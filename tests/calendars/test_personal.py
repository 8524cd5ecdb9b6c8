"""A person's own calendar: what is in it, who reads it, and how its address is kept secret."""

import gzip
import re
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

import icalendar
import pytest
import structlog
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from eventsapp.accounts.models import Account
from eventsapp.calendars import services
from eventsapp.calendars.models import PersonalCalendar
from eventsapp.calendars.queries import calendar_of, personal
from eventsapp.calendars.rules import Alarm, rings_before
from eventsapp.core import clock
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.core.words import Words
from eventsapp.duties.handlers import look
from eventsapp.events import services as events
from eventsapp.events.models import AgendaItem, Event, ItemPerson
from eventsapp.events.rules import ItemKind, ItemRole, Modality, Status
from eventsapp.experts.rules import ApplicationStatus
from eventsapp.experts.services import deadlines
from eventsapp.registration import services as registration
from eventsapp.registration.queries import own_registration
from eventsapp.registration.rules import Status as Place
from tests import factories
from tests.conftest import MailServer, deliver, sign_in
from tests.readers import read_by_vobject

BERLIN = ZoneInfo("Europe/Berlin")
JOIN = "https://meet.example.org/room"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    personal.shelf.clear()
    personal.agendas.clear()


def own_calendar(person: Account, **chosen: object) -> str:
    """Make a person's own calendar, and return its address."""
    services.renew_address(person)
    calendar = calendar_of(person)
    assert calendar is not None
    for name, value in chosen.items():
        setattr(calendar, name, value)
    factories.save(calendar)
    return f"/calendar/private/{calendar.secret}.ics"


def read(octets: bytes) -> list[tuple[str, str, int, str]]:
    """Return (title, start, SEQUENCE, STATUS), as two independent readers see them."""
    calendar = icalendar.Calendar.from_ical(octets)
    assert not [it for event in calendar.events for it in event.errors]
    one = [
        (str(e["summary"]), str(e["dtstart"].dt), int(e.get("sequence", 0)), str(e.get("status")))
        for e in calendar.events
    ]
    if one:
        assert [(e.summary.value, str(e.dtstart.value), int(e.sequence.value), e.status.value)
                for e in read_by_vobject(octets)] == one  # fmt: skip
    return one


def titles(client: FlaskClient, address: str) -> list[str]:
    return [title for title, *_rest in read(client.get(address).data)]


def online(**fields: object) -> Event:
    starts = datetime(2027, 3, 8, 9, tzinfo=BERLIN).astimezone(UTC)
    defaults = {
        "title": Words.of(en="Water", es="Agua"), "timezone": "Europe/Berlin",
        "modality": Modality.HYBRID, "join_url": JOIN, "date": FuzzyDate.days(date(2027, 3, 8)),
        "starts_at": starts, "ends_at": starts + timedelta(hours=8),
    }  # fmt: skip
    return factories.event(**defaults | fields)


def seat(event: Event, person: Account, **fields: object) -> None:
    factories.registration(event, account=person, email=person.email, **fields)


def item(event: Event, title: str, **fields: object) -> AgendaItem:
    starts = event.starts_at or clock.now() + timedelta(days=30)
    defaults = {
        "event": event, "uid": f"item-{title}", "kind": ItemKind.PRESENTATION,
        "title": Words.of(en=title), "starts_at": starts, "ends_at": starts + timedelta(hours=1),
        "changed_at": clock.now(),
    }  # fmt: skip
    return factories.save(AgendaItem(**defaults | fields))


def test_it_holds_ones_places_the_agenda_and_the_duties_and_nothing_of_others(
    client: FlaskClient, db: Session
) -> None:
    person, other = factories.account(), factories.account()
    mine, theirs = online(), online(title=Words.of(en="Fire"))
    seat(mine, person)
    seat(theirs, other)
    item(mine, "Opening of Water")
    item(theirs, "Opening of Fire")
    spoken = item(theirs, "Talk at Fire")
    factories.save(ItemPerson(item=spoken, role=ItemRole.SPEAKER, name="P", account=person))
    for who in (person, other):
        factories.application(factories.call(), account=who, status=ApplicationStatus.DRAFT)
    db.commit()
    look()

    found = titles(client, own_calendar(person))

    due = "Due: Complete and submit your application to the call for experts: "
    assert [re.sub(r"Event \d+", "", title) for title in found] == [
        "Water", "Opening of Water · Water", "Talk at Fire · Fire", due,
    ]  # fmt: skip


def test_each_part_can_be_switched_off(client: FlaskClient, db: Session) -> None:
    person, event = factories.account(), online()
    seat(event, person)
    item(event, "Opening")

    assert titles(client, own_calendar(person, agenda=False)) == ["Water"]
    assert titles(client, own_calendar(person, agenda=True, registrations=False)) == [
        "Opening · Water"
    ]
    empty = own_calendar(person, agenda=False, registrations=False, duties=False)
    assert titles(client, empty) == []


def test_only_who_has_a_seat_has_the_link_to_join(client: FlaskClient, db: Session) -> None:
    event = online(seats=1)
    in_, waiting = factories.account(), factories.account()
    seat(event, in_)
    seat(event, waiting, status=Place.WAITING)

    feeds = [client.get(own_calendar(it)).data for it in (in_, waiting)]

    assert [JOIN in octets.replace(b"\r\n ", b"").decode() for octets in feeds] == [True, False]
    assert [(it[0], it[3]) for octets in feeds for it in read(octets)] == [
        ("Water", "CONFIRMED"),
        ("Waiting list: Water", "TENTATIVE"),
    ]


def test_no_public_feed_holds_anything_of_it(client: FlaskClient, db: Session) -> None:
    person, event = factories.account(name="CANARY name", email="canary@example.org"), online()
    seat(event, person, affiliation="CANARY body")
    factories.application(factories.call(), account=person, status=ApplicationStatus.DRAFT)
    db.commit()
    look()
    address = own_calendar(person)
    secret = address.rpartition("/")[2].removesuffix(".ics")

    for path in ("/calendar.ics", f"/events/{event.slug}.ics", "/calendar.atom", "/calendar.json"):
        text = client.get(path).data.replace(b"\r\n ", b"").decode()
        assert [it for it in ("CANARY", "canary", JOIN, secret, "Due:") if it in text] == []
    own = client.get(address).data.replace(b"\r\n ", b"").decode()
    assert JOIN in own
    assert [it for it in (secret, "SOURCE", "ORGANIZER", "ATTENDEE", "VALARM", "METHOD")
            if it in own] == []  # fmt: skip
    assert "\r\nURL" not in own.partition("BEGIN:VEVENT")[0]


def test_an_event_is_the_same_one_as_in_the_public_feed_and_in_the_invitation(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    person, event = factories.account(), online()
    registration.register(event, email=person.email, name="P", account=person)
    db.commit()
    deliver()
    [mail] = mails.to(person.email)
    invited = next(it for it in mail.walk() if it.get_content_type() == "text/calendar")

    identities = {
        (str(entry["uid"]), int(entry["sequence"]), entry["dtstart"].dt)
        for octets in (
            client.get(own_calendar(person)).data,
            client.get("/calendar.ics").data,
            invited.get_payload(decode=True),
        )
        for entry in icalendar.Calendar.from_ical(octets).events
    }

    assert len(identities) == 1


def test_it_follows_an_event_that_changes_moves_across_a_change_of_clocks_and_is_cancelled(
    client: FlaskClient, db: Session
) -> None:
    person, event = factories.account(), online()
    seat(event, person)
    address = own_calendar(person)
    told = [client.get(address)]

    def next_day() -> None:
        db.commit()
        deliver()
        told.append(client.get(address))

    with time_machine.travel(clock.now(), tick=False) as traveller:
        traveller.shift(timedelta(days=1))
        events.change_event(event, title=Words.of(en="More water"))
        next_day()
        traveller.shift(timedelta(days=1))
        summer = datetime(2027, 4, 12, 9, tzinfo=BERLIN).astimezone(UTC)
        events.change_event(
            event, date=FuzzyDate.days(date(2027, 4, 12)),
            starts_at=summer, ends_at=summer + timedelta(hours=8),
        )  # fmt: skip
        next_day()
        traveller.shift(timedelta(days=1))
        events.cancel(event, reason="The river rose.")
        next_day()
        traveller.move_to(datetime(2027, 7, 10, 12, tzinfo=UTC))
        next_day()
        traveller.shift(timedelta(days=2))
        next_day()

    assert [read(answer.data) for answer in told] == [
        [("Water", "2027-03-08 09:00:00+01:00", 0, "CONFIRMED")],
        [("More water", "2027-03-08 09:00:00+01:00", 0, "CONFIRMED")],
        [("More water", "2027-04-12 09:00:00+02:00", 1, "CONFIRMED")],
        [("Cancelled: More water", "2027-04-12 09:00:00+02:00", 2, "CANCELLED")],
        [("Cancelled: More water", "2027-04-12 09:00:00+02:00", 2, "CANCELLED")],
        [],
    ]
    moments = [answer.last_modified for answer in told]
    assert moments == sorted(moments, key=lambda it: it or clock.now())
    assert len(set(moments)) == 5  # nothing happened before the tenth of July


def test_last_modified_never_goes_back_when_something_leaves(
    client: FlaskClient, db: Session
) -> None:
    person, first, last = factories.account(), online(), online(title=Words.of(en="Fire"))
    seat(first, person)
    seat(last, person)
    address = own_calendar(person)
    moments = [client.get(address).last_modified]

    with time_machine.travel(clock.now(), tick=False) as traveller:
        traveller.shift(timedelta(hours=1))
        events.change_event(last, title=Words.of(en="More fire"))
        db.commit()
        moments.append(client.get(address).last_modified)
        traveller.shift(timedelta(hours=1))
        own = own_registration(person, last)
        assert own is not None
        registration.cancel(own)
        db.commit()
        moments.append(client.get(address).last_modified)
        traveller.shift(timedelta(hours=1))
        services.choose(person, registrations=False, agenda=False, duties=False, alarm=Alarm.NONE)
        db.commit()
        moments.append(client.get(address).last_modified)

    assert titles(client, address) == []
    assert moments == sorted(set(moments), key=lambda it: it or clock.now())
    assert len(moments) == 4


def test_a_deadline_that_moves_is_the_same_entry_moved(client: FlaskClient, db: Session) -> None:
    call = factories.call(event=factories.event(title=Words.of(en="Water")))
    draft = factories.application(call, status=ApplicationStatus.DRAFT)
    address = own_calendar(draft.account)
    db.commit()
    look()
    before = icalendar.Calendar.from_ical(client.get(address).data).events

    deadlines.extend(call, call.closes_at + timedelta(days=5))
    db.commit()
    deliver()
    after = icalendar.Calendar.from_ical(client.get(address).data).events
    draft.status = ApplicationStatus.SUBMITTED
    db.commit()
    look()

    assert [(it["uid"], it["sequence"]) for it in before] == [(before[0]["uid"], 0)]
    assert [(it["uid"], it["sequence"]) for it in after] == [(before[0]["uid"], 1)]
    assert after[0].end == call.closes_at.replace(microsecond=0)
    assert titles(client, address) == []


def test_it_speaks_its_persons_language_or_the_one_in_its_address(
    client: FlaskClient, db: Session
) -> None:
    person = factories.account(locale="es")
    seat(online(), person)
    address = own_calendar(person)

    assert titles(client, address) == ["Agua"]
    assert titles(client, f"{address}?lang=en") == ["Water"]
    assert titles(client, f"{address}?lang=xx") == ["Agua"]


def test_calendar_programs_may_keep_it_if_they_ask_each_time(
    client: FlaskClient, db: Session
) -> None:
    person = factories.account()
    seat(online(), person)
    address = own_calendar(person)

    whole = client.get(address, headers={"Accept": "*/*"})
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    head = client.head(address)
    same = client.get(address, headers={"If-None-Match": whole.headers["ETag"]})
    later = client.get(address, headers={"If-Modified-Since": whole.headers["Last-Modified"]})

    told = ("Cache-Control", "X-Robots-Tag", "Referrer-Policy", "Vary", "Content-Type")
    assert [whole.headers[name] for name in told] == [
        "private, no-cache", "noindex", "no-referrer", "Accept-Encoding",
        "text/calendar; charset=utf-8",
    ]  # fmt: skip
    assert "Set-Cookie" not in whole.headers
    assert "Access-Control-Allow-Origin" not in whole.headers
    assert gzip.decompress(packed.data) == whole.data
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", whole.headers["ETag"])
    assert [(it.status_code, it.data) for it in (same, later)] == [(304, b"")] * 2
    assert same.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND", "REPORT"])
def test_other_methods_are_told_what_is_allowed(
    client: FlaskClient, db: Session, method: str
) -> None:
    address = own_calendar(factories.account())

    answers = [client.open(it, method=method) for it in (address, "/calendar/private/none.ics")]

    assert [it.status_code for it in answers] == [HTTPStatus.METHOD_NOT_ALLOWED] * 2
    assert {frozenset(it.allow or ()) for it in answers} == {frozenset({"GET", "HEAD"})}


#: Octets in an address that are no letters of it.
NO_TEXT = ("%00", "%0A", "%0D%0A", "%1B", "%FF", "%C0%80", "%ED%A0%80", "%", "%zz", "%E2%80%A8")


def test_unknown_revoked_malformed_and_locked_are_one_answer(
    client: FlaskClient, db: Session
) -> None:
    revoked, renewed, locked = factories.account(), factories.account(), factories.account()
    addresses = [own_calendar(it) for it in (revoked, renewed, locked)]
    assert [client.get(it).status_code for it in addresses] == [200] * 3
    services.revoke_address(revoked)
    services.renew_address(renewed)
    locked.active = False
    db.commit()
    secret = addresses[0].rpartition("/")[2]
    sign_in(client, factories.account())

    calendar = calendar_of(renewed)
    assert calendar is not None
    good = f"/calendar/private/{calendar.secret}.ics"

    answers = [
        client.get(path, headers={"X-Request-ID": "one"})
        for path in [
            *addresses, addresses[1][:-4], "/calendar/private/x?lang=%00",
            f"{addresses[0]}?lang=%00", f"{addresses[0]}?lang=%FF", f"{good}?lang=%00",
            f"{addresses[0]}?%00=%00", f"{good}?%00=es", f"{good}?lang=es&lang=%00",
            f"/calendar/private/{secret[1:]}",
            f"/calendar/private/{secret}/more.ics", "/calendar/private/x",
            "/calendar/private/é.ics", "/calendar/private/.ics",
            *(f"/calendar/private/{secret[:9]}{octet}{secret[9:]}" for octet in NO_TEXT),
            f"/calendar/private/{'a' * 5000}.ics", f"{addresses[0]}?lang=es",
        ]
    ]  # fmt: skip

    assert {_all_of(it) for it in answers} == {_all_of(answers[0])}
    assert (answers[0].status_code, answers[0].text) == (
        404, "There is no calendar at this address.\n",
    )  # fmt: skip
    assert client.get(good).status_code == 200


def _all_of(answer: TestResponse) -> tuple[object, ...]:
    return answer.status, answer.data, *sorted(answer.headers.items())


def test_an_address_that_was_given_works_under_another_key_though_it_is_not_shown(
    app: Flask, client: FlaskClient, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = factories.account()
    address = own_calendar(person)

    monkeypatch.setitem(app.config, "SECRET_KEY", "another key")
    sign_in(client, person)
    page = client.get("/me/calendar").text

    assert client.get(address).status_code == 200
    assert "Your address still works where you use it" in page
    assert "/calendar/private/" not in page


def test_nothing_that_is_stored_opens_it(db: Session) -> None:
    own_calendar(person := factories.account())

    calendar = db.query(PersonalCalendar).one()

    stored = {str(getattr(calendar, column.name)) for column in PersonalCalendar.__table__.columns}
    assert calendar.account_id == person.id
    assert calendar.secret is not None
    assert len(calendar.secret) == 43
    assert calendar.secret not in stored


def test_a_person_makes_chooses_renews_and_stops_on_one_page(
    client: FlaskClient, db: Session
) -> None:
    person = factories.account()
    seat(online(), person)
    sign_in(client, person)
    empty = client.get("/me/calendar").text

    made = client.post("/me/calendar/address")
    first = _shown(client)
    chosen = client.post("/me/calendar", data={"registrations": "y", "alarm": "hour"})
    renewed = client.post("/me/calendar/address")
    second = _shown(client)
    works = [client.get(it).status_code for it in (first, second)]
    alarms = client.get(second).data.count(b"TRIGGER:-PT1H")
    stopped = client.post("/me/calendar/revoke")

    assert "You have no private address yet." in empty
    assert {it.location for it in (made, chosen, renewed, stopped)} == {"/me/calendar"}
    assert first != second
    assert works == [404, 200]
    assert alarms == 1
    assert client.get(second).status_code == 404
    assert "You have no private address yet." in client.get("/me/calendar").text


def _shown(client: FlaskClient) -> str:
    found = re.search(
        r'value="https?://[^/"]+(/calendar/private/[^"]+)"', client.get("/me/calendar").text
    )
    assert found is not None
    return found[1]


def test_an_unknown_alarm_is_refused_at_its_field_and_nothing_is_kept(
    client: FlaskClient, db: Session
) -> None:
    person = factories.account()
    sign_in(client, person)

    answer = client.post("/me/calendar", data={"alarm": "noon"})

    assert answer.status_code == 422
    assert calendar_of(person) is None


@pytest.mark.parametrize(
    ("alarm", "whole_days", "takes_place", "before"),
    [
        (Alarm.NONE, False, True, None),
        (Alarm.NONE, True, True, None),
        (Alarm.QUARTER, False, True, timedelta(minutes=15)),
        (Alarm.HOUR, False, True, timedelta(hours=1)),
        (Alarm.DAY, False, True, timedelta(days=1)),
        (Alarm.QUARTER, True, True, timedelta(hours=15)),
        (Alarm.DAY, True, True, timedelta(hours=15)),
        (Alarm.HOUR, False, False, None),
        (Alarm.HOUR, True, False, None),
    ],
)
def test_it_rings_only_where_asked_and_for_what_takes_place(
    alarm: Alarm,
    whole_days: bool,  # noqa: FBT001 -- a row of the table
    takes_place: bool,  # noqa: FBT001 -- a row of the table
    before: timedelta | None,
) -> None:
    assert rings_before(alarm, whole_days=whole_days, takes_place=takes_place) == before


def test_a_draft_is_not_in_it(client: FlaskClient, db: Session) -> None:
    person = factories.account()
    seat(online(status=Status.DRAFT), person)

    assert titles(client, own_calendar(person)) == []


def test_the_page_of_a_seat_says_to_use_one_way_and_not_both(
    client: FlaskClient, db: Session
) -> None:
    place = factories.registration(online())

    page = client.get(f"/registrations/{place.token}").text

    assert "the event appears twice: use one or the other." in page


def test_no_line_of_the_log_holds_the_address(client: FlaskClient, db: Session) -> None:
    address = own_calendar(factories.account())
    quiet = structlog.get_config()["wrapper_class"]

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(0))
    with capture_logs() as lines:
        answer = client.get(address)
    structlog.configure(wrapper_class=quiet)

    assert answer.status_code == 200
    assert [it["route"] for it in lines] == ["/calendar/private/<path:calendar_secret>"]
    assert address.rpartition("/")[2].removesuffix(".ics") not in str(lines)
