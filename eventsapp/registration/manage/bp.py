"""The blueprint of the people of an event, and how each page finds the event."""

from flask import Blueprint, g

from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.events.models import Event
from eventsapp.events.queries import event_by_slug
from eventsapp.registration import policy

bp = Blueprint("registration_manage", __name__, url_prefix="/organise/events/<slug>/participants")


def event_to_manage(slug: str) -> Event:
    """Return the event, if the reader looks after its registrations."""
    event = found(event_by_slug(slug))
    require(policy.may_manage(g.account, event))
    return event


def event_to_check_in(slug: str) -> Event:
    """Return the event, if the reader may note who has come."""
    event = found(event_by_slug(slug))
    require(policy.may_check_in(g.account, event))
    return event
