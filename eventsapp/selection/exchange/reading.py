"""Reading what others wrote: every value is looked at, and what is wrong said in one sentence."""

import unicodedata
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import Any

LARGEST = 1_000_000_000
"""No count of people or priority is larger."""

NOTES = frozenset({"comment", "description", "id", "label", "name", "note", "title"})
"""Keys that any object may have for people; nothing reads them."""


class Unreadable(Exception):
    """Something that is not in the format; reads as a sentence that names file and place."""


def tidy(text: str) -> str:
    """Return a text as it is compared: Unicode NFC, without white space around it."""
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()


def shown(text: object) -> str:
    """Return a text in quotation marks, as one line without anything a terminal obeys."""
    line = "".join(it if it.isprintable() else "\ufffd" for it in " ".join(str(text).split()))
    if len(line) > 60:  # noqa: PLR2004 - as much as a sentence bears
        line = f"{line[:59]}…"
    return f'"{line}"'


def or_similar(text: str, known: Collection[str]) -> str:
    """Return "; did you mean ...?" where something known is close, or a full stop."""
    close = get_close_matches(text, list(known), n=1)
    return f"; did you mean {shown(close[0])}?" if close else "."


class Part:
    """One object of a JSON document, and where it stands."""

    def __init__(self, value: object, file: str, path: str = "") -> None:
        """Refuse anything but an object."""
        self.file, self.path = file, path
        if not isinstance(value, dict):
            raise self.unreadable("", f"is {_kind(value)} where an object {{...}} is expected.")
        self.values: dict[str, Any] = {key: it for key, it in value.items() if it is not None}

    def unreadable(self, key: str, sentence: str) -> Unreadable:
        """Return what is wrong with one key, with where it stands."""
        place = ".".join(it for it in (self.path, key) if it)
        return Unreadable(f"{self.file}{f', {place}' if place else ''}: {sentence}")

    def only(self, *known: str) -> None:
        """Refuse keys that the format does not have: a typing error must not drop a wish."""
        for key in self.values:
            if key not in known and key not in NOTES:
                sentence = f"there is no key {shown(key)} in this format{or_similar(key, known)}"
                raise self.unreadable("", sentence)

    def needed(self, key: str) -> Any:
        """Return the value of a key that must be there."""
        if key not in self.values:
            raise self.unreadable("", f"the key {shown(key)} is missing.")
        return self.values[key]

    def number(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        """Return a whole number; without a default it must be there."""
        value = self.needed(key) if default is None else self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.unreadable(key, f"is {_kind(value)} where a whole number is expected.")
        if not least <= value <= LARGEST:
            raise self.unreadable(key, f"is {_digits(value)}, not between {least} and {LARGEST}.")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.unreadable(key, f"is {_kind(value)} where true or false is expected.")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Return a tidy text; without a default it must be there."""
        value = self.needed(key) if default is None else self.values.get(key, default)
        return self._text(key, value)

    def texts(self, key: str) -> list[str]:
        """Return a list of tidy texts; empty where there is none."""
        return [self._text(f"{key}[{at}]", it) for at, it in enumerate(self._list(key))]

    def parts(self, key: str) -> Iterator["Part"]:
        """Give each object of a list."""
        for at, value in enumerate(self._list(key)):
            yield Part(value, self.file, ".".join(it for it in (self.path, f"{key}[{at}]") if it))

    def part(self, key: str) -> "Part":
        """Return the object of a key; an empty one where there is none."""
        value = self.values.get(key, {})
        return Part(value, self.file, ".".join(it for it in (self.path, key) if it))

    def _list(self, key: str) -> list[Any]:
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self.unreadable(key, f"is {_kind(value)} where a list [...] is expected.")
        return value

    def _text(self, key: str, value: object) -> str:
        if not isinstance(value, str):
            raise self.unreadable(key, f"is {_kind(value)} where a text is expected.")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise self.unreadable(key, "holds half of a character (a lone surrogate).") from None
        return tidy(value)


def _digits(value: int) -> str:
    return str(value) if abs(value) < LARGEST**2 else "far too large"


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {_digits(value) if isinstance(value, int) else value}"
    if isinstance(value, str):
        return f"the text {shown(value)}"
    if value is None:
        return "null"
    return "a list" if isinstance(value, list) else "an object"
