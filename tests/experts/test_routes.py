"""The applicant's pages over HTTP: drafts, files, and what is refused."""

import io
import zipfile
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.core import clock
from eventsapp.core.files import StoredFile
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.events.rules import TeamRole
from eventsapp.experts.models import Application
from eventsapp.experts.rules import ApplicationStatus, CallStatus
from tests import factories
from tests.conftest import sign_in
from tests.experts.test_walk import PDF, application_form


def _zip(**entries: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return content.getvalue()


def test_a_stranger_signs_in_first_and_comes_back(client: FlaskClient, db: Session) -> None:
    slug = factories.call().event.slug

    response = client.get(f"/events/{slug}/call/apply")

    assert response.status_code == 302
    assert f"next=/events/{slug}/call/apply" in response.location.replace("%2F", "/")


def test_the_form_knows_the_profile(client: FlaskClient, db: Session) -> None:
    call = factories.call()
    sign_in(client, factories.account(name="Ana Prieto", affiliation="Union of Field Workers"))

    page = client.get(f"/events/{call.event.slug}/call/apply").text

    assert 'value="Ana Prieto"' in page
    assert 'value="Union of Field Workers"' in page


def test_a_failed_submit_keeps_a_draft_with_its_file(client: FlaskClient, db: Session) -> None:
    call = factories.call(cv_required=True)
    sign_in(client, factories.account())
    address = f"/events/{call.event.slug}/call/apply"
    data = application_form(name="Ana", submit="y", consent="", cv=(io.BytesIO(PDF), "vida.pdf"))

    response = client.post(address, data=data)

    assert response.location == f"{address}?check=1"
    page = client.get(response.location).text
    assert "Tick the consent" in page
    assert "vida.pdf" in page
    (draft,) = db.scalars(select(Application))
    assert (draft.status, draft.statement) == (ApplicationStatus.DRAFT, "I know the field.")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cv.pdf", b"MZ\x90\x00 a program"),
        ("cv.pdf", b"<!doctype html><script>alert(1)</script>"),
        ("cv.docx", _zip(**{"evil.js": "alert(1)"})),
        ("cv.docx", b"PK\x03\x04 broken"),
        ("cv.png", b"\x89PNG\r\n\x1a\n broken"),
    ],
)
def test_a_file_is_what_it_contains(
    client: FlaskClient, db: Session, name: str, content: bytes
) -> None:
    call = factories.call()
    sign_in(client, factories.account())
    data = application_form(
        name="Ana", statement="Words to keep", save="y", cv=(io.BytesIO(content), name)
    )

    response = client.post(f"/events/{call.event.slug}/call/apply", data=data)

    assert response.status_code == 422
    assert "not a PDF, DOCX, PNG or JPEG file" in response.text
    assert "Words to keep" in response.text
    assert db.scalars(select(Application)).all() == []


def test_a_file_over_the_limit_is_refused(client: FlaskClient, db: Session) -> None:
    call = factories.call()
    sign_in(client, factories.account())
    large = io.BytesIO(b"%PDF-" + b"x" * (10 * 1024 * 1024))

    response = client.post(
        f"/events/{call.event.slug}/call/apply",
        data=application_form(name="Ana", save="y", cv=(large, "cv.pdf")),
    )

    assert response.status_code == 422
    assert "too large" in response.text


def test_a_new_file_takes_the_place_of_the_old(
    app: Flask, client: FlaskClient, db: Session
) -> None:
    call = factories.call()
    sign_in(client, factories.account())
    address = f"/events/{call.event.slug}/call"
    keys = []
    for name in ("old.pdf", "new.pdf"):
        data = application_form(name="Ana", save="y", cv=(io.BytesIO(PDF), name))
        client.post(f"{address}/apply", data=data)
        keys += [it.key for it in db.scalars(select(StoredFile))]

    response = client.get(f"{address}/application/cv")

    assert response.data == PDF
    assert "new.pdf" in response.headers["Content-Disposition"]
    assert response.headers["Content-Security-Policy"].startswith("sandbox")
    kept = {path.name for path in (app.config["DATA_DIR"] / "uploads").rglob("*")}
    assert [key in kept for key in keys] == [False, True]


