"""What people owe, as it was last seen: with an identity that calendars can hold on to."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsapp.accounts.models import Account
from eventsapp.core.db import Model
from eventsapp.core.words import Words


class Duty(Model):
    """One thing that one person owes, or has owed: what is ended may be owed again."""

    __tablename__ = "duty"
    __table_args__ = (
        UniqueConstraint("account_id", "kind", "about"),
        Index("ix_duty_kind_ended_at", "kind", "ended_at"),
    )

    #: Random and for ever: the calendar's UID.
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    kind: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    about: Mapped[str]
    title: Mapped[Words]
    main_language: Mapped[str]
    address: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    zone: Mapped[str]
    #: The calendar's SEQUENCE: +1 when the due date moves (RFC 5546 2.1.4).
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    #: When it was done, taken back, or not owed any more.
    ended_at: Mapped[datetime | None]
    #: When to remind of it next; None: not at all.
    remind_at: Mapped[datetime | None] = mapped_column(index=True)

    account: Mapped[Account] = relationship()
