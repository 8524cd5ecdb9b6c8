"""A notice is kept, so that one can see what was said to whom and when."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from eventsapp.core.db import Model


class Notice(Model):
    """One mail to one person, as it was worded."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_about_created_at", "about", "created_at"),)

    #: Random and for ever: the Message-ID is made of it.
    uid: Mapped[str] = mapped_column(unique=True)
    #: What must not be said twice, such as ``registration:17:confirmed``.
    key: Mapped[str | None] = mapped_column(unique=True)
    kind: Mapped[str]
    #: The thing it is about, such as ``event:12``, for those who look after it.
    about: Mapped[str | None]
    email: Mapped[str]
    locale: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    reply_to: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
