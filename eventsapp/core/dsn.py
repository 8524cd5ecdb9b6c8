"""Reports of mail servers about mails that they could not deliver (RFC 3464)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string, policy
from email.message import Message

#: Class, subject, detail (RFC 3463).
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
#: What is wrong has to do with the address or its mailbox, as far as one can tell; and not with
#: routes, protocols, policies or the mail itself.
_OF_ADDRESS = {"0", "1", "2"}
SAID_MAX = 500


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One address that a mail did not reach."""

    recipient: str
    #: Such as ``5.1.1``; "" where the report gives none.
    status: str
    #: What the other mail server said.
    said: str

    @property
    def is_permanent(self) -> bool:
        """Whether mails to this address cannot arrive, rather than this one mail."""
        return is_of_address(self.status)


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


def read_report(mail: Message) -> Report | None:
    """Read a report; None for any other mail, and for reports of delays only."""
    if mail.get_content_type() != "multipart/report":
        return None
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


def _field(block: Message, name: str) -> str:
    return " ".join(str(block.get(name, "")).replace("\0", "").split())
