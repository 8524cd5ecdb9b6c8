"""Reading notices, what readers chose about them, and caught mails."""

import hmac
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Select, String, and_, bindparam, cast, exists, literal, select

from eventsapp.core import mailer, outbox
from eventsapp.core.db import db
from eventsapp.core.i18n import gettext
from eventsapp.core.mailer import catcher_folder
from eventsapp.core.outbox import Message
from eventsapp.core.secretlinks import fingerprint, secret_of, signed, unsigned
from eventsapp.notices.models import (
    BouncedAddress,
    Hold,
    Notice,
    NoticeChoice,
    OwnWording,
    TrustedAddress,
)
from eventsapp.notices.rules import DIGEST, WITHHELD, Choice, Group, Withheld

_LINK = re.compile(r"https?://\S+")
_BOUNCE_TAG = re.compile(r"\+b-(?P<uid>[0-9a-f]{32})-(?P<seal>[0-9a-f]{16})@")
_MESSAGE_ID = re.compile(r"<notice\.([0-9a-f]{32})@[^<>\s]+>")
LOCAL_PART_MAX = 64
SHOWN = 200
#: How often one notice can be sent again.
MOST_REPEATS = 100
#: Names the message that has a notice sent, in statements; see ``message_key``.
MESSAGE_KEY = literal("notice:", String) + cast(Notice.id, String)


@dataclass(frozen=True)
class CaughtMail:
    """One mail as the catcher kept it."""

    name: str
    to: str
    subject: str
    sent: str
    text: str

    @property
    def links(self) -> list[str]:
        """The addresses in its text, in order."""
        return _LINK.findall(self.text)


class InThread(NamedTuple):
    """One notice of those that follow one another."""

    id: int
    uid: str
    sent_at: datetime | None


def why_withheld(email: str, group: Group | None) -> Withheld | None:
    """Return why a notice of a group is not mailed by itself; without one it is necessary."""
    if group is None:
        return None
    withheld = WITHHELD.get(choice_of(email, group))
    if withheld is not Withheld.UNSUBSCRIBED and troubles([email]):
        return Withheld.BOUNCED
    return withheld


def troubles(emails: Collection[str]) -> dict[str, BouncedAddress]:
    """Return which of these addresses take no mails, by the address in lower case."""
    wanted = {email.lower() for email in emails}
    rows = db.session.scalars(select(BouncedAddress).where(BouncedAddress.email.in_(wanted)))
    return {row.email: row for row in rows}


def trusted_address(email: str) -> TrustedAddress | None:
    """Return since when an address is trusted, if anybody ever vouched for it."""
    return db.session.scalar(select(TrustedAddress).where(TrustedAddress.email == email.lower()))


def bounce_address(uid: str) -> str | None:
    """Return where the mail of a notice is sent back, sealed so that nobody can guess it.

    None where there is no mailbox for it, or its name is too long for an address (RFC 5321).
    """
    address = mailer.reply_address(f"b-{uid}-{_seal(uid)}")
    return address if address and len(address.partition("@")[0]) <= LOCAL_PART_MAX else None


def notice_sent_back(addresses: Collection[str]) -> Notice | None:
    """Return the notice that is sent back to one of these addresses, if its seal is ours."""
    for address in filter(mailer.is_reply_address, addresses):
        found = _BOUNCE_TAG.search(address)
        if found and hmac.compare_digest(_seal(found["uid"]), found["seal"]):
            return db.session.scalar(select(Notice).where(Notice.uid == found["uid"]))
    return None


def notice_with(message_id: str) -> Notice | None:
    """Return the notice that was mailed under a Message-ID."""
    found = _MESSAGE_ID.fullmatch(message_id)
    if found is None or message_id.lower() != message_id_of(found[1]).lower():
        return None
    return db.session.scalar(select(Notice).where(Notice.uid == found[1]))


def message_id_of(uid: str) -> str:
    """Return the Message-ID under which a notice is mailed, however often."""
    return mailer.message_id(f"notice.{uid}")


def _seal(uid: str) -> str:
    return fingerprint(secret_of("bounce", uid))[:16]


def choice_of(email: str, group: Group) -> Choice:
    """Return how the reader of an address wants a group."""
    kept = kept_choice(email, group)
    return kept.choice if kept else Choice.AT_ONCE


