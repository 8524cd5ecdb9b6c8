"""Registrations: who has a seat at an event, and who waits for one."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsapp.accounts.models import Account
from eventsapp.core.db import Model
from eventsapp.events.models import Event
from eventsapp.registration.rules import Category, Status


class Registration(Model):
    """One person's place at one event. Nobody needs an account to have one."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("event_id", "email"),
        Index("ix_registration_event_id_status_asked_at", "event_id", "status", "asked_at"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    #: Lower case.
    email: Mapped[str]
    name: Mapped[str]
    affiliation: Mapped[str] = mapped_column(default="")
    country: Mapped[str | None]
    sector: Mapped[str | None]
    category: Mapped[Category] = mapped_column(default=Category.PARTICIPANT)
    locale: Mapped[str] = mapped_column(default="en")
    #: May the name stand in the list of participants?
    publish_name: Mapped[bool] = mapped_column(default=False)
    status: Mapped[Status]
    #: When the person asked: the order of the waiting list.
    asked_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    #: SHA-256 of the secret in the private link of the mail.
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    attended: Mapped[bool | None]
    is_sample: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event] = relationship()
    account: Mapped[Account | None] = relationship()
