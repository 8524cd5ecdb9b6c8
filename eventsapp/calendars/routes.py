"""Feeds for calendar programs, and the page that says how to subscribe to them."""

from functools import lru_cache
from http import HTTPStatus
from urllib.parse import quote, urlsplit

import segno
from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from eventsapp.calendars import policy, queries
from eventsapp.calendars.queries import Feed
from eventsapp.core.i18n import gettext, locale, say
from eventsapp.core.pagecache import kept
from eventsapp.core.policy import require
from eventsapp.core.web import found, link
from eventsapp.core.words import LOCALES
from eventsapp.events.policy import may_see
from eventsapp.events.queries import event_by_slug

bp = Blueprint("calendars", __name__)
KEPT_SECONDS = 900


@bp.get("/calendar.ics", provide_automatic_options=False)
@kept("Accept-Encoding")
def public() -> ResponseReturnValue:
    """Give all public events of known days, as a calendar."""
    require(policy.may_read_feed())
    return _answer(queries.public_feed(_language()), "events.ics")


@bp.get("/events/<slug>.ics", provide_automatic_options=False)
@kept("Accept-Encoding")
def event(slug: str) -> ResponseReturnValue:
    """Give one public event and its agenda, as a calendar."""
    require(policy.may_read_feed())
    return _answer(found(queries.event_feed(slug, _language())), f"{slug}.ics")


@bp.get("/calendar/")
def subscribe() -> ResponseReturnValue:
    """Say how to subscribe to the public events."""
    require(policy.may_read_feed())
    address = link("calendars.public", lang=locale())
    return render_template(
        "calendars/subscribe.html",
        event=None,
        holding=queries.holding(),
        download=_download(address),
        **_ways(address, gettext("Public events")),
    )


@bp.get("/events/<slug>/calendar")
def add(slug: str) -> ResponseReturnValue:
    """Say how to put one event into one's calendar."""
    event = found(event_by_slug(slug))
    if not may_see(None, event):
        abort(HTTPStatus.NOT_FOUND)
    require(policy.may_read_feed())
    address = link("calendars.event", slug=slug, lang=locale())
    return render_template(
        "calendars/subscribe.html",
        event=event,
        download=_download(address),
        **_ways(address, say(event.title, event.main_language)),
    )


@bp.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """Let robots read what is public, feeds above all: Google Calendar obeys this file."""
    require(policy.may_read_feed())
    lines = ("User-agent: *", "Disallow: /me/", "Disallow: /organise/", "Allow: /", "")
    return Response("\n".join(lines), mimetype="text/plain")


def _language() -> str:
    """Return the language of the feed's address: never the visitor's own, for feeds are shared."""
    asked = request.args.get("lang", "")
    return asked if asked in LOCALES else next(iter(LOCALES))


def _answer(feed: Feed, filename: str) -> Response:
    """Send a feed, or only say that it has not changed (RFC 9110 13)."""
    packed = request.accept_encodings["gzip"] > 0
    response = Response(feed.packed if packed else feed.octets, content_type=_TYPE)
    if packed:
        response.content_encoding = "gzip"
    response.set_etag(f"{feed.etag}-gz" if packed else feed.etag)
    response.last_modified = feed.changed_at
    response.vary.add("Accept-Encoding")
    response.cache_control.public = True
    response.cache_control.max_age = KEPT_SECONDS
    disposition = "attachment" if "download" in request.args else "inline"
    response.headers["Content-Disposition"] = f'{disposition}; filename="{filename}"'
    response.make_conditional(request)
    return response


_TYPE = "text/calendar; charset=utf-8"


def _download(address: str) -> str:
    return f"{address}&download=1"


def _ways(address: str, name: str) -> dict[str, object]:
    """Return the addresses by which calendar programs take a feed, and one to photograph."""
    webcal = urlsplit(address)._replace(scheme="webcal").geturl()
    taken, called = quote(address, safe=""), quote(name, safe="")
    outlook = f"calendar/0/addfromweb?url={taken}&name={called}"
    return {
        "address": address,
        "webcal": webcal,
        "google": f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        "outlook_home": f"https://outlook.live.com/{outlook}",
        "outlook_work": f"https://outlook.office.com/{outlook}",
        "code": _code(webcal),
    }


@lru_cache(maxsize=64)
def _code(address: str) -> Markup:
    """Draw an address for phones; dark on white in both themes, or no camera reads it."""
    return Markup(segno.make(address).svg_inline(light="#fff", omitsize=True))  # noqa: S704 -- a drawing
