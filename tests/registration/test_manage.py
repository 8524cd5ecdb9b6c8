"""The organiser's page of participants."""

import csv
import io
import re
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.audit.queries import entries_about
from eventsapp.events.models import Event
from eventsapp.events.rules import Status as EventStatus
from eventsapp.events.rules import TeamRole
from eventsapp.registration import queries
from eventsapp.registration.rules import Category, Status
from tests import factories
from tests.conftest import MailServer, deliver, sign_in, unbroken


@pytest.fixture
def event(db: Session) -> Event:
    return factories.event(seats=1)


@pytest.fixture
def organiser(client: FlaskClient, event: Event) -> FlaskClient:
    sign_in(client, factories.team(event, TeamRole.LEAD_ORGANISER))
    return client


@pytest.fixture
def check_in(client: FlaskClient, event: Event) -> FlaskClient:
    sign_in(client, factories.team(event, TeamRole.CHECK_IN))
    return client


def address(event: Event, more: str = "") -> str:
    return f"/organise/events/{event.slug}/participants/{more}"


def test_an_empty_list_teaches(organiser: FlaskClient, event: Event) -> None:
    assert "Nobody has registered yet" in organiser.get(address(event)).text


def test_the_form_to_add_someone_speaks_of_them_and_not_to_them(
    organiser: FlaskClient, event: Event
) -> None:
    shown = organiser.get(address(event, "add")).text
    refused = organiser.post(address(event, "add")).text

    form = shown[shown.index("<h2>Add a person") :]
    assert re.findall(r"\b(your?|[Mm]y|us)\b", form[: form.index("</form>")]) == []
    assert "Write the name of the person." in refused
    assert "Write the email address of the person." in refused


def test_the_list_is_filtered(organiser: FlaskClient, event: Event) -> None:
    factories.registration(event, name="Ana López", sector="labor")
    factories.registration(event, name="Bea", status=Status.WAITING, category=Category.PRESS)

    def names(query: str) -> list[bool]:
        page = organiser.get(address(event) + query).text
        return ["Ana López" in page, ">Bea" in page or "Bea\n" in page]

    assert names("") == [True, True]
    assert names("?status=waiting") == [False, True]
    assert names("?category=participant") == [True, False]
    assert names("?q=lópez") == [True, False]
    assert names("?q=nobody") == [False, False]
    assert names("?status=odd&category=odd") == [True, True]


def test_a_cancelled_person_makes_room_and_hears_of_it(
    organiser: FlaskClient, event: Event, mails: MailServer
) -> None:
    ana = factories.registration(event)
    bea = factories.registration(event, status=Status.WAITING)

    response = organiser.post(address(event, f"{ana.id}/cancel"), data={"reason": "No visa"})
    deliver()

    assert response.status_code == 302
    assert (ana.status, bea.status) == (Status.CANCELLED, Status.CONFIRMED)
    assert {to for to, _ in mails.subjects()} == {ana.email, bea.email}
    (entry,) = entries_about(f"event:{event.id}")
    assert (entry.action, entry.reason) == ("registration.cancelled", "No visa")


def test_a_person_is_added_by_hand(organiser: FlaskClient, event: Event, mails: MailServer) -> None:
    assert organiser.get(address(event, "add")).status_code == 200

    organiser.post(
        address(event, "add"),
        data={"name": "Ana", "email": "ana@example.org", "category": "secretariat"},
    )
    deliver()

    assert [(r.email, r.category.value) for r in queries.registrations(event)] == [
        ("ana@example.org", "secretariat")
    ]
    assert [to for to, _ in mails.subjects()] == ["ana@example.org"]


def test_the_table_is_safe_to_open(organiser: FlaskClient, event: Event) -> None:
    factories.registration(event, name='=HYPERLINK("http://evil")', affiliation="+1", sector="x")

    response = organiser.get(address(event, "export.csv"))

    rows = list(csv.reader(io.StringIO(response.text.lstrip("\ufeff"))))
    assert rows[1][:2] == ['\'=HYPERLINK("http://evil")', "'+1"]


def test_the_check_in_desk_notes_who_has_come_and_no_more(
    check_in: FlaskClient, event: Event
) -> None:
    ana = factories.registration(event, email="private@example.org")

    page = check_in.get(address(event))
    noted = check_in.post(address(event, f"{ana.id}/attendance"), data={"attended": "yes"})

    assert (noted.status_code, ana.attended) == (302, True)
    assert "private@example.org" not in unbroken(page.text)
    assert check_in.post(address(event, f"{ana.id}/cancel")).status_code == 403
    assert check_in.get(address(event, "export.csv")).status_code == 403
    assert check_in.get(address(event, "add")).status_code == 403


def test_a_slip_at_the_check_in_desk_is_undone_and_the_seat_stays(
    check_in: FlaskClient, event: Event
) -> None:
    ana = factories.registration(event, name="Ana", attended=True)

    page = check_in.get(address(event)).text
    check_in.post(address(event, f"{ana.id}/attendance"), data={"attended": "unknown"})

    cell = page[page.index("/attendance") : page.index("</form>", page.index("/attendance"))]
    assert re.sub(r"<[^>]+>", "", cell[cell.index("<button") :]).strip() == "Undo: Ana"
    assert (ana.attended, ana.status) == (None, Status.CONFIRMED)


@pytest.mark.parametrize("page", ["", "export.csv", "add"])
def test_others_see_nothing(client: FlaskClient, event: Event, page: str) -> None:
    assert client.get(address(event, page)).status_code == 302
    sign_in(client, factories.organiser())
    assert client.get(address(event, page)).status_code == 403


def test_a_registration_of_another_event_is_not_found(organiser: FlaskClient, event: Event) -> None:
    other = factories.registration(factories.event())

    assert organiser.post(address(event, f"{other.id}/cancel")).status_code == 404
    assert other.status is Status.CONFIRMED


def test_the_list_of_an_event_that_is_over_cancels_nobody_and_says_so(
    client: FlaskClient, db: Session
) -> None:
    event = factories.event(status=EventStatus.HELD)
    sign_in(client, factories.team(event, TeamRole.LEAD_ORGANISER))
    ana = factories.registration(event)

    page = client.get(address(event)).text
    refused = client.post(address(event, f"{ana.id}/cancel"))

    assert "registrations can no longer be cancelled" in page
    assert f"{ana.id}/cancel" not in page
    assert (refused.status_code, ana.status) == (HTTPStatus.CONFLICT, Status.CONFIRMED)
    assert "registrations can no longer be cancelled" in refused.text
