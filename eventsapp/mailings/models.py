"""Mailings: what organisers write to many at once, and to whom it went."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsapp.accounts.models import Account
from eventsapp.core.db import Model
from eventsapp.core.words import Words
from eventsapp.events.models import Event
from eventsapp.mailings.rules import Audience, MailingState, Plan, is_overtaken
from eventsapp.notices.models import Notice

_UNTOLD = text("notice_id IS NULL")


class Mailing(Model):
    """One text for a chosen set of people."""

    __tablename__ = "mailing"
    __table_args__ = (Index("ix_mailing_event_id_state", "event_id", "state"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    #: Who wrote it.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    state: Mapped[MailingState] = mapped_column(default=MailingState.DRAFT)
    subject: Mapped[Words]
    text: Mapped[Words]
    #: ``rules.Audience`` and ``rules.Plan`` as plain values.
    to: Mapped[dict[str, Any]]
    when: Mapped[dict[str, Any]]
    #: When it is sent, as far as that is known.
    due_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    #: +1 with each change: what is confirmed is what was shown.
    version: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    #: Whether whoever confirmed it knew that the event is cancelled.
    is_after_cancellation: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event] = relationship()
    account: Mapped[Account | None] = relationship()
    recipients: Mapped[list["MailingRecipient"]] = relationship(
        back_populates="mailing", cascade="all, delete-orphan", order_by="MailingRecipient.id"
    )

    @property
    def audience(self) -> Audience:
        """To whom it goes."""
        return Audience.from_json(self.to)

    @property
    def plan(self) -> Plan:
        """When it goes."""
        return Plan.from_json(self.when)

    @property
    def can_be_changed(self) -> bool:
        """Whether it has not begun to be sent."""
        return self.state in {MailingState.DRAFT, MailingState.SCHEDULED, MailingState.MISSED}

    @property
    def is_overtaken(self) -> bool:
        """Whether it may not be sent any more."""
        return is_overtaken(self.event.status, is_after_cancellation=self.is_after_cancellation)


class MailingRecipient(Model):
    """Somebody to whom a mailing goes, as it was when it began."""

    __tablename__ = "mailing_recipient"
    __table_args__ = (
        UniqueConstraint("mailing_id", "email"),
        Index(
            "ix_mailing_recipient_untold",
            "mailing_id",
            sqlite_where=_UNTOLD,
            postgresql_where=_UNTOLD,
        ),
    )

    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    #: Lower case.
    email: Mapped[str]
    name: Mapped[str]
    locale: Mapped[str]
    #: Why they are in the set, as a part and what of it: ``["place", "confirmed"]``.
    why: Mapped[list[str]]
    #: What their own link leads to, such as ``place:17``.
    source: Mapped[str]
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"), index=True)

    mailing: Mapped[Mailing] = relationship(back_populates="recipients")
    notice: Mapped[Notice | None] = relationship()
