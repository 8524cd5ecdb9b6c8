"""Our own parts for Flask-Security: what it stores, mails, checks and says, the house's way."""

import hashlib
import hmac
from typing import Any

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import (
    MailUtil,
    MfRecoveryCodesUtil,
    PasswordUtil,
    SQLAlchemyUserDatastore,
    WebauthnUtil,
)
from flask_security.totp import Totp
from flask_wtf import FlaskForm
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from eventsapp.accounts import rules
from eventsapp.accounts.models import Account
from eventsapp.accounts.queries import plain_address
from eventsapp.accounts.services import Addressee
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.core.i18n import LazyString, gettext, locale
from eventsapp.core.web import link
from eventsapp.notices.services import post

#: The library's mails: our kind of notice, the page it leads to, the name of its token.
MAILS = {
    "welcome": ("accounts_confirm", "security.confirm_email", "confirmation_token"),
    "welcome_existing": ("accounts_already_registered", "security.login", ""),
    "reset_notice": ("accounts_password_changed", "security.forgot_password", ""),
    "change_notice": ("accounts_password_changed", "security.forgot_password", ""),
    "change_email_instructions": (
        "accounts_new_address",
        "security.change_email_confirm",
        "token",
    ),
}


class Store(SQLAlchemyUserDatastore):
    """Keeps accounts in our session, and leaves the commit to ``core.db``."""

    def commit(self) -> None:
        """Send the changes to the database; they are committed with the request."""
        db.session.flush()

    def create_user(self, **fields: Any) -> Any:
        """Make the account of somebody who signs up on a page in their language."""
        account = super().create_user(**fields | {"locale": locale()})
        db.session.flush()
        return account

    def create_webauthn(self, *args: Any, **fields: Any) -> None:
        """Keep a new passkey, and when it came."""
        super().create_webauthn(*args, create_datetime=clock.now(), **fields)


class Mails(MailUtil):
    """Posts the library's mails as notices; checks addresses without asking anybody."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: Any,
        sender: Any,
        body: str | None,
        html: str | None,
        **context: Any,
    ) -> None:
        """Post our wording of a mail, in the language of the account."""
        kind, page, token = MAILS[template.rpartition("/")[2]]
        values = {"token": context[token]} if token else {}
        account: Account = context["user"]
        post(
            kind,
            to=Addressee(recipient, account.locale),
            link=link(page, **values),
            email=account.email,
            new_email=recipient,
        )

    def normalize(self, email: str) -> str:
        """Return an address as accounts keep it."""
        return plain_address(super().normalize(email))

    def validate(self, email: str) -> str:
        """Return an address as accounts keep it; its server is not looked up."""
        return self.normalize(email)


class Passwords(PasswordUtil):
    """Refuses passwords that are too short, too long, or that others guess first."""

    def __init__(self, app: Flask) -> None:
        """Remember the site's name, which is no password."""
        super().__init__(app)
        self.site = str(app.config["SITE_NAME"])

    def validate(
        self,
        password: str,
        is_register: bool,
        **fields: Any,
    ) -> tuple[list[str] | None, str]:
        """Return what is wrong with a password, if anything, and the password normalised."""
        plain = self.normalize(password)
        person = fields.get("user")
        known = (
            self.site,
            str(fields.get("email") or getattr(person, "email", "")),
            str(fields.get("name") or getattr(person, "name", "")),
        )
        if len(plain) < rules.SHORTEST:
            return [gettext("Too short: write at least 8 characters.")], plain
        if len(plain) > rules.LONGEST:
            return [gettext("Too long: write at most 128 characters.")], plain
        if rules.is_guessable(plain, known):
            return [gettext("Too easy to guess: choose another password.")], plain
        return None, plain


class Codes(Totp):
    """Takes each code of an authenticator app once (ASVS 6.5.1)."""

    def get_last_counter(self, user: Any) -> int | None:
        """Return the time step of the newest code taken."""
        counter: int | None = user.tf_last_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Keep the time step of a code that was taken."""
        user.tf_last_counter = tmatch.counter


class RecoveryCodes(MfRecoveryCodesUtil):
    """Keeps recovery codes as hashes: they are shown once, when they are made."""

    def __init__(self, app: Flask) -> None:
        """Take the key of the hashes."""
        super().__init__(app)
        self.key = str(app.config["SECRET_KEY"]).encode()

    def get_recovery_codes(self, user: Any) -> list[str]:
        """Return none: nobody can read them again."""
        return []

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Tell whether this is one of the unused codes."""
        return self._hash(code) in (user.mf_recovery_codes or [])

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        """Use a code up."""
        used, codes = self._hash(code), user.mf_recovery_codes or []
        user.mf_recovery_codes = [kept for kept in codes if kept != used]
        return used in codes

    def _encrypt_codes(self, codes: list[str]) -> list[str]:
        return [self._hash(code) for code in codes]

    def _hash(self, code: str) -> str:
        plain = code.strip().lower().replace("-", "").replace(" ", "")
        return hmac.new(self.key, b"recovery:" + plain.encode(), hashlib.sha256).hexdigest()


class Passkeys(WebauthnUtil):
    """Asks for passkeys that are enough alone: kept by the device, unlocked by its owner."""

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:
        """Say what a new passkey must be able to do."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        )

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:
        """Have the device always ask for a finger, a face or a PIN."""
        return UserVerificationRequirement.REQUIRED


class Speech:
    """Says the library's sentences by our own catalogue."""

    def gettext(self, text: str | LazyString, **values: Any) -> str:
        """Return a sentence in the reader's language."""
        said = gettext(text) if isinstance(text, str) else str(text)
        return said % values if values else said


def render(template: str, **context: Any) -> ResponseReturnValue:
    """Show one of the library's pages; a form with errors answers 422."""
    page = render_template(template, **context)
    forms = (value for value in context.values() if isinstance(value, FlaskForm))
    return (page, 422) if request.method == "POST" and any(f.errors for f in forms) else page
