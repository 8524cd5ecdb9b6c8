"""Accounts: people who can sign in, by what means, and from where they have."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_security import RoleMixin, UserMixin, WebAuthnMixin
from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsapp.core.db import Model, db


class RoleName(StrEnum):
    """Roles that hold everywhere; roles in one event are the event's own."""

    ADMINISTRATOR = "administrator"
    ORGANISER = "organiser"


account_role = Table(
    "account_role",
    db.metadata,
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)


class Role(RoleMixin, Model):
    """A role that holds everywhere."""

    __tablename__ = "role"

    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str | None]
    permissions: Mapped[str | None]  # type: ignore[assignment]
    accounts: Mapped[list["Account"]] = relationship(secondary=account_role, back_populates="roles")


class Account(UserMixin, Model):
    """A person who can sign in. Columns with short prefixes are Flask-Security's."""

    __tablename__ = "account"

    email: Mapped[str] = mapped_column(unique=True)
    #: The name as wanted on a badge.
    name: Mapped[str] = mapped_column(default="")
    affiliation: Mapped[str] = mapped_column(default="")
    #: ISO 3166-1 alpha-2.
    country: Mapped[str | None]
    sector: Mapped[str | None]
    locale: Mapped[str] = mapped_column(default="en")
    timezone: Mapped[str] = mapped_column(default="UTC")
    #: Invented for the demonstration.
    is_sample: Mapped[bool] = mapped_column(default=False)

    active: Mapped[bool] = mapped_column(default=True)
    password: Mapped[str | None]
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(unique=True)  # type: ignore[assignment]
    confirmed_at: Mapped[datetime | None]
    create_datetime: Mapped[datetime | None]  # type: ignore[assignment]
    update_datetime: Mapped[datetime | None]  # type: ignore[assignment]
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    tf_phone_number: Mapped[str | None]
    us_totp_secrets: Mapped[str | None]
    us_phone_number: Mapped[str | None]
    mf_recovery_codes: Mapped[list[str] | None]
    #: The time step of the newest code taken from the authenticator: each code works once.
    tf_last_counter: Mapped[int | None]

    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]
        secondary=account_role, back_populates="accounts", lazy="selectin"
    )
    webauthn: Mapped[list["Passkey"]] = relationship(  # type: ignore[assignment]
        back_populates="account", cascade="all, delete-orphan"
    )
    sessions: Mapped[list["SignIn"]] = relationship(
        back_populates="account", cascade="all, delete-orphan"
    )

    @property
    def own_zone(self) -> str | None:
        """The zone of the person's clock; UTC is what stands there before they have chosen."""
        return None if self.timezone == "UTC" else self.timezone

    @property
    def is_administrator(self) -> bool:
        """Whether this person looks after the whole installation."""
        return self.has_role(RoleName.ADMINISTRATOR)

    @property
    def is_organiser(self) -> bool:
        """Whether this person may create events."""
        return self.is_administrator or self.has_role(RoleName.ORGANISER)

    def __str__(self) -> str:
        """Return the name, or the address of those who have not said theirs."""
        return self.name or self.email


class Passkey(WebAuthnMixin, Model):
    """One passkey or security key of a person (WebAuthn)."""

    __tablename__ = "passkey"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None]
    backup_state: Mapped[bool]
    device_type: Mapped[str]
    extensions: Mapped[str | None]
    name: Mapped[str]
    usage: Mapped[str]
    create_datetime: Mapped[datetime]
    lastuse_datetime: Mapped[datetime]

    account: Mapped[Account] = relationship(back_populates="webauthn")

    def get_user_mapping(self) -> dict[str, Any]:
        """Return how Flask-Security finds the person of this passkey."""
        return {"id": self.account_id}


class SignIn(Model):
    """One sign-in that has not ended: its cookie works only while this row says so."""

    __tablename__ = "sign_in"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    #: SHA-256 of the random text in the cookie.
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str | None]
    browser: Mapped[str]

    account: Mapped[Account] = relationship(back_populates="sessions")


class MailedLink(Model):
    """One link that was mailed to sign in with: it works once, for a short time."""

    __tablename__ = "mailed_link"

    email: Mapped[str]
    #: SHA-256 of the random text in the link.
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
