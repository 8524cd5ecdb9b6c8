"""Word a mail in its reader's language, and hand it to the mail server.

The only place that builds mails: whatever people typed passes through ``compose``, which refuses
control characters in every header (RFC 5322 2.2), so that no name can add a header of its own.
"""

import re
from dataclasses import dataclass, field
from email import policy
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from flask import Flask, current_app, render_template
from markupsafe import Markup

from eventsapp.core import clock, dsn, smtp
from eventsapp.core.i18n import force_locale
from eventsapp.core.outbox import GiveUp

PERMANENT = 500
#: Said to MAIL FROM of a mail that is too large (RFC 1870 6.1).
TOO_LARGE = 552
#: Where lines were left out of a text.
_WIDE = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")


class _OneLine(UnstructuredHeader, BaseHeader):
    """A word for programs: folded, a long one would be encoded words, which none reads there."""

    def fold(self, *, policy: Policy) -> str:
        """Write it as it is (RFC 2047 5, RFC 8058 2)."""
        return f"{self.name}: {self}{policy.linesep}"


class _Headers(HeaderRegistry):
    """Reads each header once: it takes long, and most of them stand in thousands of mails."""

    def __init__(self) -> None:
        super().__init__()
        for name in ("feedback-id", "list-unsubscribe", "references"):
            self.map_to_type(name, _OneLine)
        self._read = lru_cache(maxsize=1000)(super().__call__)

    def __call__(self, name: str, value: str) -> Any:
        return self._read(name, value)


#: Old relays break octets above 127.
_SEVEN_BIT = policy.default.clone(cte_type="7bit", header_factory=_Headers())


class Reader(Protocol):
    """Whoever can be written to."""

    @property
    def email(self) -> str:
        """The address."""

    @property
    def locale(self) -> str:
        """The language to write in."""


def own_zone(reader: Reader) -> str | None:
    """Return the zone of a reader's clock; None where nobody has said which that is."""
    return getattr(reader, "own_zone", None)


class Wording(NamedTuple):
    """A mail as it was worded: a line and two bodies that say the same."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class CalendarPart:
    """What a calendar program reads in a mail: an invitation, or its end (RFC 6047)."""

    octets: bytes
    #: The METHOD that stands in the octets: Exchange refuses a mail whose header says another.
    method: str
    #: The ORGANIZER, from whose address the mail comes; None: from the site's own.
    sender: str | None = None


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail to one person, ready to go."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    locale: str = "en"
    reply_to: str | None = None
    #: The Message-ID of the first mail about the same thing.
    references: str | None = None
    calendar: CalendarPart | None = None
    #: Where to send it back that cannot be delivered; None: to the site's own address.
    bounces_to: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


def word(kind: str, reader: Reader, **context: Any) -> Wording:
    """Word ``templates/mail/<kind>/`` for a reader, in their language."""
    folder = f"mail/{kind}"
    context |= {"reader": reader, "own_zone": own_zone(reader)}
    with force_locale(reader.locale):
        subject = render_template(f"{folder}/subject.txt", **context)
        text = render_template(f"{folder}/body.txt", **context)
        html = render_template(f"{folder}/body.html", **context)
    return Wording(" ".join(subject.split()), _WIDE.sub("\n\n", text).strip() + "\n", html)


def render(template: str, **context: Any) -> str:
    """Render a body outside a mail's folder, in the language of the moment."""
    return render_template(template, **context)


def message_id(key: str) -> str:
    """Return the Message-ID of a notice: the same for every try, at our own domain."""
    return f"<{key}@{own_domain()}>"


def own_domain() -> str:
    """Return the name of this installation, as its links begin."""
    return str(urlsplit(current_app.config["BASE_URL"]).hostname)


def site_name() -> str:
    """Return the name under which the site writes."""
    return str(current_app.config["SITE_NAME"])


def site_address() -> str:
    """Return the address from which the site writes."""
    return str(current_app.config["MAIL_DEFAULT_SENDER"])


def reply_address(tag: str) -> str | None:
    """Return an address of our own mailbox that only who was given it knows; None without one."""
    local, at, domain = str(current_app.config["INVITE_MAILBOX"]).lower().partition("@")
    return f"{local}+{tag}@{domain}" if at else None