def test_a_submitted_application_stands_when_a_change_is_incomplete(
    client: FlaskClient, db: Session
) -> None:
    application = factories.application(factories.call())
    sign_in(client, application.account)
    slug = application.call.event.slug

    response = client.post(
        f"/events/{slug}/call/apply", data=application_form(name="Ana", statement="", save="y")
    )

    assert response.status_code == 422
    assert "Your submitted application is unchanged" in response.text
    db.refresh(application)
    assert application.statement == "I know the field."


def test_an_applicant_changes_and_withdraws(client: FlaskClient, db: Session) -> None:
    application = factories.application(factories.call())
    sign_in(client, application.account)
    address = f"/events/{application.call.event.slug}/call"

    client.post(f"{address}/apply", data=application_form(name="Ana B.", save="y"))
    client.post(f"{address}/application/withdraw")

    db.refresh(application)
    assert (application.name, application.status) == ("Ana B.", ApplicationStatus.WITHDRAWN)
    assert "withdrawn this application" in client.get(f"{address}/application").text


@pytest.mark.parametrize(("days", "offered"), [(30, True), (-3, False)])
def test_a_place_can_be_given_up_until_the_event_begins(
    client: FlaskClient, db: Session, *, days: int, offered: bool
) -> None:
    event = factories.event(date=FuzzyDate.days((clock.now() + timedelta(days=days)).date()))
    call = factories.closed_call(event=event, status=CallStatus.COMPLETED)
    application = factories.application(call, status=ApplicationStatus.ACCEPTED)
    factories.registration(event, email=application.account.email)
    sign_in(client, application.account)

    page = client.get(f"/events/{event.slug}/call/application").text

    assert ("your place goes to someone else" in page, "/application/withdraw" in page) == (
        offered,
        offered,
    )


def test_what_is_decided_does_not_show_before_it_is_told(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call(status=CallStatus.DECIDED)
    application = factories.application(
        call, decision=ApplicationStatus.NOT_SELECTED, decision_reason="Too short."
    )
    factories.review(application, 1, 1)
    sign_in(client, application.account)

    page = client.get(f"/events/{call.event.slug}/call/application").text

    assert "Too short." not in page
    assert "Not selected" not in page
    assert "your application is being considered" in page


def test_a_draft_call_is_not_found_by_strangers(client: FlaskClient, db: Session) -> None:
    call = factories.call(status=CallStatus.DRAFT)
    sign_in(client, factories.account())

    assert client.get(f"/events/{call.event.slug}/call/").status_code == 403


def test_the_event_page_offers_to_apply_while_the_call_is_open(
    client: FlaskClient, db: Session
) -> None:
    still_open, closed = factories.call(), factories.closed_call()

    pages = [client.get(f"/events/{it.event.slug}/").text for it in (still_open, closed)]

    assert ["Apply as an expert" in page for page in pages] == [True, False]
    assert all("Read the call" in page for page in pages)


def test_the_team_is_warned_before_it_applies(client: FlaskClient, db: Session) -> None:
    call = factories.call()
    address = f"/events/{call.event.slug}/call/apply"
    sign_in(client, factories.team(call.event, TeamRole.REVIEWER))
    warned = client.get(address).text
    sign_in(client, factories.account())

    assert "You are in the team of this event." in warned
    assert "You are in the team of this event." not in client.get(address).text


def test_ones_own_page_shows_applications_and_reviews(client: FlaskClient, db: Session) -> None:
    application = factories.application(factories.call())
    waiting = factories.closed_call()
    factories.team(waiting.event, TeamRole.REVIEWER, application.account)
    factories.application(waiting)
    sign_in(client, application.account)

    page = client.get("/me/").text

    assert "My applications" in page
    assert "Review the applications assigned to you" in page
