"""Public pages, kept for a moment for visitors who are nobody in particular.

A page that a view marks with ``@kept(...)`` is the same for all visitors without a session who
ask with the same named headers, language and colours. It is kept in this process until the process
commits any change, and for PAGE_CACHE_SECONDS at most, since other processes change things too.
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


#: What a kept answer says of itself; all other headers are set anew each time.
HEADERS = ("Content-Type", "Content-Encoding", "Content-Disposition", "Cache-Control", "ETag",
           "Last-Modified", "Vary")  # fmt: skip


class Page(NamedTuple):
    """One page as it was answered."""

    body: bytes
    headers: list[tuple[str, str]]
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


def kept(*headers: str) -> Callable[[View], View]:
    """Mark a view whose page depends on nothing but its address, these headers and the data."""

    def mark(view: View) -> View:
        setattr(view, _KEPT, headers)
        return view

    return mark


@event.listens_for(Session, "after_commit")
def _forget(session_: Session) -> None:
    shelf.clear()


def _key() -> tuple[str | None, ...] | None:
    """Return what the page depends on; None where it may not be kept."""
    if request.method != "GET" or current_app.config["SESSION_COOKIE_NAME"] in request.cookies:
        return None
    varies = getattr(current_app.view_functions.get(request.endpoint or ""), _KEPT, None)
    if varies is None:
        return None
    cookies = request.cookies
    asked = (request.headers.get(name) for name in varies)
    return (request.full_path, cookies.get("lang"), cookies.get("theme"), *asked)


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
        response = Response(page.body, headers=page.headers)
        if "ETag" in response.headers:
            response.make_conditional(request)
        return response

    @app.after_request
    def keep(response: Response) -> Response:
        key = g.get("page_key")
        unchanged = key is not None and shelf.changes == g.get("changes_before")
        if unchanged and response.status_code == 200 and not session.modified:  # noqa: PLR2004
            if len(shelf.pages) >= LARGEST:
                shelf.pages = {}
            headers = [(name, value) for name in HEADERS if (value := response.headers.get(name))]
            shelf.pages[key] = Page(response.get_data(), headers, time.monotonic() + seconds)
        return response