def choices_of(email: str) -> dict[Group, Choice]:
    """Return how the reader of an address wants each group."""
    return {group: choice_of(email, group) for group in Group}


def kept_choice(email: str, group: Group) -> NoticeChoice | None:
    """Return the row in which a choice is kept."""
    return db.session.scalar(
        select(NoticeChoice).where(NoticeChoice.email == email.lower(), NoticeChoice.group == group)
    )


_HOLD = (
    select(Hold).where(Hold.scope == bindparam("scope")).execution_options(populate_existing=True)
)
_HOLD_TO_HEED, _HOLD_TO_END = _HOLD.with_for_update(read=True), _HOLD.with_for_update()


def hold_of(scope: str | None) -> Hold | None:
    """Return what stops the notices of a scope, if anything does."""
    return db.session.scalar(_HOLD, {"scope": scope}) if scope else None


def hold_to_heed(scope: str | None) -> Hold | None:
    """Return what stops the notices of a scope; it cannot end while this transaction lasts."""
    return db.session.scalar(_HOLD_TO_HEED, {"scope": scope}) if scope else None


def hold_to_end(scope: str) -> Hold | None:
    """Return what stops the notices of a scope, for this transaction alone to end."""
    return db.session.scalar(_HOLD_TO_END, {"scope": scope})


def keys_of_held(scope: str) -> Select[str | None]:
    """Select the keys of the messages that send what is held in a scope, but what failed before."""
    return (
        select(Message.key)
        .join(Notice, Message.key == MESSAGE_KEY)
        .where(Notice.scope == scope, Notice.sent_at.is_(None), Message.failed_at.is_(None))
    )


def waiting_for_digest(scope: str) -> list[str]:
    """Return the addresses for whose mail of the day something of a scope waits."""
    waiting = and_(
        Notice.withheld == Withheld.DIGEST, Notice.sent_at.is_(None), Notice.digest_id.is_(None)
    )
    return list(
        db.session.scalars(select(Notice.email).where(Notice.scope == scope, waiting).distinct())
    )


def key_of_repeat(notice: Notice, times: int) -> str:
    """Name a notice that is sent again after it was so a number of times."""
    return f"again:{notice.id}:{times + 1}"


def repeats_of(notice: Notice) -> list[Notice]:
    """Return the notices by which one was sent again, oldest first."""
    keys = [key_of_repeat(notice, times) for times in range(MOST_REPEATS)]
    return list(db.session.scalars(select(Notice).where(Notice.key.in_(keys)).order_by(Notice.id)))


def withheld_for_digest(email: str) -> list[Notice]:
    """Return what waits for the mail of the day, oldest first; what is held waits on."""
    is_held = exists().where(Hold.scope == Notice.scope)
    return list(
        db.session.scalars(
            select(Notice)
            .where(
                Notice.email == email,
                Notice.withheld == Withheld.DIGEST,
                Notice.sent_at.is_(None),
                Notice.digest_id.is_(None),
                ~is_held,
            )
            .order_by(Notice.id)
        )
    )


def key_of_digest(email: str, day: date) -> str:
    """Name the one mail of a day, as its reader's calendar has it."""
    return f"digest:{email}:{day}"


def in_digest(notice: Notice) -> list[Notice]:
    """Return what a mail of the day holds."""
    held = select(Notice).where(Notice.digest_id == notice.id)
    return list(db.session.scalars(held)) if notice.kind == DIGEST else []


def token_of(email: str, group: Group | None) -> str:
    """Return what stands in the address by which one stops a group without signing in.

    Without a group it is about all that comes in the one mail a day.
    """
    return signed("notices", [email.lower(), group.value if group else ""])


def reader_of(token: str) -> tuple[str, Group | None] | None:
    """Return whose address and which group a token speaks of; None if it is not ours."""
    said = unsigned("notices", token)
    return (said[0], Group(said[1]) if said[1] else None) if said else None


def stop_text(kind: str) -> str:
    """Say how to get no more mails of a kind."""
    if kind == DIGEST:
        return str(
            gettext("Without signing in, you can choose which emails you get and how often:")
        )
    return str(
        gettext("Without signing in, you can choose to get these emails once a day, or not at all:")
    )


#: Made once: it is asked twice for each of thousands of mails.
_said = select(Notice).where(Notice.key == bindparam("key"))


def said(key: str) -> Notice | None:
    """Return what was posted under a key, if anything was."""
    return db.session.scalar(_said, {"key": key})


