"""Word a mail in its reader's language, and hand it to the mail server.

The only place that builds mails: whatever people typed passes through ``compose``, which refuses
control characters in every header (RFC 5322 2.2), so that no name can add a header of its own.
"""

from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from flask import Flask, current_app, render_template
from flask_mail import Mail
from markupsafe import Markup

from eventsapp.core import clock
from eventsapp.core.i18n import force_locale
from eventsapp.core.outbox import GiveUp

PERMANENT = 500
mail = Mail()


class Reader(Protocol):
    """Whoever can be written to."""

    @property
    def email(self) -> str:
        """The address."""

    @property
    def locale(self) -> str:
        """The language to write in."""


class Wording(NamedTuple):
    """A mail as it was worded: a line and two bodies that say the same."""

    subject: str
    text: str
    html: str


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
    headers: dict[str, str] = field(default_factory=dict)


def word(kind: str, reader: Reader, **context: Any) -> Wording:
    """Word ``templates/mail/<kind>/`` for a reader, in their language."""
    folder = f"mail/{kind}"
    with force_locale(reader.locale):
        subject = render_template(f"{folder}/subject.txt", reader=reader, **context)
        text = render_template(f"{folder}/body.txt", reader=reader, **context)
        html = render_template(f"{folder}/body.html", reader=reader, **context)
    return Wording(" ".join(subject.split()), text.strip() + "\n", html)


def message_id(key: str) -> str:
    """Return the Message-ID of a notice: the same for every try, at our own domain."""
    return f"<{key}@{own_domain()}>"


def own_domain() -> str:
    """Return the name of this installation, as its links begin."""
    return str(urlsplit(current_app.config["BASE_URL"]).hostname)


def compose(letter: Letter) -> EmailMessage:
    """Build the mail; a control character in any header is a ``ValueError``."""
    sender = Address(
        display_name=str(current_app.config["SITE_NAME"]),
        addr_spec=str(current_app.config["MAIL_DEFAULT_SENDER"]),
    )
    headers = {
        "From": sender,
        "To": Address(addr_spec=letter.to),
        "Subject": letter.subject,
        "Date": format_datetime(clock.now()),
        "Message-ID": letter.message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": letter.locale,
        **({"Reply-To": letter.reply_to} if letter.reply_to else {}),
        **letter.headers,
    }
    composed = EmailMessage()
    composed.set_content(letter.text)
    composed.add_alternative(letter.html, subtype="html")
    for name, value in headers.items():
        if any(ord(character) < ord(" ") or ord(character) == 127 for character in str(value)):  # noqa: PLR2004
            raise ValueError(f"control character in the mail header {name}")
        composed[name] = value
    return composed


def send(letter: Letter) -> None:
    """Hand one mail to the mail server; raise ``GiveUp`` if it will never take it."""
    composed = compose(letter)
    try:
        with mail.connect() as connection:
            assert connection.host is not None  # noqa: S101 -- only where sending is suppressed
            connection.host.send_message(composed)
    except SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        if all(code >= PERMANENT for code in codes):
            raise GiveUp(f"address refused: {codes}") from error
        raise
    except SMTPResponseException as error:
        if error.smtp_code >= PERMANENT:
            raise GiveUp(f"refused: {error.smtp_code}") from error
        raise


def plain(value: Any) -> Markup:
    """Keep a text as it is in a plain-text mail, on one line."""
    return Markup(" ".join(str(value).split()))  # noqa: S704 -- text/plain, never markup


def init_app(app: Flask) -> None:
    """Bind the mail server."""
    mail.init_app(app)
    app.jinja_env.filters["plain"] = plain


def catcher_folder() -> Path:
    """Return the folder in which the mail catcher keeps what was sent."""
    folder: Path = current_app.config["DATA_DIR"] / "mails"
    return folder
