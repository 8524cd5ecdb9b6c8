"""Public pages, kept for a moment for visitors who are nobody in particular.

A page that a view marks with ``@kept`` is the same for all visitors without a session who read
the same language and colours. It is kept in this process until the process commits any change,
and for PAGE_CACHE_SECONDS at most, since other processes change things too.
"""

import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from flask import Flask, Response, current_app, g, request, session
from sqlalchemy import event
from sqlalchemy.orm import Session

View = TypeVar("View", bound=Callable[..., Any])
LARGEST = 512
_KEPT = "kept_for_a_moment"


class Page(NamedTuple):
    """One page as it was answered."""

    body: bytes
    content_type: str
    until: float


class Shelf:
    """The kept pages of one process; all of them go when anything changes."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self.pages: dict[tuple[str | None, ...], Page] = {}
        self.changes = 0

    def clear(self) -> None:
        """Let go of every page, also of those that are being made right now."""
        self.changes += 1
        self.pages = {}


shelf = Shelf()


def kept(view: View) -> View:
    """Mark a view whose page depends on nothing but its address, the language and the data."""
    setattr(view, _KEPT, True)
    return view


@event.listens_for(Session, "after_commit")
def _forget(session_: Session) -> None:
    shelf.clear()


def _key() -> tuple[str | None, ...] | None:
    """Return what the page depends on; None where it may not be kept."""
    if request.method != "GET" or current_app.config["SESSION_COOKIE_NAME"] in request.cookies:
        return None
    if not hasattr(current_app.view_functions.get(request.endpoint or ""), _KEPT):
        return None
    cookies = request.cookies
    return (
        request.full_path,
        cookies.get("lang"),
        cookies.get("theme"),
        request.headers.get("Accept-Language"),
    )


def init_app(app: Flask) -> None:
    """Answer from the shelf, and put on it what may be kept."""
    seconds = float(app.config["PAGE_CACHE_SECONDS"])
    if not seconds:
        return

    @app.before_request
    def look() -> Response | None:
        g.page_key = key = _key()
        if key is None:
            return None
        page = shelf.pages.get(key)
        if page is None or page.until < time.monotonic():
            g.changes_before = shelf.changes
            return None
        g.page_key, g.policy_asked = None, True
        return Response(page.body, content_type=page.content_type)

    @app.after_request
    def keep(response: Response) -> Response:
        key = g.get("page_key")
        unchanged = key is not None and shelf.changes == g.get("changes_before")
        if unchanged and response.status_code == 200 and not session.modified:  # noqa: PLR2004
            if len(shelf.pages) >= LARGEST:
                shelf.pages = {}
            shelf.pages[key] = Page(
                response.get_data(), response.content_type, time.monotonic() + seconds
            )
        return response
