"""Feeds that are the same for everyone, kept and handed out before any session or language.

A view says ``feedcache.same_for_all()`` of its answer. It is then kept in this process as it was
sent, until the process commits any change, and for PAGE_CACHE_SECONDS at most; whoever asks for the
same address in that time is answered here: with 304 if that is all there is to say (RFC 9110 13).
"""

import time
from collections.abc import Iterable
from typing import Any, NamedTuple

from flask import Flask, request
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.datastructures import Headers
from werkzeug.http import (
    http_date,
    is_resource_modified,
    remove_entity_headers,
    unquote_etag,
)

#: How many octets of answers a process keeps here.
ROOM = 24 * 2**20
MOST = 512
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
_MARK = "eventsapp.same_for_all"
_ANEW = ("Date", "X-Request-Id")


class Answer(NamedTuple):
    """One answer as it was sent."""

    body: bytes
    headers: list[tuple[str, str]]
    unchanged_headers: list[tuple[str, str]]
    etag: str | None
    last_modified: str | None
    until: float


class FeedCache:
    """What stands before the application."""

    def __init__(self, app: Any, seconds: float) -> None:
        """Keep nothing yet."""
        self.app, self.seconds = app, seconds
        self.answers: dict[tuple[str, ...], Answer] = {}
        self.size = self.changes = 0
        self.paths: set[str] = set()

    def clear(self, *_: object) -> None:
        """Let go of all, also of what is being made right now."""
        self.answers, self.size = {}, 0
        self.changes += 1

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer from what is kept, else let the application answer."""
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_IF_MATCH" in environ:
            return self.app(environ, start_response)  # type: ignore[no-any-return]
        names = ("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT_ENCODING")
        key = tuple(environ.get(name, "") for name in names)
        kept = self.answers.get(key)
        if kept is None or kept.until < time.monotonic():
            return self._ask(key, environ, start_response)
        return _send(kept, environ, start_response)

    def _ask(
        self, key: tuple[str, ...], environ: dict[str, Any], start_response: Any
    ) -> Iterable[bytes]:
        """Let the application answer, and keep what it says is the same for all.

        Where it has said so before it is asked for the whole answer, whatever the client has.
        """
        known, changes = environ["PATH_INFO"] in self.paths, self.changes
        asked = environ
        if known:
            asked = {name: value for name, value in environ.items() if name not in _CONDITIONS}
        told: list[Any] = []

        def listen(status: str, headers: list[tuple[str, str]], *_error: Any) -> Any:
            told[:] = [status, headers]

        response = self.app(asked, listen)
        status, headers = told
        if not asked.get(_MARK):
            start_response(status, headers)
            return response  # type: ignore[no-any-return]
        self.paths = {*self.paths, environ["PATH_INFO"]} if len(self.paths) < MOST else set()
        body = b"".join(response)
        if hasattr(response, "close"):
            response.close()
        if not status.startswith("200 ") or "Set-Cookie" in dict(headers):
            start_response(status, headers)
            return [body]
        answer = _answer(body, headers, time.monotonic() + self.seconds)
        if changes == self.changes:
            self._keep(key, answer)
        return _send(answer, environ, start_response)

    def _keep(self, key: tuple[str, ...], answer: Answer) -> None:
        if self.size + len(answer.body) > ROOM or len(self.answers) >= MOST:
            self.answers, self.size = {}, 0
        if key not in self.answers:
            self.size += len(answer.body)
        self.answers[key] = answer


def _answer(body: bytes, sent: list[tuple[str, str]], until: float) -> Answer:
    headers = Headers([pair for pair in sent if pair[0].title() not in _ANEW])
    unchanged = Headers(headers)
    remove_entity_headers(unchanged, allowed=("expires", "content-location", "last-modified"))
    tag, _weak = unquote_etag(headers.get("ETag"))
    return Answer(body, list(headers), list(unchanged), tag, headers.get("Last-Modified"), until)


def _send(answer: Answer, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    date = ("Date", http_date())
    if is_resource_modified(environ, answer.etag, last_modified=answer.last_modified):
        start_response("200 OK", [*answer.headers, date])
        return [answer.body]
    start_response("304 NOT MODIFIED", [*answer.unchanged_headers, date])
    return []


def same_for_all() -> None:
    """Say that this answer depends on nothing but its address, and on what the client unpacks."""
    request.environ[_MARK] = True


def init_app(app: Flask) -> None:
    """Put the cache before the application, where pages may be kept at all."""
    seconds = float(app.config["PAGE_CACHE_SECONDS"])
    if not seconds:
        return
    cache = FeedCache(app.wsgi_app, seconds)
    app.wsgi_app = cache  # type: ignore[method-assign]
    event.listen(Session, "after_commit", cache.clear)
