"""Nominations: bodies that are invited to name experts, and those whom they name."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsapp.core.db import Model
from eventsapp.core.files import StoredFile
from eventsapp.core.secretlinks import fingerprint, new_nonce, secret_of
from eventsapp.experts.models.calls import Application, Call
from eventsapp.experts.rules import NomineeStatus
from eventsapp.organizations.models import Organization


class Invitation(Model):
    """A government or an organisation is asked to nominate up to ``quota`` people."""

    __tablename__ = "nomination_invitation"
    __table_args__ = (
        UniqueConstraint("call_id", "email"),
        CheckConstraint("quota > 0", name="quota"),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    #: The body as it is addressed.
    body: Mapped[str]
    #: The focal point.
    name: Mapped[str] = mapped_column(default="")
    #: Lower case.
    email: Mapped[str]
    locale: Mapped[str] = mapped_column(default="en")
    quota: Mapped[int] = mapped_column(default=1)
    invited_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    #: The body said that it nominates nobody.
    declined_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    letter_received_at: Mapped[datetime | None]
    link_nonce: Mapped[str] = mapped_column(default=new_nonce)
    token_hash: Mapped[str | None] = mapped_column(unique=True)

    call: Mapped[Call] = relationship()
    organization: Mapped[Organization | None] = relationship()
    letter: Mapped[StoredFile | None] = relationship()
    nominees: Mapped[list["Nominee"]] = relationship(
        back_populates="invitation",
        cascade="all, delete-orphan",
        order_by="[Nominee.rank, Nominee.id]",
    )

    def __init__(self, **fields: Any) -> None:
        """Make one that its private link finds."""
        super().__init__(**fields)
        self.link_nonce = self.link_nonce or new_nonce()
        self.token_hash = fingerprint(self.token)

    @property
    def token(self) -> str:
        """The secret of the focal point's link: only for mails to, and pages of, that person."""
        return secret_of("nomination", self.link_nonce)


class Nominee(Model):
    """One person whom a body names; those who were replaced stay in the history."""

    __tablename__ = "nominee"
    __table_args__ = (CheckConstraint("rank > 0", name="rank"),)

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("nomination_invitation.id", ondelete="CASCADE"), index=True
    )
    #: 1 is the body's first choice.
    rank: Mapped[int]
    status: Mapped[NomineeStatus] = mapped_column(default=NomineeStatus.NOMINATED)
    name: Mapped[str]
    #: Lower case.
    email: Mapped[str]
    affiliation: Mapped[str] = mapped_column(default="")
    position: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    nominated_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    link_nonce: Mapped[str] = mapped_column(default=new_nonce)
    token_hash: Mapped[str | None] = mapped_column(unique=True)

    invitation: Mapped[Invitation] = relationship(back_populates="nominees")
    application: Mapped[Application | None] = relationship()

    def __init__(self, **fields: Any) -> None:
        """Make one that its private link finds."""
        super().__init__(**fields)
        self.link_nonce = self.link_nonce or new_nonce()
        self.token_hash = fingerprint(self.token)

    @property
    def token(self) -> str:
        """The secret of the nominee's link: only for mails to that person."""
        return secret_of("nominee", self.link_nonce)
