"""Signing in and out: by password, by mailed link, and what a stolen cookie is worth afterwards."""

import re
import sys
from datetime import timedelta
from types import FrameType

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from eventsapp.accounts import services
from eventsapp.accounts.models import Account, SignIn
from eventsapp.accounts.queries import account_by_email
from eventsapp.core import clock
from eventsapp.core.db import db as database
from tests import factories
from tests.conftest import MailServer, deliver, sign_in

PASSWORD = "seven green horses"


@pytest.fixture
def maria(db: Session) -> Account:
    account = factories.account(email="maria@example.org", name="Maria Diaz")
    services.set_password(account, PASSWORD)
    db.commit()
    return account


@pytest.fixture
def throttled(app: Flask):  # noqa: ANN201
    app.config["THROTTLE_ENABLED"] = True
    yield
    app.config["THROTTLE_ENABLED"] = False


def enter(client: FlaskClient, email: str, password: str, **more: str):  # noqa: ANN201
    return client.post("/login", data={"email": email, "password": password, **more})


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/me/security").status_code == 200


def test_a_password_signs_in_and_leads_to_the_page_asked_for(
    client: FlaskClient, maria: Account
) -> None:
    answer = enter(client, "Maria@Example.org ", PASSWORD, next="/me/profile")

    assert (answer.status_code, answer.location, is_signed_in(client)) == (302, "/me/profile", True)


def test_a_wrong_password_signs_nobody_in(client: FlaskClient, maria: Account) -> None:
    answer = enter(client, "maria@example.org", "wrong horses")

    assert (answer.status_code, is_signed_in(client)) == (422, False)
    assert "The address or the password is wrong" in answer.text


def test_a_visitor_without_a_session_gets_no_cookie_and_costs_no_query(
    app: Flask, client: FlaskClient, db: Session
) -> None:
    asked: list[str] = []
    connection = database.engines[None]
    note = lambda *args: asked.append(args[2])  # noqa: E731
    event.listen(connection, "before_cursor_execute", note)

    page = client.get("/events/")
    asked.clear()
    sign_in_page = client.get("/wan-signin", headers={"Cookie": "lang=es"})
    event.remove(connection, "before_cursor_execute", note)

    assert "Set-Cookie" not in page.headers
    assert [statement for statement in asked if "account" in statement] == []
    assert sign_in_page.status_code == 200


def test_a_feed_does_not_vary_by_who_asks_without_a_session(client: FlaskClient) -> None:
    answer = client.get("/calendar.ics")

    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_locked_account_is_out_at_once_and_stays_out(
    client: FlaskClient, maria: Account, db: Session
) -> None:
    enter(client, "maria@example.org", PASSWORD)
    services.lock(maria, by=factories.account())
    db.commit()

    assert not is_signed_in(client)
    assert enter(client, "maria@example.org", PASSWORD).status_code == 422


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "///evil.example",
        "\\\\evil.example", "/\t/evil.example", "javascript:alert(1)", "http:evil.example",
        " //evil.example", "/%0d%0aLocation:https://evil.example\r\n",
    ],
)  # fmt: skip
def test_sign_in_leads_to_no_other_site(client: FlaskClient, maria: Account, target: str) -> None:
    asked = client.get("/login", query_string={"next": target})
    answer = enter(client, "maria@example.org", PASSWORD, next=target)

    assert "evil.example" not in asked.text.split("<main")[1]
    assert answer.status_code == 302
    assert answer.location in {"/", "/me/"}


def test_the_librarys_pages_refuse_to_lead_elsewhere(client: FlaskClient, maria: Account) -> None:
    sign_in(client, maria)

    assert client.get("/verify?next=https://evil.example/").status_code == 400


def test_a_copied_cookie_does_not_work_after_log_out(
    app: Flask, client: FlaskClient, maria: Account
) -> None:
    enter(client, "maria@example.org", PASSWORD)
    cookie = client.get_cookie("session")
    assert cookie is not None

    answer = client.post("/logout")
    thief = app.test_client()
    thief.set_cookie("session", cookie.value)

    assert answer.status_code == 302
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_signed_in(client)
    assert not is_signed_in(thief)


