"""Seats are given, queued for, given up, and never lost."""

from datetime import date, timedelta
from typing import Any

import icalendar
import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.audit.models import Entry
from eventsapp.core import clock, outbox
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.core.inbox import Incoming
from eventsapp.core.outbox import Message
from eventsapp.core.words import Words
from eventsapp.events.models import Event
from eventsapp.events.rules import Status as EventStatus
from eventsapp.registration import queries, services
from eventsapp.registration.models import Registration
from eventsapp.registration.rules import Category, Status
from tests import factories
from tests.conftest import MailServer, deliver


@pytest.fixture
def event(db: Session) -> Event:
    return factories.event(seats=2)


def ask(event: Event, name: str, **more: Any) -> Registration:
    return services.register(event, email=f"{name}@example.org", name=name.title(), **more)


def news(db: Session) -> list[str]:
    messages = db.scalars(select(Message).order_by(Message.id))
    return [m.name for m in messages if m.name.startswith("registration.")]


def places(event: Event) -> dict[str, str]:
    return {r.name: r.status.value for r in queries.registrations(event)}


def test_a_seat_is_given_while_there_is_one_and_then_a_place_in_the_queue(
    db: Session, event: Event
) -> None:
    for name in ("ana", "bea", "carla", "dora"):
        ask(event, name)

    assert places(event) == {
        "Ana": "confirmed", "Bea": "confirmed", "Carla": "waiting", "Dora": "waiting",
    }  # fmt: skip
    assert event.seats_taken == 2
    assert news(db) == ["registration.confirmed"] * 2 + ["registration.waiting"] * 2


def test_without_a_limit_everybody_gets_a_seat(db: Session) -> None:
    event = factories.event(seats=None)

    assert [ask(event, f"p{n}").status for n in range(3)] == [Status.CONFIRMED] * 3
    assert event.seats_taken == 3


def test_a_second_click_changes_nothing_and_says_nothing(db: Session, event: Event) -> None:
    first = ask(event, "ana")

    again = services.register(event, email=" ANA@example.org ", name="Somebody else")

    assert (again, again.name, event.seats_taken) == (first, "Ana", 1)
    assert news(db) == ["registration.confirmed"]


def test_whoever_asks_again_later_gets_the_link_again_once_a_day(db: Session, event: Event) -> None:
    ask(event, "ana")
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        ask(event, "ana")
        ask(event, "ana")

    assert news(db) == ["registration.confirmed", "registration.repeated"]


def test_a_cancelled_seat_goes_to_the_first_who_waits(db: Session, event: Event) -> None:
    ana = ask(event, "ana")
    for name in ("bea", "carla", "dora"):
        ask(event, name)

    services.cancel(ana)

    assert places(event) == {
        "Bea": "confirmed", "Carla": "confirmed", "Dora": "waiting", "Ana": "cancelled",
    }  # fmt: skip
    assert event.seats_taken == 2
    assert news(db)[-2:] == ["registration.cancelled", "registration.promoted"]


def test_cancelling_twice_frees_one_seat(db: Session, event: Event) -> None:
    ana = ask(event, "ana")
    ask(event, "bea")

    services.cancel(ana)
    services.cancel(ana)

    assert event.seats_taken == 1
    assert news(db).count("registration.cancelled") == 1


def test_who_leaves_the_queue_frees_no_seat(db: Session, event: Event) -> None:
    last = [ask(event, name) for name in ("ana", "bea", "carla")][-1]

    services.cancel(last)

    assert event.seats_taken == 2


def test_who_cancelled_can_register_anew_at_the_end_of_the_queue(db: Session, event: Event) -> None:
    ana = ask(event, "ana")
    for name in ("bea", "carla", "dora"):
        ask(event, name)
    services.cancel(ana)

    again = ask(event, "ana")

    assert (again.id, again.status) == (ana.id, Status.WAITING)
    assert [r.name for r in queries.waiting(event)] == ["Dora", "Ana"]
    assert queries.place_in_queue(again) == 2


def test_the_private_link_stays_the_same_when_one_registers_anew(db: Session, event: Event) -> None:
    ana = ask(event, "ana")
    token = ana.token
    services.cancel(ana)
    ask(event, "ana")

    assert queries.registration_by_token(token) == ana
    assert token not in str([m.payload for m in db.scalars(select(Message))])


def test_more_seats_go_to_those_who_wait_in_order(db: Session, event: Event) -> None:
    for name in ("ana", "bea", "carla", "dora", "eva"):
        ask(event, name)
    event.seats = 4

    services.seats_changed(event)

    assert [r.name for r in queries.waiting(event)] == ["Eva"]
    assert event.seats_taken == 4


def test_nobody_overtakes_the_queue_between_more_seats_and_the_worker(
    db: Session, event: Event
) -> None:
    for name in ("ana", "bea", "carla"):
        ask(event, name)
    event.seats = 3

    late = ask(event, "dora")

    assert late.status is Status.WAITING
    assert places(event)["Carla"] == "confirmed"


def test_nobody_moves_up_once_the_event_has_begun(db: Session) -> None:
    event = factories.event(seats=1)
    ana = ask(event, "ana")
    ask(event, "bea")
    with time_machine.travel(f"{event.date_earliest} 20:00Z", tick=False):
        services.remove(ana)

    assert places(event) == {"Bea": "waiting", "Ana": "cancelled"}