def message_key(notice_id: int) -> str:
    """Name the message that has a notice sent."""
    return f"notice:{notice_id}"


#: Made once, as what follows: each of thousands of mails asks it.
_IN_THREAD = (
    select(Notice.id, Notice.uid, Notice.sent_at)
    .where(Notice.thread == bindparam("thread"), Notice.withheld.is_(None))
    .order_by(Notice.id)
)


def in_thread(thread: str | None) -> list[InThread]:
    """Return the notices of a thread that are for its reader, oldest first."""
    found = db.session.execute(_IN_THREAD, {"thread": thread}) if thread else ()
    return [InThread(*row) for row in found]


_LAST_CALENDAR = (
    select(Notice.calendar, Notice.calendar_method)
    .where(
        Notice.thread == bindparam("thread"),
        Notice.calendar.is_not(None),
        Notice.withheld.is_(None),
    )
    .order_by(Notice.id.desc())
    .limit(1)
)


def last_calendar(thread: str) -> tuple[bytes, str] | None:
    """Return what calendar programs were last told in a thread, and its METHOD."""
    row = db.session.execute(_LAST_CALENDAR, {"thread": thread}).first()
    return (row.calendar, row.calendar_method) if row else None


_UNSENT = (
    select(Notice)
    .where(
        Notice.thread == bindparam("thread"),
        Notice.kind == bindparam("kind"),
        Notice.sent_at.is_(None),
        Notice.withheld.is_(None),
    )
    .order_by(Notice.id)
)


def unsent(thread: str, kind: str) -> list[Notice]:
    """Return the notices of a kind in a thread that were not sent, oldest first."""
    return list(db.session.scalars(_UNSENT, {"thread": thread, "kind": kind}))


def must_wait(notice_id: int, thread: list[InThread]) -> bool:
    """Tell whether an earlier notice of the thread may still be sent."""
    earlier = [it.id for it in thread if it.id < notice_id and it.sent_at is None]
    return outbox.any_waits([message_key(it) for it in earlier])


_NEXT = (
    select(Notice.id)
    .where(
        Notice.thread == bindparam("thread"),
        Notice.id > bindparam("after"),
        Notice.sent_at.is_(None),
        Notice.withheld.is_(None),
    )
    .order_by(Notice.id)
    .limit(1)
)


def next_in_line(thread: str, notice_id: int) -> int | None:
    """Return the id of the notice that waits for another one of its thread, if one does."""
    return db.session.scalar(_NEXT, {"thread": thread, "after": notice_id})


def own_wording(scope: str, kind: str, locale: str) -> OwnWording | None:
    """Return what organisers wrote for one kind of mail in one language, in use or not."""
    return db.session.scalar(
        select(OwnWording).where(
            OwnWording.scope == scope, OwnWording.kind == kind, OwnWording.locale == locale
        )
    )


#: Built once: every mail that is posted asks it.
_IN_USE = select(OwnWording.subject, OwnWording.text).where(
    OwnWording.scope == bindparam("scope"),
    OwnWording.kind == bindparam("kind"),
    OwnWording.locale == bindparam("locale"),
    OwnWording.in_use,
)


def words_in_use(scope: str, kind: str, locale: str) -> tuple[str, str] | None:
    """Return the subject and the text that organisers want sent instead of the standard words."""
    known = {"scope": scope, "kind": kind, "locale": locale}
    row = db.session.execute(_IN_USE, known).first()
    return (row.subject, row.text) if row else None


def own_wordings(scope: str) -> list[OwnWording]:
    """Return all that organisers wrote for a scope, in use or not."""
    return list(db.session.scalars(select(OwnWording).where(OwnWording.scope == scope)))


def caught_mails() -> list[CaughtMail]:
    """Return the newest caught mails, newest first."""
    paths = sorted(catcher_folder().glob("*.eml"), reverse=True)[:SHOWN]
    return [_read(path) for path in paths]


def caught_mail(name: str) -> CaughtMail | None:
    """Return one caught mail by its file's name."""
    return next((_read(p) for p in catcher_folder().glob("*.eml") if p.name == name), None)


def _read(path: Path) -> CaughtMail:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",)) if isinstance(mail, EmailMessage) else None
    return CaughtMail(
        name=path.name,
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        sent=str(mail["Date"]),
        text=body.get_content() if body else "",
    )
