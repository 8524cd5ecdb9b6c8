"""What was taken from somebody is gone with their next request, cookie or not."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.accounts.models import RoleName
from eventsapp.accounts.services import lock as lock_account
from eventsapp.accounts.services import revoke
from eventsapp.events.rules import TeamRole
from eventsapp.events.services.team import dismiss
from eventsapp.registration.queries import registration_for
from eventsapp.registration.services import cancel
from tests import factories
from tests.conftest import sign_in


@pytest.mark.parametrize(
    ("role", "page"),
    [
        (TeamRole.CO_ORGANISER, "/organise/events/water/"),
        (TeamRole.CO_ORGANISER, "/organise/events/water/participants/"),
        (TeamRole.REVIEWER, "/organise/events/water/review/"),
        (TeamRole.RAPPORTEUR, "/organise/events/water/report/"),
        (TeamRole.FACILITATOR, "/organise/events/water/practices/"),
    ],
)
def test_who_leaves_the_team_is_shut_out_at_once(
    client: FlaskClient, db: Session, role: TeamRole, page: str
) -> None:
    event = factories.event(slug="water")
    factories.closed_call(event=event)
    factories.team(event, TeamRole.LEAD_ORGANISER)
    person = factories.team(event, role)
    sign_in(client, person)
    before = client.get(page).status_code

    dismiss(next(member for member in event.team if member.account_id == person.id))
    db.commit()

    assert (before, client.get(page).status_code) == (200, 403)


def test_who_is_no_organiser_any_more_creates_no_events(client: FlaskClient, db: Session) -> None:
    person, administrator = factories.organiser(), factories.account(role=RoleName.ADMINISTRATOR)
    sign_in(client, person)
    before = client.get("/organise/events/new").status_code

    revoke(person, RoleName.ORGANISER, by=administrator)
    db.commit()

    assert (before, client.get("/organise/events/new").status_code) == (200, 403)


def test_a_locked_person_is_signed_out_everywhere(
    app: Flask, client: FlaskClient, db: Session
) -> None:
    person, administrator = factories.account(), factories.account(role=RoleName.ADMINISTRATOR)
    sign_in(client, person)
    before = client.get("/me/").status_code

    lock_account(person, by=administrator)
    db.commit()

    after = client.get("/me/")
    assert (before, after.status_code) == (200, 302)
    assert "/login" in after.location


def test_who_gave_up_their_seat_reads_no_proposals(client: FlaskClient, db: Session) -> None:
    event = factories.event(slug="water")
    expert = factories.expert(event)
    proposal = factories.proposal(event, title="Mobile consulates")
    sign_in(client, expert)
    page = f"/events/water/practices/{proposal.number}/"
    before = client.get(page).status_code

    seat = registration_for(event, expert.email)
    assert seat is not None
    cancel(seat)
    db.commit()

    after = client.get(page)
    assert before == 200
    assert after.status_code in {403, 404}
    assert "Mobile consulates" not in after.text
