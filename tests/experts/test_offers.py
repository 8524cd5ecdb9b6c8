"""Offered places: until when, reminders, more time, no answer; and the end of a call."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.audit.models import Entry
from eventsapp.core import clock
from eventsapp.core.db import db as database
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.duties.handlers import look
from eventsapp.events.rules import Status as EventStatus
from eventsapp.events.rules import TeamRole
from eventsapp.events.services import changes
from eventsapp.experts.models import Application, Call
from eventsapp.experts.rules import ApplicationStatus, CallStatus, is_in_time, last_day
from eventsapp.experts.services import applications, completion, offers, replacements, selection
from eventsapp.experts.services.selection import Choice
from tests import factories
from tests.conftest import MailServer, deliver, sign_in

ZONE = ZoneInfo("America/Los_Angeles")
TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=ZONE)
LAST = datetime(2026, 3, 12, 23, 59, 59, tzinfo=ZONE)
#: As it is said in English, with a narrow space before "pm".
UNTIL = "Thursday, 12 March 2026, 11:59\u202fpm"
SELECTED, RESERVE = ApplicationStatus.SELECTED, ApplicationStatus.RESERVE
NOT_SELECTED = ApplicationStatus.NOT_SELECTED


def told(*outcomes: ApplicationStatus, seats: int = 2, **fields: object) -> list[Application]:
    """Save a call with one application for each outcome, and send the results."""
    fields.setdefault("event", factories.event(date=FuzzyDate.days(date(2026, 5, 1))))
    call = factories.closed_call(seats=seats, **fields)
    made = [factories.application(call) for _ in outcomes]
    chosen = zip(made, outcomes, strict=True)
    selection.decide(call, {it.id: Choice(outcome) for it, outcome in chosen})
    selection.notify(call)
    database.session.commit()
    return made


@pytest.mark.parametrize(
    ("days", "begins", "last"),
    [
        (10, None, date(2026, 3, 12)),
        (10, date(2026, 5, 1), date(2026, 3, 12)),
        (10, date(2026, 3, 9), date(2026, 3, 8)),
        (10, date(2026, 3, 2), date(2026, 3, 2)),
        (10, date(2020, 1, 1), date(2026, 3, 2)),
    ],
)
def test_the_last_day_is_before_the_event_and_never_past(
    days: int, begins: date | None, last: date
) -> None:
    assert last_day(TODAY, days, begins) == last


def test_the_last_moment_itself_is_in_time() -> None:
    late = LAST + timedelta(seconds=1)

    assert [is_in_time(LAST, LAST), is_in_time(LAST, late), is_in_time(None, late)] == [
        True,
        False,
        True,
    ]


def test_a_place_waits_until_the_end_of_a_day_in_the_zone_of_the_call(db: Session) -> None:
    with time_machine.travel(NOON, tick=False):
        chosen, reserve = told(SELECTED, RESERVE)

    assert (chosen.offered_at, chosen.answer_by) == (NOON, LAST)
    assert (reserve.offered_at, reserve.answer_by) == (None, None)


def test_the_letter_and_the_page_say_until_when(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    with time_machine.travel(NOON, tick=False):
        (chosen,) = told(SELECTED)
        deliver()
        sign_in(client, chosen.account)
        page = client.get(f"/events/{chosen.call.event.slug}/call/application").text
        mine = client.get("/me/").text

    (mail,) = mails.to(chosen.account.email)
    body = mail.get_body(("plain",))
    assert body is not None
    assert f"Answer by: {UNTIL} (Los Angeles, UTC−7)" in body.get_content()
    assert UNTIL in page
    assert "(Los Angeles, UTC−7)" in page
    assert UNTIL in mine


def test_the_preview_of_the_letters_says_until_when(client: FlaskClient, db: Session) -> None:
    with time_machine.travel(NOON, tick=False):
        call = factories.closed_call(status=CallStatus.DECIDED)
        factories.application(call, decision=SELECTED)
        sign_in(client, factories.team(call.event, TeamRole.LEAD_ORGANISER))

        page = client.get(f"/organise/events/{call.event.slug}/selection/notify").text

    assert f"Answer by: {UNTIL} (Los Angeles, UTC−7)" in page


def subjects(mails: MailServer, application: Application) -> list[str]:
    title = application.call.event.title["en"]
    return [
        str(mail["Subject"]).removesuffix(f": {title}")
        for mail in mails.to(application.account.email)
    ]


def at(moment: datetime) -> None:
    """Do the worker's part as it is due at a moment."""
    database.session.commit()
    with time_machine.travel(moment, tick=False):
        look()
        deliver()


def test_who_has_not_answered_is_reminded_and_then_the_offer_lapses(
    db: Session, mails: MailServer
) -> None:
    with time_machine.travel(NOON, tick=False):
        silent, quick = told(SELECTED, SELECTED)
        applications.accept(quick)
        db.commit()

    at(LAST - timedelta(days=3, seconds=1))
    before = subjects(mails, silent)
    at(LAST - timedelta(days=3))
    at(LAST)
    reminded = subjects(mails, silent), silent.status
    at(LAST + timedelta(seconds=1))
    at(LAST + timedelta(days=1))

    assert before == ["You are selected"]
    assert reminded == (["You are selected", "Your answer is due"], SELECTED)
    assert subjects(mails, silent)[2:] == ["The offer of a place has lapsed"]
    assert "Your answer is due" not in subjects(mails, quick)
    assert [silent.status, quick.status] == ["no_answer", "accepted"]


