"""Mails that reach us: each is offered to the features, until one says that it is theirs.

A mail says whatever its sender likes. What may be believed of it: the addresses that our own mail
server delivered it to, and what that server found when it checked the sender (RFC 8601).
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from imaplib import IMAP4, IMAP4_SSL
from itertools import islice
from urllib.parse import SplitResult, unquote, urlsplit

import structlog
from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from eventsapp.core import runner, smtp
from eventsapp.core.db import checkpoint, db

_RECIPIENTS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
_SAID_ASIDE = re.compile(r'"(?:[^"\\]|\\.)*"|\([^()]*\)')
_SECONDS = 30
#: Of one look; what is left waits for the next.
_MAILS = 100
#: Of one mail, and the octets of each: programs say the same twice, and in a few lines.
_CALENDARS, _LONGEST_CALENDAR = 5, 100_000
MAX_OCTETS = 2_000_000
log = structlog.get_logger()


@dataclass(frozen=True)
class Incoming:
    """One mail, and what may be asked of it."""

    mail: Message

    @property
    def sender(self) -> str:
        """The one address that it says it comes from; "" where that is not one."""
        found = self._addresses("From")
        return found[0] if len(found) == 1 else ""

    @property
    def recipients(self) -> frozenset[str]:
        """The addresses that it was sent to, as far as it says."""
        return frozenset(self._addresses(*_RECIPIENTS))

    @property
    def is_genuine(self) -> bool | None:
        """Whether our own mail server found the sender's domain to be real; None: it says nothing.

        Only the topmost field counts, and only under our server's name: those below came with
        the mail.
        """
        fields = self._fields("Authentication-Results")
        ours = str(current_app.config["INBOX_AUTHSERV_ID"]).lower()
        server, _semicolon, results = (fields[0] if fields else "").lower().partition(";")
        if not ours or server.split()[:1] != [ours]:
            return None
        checks = [check.split() for check in _SAID_ASIDE.sub(" ", results).split(";")]
        if ["dmarc=fail"] in (check[:1] for check in checks):
            return False
        domain = self.sender.rpartition("@")[2]
        for method, *found in filter(None, checks):
            if method == "dmarc=pass" and f"header.from={domain}" in found:
                return True
            if method == "dkim=pass" and f"header.d={domain}" in found:
                return True
        return None

    def calendars(self) -> Iterator[bytes]:
        """Return what calendar programs would read in it."""
        kinds = {"text/calendar", "application/ics"}
        parts = (part for part in self.mail.walk() if part.get_content_type() in kinds)
        for part in islice(parts, _CALENDARS):
            octets = part.get_payload(decode=True)
            if isinstance(octets, bytes) and len(octets) <= _LONGEST_CALENDAR:
                yield octets

    def _addresses(self, *names: str) -> list[str]:
        found = getaddresses([field for name in names for field in self._fields(name)])
        return [address.strip().lower() for _name, address in found if "@" in address]

    def _fields(self, name: str) -> list[str]:
        said = [str(value).replace("\0", "") for value in self.mail.get_all(name, [])]
        return [" ".join(value.split()) for value in said]


Taker = Callable[[Incoming], bool]


def subscribe(app: Flask, taker: Taker) -> None:
    """Offer each mail to ``taker(incoming)``, which says whether it is for it."""
    app.extensions["inbox"].append(taker)


def take(octets: bytes) -> bool:
    """Offer one mail to the features and keep what they make of it; say whether one took it.

    One that cannot be read is nobody's. Raise only what another try may mend.
    """
    try:
        # By the old policy, headers stay as they came: the new one chokes on some of them.
        incoming = Incoming(message_from_bytes(octets[:MAX_OCTETS]))
        taken = any(taker(incoming) for taker in current_app.extensions["inbox"])
        checkpoint()
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 -- one bad mail must not stop the rest
        db.session.rollback()
        log.warning("mail not understood", error=repr(error))
        return False
    return taken


def look() -> int:
    """Take the unread mails of the configured mailbox, and mark them as read; say how many.

    What somebody wrote and nobody took is flagged, for a person to read.
    """
    with _mailbox(urlsplit(str(current_app.config["INBOX_URL"]))) as mailbox:
        [found] = mailbox.search(None, "UNSEEN")[1]
        numbers = (found or b"").decode().split()[:_MAILS]
        for number in numbers:
            # Whoever else reads the mailbox may have us told of other mails in between.
            answers = mailbox.fetch(number, f"(BODY.PEEK[]<0.{MAX_OCTETS}>)")[1]
            octets = next((it[1] for it in answers if isinstance(it, tuple)), b"")
            is_done = take(octets) or _is_automatic(octets)
            mailbox.store(number, "+FLAGS", r"(\Seen)" if is_done else r"(\Seen \Flagged)")
    return len(numbers)


def _is_automatic(octets: bytes) -> bool:
    """Tell whether a program wrote a mail by itself, such as that somebody is away (RFC 3834)."""
    said = str(BytesHeaderParser().parsebytes(octets).get("Auto-Submitted", "no"))
    return said.partition(";")[0].strip().lower() != "no"


@contextmanager
def _mailbox(url: SplitResult) -> Iterator[IMAP4]:
    host = url.hostname or ""
    with (
        IMAP4_SSL(host, url.port or 993, ssl_context=smtp.trust(), timeout=_SECONDS)
        if url.scheme == "imaps"
        else IMAP4(host, url.port or 143, timeout=_SECONDS)
    ) as imap:
        imap.login(unquote(url.username or ""), unquote(url.password or ""))
        imap.select(unquote(url.path.strip("/")) or "INBOX")
        yield imap


def init_app(app: Flask) -> None:
    """Give the application a table of takers, and let the worker look into the mailbox."""
    app.extensions["inbox"] = []
    if app.config["INBOX_URL"]:
        runner.every_minute(app, "look into the inbox", look)
