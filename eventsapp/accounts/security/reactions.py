"""What follows when the library signs people in or out, or changes how they sign in."""

import secrets
from typing import Any

from flask import Flask, Response, after_this_request, g, request, session
from flask_login import user_logged_in, user_logged_out
from flask_security import signals

from eventsapp.accounts import services
from eventsapp.accounts.models import Account
from eventsapp.core import outbox, throttle
from eventsapp.notices.services import keep_choices, trust_again

DEVICE = "device"
DEVICE_LIFE = 400 * 24 * 3600


def init_app(app: Flask) -> None:
    """React to the library's signals."""
    user_logged_in.connect(begin_sign_in, app)
    user_logged_out.connect(end_sign_in, app)
    signals.password_reset.connect(end_all_sign_ins, app)
    signals.change_email_confirmed.connect(tell_old_address, app)
    signals.change_email_confirmed.connect(take_choices_along, app)
    for signal in (
        signals.user_confirmed,
        signals.password_reset,
        signals.change_email_confirmed,
    ):
        signal.connect(trust_address, app)
    for signal in (
        signals.password_changed,
        signals.tf_profile_changed,
        signals.tf_disabled,
        signals.change_email_confirmed,
    ):
        signal.connect(end_other_sign_ins, app)
    for signal in (signals.tf_profile_changed, signals.tf_disabled):
        signal.connect(tell_of_codes, app)
    for signal in (signals.wan_registered, signals.wan_deleted):
        signal.connect(tell_of_passkeys, app)


def begin_sign_in(app: Flask, user: Account, **_: Any) -> None:
    """Put the secret of a new sign-in into the cookie, and know this device from now on."""
    if old := session.pop("sign_in", None):
        services.end_sign_in(old)
    session.permanent = True
    session["sign_in"] = services.begin_sign_in(
        user, request.remote_addr, request.user_agent.string
    )
    g.account = user
    throttle.forgive("sign_in:code", user.fs_uniquifier)
    if g.device[0] != user.id:
        _remember_device(app, user)


def end_sign_in(_app: Flask, **_: Any) -> None:
    """End the sign-in of this cookie: a copy of it is worth nothing."""
    if token := session.pop("sign_in", None):
        services.end_sign_in(token)
    g.account = None


def end_other_sign_ins(_app: Flask, user: Any, **_: Any) -> None:
    """End a person's sign-ins everywhere else."""
    services.end_sign_ins(_real(user), keep=session.get("sign_in"))


def trust_address(_app: Flask, user: Any, **_: Any) -> None:
    """Believe in a person's address again: they have followed a link that was mailed to it."""
    trust_again(_real(user).email)


def end_all_sign_ins(_app: Flask, user: Any, **_: Any) -> None:
    """End a person's sign-ins everywhere."""
    services.end_sign_ins(_real(user))


def tell_of_codes(_app: Flask, user: Any, **_: Any) -> None:
    """Tell a person that codes were switched on or off."""
    services.tell(_real(user), "accounts_codes_changed")


def tell_of_passkeys(_app: Flask, user: Any, **_: Any) -> None:
    """Tell a person that a passkey was added or removed."""
    services.tell(_real(user), "accounts_passkeys_changed")


def tell_old_address(_app: Flask, user: Any, old_email: str, **_: Any) -> None:
    """Tell whoever reads the old address that it counts no more."""
    services.tell(_real(user), "accounts_address_changed", to=old_email)
    outbox.put("account.address_moved", account_id=user.id)


def take_choices_along(_app: Flask, user: Any, old_email: str, **_: Any) -> None:
    """Send to the new address only what a person wanted at the old one."""
    keep_choices(old_email, _real(user).email)


def _remember_device(app: Flask, account: Account) -> None:
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


def _real(user: Any) -> Account:
    """Return the account itself where the library hands over a proxy of it."""
    real: Account = getattr(user, "_get_current_object", lambda: user)()
    return real
