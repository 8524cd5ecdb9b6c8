"""Administrators look after accounts."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.accounts.models import Account, RoleName
from eventsapp.audit.queries import entries_about
from tests import factories
from tests.accounts.test_sign_in import is_signed_in
from tests.conftest import sign_in


@pytest.fixture
def administrator(client: FlaskClient, db: Session) -> Account:
    account = factories.account(role=RoleName.ADMINISTRATOR)
    sign_in(client, account)
    return account


def test_an_administrator_finds_people(client: FlaskClient, administrator: Account) -> None:
    factories.account(name="Maria Diaz", email="maria@example.org")
    factories.account(name="Ana Lopez", affiliation="CDM")

    page = client.get("/organise/people/?search=MARIA").text

    assert "Maria Diaz" in page
    assert "Ana Lopez" not in page


def test_the_way_to_the_people_is_shown_to_administrators_only(
    app: Flask, client: FlaskClient, administrator: Account
) -> None:
    organiser = app.test_client()
    sign_in(organiser, factories.organiser())

    shown = ["/organise/people/" in who.get("/organise/").text for who in (client, organiser)]

    assert shown == [True, False]


def test_a_role_is_given_and_taken_and_both_are_on_record(
    client: FlaskClient, administrator: Account
) -> None:
    person = factories.account()
    base = f"/organise/people/{person.id}/roles/organiser"

    client.post(f"{base}/grant")
    had = person.is_organiser
    client.post(f"{base}/revoke")

    assert (had, person.is_organiser) == (True, False)
    assert {
        (entry.action, entry.account_id) for entry in entries_about(f"account:{person.id}")
    } == {
        ("account.role_granted", administrator.id),
        ("account.role_revoked", administrator.id),
    }
    assert client.get(f"/organise/people/{person.id}").status_code == 200


def test_a_locked_person_is_signed_out_until_unlocked(
    app: Flask,
    client: FlaskClient,
    administrator: Account,
) -> None:
    person, browser = factories.account(), app.test_client()
    sign_in(browser, person)

    client.post(f"/organise/people/{person.id}/lock")
    locked = is_signed_in(browser)
    client.post(f"/organise/people/{person.id}/unlock")
    sign_in(browser, person)

    assert (locked, is_signed_in(browser)) == (False, True)


def test_administrators_neither_lock_nor_demote_themselves(
    client: FlaskClient, administrator: Account
) -> None:
    base = f"/organise/people/{administrator.id}"

    answers = [
        client.post(f"{base}/{act}").status_code for act in ("lock", "roles/administrator/revoke")
    ]

    assert answers == [409, 409]
    assert administrator.active
    assert administrator.is_administrator


@pytest.mark.parametrize("path", ["", "1", "1/lock", "1/unlock", "1/roles/organiser/grant"])
def test_organisers_do_not_look_after_accounts(client: FlaskClient, db: Session, path: str) -> None:
    sign_in(client, factories.organiser())
    method = client.post if "/" in path else client.get

    assert method(f"/organise/people/{path}").status_code == 403
