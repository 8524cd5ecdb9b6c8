"""Reading accounts and sign-ins."""

import hashlib
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from eventsapp.accounts.models import Account, MailedLink, Role, RoleName, SignIn
from eventsapp.core.db import db


class People(NamedTuple):
    """One page of a list of accounts, and how many there are in all."""

    accounts: list[Account]
    found: int


def digest(token: str) -> str:
    """Return what is kept of a secret: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def plain_address(email: str) -> str:
    """Return an address as accounts keep it."""
    return email.strip().lower()


def account_by_email(email: str) -> Account | None:
    """Return the account with this address, if there is one."""
    return db.session.scalar(select(Account).where(Account.email == plain_address(email)))


def account_by_id(account_id: int) -> Account | None:
    """Return the account of this id, if there is one."""
    return db.session.get(Account, account_id)


def zone_of(email: str) -> str | None:
    """Return the zone of the clock of whoever has this address, if they have an account."""
    account = account_by_email(email)
    return account.own_zone if account else None


def role_named(name: RoleName) -> Role | None:
    """Return a role, if anybody has ever been given it."""
    return db.session.scalar(select(Role).where(Role.name == name))


def sign_in_of(token: str, *, since: datetime) -> SignIn | None:
    """Return the sign-in that this cookie stands for, unless it ended or began before ``since``."""
    return db.session.scalar(
        select(SignIn)
        .join(SignIn.account)
        .where(
            SignIn.token_hash == digest(token),
            SignIn.ended_at.is_(None),
            SignIn.created_at > since,
            Account.active,
        )
        .options(joinedload(SignIn.account))
    )


def open_sign_ins(account: Account, *, since: datetime) -> list[SignIn]:
    """Return where a person is signed in, newest first."""
    return list(
        db.session.scalars(
            select(SignIn)
            .where(SignIn.account == account, SignIn.ended_at.is_(None), SignIn.created_at > since)
            .order_by(SignIn.created_at.desc(), SignIn.id.desc())
        )
    )


def mailed_link(token: str, *, since: datetime) -> MailedLink | None:
    """Return the mailed link with this token, unless it was used or is older than ``since``."""
    return db.session.scalar(
        select(MailedLink).where(
            MailedLink.token_hash == digest(token), MailedLink.created_at > since
        )
    )


def people(search: str = "", *, page: int = 1, per_page: int = 50) -> People:
    """Return accounts whose name, address or affiliation holds a text, by name."""
    wanted = select(Account)
    if search:
        like = f"%{search.replace('%', '').replace('_', '')}%"
        wanted = wanted.where(
            or_(
                Account.name.ilike(like), Account.email.ilike(like), Account.affiliation.ilike(like)
            )
        )
    found = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    ordered = wanted.order_by(Account.name, Account.email)
    shown = db.session.scalars(ordered.offset((page - 1) * per_page).limit(per_page))
    return People(list(shown), found)