@pytest.mark.parametrize("noticed", [True, False])
@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_an_answer_after_the_date_changes_nothing(
    client: FlaskClient, db: Session, answer: str, *, noticed: bool
) -> None:
    with time_machine.travel(NOON, tick=False):
        (chosen,) = told(SELECTED)
        sign_in(client, chosen.account)
    address = f"/events/{chosen.call.event.slug}/call/application"
    with time_machine.travel(LAST + timedelta(minutes=1), tick=False):
        sign_in(client, chosen.account)
        if noticed:
            deliver()
        was = chosen.status
        page = client.get(address).text

        response = client.post(f"{address}/{answer}")

    assert response.status_code == 409
    assert "The time to answer has passed, so nothing was changed." in response.text
    assert "they can give you more time while the place is free" in page
    assert "Accept the place" not in page
    assert chosen.status is was


def test_the_last_second_is_in_time(db: Session) -> None:
    with time_machine.travel(NOON, tick=False):
        (chosen,) = told(SELECTED)

    with time_machine.travel(LAST, tick=False):
        applications.accept(chosen)

    assert chosen.status is ApplicationStatus.ACCEPTED


def test_one_person_gets_more_time(client: FlaskClient, db: Session, mails: MailServer) -> None:
    with time_machine.travel(NOON, tick=False):
        one, other = told(SELECTED, SELECTED)
        sign_in(client, factories.team(one.call.event, TeamRole.LEAD_ORGANISER))
        address = f"/organise/events/{one.call.event.slug}/selection"
        board = client.get(address).text
        earlier = client.post(f"{address}/answers/{one.id}", data={"day": "2026-03-12"})
        too_late = client.post(f"{address}/answers/{one.id}", data={"day": "2026-05-01"})
        never = client.post(f"{address}/answers/{one.id}", data={"day": "9999-12-31"})
        later = client.post(f"{address}/answers/{one.id}", data={"day": "2026-03-20"})

    at(LAST + timedelta(seconds=1))

    assert f"{address}/answers/{one.id}" in board
    answers = [earlier, too_late, never, later]
    assert [it.status_code for it in answers] == [422, 422, 422, 302]
    assert "Choose a day that is later than the current one" in earlier.text
    assert [one.status, other.status] == [SELECTED, "no_answer"]
    assert subjects(mails, one) == ["You are selected", "You have more time to answer"]
    (entry,) = db.scalars(select(Entry).where(Entry.action == "application.more_time"))
    assert (entry.details["before"], entry.details["after"]) == (
        LAST.astimezone(UTC).isoformat(),
        datetime(2026, 3, 20, 23, 59, 59, tzinfo=ZONE).astimezone(UTC).isoformat(),
    )


def test_a_lapsed_offer_stands_again_while_the_place_is_free(db: Session) -> None:
    with time_machine.travel(NOON, tick=False):
        late, reserve = told(SELECTED, RESERVE, seats=1)
    after = LAST + timedelta(days=1)
    at(after)
    with time_machine.travel(after, tick=False):
        offers.give_time(late, date(2026, 3, 20))
        again = late.status
        applications.decline(late)
        replacements.offer(late.call, [reserve.id], "", None)

        with pytest.raises(offers.NoMoreTime):
            offers.give_time(late, date(2026, 3, 25))

    assert again is SELECTED
    assert [late.status, reserve.status] == ["declined", SELECTED]


def test_more_time_is_not_given_where_somebody_else_has_the_place(db: Session) -> None:
    with time_machine.travel(NOON, tick=False):
        late, reserve = told(SELECTED, RESERVE, seats=1)
    after = LAST + timedelta(days=1)
    at(after)
    with time_machine.travel(after, tick=False):
        replacements.offer(late.call, [reserve.id], "", None)

        with pytest.raises(offers.NoMoreTime):
            offers.give_time(late, date(2026, 3, 25))

    assert late.status is ApplicationStatus.NO_ANSWER


def test_the_desk_says_what_is_free_and_what_is_due(client: FlaskClient, db: Session) -> None:
    with time_machine.travel(NOON, tick=False):
        *gone, _waiting, _reserve = told(*[SELECTED] * 3, RESERVE, seats=3)
        for application in gone:
            applications.decline(application)
        sign_in(client, factories.team(gone[0].call.event, TeamRole.CO_ORGANISER))

        desk = " ".join(client.get("/organise/").text.split())

    assert "2 places are free again, 1 answer is due by Thursday, 12 March 2026" in desk


def test_the_desk_is_quiet_when_all_is_answered(client: FlaskClient, db: Session) -> None:
    (chosen,) = told(SELECTED, event=factories.event())
    applications.accept(chosen)
    sign_in(client, factories.team(chosen.call.event, TeamRole.CO_ORGANISER))

    assert "Places and answers" not in client.get("/organise/").text


