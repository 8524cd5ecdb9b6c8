"""Where a mail stands, why it does not get through, and what of it organisers may read."""

import re
from collections.abc import Callable
from enum import StrEnum


class MailState(StrEnum):
    """What became of a mail."""

    SENT = "sent"
    WAITING = "waiting"
    HELD = "held"
    WITHHELD = "withheld"
    FAILED = "failed"
    BOUNCED = "bounced"


class Reason(StrEnum):
    """Why a mail does not get through."""

    NO_SUCH_ADDRESS = "no_such_address"
    FULL = "full"
    NOT_WANTED = "not_wanted"
    TOO_LARGE = "too_large"
    LATER = "later"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    SIGN_IN = "sign_in"
    OURS = "ours"


_URL = re.compile(r"https?://[^\s<>\"']+")
#: The extended code (RFC 3463) where the server gives one, else the reply code (RFC 5321 4.2.3).
_EXTENDED = re.compile(r"\b([45])\.(\d{1,3})\.(\d{1,3})\b")
_REPLY = re.compile(r"\b([45])\d\d\b")
_BY_EXTENDED = {
    ("1", "1"): Reason.NO_SUCH_ADDRESS,
    ("1", "2"): Reason.NO_SUCH_ADDRESS,
    ("1", "3"): Reason.NO_SUCH_ADDRESS,
    ("1", "6"): Reason.NO_SUCH_ADDRESS,
    ("1", "10"): Reason.NO_SUCH_ADDRESS,
    ("2", "1"): Reason.NO_SUCH_ADDRESS,
    ("2", "2"): Reason.FULL,
    ("2", "3"): Reason.TOO_LARGE,
    ("3", "4"): Reason.TOO_LARGE,
}
_BY_REPLY = {
    "452": Reason.FULL,
    "535": Reason.SIGN_IN,
    "550": Reason.NO_SUCH_ADDRESS,
    "551": Reason.NO_SUCH_ADDRESS,
    "552": Reason.FULL,
    "553": Reason.NO_SUCH_ADDRESS,
    "554": Reason.NOT_WANTED,
}
_UNREACHABLE = (
    "Connect",
    "Disconnected",
    "Timeout",
    "timed out",
    "gaierror",
    "OSError",
    "HeloError",
)


def reason_of(error: str) -> Reason:
    """Read why a mail did not get through from what the mail server, or our own side, has said."""
    if "AuthenticationError" in error:
        return Reason.SIGN_IN
    if found := _EXTENDED.search(error):
        kind, subject, detail = found.groups()
        if reason := _BY_EXTENDED.get((subject, detail)):
            return reason
        if kind == "5" and subject == "7":
            return Reason.NOT_WANTED
        return Reason.LATER if kind == "4" else Reason.REFUSED
    if found := _REPLY.search(error):
        return _BY_REPLY.get(found[0], Reason.LATER if found[1] == "4" else Reason.REFUSED)
    return Reason.UNREACHABLE if any(it in error for it in _UNREACHABLE) else Reason.OURS


def without_secrets(text: str, is_secret: Callable[[str], bool], instead: str) -> str:
    """Put other words in place of the addresses by which whoever has them acts for the reader."""
    return _URL.sub(lambda url: instead if is_secret(url[0]) else url[0], text)