def test_log_out_asks_for_a_post(client: FlaskClient, maria: Account) -> None:
    sign_in(client, maria)

    assert client.get("/logout").status_code == 405
    assert is_signed_in(client)


def test_a_sign_in_ends_after_two_weeks_however_busy(client: FlaskClient, maria: Account) -> None:
    enter(client, "maria@example.org", PASSWORD)
    start = clock.now()

    with time_machine.travel(start, tick=False) as now:
        for _ in range(31):
            now.shift(timedelta(hours=11))
            assert is_signed_in(client) is (clock.now() - start < timedelta(days=14))


def test_a_sign_in_ends_after_twelve_idle_hours(client: FlaskClient, maria: Account) -> None:
    enter(client, "maria@example.org", PASSWORD)

    with time_machine.travel(clock.now() + timedelta(hours=12, minutes=1)):
        assert not is_signed_in(client)


def test_only_a_hash_of_the_cookies_secret_is_kept(
    client: FlaskClient, maria: Account, db: Session
) -> None:
    enter(client, "maria@example.org", PASSWORD)
    with client.session_transaction() as session:
        token = session["sign_in"]

    kept = db.query(SignIn).one()
    assert len(token) >= 43
    assert token not in {kept.token_hash, kept.browser}


def test_a_library_cookie_that_remembers_is_never_given(
    client: FlaskClient, maria: Account
) -> None:
    answer = enter(client, "maria@example.org", PASSWORD, remember="y")

    assert "remember_token" not in str(answer.headers)


# --- the mailed link ----------------------------------------------------------------------


def test_a_mailed_link_signs_in_by_its_button_and_only_once(
    app: Flask, client: FlaskClient, maria: Account, mails: MailServer
) -> None:
    client.post("/login/link", data={"email": "maria@example.org"})
    deliver()
    path = mails.link("maria@example.org", "/login/link/")

    looked = client.get(path)
    after_look = is_signed_in(client)
    used = client.post(path)
    after_use = is_signed_in(client)
    again = app.test_client().post(path)

    assert (looked.status_code, after_look) == (200, False)
    assert looked.headers["Referrer-Policy"] == "no-referrer"
    assert looked.headers["Cache-Control"] == "no-store"
    assert (used.status_code, after_use) == (302, True)
    assert again.status_code == 410


def test_a_mailed_link_is_short_lived(
    client: FlaskClient, maria: Account, mails: MailServer
) -> None:
    client.post("/login/link", data={"email": "maria@example.org"})
    deliver()
    path = mails.link("maria@example.org", "/login/link/")

    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert client.post(path).status_code == 410
        assert not is_signed_in(client)


def test_a_mailed_link_makes_an_account_for_a_new_address_and_asks_for_a_name(
    client: FlaskClient, mails: MailServer
) -> None:
    client.post("/login/link?lang=es", data={"email": "New@example.org", "next": "/events/"})
    assert account_by_email("new@example.org") is None
    deliver()

    used = client.post(mails.link("new@example.org", "/login/link/"))
    account = account_by_email("new@example.org")
    assert account is not None

    assert used.location.startswith("/me/profile?next=")
    assert account.confirmed_at is not None
    assert account.locale == "es"
    named = client.post(
        used.location, data={"name": "Ana", "locale": "es", "timezone": "America/Lima"}
    )
    assert (named.location, account.name, account.timezone) == ("/events/", "Ana", "America/Lima")


def test_a_mailed_link_leads_on_to_the_page_asked_for(
    client: FlaskClient, maria: Account, mails: MailServer
) -> None:
    client.post("/login/link", data={"email": "maria@example.org", "next": "/me/security"})
    deliver()

    assert client.post(mails.link("maria@example.org", "/login/link/")).location == "/me/security"


def test_a_link_comes_from_our_own_address_whatever_the_host_header_says(
    client: FlaskClient, maria: Account, mails: MailServer
) -> None:
    client.post(
        "/login/link", data={"email": "maria@example.org"}, headers={"Host": "evil.example"}
    )
    deliver()

    assert all("evil.example" not in str(mail) for mail in mails.mails)


