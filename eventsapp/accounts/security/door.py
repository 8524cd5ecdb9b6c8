"""Who comes in, by which cookie, and how often they may try."""

from datetime import timedelta

from flask import Flask, Response, abort, after_this_request, g, request, session
from flask.typing import ResponseReturnValue
from flask_security import Security, login_user
from flask_security.proxies import _security
from itsdangerous import BadSignature, URLSafeSerializer

from eventsapp.accounts.models import Account
from eventsapp.accounts.queries import account_by_id, sign_in_of
from eventsapp.accounts.security.reactions import DEVICE
from eventsapp.core import clock, throttle
from eventsapp.core.headers import secret_page
from eventsapp.core.policy import OPEN_ENDPOINTS, require
from eventsapp.core.web import safe_next

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
    """Know who comes in before any view asks a policy, and before the library looks."""
    app.extensions["devices"] = URLSafeSerializer(app.config["SECRET_KEY"], salt="device")

    @app.before_request
    def know_the_visitor() -> None:
        for name in ("fs_authn_via", "fs_paa", "identity", "sign_in"):
            g.pop(name, None)
        g.account = None
        g.oldest_sign_in = clock.now() - timedelta(days=int(app.config["SESSION_ABSOLUTE_DAYS"]))
        g.device = _device(app)
        if request.endpoint not in OPEN_ENDPOINTS and _has_session(app):
            token = session.get("sign_in")
            g.sign_in = sign_in_of(token, since=g.oldest_sign_in) if token else None
            if g.sign_in is not None:
                g.account = g.sign_in.account
                g.fs_authn_via, g.fs_paa = "session", session.get("fs_paa", 0)
        # Told so, Flask-Login never looks for a cookie of its own.
        app.extensions["security"].login_manager._update_request_context_with_user(  # noqa: SLF001
            g.account
        )


def watch(app: Flask, security: Security) -> None:
    """Ask for the library's pages what every page of the house is asked, and count tries."""
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
        if request.endpoint != "security.login" and _leads_elsewhere(request.values.get("next")):
            abort(400)
        if request.method == "POST" and (bucket := LIMITS.get(str(request.endpoint))):
            throttle.limit(bucket, _who_tries(bucket))
        if request.endpoint == "security.logout":
            after_this_request(_clear_site)


def enter(account: Account, *, via: str, next_page: str) -> ResponseReturnValue | None:
    """Sign a person in; where they have set up a second step, return the way to it instead."""
    step = _security.two_factor_plugins.tf_enter(account, None, via, next_loc=next_page)
    if step is None:
        login_user(account, authn_via=[via])
    return step


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


def _has_session(app: Flask) -> bool:
    return str(app.config["SESSION_COOKIE_NAME"]) in request.cookies


def _leads_elsewhere(target: str | None) -> bool:
    return bool(target) and safe_next(target, "") != target


def _who_tries(bucket: str) -> str | None:
    if g.account is not None:
        return f"account:{g.account.id}"
    if bucket.startswith("mailed_link"):
        return request.form.get("email")
    return session.get("tf_user_id")


def _clear_site(response: Response) -> Response:
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