def test_a_call_is_completed_and_the_reserves_are_told(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    chosen, reserve, refused = told(SELECTED, RESERVE, NOT_SELECTED, event=factories.event())
    sign_in(client, factories.team(chosen.call.event, TeamRole.LEAD_ORGANISER))
    address = f"/organise/events/{chosen.call.event.slug}/selection"
    early = client.post(f"{address}/complete")
    applications.accept(chosen)
    db.commit()

    client.post(f"{address}/complete")
    deliver()

    assert early.status_code == 409
    assert "1 person has not answered yet." in early.text
    assert chosen.call.status is CallStatus.COMPLETED
    assert [chosen.status, reserve.status, refused.status] == [
        "accepted",
        "not_selected",
        "not_selected",
    ]
    assert subjects(mails, reserve) == ["The reserve list is closed"]
    assert subjects(mails, refused) == ["About your application"]
    assert "The call is completed" in client.get(f"{address}/replacement").text
    sign_in(client, reserve.account)
    page = client.get(f"/events/{chosen.call.event.slug}/call/application").text
    assert "No place became free for you, and the reserve list is now closed." in page


def test_a_call_ends_when_its_event_begins(db: Session, mails: MailServer) -> None:
    event = factories.event(date=FuzzyDate.days(date(2026, 5, 1)), timezone="America/Lima")
    with time_machine.travel(NOON, tick=False):
        chosen, reserve = told(SELECTED, RESERVE, event=event)
        applications.accept(chosen)
        db.commit()
    begins = datetime(2026, 5, 1, tzinfo=ZoneInfo("America/Lima"))

    at(begins - timedelta(seconds=1))
    before = chosen.call.status
    at(begins)

    assert (before, chosen.call.status) == (CallStatus.NOTIFIED, CallStatus.COMPLETED)
    assert reserve.status is NOT_SELECTED
    assert subjects(mails, reserve)[1:] == ["The reserve list is closed"]


def test_a_call_waits_for_an_event_that_was_put_off(db: Session) -> None:
    event = factories.event(date=FuzzyDate.days(date(2026, 5, 1)), timezone="UTC")
    with time_machine.travel(NOON, tick=False):
        chosen, _reserve = told(SELECTED, RESERVE, event=event)
        applications.accept(chosen)
        event.date = FuzzyDate.days(date(2026, 6, 1))
        changes.note_change(event)
        db.commit()
        deliver()

    at(datetime(2026, 5, 1, tzinfo=UTC))
    before = chosen.call.status
    at(datetime(2026, 6, 1, tzinfo=UTC))

    assert (before, chosen.call.status) == (CallStatus.NOTIFIED, CallStatus.COMPLETED)


@pytest.mark.parametrize("status", [EventStatus.POSTPONED, EventStatus.CANCELLED])
def test_a_call_does_not_end_with_an_event_that_does_not_begin(
    db: Session, status: EventStatus
) -> None:
    event = factories.event(date=FuzzyDate.days(date(2026, 5, 1)), timezone="UTC")
    with time_machine.travel(NOON, tick=False):
        _chosen, reserve = told(SELECTED, RESERVE, event=event)
        event.status = status
        db.commit()

    at(datetime(2026, 5, 2, tzinfo=UTC))

    assert reserve.status is RESERVE


def test_only_a_call_whose_results_are_sent_is_completed(db: Session) -> None:
    call: Call = factories.closed_call()

    with pytest.raises(completion.NothingToComplete):
        completion.complete(call)


def test_the_reasons_of_a_decision_arrive_in_the_letters(
    app: Flask, db: Session, mails: MailServer
) -> None:
    call = factories.closed_call(event=factories.event())
    made = {outcome: factories.application(call) for outcome in (SELECTED, RESERVE, NOT_SELECTED)}
    selection.decide(
        call, {it.id: Choice(outcome, reason="Told kindly.") for outcome, it in made.items()}
    )
    selection.notify(call)
    db.commit()
    deliver()

    said = {}
    for outcome, it in made.items():
        (mail,) = mails.to(it.account.email)
        bodies = [mail.get_body((kind,)) for kind in ("plain", "html")]
        said[outcome] = ["Told kindly." in body.get_content() for body in bodies if body]
    assert said == {SELECTED: [False] * 2, RESERVE: [True] * 2, NOT_SELECTED: [True] * 2}


def test_a_mail_for_an_offer_that_has_moved_on_is_not_sent(db: Session, mails: MailServer) -> None:
    with time_machine.travel(NOON, tick=False):
        (chosen,) = told(SELECTED)
        deliver()
        offers.give_time(chosen, date(2026, 3, 20))
        offers.give_time(chosen, date(2026, 3, 25))
        db.commit()

    at(clock.moment(datetime(2026, 3, 17, 23, 59, 59), "America/Los_Angeles"))  # noqa: DTZ001

    assert subjects(mails, chosen) == ["You are selected", "You have more time to answer"]