def test_a_mailed_link_takes_a_password_away_that_a_stranger_may_have_set(
    client: FlaskClient, mails: MailServer, db: Session
) -> None:
    services.make_account("ana@example.org", "Ana", password=PASSWORD, confirmed=False)
    db.commit()
    client.post("/login/link", data={"email": "ana@example.org"})
    deliver()

    client.post(mails.link("ana@example.org", "/login/link/"))
    client.post("/logout")

    assert enter(client, "ana@example.org", PASSWORD).status_code == 422


# --- nothing to be learned, nothing to be guessed -------------------------------------------


def test_known_and_unknown_addresses_get_the_same_answers(
    app: Flask, maria: Account, mails: MailServer
) -> None:
    services.make_account("later@example.org", "", confirmed=False)
    forms = {
        "/login": {"password": "wrong horses"},
        "/login/link": {},
        "/reset": {},
        "/confirm": {},
        "/register": {"name": "Somebody", "password": "eleven blue birds"},
    }
    seen = {}
    for email in ("maria@example.org", "nobody@example.org"):
        for path, more in forms.items():
            client = app.test_client()
            answer = client.post(path, data={"email": email, **more})
            page = client.get(answer.location) if answer.location else answer
            shown = re.sub('"csrf_token" value="[^"]+"', "", page.text.replace(email, "X"))
            seen.setdefault(path, []).append((answer.status_code, answer.location, shown))

    assert {path: known for path, (known, _) in seen.items()} == {
        path: unknown for path, (_, unknown) in seen.items()
    }


@pytest.mark.parametrize("path", ["/login", "/login/link", "/reset", "/confirm", "/register"])
def test_known_and_unknown_addresses_hash_as_many_passwords(
    app: Flask, maria: Account, path: str
) -> None:
    """Hashing is what takes time; a stopwatch would only measure how busy the machine is."""
    more = {"password": "wrong horses", "name": "Somebody"}

    def hashed(email: str) -> int:
        calls = 0

        def count(frame: FrameType, event: str, _argument: object) -> None:
            nonlocal calls
            calls += event == "call" and frame.f_code.co_name in {"hash_secret", "verify_secret"}

        client = app.test_client()
        sys.setprofile(count)
        try:
            client.post(path, data={"email": email, **more})
        finally:
            sys.setprofile(None)
        return calls

    known, unknown = hashed("maria@example.org"), hashed("nobody@example.org")

    assert known == unknown
    assert (known > 0) == (path in {"/login", "/register"})


@pytest.mark.usefixtures("throttled")
def test_thirty_wrong_tries_are_stopped_while_the_owners_device_still_gets_in(
    app: Flask, client: FlaskClient, maria: Account
) -> None:
    enter(client, "maria@example.org", PASSWORD)
    client.post("/logout")
    thief = app.test_client()

    answers = [
        thief.post(
            "/login",
            data={"email": "maria@example.org", "password": f"wrong horses {n}"},
            headers={"X-Forwarded-For": f"10.0.0.{n}"},
        ).status_code
        for n in range(30)
    ]
    by_guess = enter(thief, "maria@example.org", PASSWORD).status_code
    by_owner = enter(client, "maria@example.org", PASSWORD).status_code

    assert answers == [422] * 10 + [429] * 20
    assert (by_guess, by_owner) == (429, 302)


@pytest.mark.usefixtures("throttled")
@pytest.mark.parametrize("path", ["/login/link", "/reset", "/register", "/confirm"])
def test_nobody_is_flooded_with_mails(
    client: FlaskClient, maria: Account, mails: MailServer, path: str
) -> None:
    data = {"email": "maria@example.org", "name": "M", "password": "eleven blue birds"}
    answers = [client.post(path, data=data).status_code for _ in range(8)]
    deliver()

    assert answers[5:] == [429] * 3
    assert len(mails.to("maria@example.org")) <= 5
