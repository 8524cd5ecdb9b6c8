"""Until when the report is asked for: said by the organisers, kept, in calendars, reminded of."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.core import clock
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.core.words import Words
from eventsapp.duties.handlers import look
from eventsapp.duties.models import Duty
from eventsapp.duties.queries import waiting_for
from eventsapp.events.models import Event
from eventsapp.events.rules import Status, TeamRole
from eventsapp.reports import services
from eventsapp.reports.queries import report_of, reports_owed
from eventsapp.reports.rules import writers
from tests import factories
from tests.conftest import MailServer, deliver, sign_in, statements

LEAD, SECOND, RAPPORTEUR = TeamRole.LEAD_ORGANISER, TeamRole.CO_ORGANISER, TeamRole.RAPPORTEUR
REVIEWER = TeamRole.REVIEWER
TASK = "Write and publish the after-action report: Water"


def held(days_ago: int = 1, **fields: object) -> Event:
    """Save an event of one day that was held some days ago."""
    day = clock.today("UTC") - timedelta(days=days_ago)
    water = {"title": Words.of(en="Water"), "timezone": "UTC"}
    return factories.event(status=Status.HELD, date=FuzzyDate.days(day), **water | fields)


def in_days(days: int) -> date:
    return clock.today("UTC") + timedelta(days=days)


@pytest.mark.parametrize(
    ("team", "dated", "undated"),
    [
        ([], [], []),
        ([(1, REVIEWER)], [], []),
        ([(1, LEAD)], [1], []),
        ([(2, LEAD), (1, SECOND), (2, SECOND), (3, REVIEWER)], [1, 2], []),
        ([(1, LEAD), (3, RAPPORTEUR)], [3], [3]),
        ([(4, RAPPORTEUR), (1, LEAD), (1, RAPPORTEUR)], [1, 4], [1, 4]),
    ],
)
def test_rapporteurs_owe_the_report_and_without_any_organisers_one_with_a_date(
    team: list[tuple[int, TeamRole]], dated: list[int], undated: list[int]
) -> None:
    assert (writers(team, is_dated=True), writers(team, is_dated=False)) == (dated, undated)


def test_the_rapporteur_is_reminded_by_the_date_until_the_report_is_published(
    db: Session, mails: MailServer
) -> None:
    event = held()
    organiser, writer = factories.team(event, LEAD), factories.team(event, RAPPORTEUR)
    services.ask_until(event, in_days(30))
    report = report_of(event)
    assert report is not None
    due = report.due_at
    assert due is not None
    db.commit()
    look()
    entry = db.scalars(select(Duty)).one()

    for days in (-14, -3, 1):
        db.commit()
        with time_machine.travel(due + timedelta(days=days), tick=False):
            look()
            deliver()
    services.publish(report, by="Rosa")
    db.commit()
    deliver()
    published = len(mails.mails)
    db.commit()
    with time_machine.travel(due + timedelta(days=14), tick=False):
        look()
        deliver()

    assert (entry.account_id, entry.about, entry.due_at) == (writer.id, f"event:{event.id}", due)
    assert [it for it in mails.subjects() if TASK in it[1]] == [
        (writer.email, f"Due in 14 days: {TASK}"),
        (writer.email, f"Due in 3 days: {TASK}"),
        (writer.email, f"Late: {TASK}"),
    ]
    assert len(mails.mails) == published
    assert entry.ended_at is not None
    assert waiting_for(organiser) == waiting_for(writer) == []


def test_without_a_date_it_waits_for_the_rapporteur_and_nobody_is_reminded(db: Session) -> None:
    event = held()
    organiser, writer = factories.team(event, LEAD), factories.team(event, RAPPORTEUR)
    alone = factories.team(held(), LEAD)

    assert [(it.task, it.due_at) for it in waiting_for(writer)] == [(TASK, None)]
    assert waiting_for(organiser) == waiting_for(alone) == []
    assert list(reports_owed(None)) == []


@pytest.mark.parametrize("status", [it for it in Status if it is not Status.HELD])
def test_nothing_is_owed_before_the_event_is_held_nor_after_the_report(
    db: Session, status: Status
) -> None:
    event = held()
    writer = factories.team(event, RAPPORTEUR)
    services.ask_until(event, in_days(9))
    event.status = status
    db.commit()

    assert (list(reports_owed(None)), list(reports_owed(writer.id))) == ([], [])


def test_more_events_ask_the_database_no_more(db: Session) -> None:
    def count() -> int:
        for _ in range(3):
            event = held()
            factories.team(event, RAPPORTEUR)
            services.ask_until(event, in_days(9))
        db.commit()
        db.expunge_all()
        with statements() as asked:
            assert list(reports_owed(None))
        return len(asked)

    assert count() == count()


@pytest.mark.parametrize(
    ("day", "refused"),
    [
        ("2031-03-09", True),  # before the event
        ("2031-03-11", True),  # on its last day
        ("2031-03-12", False),
        ("2031-03-14", False),
    ],
)
@pytest.mark.parametrize("today", ["2031-03-01", "2031-03-12"])
def test_a_report_is_due_after_the_event(
    db: Session, day: str, *, refused: bool, today: str
) -> None:
    with time_machine.travel(datetime.fromisoformat(today).replace(tzinfo=UTC), tick=False):
        event = factories.event(
            date=FuzzyDate.days(date(2031, 3, 10), date(2031, 3, 11)), timezone="UTC"
        )
        if refused:
            with pytest.raises(services.DueTooEarly):
                services.ask_until(event, date.fromisoformat(day))
        else:
            services.ask_until(event, date.fromisoformat(day))

    report = report_of(event)
    assert (report is None) == refused


def test_organisers_say_until_when_and_take_it_back(client: FlaskClient, db: Session) -> None:
    event = held()
    sign_in(client, factories.team(event, LEAD))
    desk = f"/organise/events/{event.slug}/report/"

    before = client.get(desk).text
    late = client.post(f"{desk}due", data={"day": in_days(-2).isoformat()})
    nothing = report_of(event)
    fine = client.post(f"{desk}due", data={"day": in_days(0).isoformat()})
    begun = report_of(event)
    assert begun is not None
    kept = begun.due_at
    shown = client.get(desk).text
    gone = client.post(f"{desk}due", data={"day": ""})

    assert "Set a due date for the report" in before
    assert (late.status_code, nothing) == (422, None)
    assert "Choose a day that is still to come, after the event." in late.text
    assert f'value="{in_days(-2).isoformat()}"' in late.text
    assert (fine.status_code, gone.status_code) == (302, 302)
    assert kept == clock.end_of(in_days(0), "UTC")
    assert "The report is due:" in shown
    assert "Change the due date for the report" in shown
    assert begun.due_at is None


def test_no_report_is_begun_by_whoever_names_no_date(client: FlaskClient, db: Session) -> None:
    event = held()
    sign_in(client, factories.team(event, LEAD))

    answer = client.post(f"/organise/events/{event.slug}/report/due", data={"day": ""})

    assert (answer.status_code, report_of(event)) == (302, None)


def test_no_date_is_set_for_what_is_published(client: FlaskClient, db: Session) -> None:
    event = held()
    sign_in(client, factories.team(event, LEAD))
    services.ask_until(event, in_days(5))
    report = report_of(event)
    assert report is not None
    services.publish(report, by="Rosa")
    db.commit()
    desk = f"/organise/events/{event.slug}/report/"

    answer = client.post(f"{desk}due", data={"day": in_days(9).isoformat()})

    assert answer.status_code == 422
    assert "The report of this event is already published." in answer.text
    assert report.due_at == clock.end_of(in_days(5), "UTC")
    assert "the report is due" not in client.get(desk).text.lower()


def test_a_rapporteur_sees_the_date_and_does_not_set_it(client: FlaskClient, db: Session) -> None:
    event = held()
    services.ask_until(event, in_days(5))
    sign_in(client, factories.team(event, RAPPORTEUR))
    desk = f"/organise/events/{event.slug}/report/"

    page = client.get(desk).text

    assert ("The report is due:" in page, "Change the due date for the report" in page) == (
        True,
        False,
    )
    assert client.get(f"{desk}due").status_code == 403
