"""Tables that people upload or paste: CSV with commas, semicolons or tabs."""

import csv
import io

from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _

LONGEST_FILE = 1_000_000


class NoTable(Refused):
    """Not a table that we can read."""

    message = _("This file is not a CSV table in UTF-8 of at most 1 MB.")


def text_of(content: bytes) -> str:
    """Read an uploaded table; raise ``NoTable`` for what is none."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NoTable from None
    if len(content) > LONGEST_FILE or "\0" in text or not text.strip():
        raise NoTable
    return text


def rows_of(text: str) -> list[tuple[int, list[str]]]:
    """Return the lines that are not empty: each with its number, from 1, and its stripped cells."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error:
        raise NoTable from None
    return [
        (number, [cell.strip().lstrip("'") for cell in row])
        for number, row in enumerate(rows, start=1)
        if any(cell.strip() for cell in row)
    ]


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max((",", ";", "\t"), key=first.count)
