"""Parts of pages that are rendered once and kept, until what they show has changed.

A key names all that a part depends on (its language, and when each thing in it last changed), so
that nothing ever needs to be thrown away: what has changed has another key. Each process keeps its
own; the least recently shown go first.
"""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any

from flask import Flask, current_app, render_template
from markupsafe import Markup

#: How many characters are kept, all parts together.
ROOM = 4_000_000


class Shelf:
    """Rendered parts by their keys, as many as there is room for."""

    def __init__(self, room: int = ROOM) -> None:
        """Keep nothing yet."""
        self._parts: OrderedDict[Hashable, Markup] = OrderedDict()
        self._lock = Lock()
        self._left = room

    def take(self, key: Hashable) -> Markup | None:
        """Return the part of that key, if it is here."""
        with self._lock:
            if (part := self._parts.get(key)) is not None:
                self._parts.move_to_end(key)
            return part

    def put(self, key: Hashable, part: Markup) -> None:
        """Keep a part; those not shown for the longest time make room."""
        with self._lock:
            if key in self._parts:
                return
            self._parts[key] = part
            self._left -= len(part)
            while self._left < 0:
                _key, oldest = self._parts.popitem(last=False)
                self._left += len(oldest)


def kept(template: str, key: Hashable) -> Markup | None:
    """Return what ``render`` has kept of a template under that key, if it still does."""
    shelf: Shelf = current_app.extensions["fragments"]
    return shelf.take((template, key))


def render(template: str, key: Hashable, **context: Any) -> Markup:
    """Render a template of which nothing but the key decides, and keep it."""
    part = Markup(render_template(template, **context))  # noqa: S704 -- a rendered template
    shelf: Shelf = current_app.extensions["fragments"]
    shelf.put((template, key), part)
    return part


def init_app(app: Flask) -> None:
    """Give the application an empty shelf."""
    app.extensions["fragments"] = Shelf()
