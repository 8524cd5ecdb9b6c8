"""Sign people in and out, make accounts, give and take roles."""

import secrets
from datetime import timedelta
from typing import NamedTuple

from flask_security.utils import hash_password
from sqlalchemy import delete, update

from eventsapp.accounts import rules
from eventsapp.accounts.models import Account, MailedLink, Role, RoleName, SignIn
from eventsapp.accounts.queries import (
    account_by_email,
    digest,
    mailed_link,
    plain_address,
    role_named,
)
from eventsapp.audit.services import record
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.core.web import link
from eventsapp.notices.services import clock_changed, post, trust_again

#: How long a mailed link works.
LINK_LIFE = timedelta(minutes=15)


class LinkExpired(Refused):
    """Used before, too old, or never sent."""

    message = _(
        "This link has already been used or is more than 15 minutes old. Ask for a new one "
        "on the sign-in page."
    )


class AccountLocked(Refused):
    """An administrator locked the account."""

    message = _("This account is locked. Write to the organisers if you think it should not be.")


class NotYourself(Refused):
    """Nobody locks themselves out or takes their own role."""

    message = _("You cannot do this to your own account. Ask another administrator.")


class Addressee(NamedTuple):
    """Somebody who may have no account: an address, and the language to write in."""

    email: str
    locale: str
    #: The zone of their clock, if it is known.
    own_zone: str | None = None


def make_account(
    email: str,
    name: str,
    *,
    password: str | None = None,
    roles: tuple[RoleName, ...] = (),
    locale: str = "en",
    is_sample: bool = False,
    confirmed: bool = True,
) -> Account:
    """Make an account; ``confirmed`` says that its address is known to be theirs."""
    account = new_account(email, name, locale=locale, is_sample=is_sample, confirmed=confirmed)
    for role in roles:
        account.roles.append(_role(role))
    if password is not None:
        set_password(account, password)
    db.session.flush()
    return account


def new_account(
    email: str, name: str, *, locale: str = "en", is_sample: bool = False, confirmed: bool = True
) -> Account:
    """Make an account that gets its key with whatever is saved next: for many at once."""
    account = Account(
        email=plain_address(email),
        name=name,
        locale=locale,
        is_sample=is_sample,
        fs_uniquifier=secrets.token_hex(32),
        fs_webauthn_user_handle=secrets.token_hex(32),
        confirmed_at=clock.now() if confirmed else None,
    )
    db.session.add(account)
    return account


def account_for(email: str, name: str = "", locale: str = "en") -> Account:
    """Return the account with this address, or make one that still has to prove it."""
    return account_by_email(email) or make_account(email, name, locale=locale, confirmed=False)


def set_password(account: Account, password: str) -> None:
    """Keep a password as its argon2id hash."""
    account.password = hash_password(password)


def password_fits(account: Account | None, password: str) -> bool:
    """Tell whether this is the account's password; as slow where there is no account or none."""
    if account is None or not account.password:
        hash_password(password)
        return False
    return bool(account.verify_and_update_password(password))


def begin_sign_in(account: Account, address: str | None, browser: str) -> str:
    """Begin a sign-in; return the secret for its cookie, of which only a hash is kept."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignIn(
            account=account,
            token_hash=digest(token),
            created_at=clock.now(),
            address=address,
            browser=rules.browser_name(browser),
        )
    )
    db.session.flush()
    return token


def end_sign_in(token: str) -> None:
    """End the sign-in of one cookie."""
    db.session.execute(
        update(SignIn)
        .where(SignIn.token_hash == digest(token), SignIn.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def end_one_sign_in(account: Account, sign_in_id: int) -> None:
    """End one of a person's own sign-ins, somewhere else."""
    db.session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.account_id == account.id, SignIn.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def end_sign_ins(account: Account, *, keep: str | None = None) -> None:
    """End all sign-ins of a person, but for the one whose cookie is ``keep``."""
    db.session.execute(
        update(SignIn)
        .where(
            SignIn.account_id == account.id,
            SignIn.ended_at.is_(None),
            SignIn.token_hash != digest(keep or ""),
        )
        .values(ended_at=clock.now())
    )


def change_profile(
    account: Account,
    *,
    name: str,
    affiliation: str = "",
    country: str | None = None,
    sector: str | None = None,
    locale: str = "en",
    timezone: str = "UTC",
) -> None:
    """Keep who a person is to others, and how the pages speak to them."""
    account.name = name.strip()
    account.affiliation = affiliation.strip()
    account.country = country or None
    account.sector = sector or None
    account.locale = locale
    if timezone != account.timezone:
        account.timezone = timezone
        db.session.flush()
        clock_changed(account.email)


def mail_sign_in_link(email: str, locale: str, next_page: str | None = None) -> None:
    """Mail a link to sign in with; an address without an account gets the same mail."""
    email, now = plain_address(email), clock.now()
    token = secrets.token_urlsafe(32)
    db.session.execute(delete(MailedLink).where(MailedLink.created_at < now - LINK_LIFE))
    db.session.add(MailedLink(email=email, token_hash=digest(token), created_at=now))
    account = account_by_email(email)
    post(
        "accounts_sign_in_link",
        to=Addressee(email, account.locale if account else locale),
        link=link("accounts.use_link", token=token, next=next_page),
        minutes=LINK_LIFE // timedelta(minutes=1),
    )


def use_mailed_link(token: str, locale: str) -> Account:
    """Use a mailed link up: return its person, whose address is confirmed by it.

    A password that was set before anybody had proved the address is forgotten: whoever set it
    may not be the one who reads the mail.
    """
    found = mailed_link(token, since=clock.now() - LINK_LIFE)
    if found is None:
        raise LinkExpired
    email = found.email
    used = delete(MailedLink).where(MailedLink.id == found.id).returning(MailedLink.id)
    if db.session.scalar(used) is None:  # somebody was faster
        raise LinkExpired
    account = account_for(email, locale=locale)
    if not account.active:
        raise AccountLocked
    if account.confirmed_at is None:
        account.confirmed_at = clock.now()
        account.password = None
    trust_again(account.email)
    db.session.flush()
    return account


def tell(account: Account, kind: str, *, to: str | None = None) -> None:
    """Tell a person what became of their account, at their address or at the one they had."""
    post(
        kind,
        to=Addressee(to or account.email, account.locale),
        link=link("accounts.security"),
        email=account.email,
    )


def grant(account: Account, role: RoleName) -> None:
    """Give a person a role that holds everywhere."""
    if not account.has_role(role):
        account.roles.append(_role(role))
        record("account.role_granted", f"account:{account.id}", role=role)


def revoke(account: Account, role: RoleName, *, by: Account) -> None:
    """Take a role from a person; nobody takes their own."""
    if account == by:
        raise NotYourself
    if account.has_role(role):
        account.roles.remove(_role(role))
        record("account.role_revoked", f"account:{account.id}", role=role)


def lock(account: Account, *, by: Account) -> None:
    """Keep a person out, at once and everywhere."""
    if account == by:
        raise NotYourself
    account.active = False
    end_sign_ins(account)
    record("account.locked", f"account:{account.id}")


def unlock(account: Account) -> None:
    """Let a person in again."""
    account.active = True
    record("account.unlocked", f"account:{account.id}")


def _role(name: RoleName) -> Role:
    role = role_named(name)
    if role is None:
        role = Role(name=name)
        db.session.add(role)
        db.session.flush()
    return role
