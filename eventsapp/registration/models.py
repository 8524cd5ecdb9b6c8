"""Registrations: who has a seat at an event, and who waits for one."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsapp.accounts.models import Account
from eventsapp.core.db import Model, db
from eventsapp.core.itip import Answer
from eventsapp.core.secretlinks import PrivatelyLinked
from eventsapp.events.models import Event
from eventsapp.registration.rules import Category, Status

tagging = Table(
    "registration_tagging",
    db.metadata,
    Column("registration_id", ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("registration_tag.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_registration_tagging_tag_id", "tag_id"),
)


class Tag(Model):
    """The organisers' own label for people of one event; nobody else ever sees it."""

    __tablename__ = "registration_tag"
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    name: Mapped[str]
    #: ``rules.tag_key`` of the name: tags are found, told apart and sorted by it.
    key: Mapped[str]

    event: Mapped[Event] = relationship()
    registrations: Mapped[list["Registration"]] = relationship(
        secondary=tagging, back_populates="tags", passive_deletes=True
    )


class Registration(PrivatelyLinked):
    """One person's place at one event. Nobody needs an account to have one."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("event_id", "email"),
        Index("ix_registration_event_id_status_asked_at", "event_id", "status", "asked_at"),
    )

    link_purpose = "registration"

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
    #: IANA: the zone of the person's clock, as their browser or they themselves have said.
    timezone: Mapped[str | None]
    #: May the name stand in the list of participants?
    publish_name: Mapped[bool] = mapped_column(default=False)
    status: Mapped[Status]
    #: When the person asked: the order of the waiting list.
    asked_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    #: The ``sequence`` of the event when the place was asked for: while ``told`` is None, as it is
    #: until the first mail and for places older than it, a higher one is what they must hear of.
    told_sequence: Mapped[int] = mapped_column(default=0)
    #: When, where and by which link it takes place, as the person was last told; see ``queries``.
    told: Mapped[dict[str, Any] | None]
    #: The same, as the mail before that one said it: what they know if the last one never left.
    told_before: Mapped[dict[str, Any] | None]
    #: Who invites, in the person's calendar: the same for ever, or updates are dropped.
    organizer: Mapped[str | None]
    #: The SEQUENCE and the DTSTAMP of what the person's calendar was last told; both only rise.
    invited_sequence: Mapped[int | None]
    invited_at: Mapped[datetime | None]
    #: Whether the event stands in the person's calendar because we put it there.
    in_calendar: Mapped[bool] = mapped_column(default=False)
    #: What the person's calendar has answered, and the DTSTAMP of the answer.
    answer: Mapped[Answer | None]
    answered_at: Mapped[datetime | None]
    attended: Mapped[bool | None]
    is_sample: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event] = relationship()
    account: Mapped[Account | None] = relationship()
    tags: Mapped[list[Tag]] = relationship(
        secondary=tagging, back_populates="registrations", order_by=Tag.key
    )

    @property
    def own_zone(self) -> str | None:
        """The zone of the person's clock, if it is known: of their account, or as said here."""
        return (self.account.own_zone if self.account else None) or self.timezone

    @property
    def thread(self) -> str:
        """What all mails about this place are one conversation of."""
        return f"registration:{self.id}"
