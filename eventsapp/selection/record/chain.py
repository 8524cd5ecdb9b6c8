"""A chain of records: each one's text names the SHA-256 of the text before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from eventsapp.selection.record.writing import canonical, digest

NUMBER, PREVIOUS = "number", "previous_sha256"


@dataclass(frozen=True)
class Link:
    """A record as it is kept: never changed."""

    #: 1, 2, 3 ... within its chain.
    number: int
    #: Canonical JSON, exactly as it was hashed.
    text: str
    sha256: str


def link(body: Mapping[str, object], previous: Link | None = None) -> Link:
    """Return a record to follow another, or to be the first; ``bodies`` tells what it says."""
    if {NUMBER, PREVIOUS} & body.keys():
        raise ValueError("the chain numbers its records itself")
    number = previous.number + 1 if previous else 1
    before = previous.sha256 if previous else None
    text = canonical({**body, NUMBER: number, PREVIOUS: before}).decode()
    return Link(number, text, digest(text))


def line(record: Link) -> str:
    """Return a record as a line of an export (JSON lines), without the line's end."""
    return f'{{"record":{record.text},"sha256":{json.dumps(record.sha256)}}}'
