"""Reading notices and caught mails."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import select

from eventsapp.core.db import db
from eventsapp.core.mailer import catcher_folder
from eventsapp.notices.models import Notice

_LINK = re.compile(r"https?://\S+")
SHOWN = 200


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


def notices_about(about: str) -> list[Notice]:
    """Return what was said about a thing such as ``event:12``, newest first."""
    return list(
        db.session.scalars(
            select(Notice).where(Notice.about == about).order_by(Notice.created_at.desc())
        )
    )


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
