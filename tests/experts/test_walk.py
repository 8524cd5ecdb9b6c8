"""The whole story of a call over HTTP: from the draft to the last place, with real mails."""

import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.events.models import Event
from eventsapp.events.rules import TeamRole
from eventsapp.experts.models import Application, Call
from eventsapp.registration.models import Registration
from tests import factories
from tests.conftest import MailServer, browser, deliver

ZONE = ZoneInfo("America/Los_Angeles")
PDF = b"%PDF-1.7\nmy life\n%%EOF\n"


def call_form(**changes: str) -> dict[str, object]:
    opens = clock.now().astimezone(ZONE).replace(tzinfo=None) - timedelta(hours=1)
    closes = opens + timedelta(days=30)
    return {
        "profile-en": "People who know the **field**.",
        "seats": "1",
        "timezone": "America/Los_Angeles",
        "opens_at": opens.strftime("%Y-%m-%dT%H:%M"),
        "closes_at": closes.strftime("%Y-%m-%dT%H:%M"),
        "sectors": ["labor", "migrants"],
        "cv_required": "y",
        "criteria-0-name-en": "Expertise",
        "criteria-0-weight": "60",
        "criteria-1-name-en": "Experience",
        "criteria-1-weight": "40",
        "criteria-4-name-en": "",
        "criteria-4-weight": "",
        "targets-0-aim": "sector:labor",
        "targets-0-minimum": "1",
        "targets-0-maximum": "",
        **changes,
    }


def application_form(**changes: object) -> dict[str, object]:
    return {
        "affiliation": "Union of Field Workers",
        "country": "MX",
        "sector": "labor",
        "gender": "woman",
        "languages": ["en", "es"],
        "statement": "I know the field.",
        "no_interests": "y",
        "consent": "y",
        **changes,
    }


def apply(client: FlaskClient, slug: str, name: str, **changes: object) -> None:
    data = application_form(name=name, submit="y", cv=(io.BytesIO(PDF), "cv.pdf"), **changes)
    response = client.post(f"/events/{slug}/call/apply", data=data)
    assert response.location == f"/events/{slug}/call/application"


def review(client: FlaskClient, call: Call, scores: dict[str, tuple[int, int]]) -> None:
    address = f"/organise/events/{call.event.slug}/review"
    for application in call.applications:
        client.post(f"{address}/{application.id}/no-conflict")
        values = zip(call.criteria, scores[application.name], strict=True)
        data = {f"score_{criterion.id}": str(value) for criterion, value in values}
        response = client.post(f"{address}/{application.id}", data=data | {"save": "y"})
        assert response.location == f"{address}/"


def board_form(call: Call, **outcomes: str) -> dict[str, str]:
    data = {}
    for place, application in enumerate(call.applications):
        data[f"rows-{place}-application_id"] = str(application.id)
        data[f"rows-{place}-decision"] = outcomes[application.name]
        data[f"rows-{place}-reserve_rank"] = ""
        data[f"rows-{place}-reason"] = ""
    return data


def _team() -> tuple[Event, Account, list[Account]]:
    event = factories.event(seats=5)
    organiser = factories.team(event, TeamRole.LEAD_ORGANISER)
    return event, organiser, [factories.team(event, TeamRole.REVIEWER) for _ in range(2)]


def test_from_the_call_to_the_last_place(app: Flask, db: Session, mails: MailServer) -> None:
    event, organiser, reviewers = _team()
    slug = event.slug
    manage = f"/organise/events/{slug}"
    desk = browser(app, organiser)

    published = desk.post(f"{manage}/call", data=call_form(publish="y"))

    assert published.location == f"{manage}/call"
    public = app.test_client().get(f"/events/{slug}/call/")
    assert "People who know the <strong>field</strong>." in public.text
    assert "Labour: at least 1" in public.text

    people = {name: factories.account(name=name) for name in ("Ana", "Bea", "Cleo")}
    clients = {name: browser(app, account) for name, account in people.items()}
    for name, client in clients.items():
        apply(client, slug, name)
    deliver()
    assert mails.subjects() == [
        (people[name].email, f"Your application is in: {event.title['en']}") for name in people
    ]

    mails.mails.clear()
    call = db.scalars(select(Call)).one()
    with time_machine.travel(call.closes_at + timedelta(minutes=1)):
        scores = {"Ana": (5, 5), "Bea": (4, 4), "Cleo": (1, 1)}
        for reviewer in reviewers:
            review(browser(app, reviewer), call, scores)
        desk = browser(app, organiser)
        data = board_form(call, Ana="selected", Bea="reserve", Cleo="not_selected")
        assert desk.post(f"{manage}/selection", data=data | {"save": "y"}).status_code == 302
        ana = browser(app, people["Ana"])
        assert "Selected" not in ana.get(f"/events/{slug}/call/application").text

        letters = desk.get(f"{manage}/selection/notify").text
        assert "Please accept or decline your place" in letters
        assert desk.post(f"{manage}/selection/notify").location == f"{manage}/selection"
        deliver()
        assert sorted(mails.subjects()) == sorted(
            [
                (people["Ana"].email, f"You are selected: {event.title['en']}"),
                (people["Bea"].email, f"You are on the reserve list: {event.title['en']}"),
                (people["Cleo"].email, f"About your application: {event.title['en']}"),
            ]
        )

        mails_link = mails.link(people["Ana"].email)
        assert "Accept the place" in ana.get(mails_link).text
        ana.post(f"{mails_link}/decline")
        assert "Offer the place to Bea" in desk.get(f"{manage}/selection/replacement").text
        next_one = db.scalars(select(Application).where(Application.name == "Bea")).one()
        desk.post(f"{manage}/selection/replacement/offer?application={next_one.id}")
        deliver()
        bea = browser(app, people["Bea"])
        bea.post(f"{mails.link(people['Bea'].email)}/accept")
        mails.mails.clear()
        deliver()

    assert f"You are registered: {event.title['en']}" in [
        subject for to, subject in mails.subjects() if to == people["Bea"].email
    ]
    assert [
        (seat.name, seat.affiliation, seat.sector, seat.category)
        for seat in db.scalars(select(Registration))
    ] == [("Bea", "Union of Field Workers", "labor", "expert")]
    assert {it.name: it.status for it in db.scalars(select(Application))} == {
        "Ana": "declined",
        "Bea": "accepted",
        "Cleo": "not_selected",
    }


def test_the_deadline_is_read_in_the_zone_of_the_call(app: Flask, db: Session) -> None:
    event, organiser, _reviewers = _team()
    with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=ZONE)):
        desk = browser(app, organiser)
        data = call_form(opens_at="2026-03-01T00:00", closes_at="2026-03-20T23:59", publish="y")
        assert desk.post(f"/organise/events/{event.slug}/call", data=data).status_code == 302

    account = factories.account()
    address = f"/events/{event.slug}/call/apply"
    form = application_form(name="Ana", save="y")
    with time_machine.travel(datetime(2026, 3, 20, 23, 59, tzinfo=ZONE), tick=False):
        in_time = browser(app, account).post(address, data=form)
    with time_machine.travel(datetime(2026, 3, 21, 0, 0, tzinfo=ZONE), tick=False):
        late = browser(app, account).post(address, data=form)

    assert (in_time.status_code, late.status_code) == (302, 422)
    assert "nothing was sent and nothing was changed" in late.text