def is_reply_address(address: str) -> bool:
    """Tell whether mails to an address reach our own mailbox for replies."""
    local, _at, domain = address.partition("@")
    mailbox, plus, _tag = local.partition("+")
    return bool(plus) and f"{mailbox}@{domain}" == str(current_app.config["INVITE_MAILBOX"]).lower()


def compose(letter: Letter) -> EmailMessage:
    """Build the mail; a control character in any header is a ``ValueError``."""
    sender = Address(
        display_name=site_name(),
        addr_spec=(letter.calendar and letter.calendar.sender) or site_address(),
    )
    headers = {
        "From": str(sender),
        "To": str(Address(addr_spec=_ascii(letter.to))),
        "Subject": letter.subject,
        "Date": format_datetime(clock.now()),
        "Message-ID": letter.message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": letter.locale,
        **({"Reply-To": _ascii(letter.reply_to)} if letter.reply_to else {}),
        **({"References": letter.references} if letter.references else {}),
        **letter.headers,
    }
    composed = EmailMessage(policy=_SEVEN_BIT)
    composed.set_content(letter.text)
    composed.add_alternative(letter.html, subtype="html")
    if letter.calendar is not None:
        _add_calendar(composed, letter.calendar)
    for name, value in headers.items():
        if any(ord(character) < ord(" ") or ord(character) == 127 for character in str(value)):  # noqa: PLR2004
            raise ValueError(f"control character in the mail header {name}")
        composed[name] = value
    return composed


def _ascii(address: str) -> str:
    """Return an address with its domain as every mail server reads it (RFC 5890)."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{domain.encode('idna').decode()}" if not domain.isascii() else address


def _add_calendar(composed: EmailMessage, calendar: CalendarPart) -> None:
    """Say it to Outlook, Gmail and Apple; and once more as a file, to the rest."""
    parameters = {"charset": "utf-8", "method": calendar.method}
    composed.add_alternative(
        calendar.octets, maintype="text", subtype="calendar", cte="base64", params=parameters
    )
    composed.add_attachment(
        calendar.octets, maintype="application", subtype="ics", filename="invite.ics",
        params={"name": "invite.ics"},
    )  # fmt: skip


class Refused(GiveUp):
    """The mail server will never take this mail."""


class NoSuchAddress(Refused):
    """The mail server will never take a mail to this address."""

    def __init__(self, code: int, said: bytes | str) -> None:
        """Keep what the server said, and its status (RFC 3463); "" where it gives none."""
        self.said = said.decode(errors="replace") if isinstance(said, bytes) else said
        self.status = dsn.status_of_reply(f"{code} {self.said}")
        super().__init__(f"address refused: {code} {self.said}")


def send(letter: Letter) -> None:
    """Hand one mail to the mail server; raise ``Refused`` if it will never take it.

    What a server has against us, and not against this mail, such as a wrong password, is raised as
    it is: once it is mended the mail goes out.
    """
    composed = compose(letter)
    try:
        smtp.line().send(composed, sender=letter.bounces_to or site_address())
    except SMTPRecipientsRefused as error:
        [(code, said)] = error.recipients.values()
        if code >= PERMANENT:
            raise NoSuchAddress(code, said) from error
        raise
    except SMTPDataError as error:
        if error.smtp_code >= PERMANENT:
            raise _refused(error) from error
        raise
    except SMTPSenderRefused as error:
        if error.smtp_code == TOO_LARGE:
            raise _refused(error) from error
        raise


def _refused(error: SMTPDataError | SMTPSenderRefused) -> Refused:
    said = error.smtp_error
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return Refused(f"refused: {error.smtp_code} {words}")


def plain(value: Any) -> Markup:
    """Keep a text as it is in a plain-text mail, on one line."""
    return Markup(" ".join(str(value).split()))  # noqa: S704 -- text/plain, never markup


def init_app(app: Flask) -> None:
    """Bind the mail server."""
    smtp.init_app(app)
    app.jinja_env.filters["plain"] = plain


def catcher_folder() -> Path:
    """Return the folder in which the mail catcher keeps what was sent."""
    folder: Path = current_app.config["DATA_DIR"] / "mails"
    return folder
