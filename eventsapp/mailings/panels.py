"""What is said about mails on other pages of an event's organisers."""

from flask import g, render_template

from eventsapp.events.models import Event
from eventsapp.mailings import queries
from eventsapp.notices.queries import hold_of


def strip(event: Event) -> str | None:
    """Say on every page that mails are held, and how many."""
    held = hold_of(event.mail_scope)
    if held is None:
        return None
    number = queries.held_in(queries.sight_of(g.account, event))
    return render_template("mailings/panels/strip.html", event=event, hold=held, number=number)
