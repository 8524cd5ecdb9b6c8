"""How Flask-Security is set up here; what can be set from outside stands in ``config/``."""

import hashlib
import hmac
from datetime import timedelta
from typing import Any

from flask import Flask

from eventsapp.accounts import rules
from eventsapp.core import clock
from eventsapp.core.i18n import _

#: What the library says to people, in our words.
MESSAGES = {
    "ALREADY_CONFIRMED": (_("This address is already confirmed. You can sign in."), "info"),
    "API_ERROR": (_("This did not work. Please start again."), "error"),
    "CHANGE_EMAIL_CONFIRMED": (_("Your new address is confirmed."), "success"),
    "CHANGE_EMAIL_EXPIRED": (_("This link has expired. Please start again."), "error"),
    "CHANGE_EMAIL_SENT": (_("We have sent an email to %(email)s: open the link in it."), "success"),
    "CONFIRM_REGISTRATION": (
        _("We have sent an email to %(email)s: open the link in it to confirm your address."),
        "success",
    ),
    "CONFIRMATION_EXPIRED": (_("This link has expired. Ask for a new one."), "error"),
    "EMAIL_CONFIRMED": (_("Your address is confirmed: you can sign in now."), "success"),
    "INVALID_CODE": (_("This code is wrong or has already been used."), "error"),
    "INVALID_CONFIRMATION_TOKEN": (_("This link does not work. Ask for a new one."), "error"),
    "INVALID_PASSWORD": (_("This is not your password."), "error"),
    "INVALID_RECOVERY_CODE": (_("This is not one of your unused recovery codes."), "error"),
    "INVALID_REDIRECT": (_("That link leads to another site, so it was not followed."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (_("This link does not work. Ask for a new one."), "error"),
    "NO_RECOVERY_CODES_SETUP": (_("You have no recovery codes yet."), "info"),
    "PASSWORD_CHANGE": (
        _("Your password is changed. You are signed out on all other devices."),
        "success",
    ),
    "PASSWORD_IS_THE_SAME": (_("This is your current password. Choose another one."), "error"),
    "PASSWORD_NOT_PROVIDED": (_("Write your password."), "error"),
    "PASSWORD_RESET_EXPIRED": (_("This link has expired. Ask for a new one."), "error"),
    "PASSWORD_RESET_NO_LOGIN": (
        _(
            "Your new password is set, and you are signed out on all devices. Please sign in "
            "with the new password."
        ),
        "success",
    ),
    "REAUTHENTICATION_REQUIRED": (
        _("Before you change how you sign in, please confirm that it is you."),
        "info",
    ),
    "REAUTHENTICATION_SUCCESSFUL": (_("Thank you. You can continue."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        _("From now on you also need a code to sign in. You are signed out on all other devices."),
        "success",
    ),
    "TWO_FACTOR_DISABLED": (_("You no longer need a code to sign in."), "success"),
    "TWO_FACTOR_INVALID_TOKEN": (_("This code is wrong or has already been used."), "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_("You are signed in."), "success"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_("Choose one of the ways shown."), "error"),
    "TWO_FACTOR_PERMISSION_DENIED": (_("Please sign in first."), "error"),
    "TWO_FACTOR_SETUP_EXPIRED": (_("This took too long. Please start again."), "error"),
    "UNAUTHENTICATED": (_("Please sign in to see this page."), "info"),
    "UNAUTHORIZED": (_("You do not have access to this page."), "error"),
    "WEBAUTHN_CREDENTIAL_DELETED": (_("The passkey “%(name)s” is removed."), "success"),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": (_("This passkey has already been added."), "error"),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": (_("This passkey cannot be used for this."), "error"),
    "WEBAUTHN_EXPIRED": (_("This took too long. Please start again."), "error"),
    "WEBAUTHN_MISMATCH_USER_HANDLE": (_("This passkey belongs to another account."), "error"),
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": (
        _("Use letters, digits, spaces, hyphens and underscores only."),
        "error",
    ),
    "WEBAUTHN_NAME_INUSE": (_("You have a passkey named %(name)s already."), "error"),
    "WEBAUTHN_NAME_NOT_FOUND": (_("You have no passkey named %(name)s."), "error"),
    "WEBAUTHN_NO_VERIFY": (_("This passkey could not be checked. Please try again."), "error"),
    "WEBAUTHN_REGISTER_SUCCESSFUL": (
        _("The passkey “%(name)s” is added: you can sign in with it."),
        "success",
    ),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (
        _("We do not recognise this passkey. Sign in another way, then add it."),
        "error",
    ),
    "DISABLED_ACCOUNT": (_("This account is locked."), "error"),
}


def settings(app: Flask) -> dict[str, Any]:
    """Return the settings of Flask-Security, without their prefix."""
    return {
        # what there is
        "REGISTERABLE": True,
        "CONFIRMABLE": True,
        "RECOVERABLE": True,
        "CHANGEABLE": True,
        "CHANGE_EMAIL": True,
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": 10,
        "WEBAUTHN": True,
        "WAN_ALLOW_USER_HINTS": False,
        "WAN_ALLOW_AS_VERIFY": ["first"],
        "WAN_RP_NAME": app.config["SITE_NAME"],
        "TOTP_ISSUER": app.config["SITE_NAME"],
        "TOTP_SECRETS": {"1": _derived(app, "totp")},
        # what there is not: tokens, JSON, static files and mails of the library's own
        "API_ENABLED_METHODS": ["session"],
        "STATIC_FOLDER": None,
        "EMAIL_PLAINTEXT": False,
        "EMAIL_HTML": False,
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
        # how: OWASP's least for argon2id; the same answers for known and unknown addresses
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SINGLE_HASH": {"argon2"},
        "PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__type": "ID",
            "argon2__memory_cost": 19_456,
            "argon2__rounds": 2,
            "argon2__parallelism": 1,
        },
        "HASHING_SCHEMES": ["hex_sha256"],  # of what is random already, inside signed links
        "PASSWORD_LENGTH_MIN": rules.SHORTEST,
        "PASSWORD_CONFIRM_REQUIRED": False,
        "RETURN_GENERIC_RESPONSES": True,
        "DATETIME_FACTORY": clock.now,
        "FRESHNESS": timedelta(minutes=30),
        "FRESHNESS_GRACE_PERIOD": timedelta(minutes=30),
        "RESET_PASSWORD_WITHIN": timedelta(hours=1),
        # where to
        "POST_LOGIN_VIEW": "accounts.landing",
        "POST_LOGOUT_VIEW": "/",
        "POST_REGISTER_VIEW": "security.login",
        "POST_CONFIRM_VIEW": "security.login",
        "POST_RESET_VIEW": "security.login",
        "POST_CHANGE_VIEW": "accounts.security",
        "POST_CHANGE_EMAIL_VIEW": "accounts.security",
        "TWO_FACTOR_POST_SETUP_VIEW": "accounts.security",
        "WAN_POST_REGISTER_VIEW": "accounts.security",
        "POST_VERIFY_VIEW": "accounts.security",
        **{f"MSG_{name}": message for name, message in MESSAGES.items()},
    }


def _derived(app: Flask, purpose: str) -> str:
    key = str(app.config["SECRET_KEY"]).encode()
    return hmac.new(key, purpose.encode(), hashlib.sha256).hexdigest()
