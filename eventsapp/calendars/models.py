"""What calendars are assembled from: each event's text, made once per change and language.

And what each person has chosen for a calendar of their own.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsapp.accounts.models import Account
from eventsapp.calendars.rules import Alarm
from eventsapp.core.db import Model
from eventsapp.core.secretlinks import fingerprint, new_nonce, secret_of


class EntryText(Model):
    """The VEVENT of one event in one language, as octets."""

    __tablename__ = "calendar_entry_text"
    __table_args__ = (UniqueConstraint("event_id", "locale"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    locale: Mapped[str]
    #: The event's ``changed_at`` that the text was made from.
    made_from: Mapped[datetime]
    #: Where the installation was when its links were written.
    base: Mapped[str]
    octets: Mapped[bytes] = mapped_column(LargeBinary)


class FeedStamp(Model):
    """When a scope of feeds last changed; it never goes back, deletions move it too."""

    __tablename__ = "calendar_feed_stamp"

    scope: Mapped[str] = mapped_column(unique=True)
    changed_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=0)


class PersonalCalendar(Model):
    """What one person's own calendar shows, and the secret in its address, if it has one."""

    __tablename__ = "personal_calendar"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), unique=True
    )
    #: What the secret is derived from, see ``core.secretlinks``; None: revoked.
    link_nonce: Mapped[str | None]
    #: SHA-256 of the secret, to find the calendar by; it changes only when its person says so.
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    registrations: Mapped[bool] = mapped_column(default=True)
    agenda: Mapped[bool] = mapped_column(default=True)
    duties: Mapped[bool] = mapped_column(default=True)
    alarm: Mapped[Alarm] = mapped_column(default=Alarm.NONE)
    #: When anything of this was last changed.
    changed_at: Mapped[datetime]

    account: Mapped[Account] = relationship()

    @classmethod
    def usual(cls) -> "PersonalCalendar":
        """Return what is shown to whoever has chosen nothing: all, and in silence."""
        return cls(registrations=True, agenda=True, duties=True, alarm=Alarm.NONE)

    @property
    def secret(self) -> str | None:
        """The secret of its address; None without one, or where it was made under another key."""
        secret = secret_of("calendar", self.link_nonce) if self.link_nonce else None
        return secret if secret and fingerprint(secret) == self.token_hash else None

    def seal(self) -> None:
        """Give it a new address; the one before leads nowhere from now on."""
        self.link_nonce = new_nonce()
        self.token_hash = fingerprint(secret_of("calendar", self.link_nonce))

    def open_no_more(self) -> None:
        """Let no address lead to it."""
        self.link_nonce = self.token_hash = None
