"""Answer requests that must look and last the same for addresses that have no account."""

from flask_security.confirmable import generate_confirmation_token
from flask_security.recoverable import generate_reset_password_token

from eventsapp.accounts.queries import account_by_email
from eventsapp.core.web import link
from eventsapp.notices.services import post


def mail_reset(email: str) -> None:
    """Mail a link to set a new password, if there is somebody who may use it."""
    account = account_by_email(email)
    if account is not None and account.active and account.confirmed_at:
        token = generate_reset_password_token(account)  # type: ignore[no-untyped-call]
        page = link("security.reset_password", token=token)
        post("accounts_reset", to=account, link=page)


def mail_confirmation(email: str) -> None:
    """Mail a link to confirm an address once more, if it still waits for it."""
    account = account_by_email(email)
    if account is not None and account.active and account.confirmed_at is None:
        token = generate_confirmation_token(account)  # type: ignore[no-untyped-call]
        page = link("security.confirm_email", token=token)
        post("accounts_confirm", to=account, link=page, email=email)
