"""The record of who did what, when, to what, and why."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from eventsapp.core.db import Model


class Entry(Model):
    """One thing that somebody did; never changed afterwards."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_about_at", "about", "at"),)

    at: Mapped[datetime]
    #: The account's id, or None for the system; no key, for the record outlives the account.
    account_id: Mapped[int | None]
    who: Mapped[str]
    action: Mapped[str]
    about: Mapped[str]
    reason: Mapped[str | None]
    details: Mapped[dict[str, Any]]
