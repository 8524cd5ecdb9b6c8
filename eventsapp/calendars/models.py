"""What calendars are assembled from: each event's text, made once per change and language."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventsapp.core.db import Model


class EntryText(Model):
    """The VEVENT of one event in one language, as octets."""

    __tablename__ = "calendar_entry_text"
    __table_args__ = (UniqueConstraint("event_id", "locale"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    locale: Mapped[str]
    #: The event's ``changed_at`` that the text was made from.
    made_from: Mapped[datetime]
    octets: Mapped[bytes] = mapped_column(LargeBinary)


class FeedStamp(Model):
    """When a scope of feeds last changed; it never goes back, deletions move it too."""

    __tablename__ = "calendar_feed_stamp"

    scope: Mapped[str] = mapped_column(unique=True)
    changed_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=0)
