"""An event's life, seen by its organisers: what to do next, preview, publish, cancel."""

from flask import render_template
from flask.typing import ResponseReturnValue

from eventsapp.events.manage.bp import bp, managed


@bp.get("/<slug>/")
def overview(slug: str) -> ResponseReturnValue:
    """Show how far the event is, and what to do next."""
    return render_template("events/manage/overview.html", event=managed(slug))
