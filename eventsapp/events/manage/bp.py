"""The blueprint of the organiser's pages, and how each of them finds its event."""

from flask import Blueprint, g

from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.events import policy
from eventsapp.events.models import Event
from eventsapp.events.queries import event_page

bp = Blueprint("events_manage", __name__, url_prefix="/organise/events")


def managed(slug: str) -> Event:
    """Return the event, if the reader is one of its organisers."""
    event = found(event_page(slug))
    require(policy.may_manage(g.account, event))
    return event
