"""Pages of events for everybody."""

from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from eventsapp.core.pagecache import kept
from eventsapp.core.policy import require
from eventsapp.core.spreadsheets import csv_response
from eventsapp.events import policy
from eventsapp.events.queries import (
    TABLE_HEAD,
    Filter,
    When,
    choices,
    count_public_events,
    event_page,
    public_events,
    table,
)

bp = Blueprint("events", __name__, url_prefix="/events")
PER_PAGE = 20


@bp.get("/")
@kept("Accept-Language")
def index() -> ResponseReturnValue:
    """List public events: the coming ones, or all where the reader looks for something."""
    require(allowed=True)
    wanted, page = _wanted(), request.args.get("page", 1, type=int)
    found = count_public_events(wanted)
    pages = max(1, -(-found // PER_PAGE))
    if not 1 <= page <= pages:
        abort(HTTPStatus.NOT_FOUND)
    return render_template(
        "events/index.html",
        events=public_events(wanted, page=page, per_page=PER_PAGE),
        wanted=wanted,
        found=found,
        page=page,
        pages=pages,
        choices=choices(),
        When=When,
    )


@bp.get("/export.csv")
def export() -> ResponseReturnValue:
    """Give the events of a list as a table, safe to open in a spreadsheet program."""
    require(allowed=True)
    return csv_response("events", TABLE_HEAD, table(public_events(_wanted())))


@bp.get("/<slug>/", provide_automatic_options=False)
@kept("Accept-Language")
def show(slug: str) -> ResponseReturnValue:
    """Show one event; a draft does not show others that it exists.

    With OPTIONS of its own it would answer for an event's calendar too, by a redirection.
    """
    event = event_page(slug)
    if event is None or not policy.may_see(g.account, event):
        abort(HTTPStatus.NOT_FOUND)
    require(allowed=True)
    return render_template("events/show.html", event=event)


def _wanted() -> Filter:
    """Read the filter from the address; what makes no sense asks for nothing."""
    wanted = Filter.read(request.args)
    when = request.args.get("when", _usual_side(wanted), type=When)
    return replace(wanted, when=when)


def _usual_side(wanted: Filter) -> When:
    """Show what is to come, unless the reader looks for something or nothing is to come."""
    if wanted.narrows or not count_public_events(replace(wanted, when=When.UPCOMING)):
        return When.ALL
    return When.UPCOMING
