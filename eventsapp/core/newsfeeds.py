"""Write Atom (RFC 4287) and JSON Feed 1.1 from plain items: no database, no clock, no web."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

ATOM = "http://www.w3.org/2005/Atom"
JSON_FEED = "https://jsonfeed.org/version/1.1"
#: What no XML document may contain.
_NEVER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, kw_only=True)
class Item:
    """One piece of news."""

    #: For ever the same, and nobody else's (RFC 4287 4.2.6): a URI.
    id: str
    url: str
    title: str
    #: Plain text.
    text: str
    #: The only moment told: by an older one, readers would sort the news where nobody sees it.
    changed_at: datetime
    tags: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Head:
    """What a feed says of itself."""

    title: str
    author: str
    language: str
    #: The feed's own address, and that of the page which shows the same.
    address: str
    page: str
    changed_at: datetime


def atom(head: Head, items: Sequence[Item]) -> bytes:
    """Return an Atom feed."""
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": head.language})
    _add(feed, "id", head.address)
    _add(feed, "title", head.title)
    _add(feed, "updated", _moment(head.changed_at))
    _add(_add(feed, "author"), "name", head.author)
    _add(feed, "link", rel="self", type="application/atom+xml", href=head.address)
    _add(feed, "link", rel="alternate", type="text/html", href=head.page)
    for item in items:
        entry = _add(feed, "entry")
        _add(entry, "id", item.id)
        _add(entry, "title", item.title)
        _add(entry, "updated", _moment(item.changed_at))
        _add(entry, "link", rel="alternate", type="text/html", href=item.url)
        for tag in item.tags:
            _add(entry, "category", term=tag)
        _add(entry, "content", item.text, type="text")
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True)) + b"\n"


def json_feed(head: Head, items: Sequence[Item]) -> bytes:
    """Return a JSON Feed."""
    feed = {
        "version": JSON_FEED,
        "title": head.title,
        "home_page_url": head.page,
        "feed_url": head.address,
        "language": head.language,
        "authors": [{"name": head.author}],
        "items": [
            {
                "id": item.id,
                "url": item.url,
                "title": item.title,
                "content_text": item.text,
                "date_modified": _moment(item.changed_at),
                "tags": list(item.tags),
            }
            for item in items
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    cleaned = {key: _NEVER.sub("", value) for key, value in attributes.items()}
    element = ET.SubElement(parent, name, cleaned)
    element.text = None if text is None else _NEVER.sub("", text)
    return element


def _moment(moment: datetime) -> str:
    """Say a moment as RFC 3339 does, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
