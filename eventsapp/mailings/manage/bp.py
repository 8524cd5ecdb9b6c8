"""The blueprint of the mails of an event, and how each page finds the event."""

from flask import Blueprint, g

from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.events.models import Event
from eventsapp.events.policy import may_manage
from eventsapp.events.queries import event_by_slug

bp = Blueprint("mailings_manage", __name__, url_prefix="/organise/events/<slug>/mails")


def managed(slug: str) -> Event:
    """Return the event, if the reader is one of its organisers."""
    event = found(event_by_slug(slug))
    require(may_manage(g.account, event))
    return event
