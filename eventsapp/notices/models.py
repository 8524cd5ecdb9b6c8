"""A notice is kept, so that one can see what was said to whom and when."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from eventsapp.core.db import Model
from eventsapp.notices.rules import Choice, Group, Withheld

#: What stands before the foot of a text (RFC 3676 4.3).
FOOT = "\n-- \n"


_UNSENT = text("sent_at IS NULL")
_IN_DIGEST = text("digest_id IS NOT NULL")


class Notice(Model):
    """One mail to one person, as it was worded."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_about_created_at", "about", "created_at"),
        Index("ix_notice_scope_created_at", "scope", "created_at"),
        Index("ix_notice_unsent", "scope", sqlite_where=_UNSENT, postgresql_where=_UNSENT),
        Index("ix_notice_unsent_to", "email", sqlite_where=_UNSENT, postgresql_where=_UNSENT),
        Index(
            "ix_notice_digest_id",
            "digest_id",
            sqlite_where=_IN_DIGEST,
            postgresql_where=_IN_DIGEST,
        ),
    )

    #: Random and for ever: the Message-ID is made of it.
    uid: Mapped[str] = mapped_column(unique=True)
    #: What must not be said twice, such as ``registration:17:confirmed``.
    key: Mapped[str | None] = mapped_column(unique=True)
    kind: Mapped[str]
    #: The thing it is about, such as ``event:12``, for those who look after it.
    about: Mapped[str | None]
    #: Whose part in that thing it tells of, such as ``application:17``; None: of nobody's alone.
    concerns: Mapped[str | None]
    #: Where its words are changed and its sending is held, such as ``event:12``.
    scope: Mapped[str | None]
    email: Mapped[str]
    locale: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    reply_to: Mapped[str | None]
    #: Where it comes from, if not from the site's own address.
    sender: Mapped[str | None]
    #: What it continues, such as ``registration:17``: told to one person, one after the other.
    thread: Mapped[str | None] = mapped_column(index=True)
    #: What a calendar program reads in it, and the METHOD of that.
    calendar: Mapped[bytes | None] = mapped_column(LargeBinary)
    calendar_method: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    #: None: strictly necessary.
    group: Mapped[Group | None]
    withheld: Mapped[Withheld | None]
    #: The mail of the day that it is in: what becomes of that becomes of it.
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id", ondelete="SET NULL"))
    #: When it came back for good, and what was said about it.
    bounced_at: Mapped[datetime | None]
    bounce: Mapped[str | None]

    @property
    def body(self) -> str:
        """The text without the foot that says how to stop it."""
        return self.text.partition(FOOT)[0].strip()


class Hold(Model):
    """Somebody has stopped the notices of a scope, until they are let go."""

    __tablename__ = "notice_hold"

    #: Such as ``event:12``.
    scope: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    #: The name of whoever did it.
    by: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")


class BouncedAddress(Model):
    """An address at which mails do not arrive; without a row they are believed to."""

    __tablename__ = "notice_address"

    #: Lower case.
    email: Mapped[str] = mapped_column(unique=True)
    bounced_at: Mapped[datetime]
    #: Such as ``5.1.1`` (RFC 3463).
    status: Mapped[str]
    #: What the mail server said.
    said: Mapped[str]


class TrustedAddress(Model):
    """An address that somebody vouches for: what was sent to it before says nothing against it."""

    __tablename__ = "notice_trusted_address"

    #: Lower case.
    email: Mapped[str] = mapped_column(unique=True)
    trusted_at: Mapped[datetime]


class NoticeChoice(Model):
    """How the reader of an address wants the notices of a group; without one: at once."""

    __tablename__ = "notice_choice"
    __table_args__ = (UniqueConstraint("email", "group"),)

    #: Lower case: not everybody who is written to has an account.
    email: Mapped[str]
    group: Mapped[Group]
    choice: Mapped[Choice]
    changed_at: Mapped[datetime]


class OwnWording(Model):
    """The words of organisers for one kind of mail in one language."""

    __tablename__ = "own_wording"
    __table_args__ = (UniqueConstraint("scope", "kind", "locale"),)

    #: Where it holds, such as ``event:12``.
    scope: Mapped[str]
    kind: Mapped[str]
    locale: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    #: False: the standard words are sent, and these are kept in case they are wanted again.
    in_use: Mapped[bool] = mapped_column(default=True)
    #: +1 with each change: who began from an older one is told.
    version: Mapped[int] = mapped_column(default=1)
    #: The name of whoever changed it last.
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