def test_it_is_too_late_to_cancel_once_the_event_has_begun(db: Session, event: Event) -> None:
    ana = ask(event, "ana")
    with (
        time_machine.travel(clock.now() + timedelta(days=40), tick=False),
        pytest.raises(services.TooLateToCancel),
    ):
        services.cancel(ana)


@pytest.mark.parametrize(
    "over",
    [{"status": EventStatus.HELD}, {"date": FuzzyDate.days(date(2020, 5, 4))}],
    ids=["held", "its day has passed"],
)
def test_nobody_loses_their_place_at_an_event_that_is_over(
    db: Session, over: dict[str, Any]
) -> None:
    event = factories.event(**over)
    ana = factories.registration(event, name="Ana")

    with pytest.raises(services.OverAlready):
        services.remove(ana)

    assert places(event) == {"Ana": "confirmed"}


@pytest.fixture(
    params=[
        ({"status": EventStatus.CANCELLED}, "The event is cancelled."),
        ({"open_registration": False}, "Only those who are chosen or invited take part"),
        ({"status": EventStatus.PLANNED}, "Registration for this event is not open yet."),
    ],
    ids=["cancelled", "by_choice", "planned"],
)
def closed(db: Session, request: pytest.FixtureRequest) -> tuple[Event, str]:
    fields, why = request.param
    return factories.event(**fields), why


def test_a_closed_event_says_why(closed: tuple[Event, str]) -> None:
    event, why = closed

    with pytest.raises(services.RegistrationClosed) as refusal:
        ask(event, "ana")

    assert why in str(refusal.value.message)


def test_nobody_makes_an_expert_of_himself(db: Session, event: Event) -> None:
    with pytest.raises(services.NotYourChoice):
        ask(event, "ana", category=Category.EXPERT)


def test_a_chosen_expert_gets_a_seat_though_registration_is_closed(db: Session) -> None:
    event = factories.event(seats=1, open_registration=False)
    account = factories.account()

    registration = services.admit(event, account, name="Dr Ana")

    assert (registration.status, registration.category, registration.account) == (
        Status.CONFIRMED, Category.EXPERT, account,
    )  # fmt: skip
    assert event.seats_taken == 1


def test_a_chosen_expert_who_has_a_seat_takes_no_second_one(db: Session, event: Event) -> None:
    account = factories.account()
    services.register(event, email=account.email, name="Ana", account=account)

    registration = services.admit(event, account, name="Ana")

    assert (registration.category, event.seats_taken) == (Category.EXPERT, 1)


def test_the_forty_first_expert_is_refused(db: Session) -> None:
    event = factories.event(seats=40)
    for n in range(40):
        services.admit(event, factories.account(), name=f"Expert {n}")

    with pytest.raises(services.NoSeatLeft):
        services.admit(event, factories.account(), name="One too many")

    assert event.seats_taken == 40


def test_an_organiser_adds_people_after_the_deadline_and_it_is_written_down(db: Session) -> None:
    event = factories.event(open_registration=False)

    registration = services.add(
        event, email="press@example.org", name="Press", category=Category.PRESS
    )

    assert registration.status is Status.CONFIRMED
    assert [e.action for e in db.scalars(select(Entry))] == ["registration.added"]


def test_attendance_is_noted_for_those_who_have_a_seat_only(db: Session, event: Event) -> None:
    ana, _, carla = (ask(event, name) for name in ("ana", "bea", "carla"))

    services.note_attendance(ana, attended=True)
    with pytest.raises(services.NotRegistered):
        services.note_attendance(carla, attended=True)

    assert (ana.attended, queries.tally(event).attended) == (True, 1)


def test_places_follow_a_person_to_a_new_address(db: Session, mails: MailServer) -> None:
    ana = factories.account(email="ana@example.org")
    event = factories.event(title=Words.of(en="Water"), date=FuzzyDate.days(date(2027, 3, 27)))
    over = factories.event(date=FuzzyDate.days(date(2020, 3, 27)))
    past = factories.registration(over, email=ana.email, account=ana)
    place = services.register(event, email=ana.email, account=ana, name="Ana")
    db.commit()
    deliver()
    old_link, old_organizer = place.token, place.organizer

    ana.email = "ana@example.net"
    outbox.put("account.address_moved", account_id=ana.id)
    db.commit()
    deliver()

    assert mails.subjects() == [
        ("ana@example.org", "Your seat: Water"),
        ("ana@example.net", "Your seat: Water"),
    ]
    calendars = [it for mail in mails.mails for it in Incoming(mail).calendars()]
    people = [icalendar.Calendar.from_ical(it).events[0] for it in calendars[::2]]
    assert [str(it["ATTENDEE"]) for it in people] == [
        "mailto:ana@example.org", "mailto:ana@example.net",
    ]  # fmt: skip
    assert [it["SEQUENCE"] for it in people] == [0, 1]
    assert (place.email, past.email) == ("ana@example.net", "ana@example.net")
    assert place.organizer == old_organizer
    assert queries.registration_by_token(old_link) is None


def test_a_place_under_the_new_address_is_left_alone(db: Session, mails: MailServer) -> None:
    ana = factories.account(email="ana@example.org")
    event = factories.event()
    old = factories.registration(event, email=ana.email, account=ana)
    factories.registration(event, email="ana@example.net")

    ana.email = "ana@example.net"
    outbox.put("account.address_moved", account_id=ana.id)
    db.commit()
    deliver()

    assert (old.email, mails.mails) == ("ana@example.org", [])
