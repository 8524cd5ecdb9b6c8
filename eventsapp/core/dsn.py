"""Reports of mail servers about mails that they could not deliver.

Most are made to be read by programs (RFC 3464). Older servers write a letter: Exim and those like
it name the addresses in the field ``X-Failed-Recipients``, qmail in the text (QSBMF,
https://cr.yp.to/proto/qsbmf.txt); the mail that came back stands below a line of dashes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string, policy
from email.message import Message
from email.utils import getaddresses

#: Class, subject, detail (RFC 3463).
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
#: What is wrong has to do with the address or its mailbox, as far as one can tell; and not with
#: routes, protocols, policies or the mail itself.
_OF_ADDRESS = {"0", "1", "2"}
#: Replies about an address that are clear without a status (RFC 5321 4.2.3).
_REPLIES_OF_ADDRESS = {"550", "551", "552", "553"}
_REPLY = re.compile(r"(?<![\d.])([45]\d\d)[ -]")
SAID_MAX = 500
#: Addresses that are looked for in a letter: our mails go to one each.
_MOST_NAMED = 20
_STILL_TRIED = re.compile(r"\b(delay|warning)", re.IGNORECASE)
_QMAIL = "Hi. This is the"
_QMAIL_ADDRESS = re.compile(r"^<([^<>\s]+)>:$", re.MULTILINE)
_COPY = re.compile(r"^-{3,}", re.MULTILINE)
_MESSAGE_ID = re.compile(r"^Message-ID:\s*(<[^<>\s]+>)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One address that a mail did not reach."""

    recipient: str
    #: Such as ``5.1.1``; "" where the report gives none.
    status: str
    #: What the other mail server said.
    said: str


@dataclass(frozen=True)
class Report:
    """What a mail server gave up."""

    failures: tuple[Failure, ...]
    #: The Message-ID of the mail that came back, if it or its headers stand in the report.
    message_id: str | None


def is_of_address(status: str) -> bool:
    """Tell whether a status says that mails to an address never arrive."""
    found = _STATUS.fullmatch(status)
    return found is not None and found[1] == "5" and found[2] in _OF_ADDRESS


def status_in(said: str) -> str:
    """Return the first status in what a server said; "" without one."""
    found = _STATUS.search(said)
    return found[0] if found else ""


def status_of_reply(said: str) -> str:
    """Return what a reply to RCPT comes to: its status, else what its code alone says; or ""."""
    code = _REPLY.search(said)
    clear = code is not None and code[1] in _REPLIES_OF_ADDRESS
    return status_in(said) or ("5.0.0" if clear else "")


def read_report(mail: Message) -> Report | None:
    """Read a report; None for any other mail, and for reports of delays only."""
    if mail.get_content_type() != "multipart/report":
        return _read_letter(mail)
    parts = list(mail.walk())
    failures = [
        failure
        for part in parts
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}
        for block in _blocks(part)
        if (failure := _failure(block))
    ]
    return Report(tuple(failures), _message_id(parts)) if failures else None


def _blocks(part: Message) -> Iterator[Message]:
    """Return the groups of fields: the first is about the mail, each other about one address."""
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (it for it in payload if isinstance(it, Message))
    elif isinstance(octets := part.get_payload(decode=True), bytes):
        for block in re.split(r"\r?\n\s*\r?\n", octets.decode("utf-8", "replace")):
            yield message_from_string(block.lstrip(), policy=policy.compat32)


def _failure(block: Message) -> Failure | None:
    recipient = _field(block, "Final-Recipient") or _field(block, "Original-Recipient")
    kind, _semicolon, address = recipient.partition(";")
    if not _semicolon:
        kind, address = "rfc822", recipient
    address = address.strip().strip("<>").lower()
    action = _field(block, "Action").split()[:1]
    if kind.strip().lower() not in {"rfc822", "utf-8"} or "@" not in address:
        return None
    if [word.lower() for word in action] != ["failed"]:
        return None
    diagnostic = _field(block, "Diagnostic-Code").partition(";")
    said = (diagnostic[2] or diagnostic[0]).strip()[:SAID_MAX]
    return Failure(recipient=address, status=status_in(_field(block, "Status")), said=said)


def _message_id(parts: list[Message]) -> str | None:
    """Return the Message-ID of the mail that came back, which is the last part of a report."""
    for part in reversed(parts[1:]):
        if part.get_content_type() in {"text/rfc822-headers", "message/rfc822-headers"}:
            text = part.get_payload(decode=True)
            headers = text.decode("utf-8", "replace") if isinstance(text, bytes) else ""
            if found := _field(message_from_string(headers, policy=policy.compat32), "Message-ID"):
                return found
        elif part.get_content_type() in {"message/rfc822", "message/global"}:
            payload = part.get_payload()
            inner = payload[0] if isinstance(payload, list) and payload else None
            if isinstance(inner, Message) and (found := _field(inner, "Message-ID")):
                return found
    return None


def _read_letter(mail: Message) -> Report | None:
    """Read a report that is written for people."""
    if _STILL_TRIED.search(_field(mail, "Subject")):
        return None
    parts = list(mail.walk())
    text = next((_text(it) for it in parts if it.get_content_type() == "text/plain"), "")
    dashes = _COPY.search(text)
    said = text[: dashes.start()] if dashes else text
    named = getaddresses([str(it) for it in mail.get_all("X-Failed-Recipients", [])])
    recipients = [address for _name, address in named if "@" in address]
    if not recipients and text.startswith(_QMAIL):
        recipients = _QMAIL_ADDRESS.findall(said)
    quoted = _MESSAGE_ID.search(text)
    failures = tuple(_failure_in(said, it.lower()) for it in recipients[:_MOST_NAMED])
    return Report(failures, _message_id(parts) or (quoted and quoted[1])) if failures else None


def _failure_in(text: str, recipient: str) -> Failure:
    """Return what a letter says of one address: what the other server answered, if quoted."""
    named = re.search(re.escape(recipient), text, re.IGNORECASE)
    about = " ".join(text[named.end() :].split()) if named else ""
    reply = _REPLY.search(about)
    said = about[reply.start() :] if reply else about.lstrip(">: ")
    return Failure(recipient=recipient, status=status_of_reply(said), said=said[:SAID_MAX])


def _text(part: Message) -> str:
    octets = part.get_payload(decode=True)
    text = octets.decode("utf-8", "replace") if isinstance(octets, bytes) else ""
    return text.replace("\0", "").replace("\r\n", "\n").lstrip()


def _field(block: Message, name: str) -> str:
    return " ".join(str(block.get(name, "")).replace("\0", "").split())
