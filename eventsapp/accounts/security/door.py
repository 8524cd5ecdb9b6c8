"""What happens at the door: who comes in, by which cookie, and how often they may try."""

import secrets
from datetime import timedelta
from typing import Any

from flask import Flask, Response, abort, after_this_request, g, request, session
from flask.typing import ResponseReturnValue
from flask_login import user_logged_in, user_logged_out
from flask_security import Security, login_user, signals
from flask_security.proxies import _security
from itsdangerous import BadSignature, URLSafeSerializer

from eventsapp.accounts import services
from eventsapp.accounts.models import Account
from eventsapp.accounts.queries import account_by_id, sign_in_of
from eventsapp.core import clock, throttle
from eventsapp.core.headers import secret_page
from eventsapp.core.policy import OPEN_ENDPOINTS, require
from eventsapp.core.web import safe_next

DEVICE = "device"
DEVICE_LIFE = 400 * 24 * 3600
#: What may be tried how often, by whom: setting and bucket for each page of the library.
LIMITS = {
    "security.register": "mailed_link:register",
    "security.send_confirmation": "mailed_link:confirm",
    "security.forgot_password": "mailed_link:reset",
    "security.change_email": "mailed_link:address",
    "security.two_factor_token_validation": "sign_in:code",
    "security.two_factor_setup_validate": "sign_in:code",
    "security.mf_recovery": "sign_in:recovery",
    "security.verify": "sign_in:verify",
    "security.change_password": "sign_in:verify",
}


def init_app(app: Flask) -> None:
    """Know who comes in, before any view asks a policy; must come before the library's own."""
    app.extensions["devices"] = URLSafeSerializer(app.config["SECRET_KEY"], salt="device")

    @app.before_request
    def know_the_visitor() -> None:
        for name in ("fs_authn_via", "fs_paa", "identity", "sign_in"):
            g.pop(name, None)
        g.account = None
        g.oldest_sign_in = clock.now() - timedelta(days=int(app.config["SESSION_ABSOLUTE_DAYS"]))
        g.device = _device(app)
        if request.endpoint not in OPEN_ENDPOINTS and has_session_cookie(app):
            token = session.get("sign_in")
            g.sign_in = sign_in_of(token, since=g.oldest_sign_in) if token else None
            if g.sign_in is not None:
                g.account = g.sign_in.account
                g.fs_authn_via, g.fs_paa = "session", session.get("fs_paa", 0)
        # Told so, Flask-Login never looks for a cookie of its own.
        app.extensions["security"].login_manager._update_request_context_with_user(  # noqa: SLF001
            g.account
        )


def has_session_cookie(app: Flask) -> bool:
    """Tell whether the visitor has a session, without reading it."""
    return str(app.config["SESSION_COOKIE_NAME"]) in request.cookies


def attach(app: Flask, security: Security) -> None:
    """Begin and end sign-ins where the library signs people in and out."""
    app.after_request_funcs[None].remove(
        security.login_manager._update_remember_cookie  # noqa: SLF001 -- we have no such cookie
    )

    @app.before_request
    def watch_the_door() -> None:
        if request.blueprint != "security":
            return
        require(allowed=True)  # each of the library's views asks for itself who may
        if request.view_args:
            secret_page()
        target = request.values.get("next")
        if request.endpoint != "security.login" and target and safe_next(target, "") != target:
            abort(400)
        if request.method == "POST" and (bucket := LIMITS.get(str(request.endpoint))):
            throttle.limit(bucket, _who_tries(bucket))
        if request.method == "POST" and request.endpoint == "security.logout":
            after_this_request(_clear_site)

    @user_logged_in.connect_via(app)
    def begin(sender: Flask, user: Account, **_: Any) -> None:
        if old := session.pop("sign_in", None):
            services.end_sign_in(old)
        session.permanent = True
        session["sign_in"] = services.begin_sign_in(
            user, request.remote_addr, request.user_agent.string
        )
        g.account = user
        throttle.forgive("sign_in:code", user.fs_uniquifier)
        _remember_device(app, user)

    @user_logged_out.connect_via(app)
    def end(sender: Flask, **_: Any) -> None:
        if token := session.pop("sign_in", None):
            services.end_sign_in(token)
        g.account = None

    @signals.password_changed.connect_via(app)
    @signals.tf_profile_changed.connect_via(app)
    @signals.tf_disabled.connect_via(app)
    def end_others(sender: Flask, user: Account, **_: Any) -> None:
        services.end_sign_ins(_account(user), keep=session.get("sign_in"))

    @signals.password_reset.connect_via(app)
    def end_all(sender: Flask, user: Account, **_: Any) -> None:
        services.end_sign_ins(_account(user))

    @signals.tf_profile_changed.connect_via(app)
    @signals.tf_disabled.connect_via(app)
    def tell_of_codes(sender: Flask, user: Account, **_: Any) -> None:
        services.tell(_account(user), "accounts_codes_changed")

    @signals.wan_registered.connect_via(app)
    @signals.wan_deleted.connect_via(app)
    def tell_of_passkeys(sender: Flask, user: Account, **_: Any) -> None:
        services.tell(_account(user), "accounts_passkeys_changed")

    @signals.change_email_confirmed.connect_via(app)
    def tell_old_address(sender: Flask, user: Account, old_email: str, **_: Any) -> None:
        services.tell(_account(user), "accounts_address_changed", to=old_email)
        services.end_sign_ins(_account(user), keep=session.get("sign_in"))

    # connect_via keeps weak references: hold these as long as the application lives
    app.extensions["door"] = (
        begin, end, end_others, end_all, tell_of_codes, tell_of_passkeys, tell_old_address,
    )  # fmt: skip


def enter(account: Account, *, via: str, next_page: str) -> ResponseReturnValue | None:
    """Sign a person in; where they have set up a second step, return the way to it instead."""
    step = _security.two_factor_plugins.tf_enter(account, None, via, next_loc=next_page)
    if step is None:
        login_user(account, authn_via=[via])
    return step  # type: ignore[no-any-return]


def who_types(email: str) -> str:
    """Return whose tries are counted together: an address, or its owner's own device.

    So strangers who try an address many times never lock its owner out of a known device.
    """
    account_id, nonce = g.device
    account = account_by_id(account_id) if account_id is not None else None
    return f"{email} {nonce}" if account is not None and account.email == email else email


def _device(app: Flask) -> tuple[int | None, str]:
    try:
        account_id, nonce = app.extensions["devices"].loads(request.cookies.get(DEVICE, ""))
    except (BadSignature, ValueError, TypeError):
        return None, ""
    return int(account_id), str(nonce)


def _remember_device(app: Flask, account: Account) -> None:
    if g.device[0] == account.id:
        return
    value = app.extensions["devices"].dumps([account.id, secrets.token_urlsafe(12)])

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            DEVICE,
            value,
            max_age=DEVICE_LIFE,
            httponly=True,
            samesite="Lax",
            secure=app.config["SESSION_COOKIE_SECURE"],
        )
        return response


def _who_tries(bucket: str) -> str | None:
    if g.account is not None:
        return f"account:{g.account.id}"
    if bucket.startswith("mailed_link"):
        return request.form.get("email")
    return session.get("tf_user_id")


def _account(user: Any) -> Account:
    """Return the account itself where the library hands over a proxy of it."""
    real = user._get_current_object() if hasattr(user, "_get_current_object") else user  # noqa: SLF001
    return real  # type: ignore[no-any-return]


def _clear_site(response: Response) -> Response:
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
