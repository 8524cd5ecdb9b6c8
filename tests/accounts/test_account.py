"""One's own account: sign-up, passwords, address, codes, passkeys, sign-ins, profile."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security.proxies import _security
from passlib.totp import TOTP
from sqlalchemy.orm import Session

from eventsapp.accounts import services
from eventsapp.accounts.models import Account, SignIn
from eventsapp.accounts.queries import account_by_email
from eventsapp.notices.queries import choice_of
from eventsapp.notices.rules import Choice, Group
from eventsapp.notices.services import choose
from tests import factories
from tests.accounts.test_sign_in import PASSWORD, enter, is_signed_in
from tests.conftest import MailServer, deliver, sign_in


@pytest.fixture
def maria(db: Session) -> Account:
    account = factories.account(email="maria@example.org", name="Maria Diaz")
    services.set_password(account, PASSWORD)
    db.commit()
    return account


def sign_up(client: FlaskClient, password: str = PASSWORD, query: str = ""):  # noqa: ANN201
    data = {"email": "Ana@example.org", "name": "Ana", "password": password}
    return client.post(f"/register{query}", data=data)


def test_who_signs_up_confirms_the_address_by_a_button_and_then_signs_in(
    client: FlaskClient, mails: MailServer
) -> None:
    sign_up(client)
    before = enter(client, "ana@example.org", PASSWORD).status_code
    deliver()
    path = mails.link("ana@example.org", "/confirm/")
    client.get(path)
    account = account_by_email("ana@example.org")
    assert account is not None
    after_look = account.confirmed_at
    client.post(path)
    after = enter(client, "ana@example.org", PASSWORD).status_code

    assert (before, after_look, after) == (422, None, 302)
    assert (account.name, account.password[:30]) == ("Ana", "$argon2id$v=19$m=19456,t=2,p=1")


def test_an_address_that_few_mail_servers_take_is_refused_at_once(client: FlaskClient) -> None:
    data = {"email": "josé@example.org", "name": "José", "password": PASSWORD}

    answer = client.post("/register", data=data)

    assert answer.status_code == 422
    assert "Write a complete address, such as name@example.org." in answer.text


def test_mails_speak_the_language_of_the_page_where_one_signed_up(
    client: FlaskClient, mails: MailServer
) -> None:
    sign_up(client, query="?lang=es")
    deliver()

    assert [mail["Content-Language"] for mail in mails.to("ana@example.org")] == ["es"]


@pytest.mark.parametrize(
    "password",
    ["short", "x" * 129, "password123", "ana@example.org", "eventsapp", "aaaaaaaaaa", "iloveyou"],
)
def test_easy_passwords_are_refused_with_a_sentence(client: FlaskClient, password: str) -> None:
    answer = sign_up(client, password)

    assert (answer.status_code, account_by_email("ana@example.org")) == (422, None)
    assert re.search("Too (short|long|easy)", answer.text)


def test_who_has_an_account_is_told_so_by_mail_only(
    client: FlaskClient, maria: Account, mails: MailServer
) -> None:
    data = {"email": "maria@example.org", "name": "M", "password": "eleven blue birds"}
    client.post("/register", data=data)
    deliver()

    assert mails.subjects() == [("maria@example.org", "You already have an account at eventsapp")]
    assert enter(client, "maria@example.org", PASSWORD).status_code == 302


def test_a_new_password_by_mail_ends_every_sign_in(
    app: Flask, client: FlaskClient, maria: Account, mails: MailServer
) -> None:
    elsewhere = app.test_client()
    sign_in(elsewhere, maria)
    client.post("/reset", data={"email": "maria@example.org"})
    deliver()
    path = mails.link("maria@example.org", "/reset/")

    page = client.get(path)
    client.post(path, data={"password": "eleven blue birds"})
    again = client.post(path, data={"password": "twelve blue birds"})
    deliver()

    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert not is_signed_in(elsewhere)
    assert again.location == "/reset"
    assert enter(app.test_client(), "maria@example.org", PASSWORD).status_code == 422
    assert enter(client, "maria@example.org", "eleven blue birds").status_code == 302
    assert mails.subjects()[-1][1] == "Your password for eventsapp was changed"


def test_changing_the_password_ends_the_other_sign_ins_only(
    app: Flask, client: FlaskClient, maria: Account
) -> None:
    elsewhere = app.test_client()
    sign_in(elsewhere, maria)
    enter(client, "maria@example.org", PASSWORD)

    wrong = client.post("/change", data={"password": "x", "new_password": "eleven blue birds"})
    data = {"password": PASSWORD, "new_password": "eleven blue birds"}
    changed = client.post("/change", data=data)

    assert (wrong.status_code, changed.location) == (422, "/me/security")
    assert (is_signed_in(client), is_signed_in(elsewhere)) == (True, False)


def test_a_new_address_counts_once_its_mail_was_answered_and_the_old_one_is_told(
    client: FlaskClient, maria: Account, mails: MailServer
) -> None:
    sign_in(client, maria)
    choose(maria.email, Group.NEWS, Choice.NEVER)
    client.post("/change-email", data={"email": "maria@example.net"})
    deliver()
    path = mails.link("maria@example.net", "/change-email/")
    client.get(path)
    after_look = maria.email
    client.post(path)
    deliver()

    assert (after_look, maria.email) == ("maria@example.org", "maria@example.net")
    assert mails.subjects()[-1] == ("maria@example.org", "Your address at eventsapp was changed")
    bodies = [mails.mails[-1].get_body((kind,)) for kind in ("plain", "html")]
    assert ["calendar of this address stays" in str(it) for it in bodies] == [True, True]
    assert choice_of("maria@example.net", Group.NEWS) is Choice.NEVER


def test_a_persons_other_sign_ins_are_shown_and_can_be_ended(
    app: Flask, client: FlaskClient, maria: Account, db: Session
) -> None:
    others = [app.test_client() for _ in range(3)]
    for other in others:
        sign_in(other, maria)
    first = db.query(SignIn).order_by(SignIn.id).first()
    assert first is not None
    sign_in(client, maria)

    assert client.get("/me/security").text.count("Sign out this device") == 3
    client.post(f"/me/security/sign-ins/{first.id}/end")
    assert [is_signed_in(other) for other in others] == [False, True, True]
    client.post("/me/security/sign-ins/end-others")
    assert [is_signed_in(other) for other in others] == [False, False, False]
    assert is_signed_in(client)


def test_nobody_ends_the_sign_ins_of_others(
    app: Flask, client: FlaskClient, maria: Account, db: Session
) -> None:
    hers = app.test_client()
    sign_in(hers, maria)
    sign_in(client, factories.account())
    row = db.query(SignIn).filter_by(account_id=maria.id).one()

    client.post(f"/me/security/sign-ins/{row.id}/end")

    assert is_signed_in(hers)


def switch_codes_on(client: FlaskClient, account: Account) -> TOTP:
    """Set up an authenticator app, as a person would: returns what the app then knows."""
    page = client.post("/tf-setup", data={"setup": "authenticator"}).text
    key = re.search(r"into the app: ([A-Z0-9-]+)", page)
    assert key is not None
    app_of_hers = TOTP(key=key[1])
    path = re.search(r'action="(/tf-setup/[^"]+)"', page)
    assert path is not None
    answer = client.post(html.unescape(path[1]), data={"code": app_of_hers.generate().token})
    assert answer.status_code == 302
    return app_of_hers


def forget_counter(account: Account, db: Session) -> None:
    """Let the half minute pass after which the app shows another code."""
    account.tf_last_counter = None
    db.commit()


def test_with_codes_a_password_alone_is_not_enough_and_a_code_works_once(
    app: Flask, client: FlaskClient, maria: Account, db: Session
) -> None:
    elsewhere = app.test_client()
    sign_in(elsewhere, maria)
    enter(client, "maria@example.org", PASSWORD)
    hers = switch_codes_on(client, maria)
    ended_elsewhere = not is_signed_in(elsewhere)
    forget_counter(maria, db)
    client.post("/logout")

    asked = enter(client, "maria@example.org", PASSWORD, next="/me/profile")
    half_way = is_signed_in(client)
    wrong = client.post(asked.location, data={"code": "000000"}).status_code
    code = hers.generate().token
    right = client.post(asked.location, data={"code": code})
    inside = is_signed_in(client)
    thief = app.test_client()
    enter(thief, "maria@example.org", PASSWORD)
    replayed = thief.post("/tf-validate", data={"code": code}).status_code

    assert ended_elsewhere
    assert asked.location.startswith("/tf-validate")
    assert (half_way, wrong, right.location, inside) == (False, 422, "/me/profile", True)
    assert (replayed, is_signed_in(thief)) == (422, False)


def test_a_mailed_link_asks_for_the_code_too(
    client: FlaskClient, maria: Account, mails: MailServer, db: Session
) -> None:
    sign_in(client, maria)
    switch_codes_on(client, maria)
    client.post("/logout")
    client.post("/login/link", data={"email": "maria@example.org"})
    deliver()

    answer = client.post(mails.link("maria@example.org", "/login/link/"))

    assert (answer.location.split("?")[0], is_signed_in(client)) == ("/tf-validate", False)


def test_a_recovery_code_works_once_and_only_hashes_are_kept(
    app: Flask, client: FlaskClient, maria: Account, db: Session
) -> None:
    sign_in(client, maria)
    switch_codes_on(client, maria)
    shown = re.findall(r"<code>([^<]+)</code>", client.post("/mf-recovery-codes").text)
    client.post("/logout")

    def use(code: str) -> bool:
        someone = app.test_client()
        enter(someone, "maria@example.org", PASSWORD)
        someone.post("/mf-recovery", data={"code": code})
        return is_signed_in(someone)

    assert len(shown) == 10
    assert not set(shown) & set(maria.mf_recovery_codes or [])
    assert [use(shown[0]), use(shown[0]), use(shown[1].upper()), use("nonsense")] == [
        True, False, True, False,
    ]  # fmt: skip


def test_codes_cannot_be_guessed(app: Flask, client: FlaskClient, maria: Account) -> None:
    sign_in(client, maria)
    switch_codes_on(client, maria)
    thief = app.test_client()
    enter(thief, "maria@example.org", PASSWORD)
    app.config["THROTTLE_ENABLED"] = True
    try:
        answers = [
            thief.post("/tf-validate", data={"code": "000000", "email": f"x{n}@a.org"}).status_code
            for n in range(12)
        ]
    finally:
        app.config["THROTTLE_ENABLED"] = False

    assert answers == [422] * 10 + [429] * 2


def test_how_one_signs_in_is_changed_only_by_who_has_just_signed_in(
    client: FlaskClient, maria: Account
) -> None:
    sign_in(client, maria)
    with client.session_transaction() as session:
        session["fs_paa"] = 0

    answers = {
        path: client.get(path).location.split("?")[0]
        for path in ("/tf-setup", "/wan-register", "/change-email", "/mf-recovery-codes")
    }

    assert set(answers.values()) == {"/verify"}
    assert client.get("/verify").status_code == 200
    assert client.post("/verify", data={"password": "x"}).status_code == 422
    client.post("/verify", data={"password": PASSWORD})
    assert client.get("/tf-setup").status_code == 200


def test_a_passkey_is_asked_for_with_its_owner_present(client: FlaskClient, maria: Account) -> None:
    sign_in(client, maria)
    adding = client.post("/wan-register", data={"name": "Phone", "usage": "first"})
    client.post("/logout")
    entering = client.post("/wan-signin")

    assert (adding.status_code, entering.status_code) == (200, 200)
    for page, kind in ((adding.text, "create"), (entering.text, "get")):
        assert f'data-passkey="{kind}"' in page
        options = html.unescape(re.search(r'data-passkey-options="([^"]+)"', page)[1])
        assert '"challenge"' in options
        assert '"userVerification": "required"' in options


def test_no_token_and_no_json_open_another_way_in(client: FlaskClient, maria: Account) -> None:
    token = maria.get_auth_token()

    answer = client.get("/me/security", headers={"Authentication-Token": token})
    asked = client.post("/login", json={"email": maria.email, "password": PASSWORD})

    assert answer.location.startswith("/login")
    assert "token" not in asked.get_data(as_text=True).replace("csrf_token", "")


def test_a_profile_says_who_one_is(client: FlaskClient, maria: Account) -> None:
    sign_in(client, maria)
    data = {
        "name": "María Díaz", "affiliation": "CDM", "country": "MX", "sector": "NGOs",
        "locale": "fr", "timezone": "America/Mexico_City",
    }  # fmt: skip
    empty = client.post("/me/profile", data=data | {"name": ""}).status_code
    client.post("/me/profile", data=data)

    kept = {name: getattr(maria, name) for name in data}
    assert (empty, kept) == (422, data)


def test_somebody_new_is_asked_for_a_name_and_then_goes_on(client: FlaskClient) -> None:
    sign_in(client, factories.account(name=""))

    page = client.get("/me/profile?next=/events/").text
    gone_on = client.post("/me/profile", data={"name": "Nina", "next": "/events/"}).location

    assert ("Only your name is needed" in page, "Save and continue" in page) == (True, True)
    assert re.search(r"<select[^>]*data-own-zone", page)
    assert gone_on == "/events/"
    assert "data-own-zone" not in client.get("/me/profile").text


PAGES = (
    "/login", "/register", "/reset", "/confirm", "/wan-signin", "/confirm/x", "/change-email/x",
)  # fmt: skip
OWN_PAGES = (
    "/me/profile", "/me/security", "/change", "/change-email", "/tf-setup", "/wan-register",
    "/mf-recovery-codes", "/verify",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_the_door_is_there(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.text.count("<h1>")) == (200, 1)


@pytest.mark.parametrize("path", OWN_PAGES)
def test_every_page_of_ones_own_is_there_and_asks_who_one_is(
    client: FlaskClient, maria: Account, path: str
) -> None:
    stranger = client.get(path)
    sign_in(client, maria)
    answer = client.get(path)

    assert stranger.location.startswith("/login")
    assert (answer.status_code, answer.text.count("<h1>")) == (200, 1)


def test_the_totp_secret_is_not_kept_in_the_open(client: FlaskClient, maria: Account) -> None:
    sign_in(client, maria)
    hers = switch_codes_on(client, maria)

    assert hers.base32_key not in str(maria.tf_totp_secret)
    assert _security.totp_factory is not None
