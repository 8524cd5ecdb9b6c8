"""One way to write a value down, so that its hash is the same whoever writes it.

JSON as of RFC 8785 (JSON Canonicalization Scheme), and stricter: texts are in Unicode NFC, and
numbers are whole, because no two programs agree on the last place of a fraction.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping

EXACT = 2**53
"""Whole numbers below this are the same in every program (RFC 8785, section 3.2.2.3)."""


def canonical(value: object) -> bytes:
    """Return the one way to write a value; raise ``ValueError`` for what has none."""
    text = json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def digest(text: str | bytes) -> str:
    """Return the SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) >= EXACT:
            raise ValueError(f"{value} is too large to be written exactly everywhere")
        return int(value)
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return _sorted({_key(key): _plain(it) for key, it in value.items()}, len(value))
    if isinstance(value, list | tuple):
        return [_plain(it) for it in value]
    raise ValueError(f"{type(value).__name__} cannot be written in one way only: {value!r}")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise ValueError(f"the key {key!r} is no text")  # noqa: TRY004 - one error for all
    return unicodedata.normalize("NFC", key)


def _sorted(found: dict[str, object], count: int) -> dict[str, object]:
    """Sort keys by UTF-16 code units (RFC 8785, section 3.2.3)."""
    if len(found) < count:
        raise ValueError("two keys differ only in how their characters are composed")
    return dict(sorted(found.items(), key=lambda pair: pair[0].encode("utf-16-be")))
