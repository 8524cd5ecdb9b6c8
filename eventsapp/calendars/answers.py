"""How feeds are sent: whole, packed, or only the word that nothing has changed (RFC 9110 13)."""

from flask import Response, request

from eventsapp.calendars.queries import Feed
from eventsapp.core import feedcache

ATOM = "application/atom+xml; charset=utf-8"
JSON = "application/feed+json; charset=utf-8"
CALENDAR = "text/calendar; charset=utf-8"
KEPT_SECONDS = 900


def answer(feed: Feed, kind: str, filename: str) -> Response:
    """Send a public feed, which scripts of other sites may read too."""
    response = _whole(feed, kind, filename)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _to_all(response)


def answer_in_frame(html: str) -> Response:
    """Send a page that other sites show in a frame."""
    response = Response(html, mimetype="text/html")
    response.add_etag()
    return _to_all(response)


def answer_privately(feed: Feed, filename: str) -> Response:
    """Send the feed of one person; ``headers.secret_page`` says who may keep it."""
    return _if_changed(_whole(feed, CALENDAR, filename))


def _whole(feed: Feed, kind: str, filename: str) -> Response:
    packed = request.accept_encodings["gzip"] > 0
    response = Response(feed.packed if packed else feed.octets, content_type=kind)
    if packed:
        response.content_encoding = "gzip"
    response.set_etag(f"{feed.etag}-gz" if packed else feed.etag)
    response.last_modified = feed.changed_at
    response.vary.add("Accept-Encoding")
    disposition = "attachment" if "download" in request.args else "inline"
    response.headers["Content-Disposition"] = f'{disposition}; filename="{filename}"'
    return response


def _to_all(response: Response) -> Response:
    """Say that this is the same to everyone, so that anyone may keep it."""
    feedcache.same_for_all()
    response.cache_control.public = True
    response.cache_control.max_age = KEPT_SECONDS
    return _if_changed(response)


def _if_changed(response: Response) -> Response:
    response.make_conditional(request)
    return response
