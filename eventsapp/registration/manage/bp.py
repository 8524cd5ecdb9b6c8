"""The blueprint of the people of an event, and how each page finds the event."""

from typing import Any

from flask import Blueprint, g, request

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


def kept() -> dict[str, Any]:
    """Return how the list was filtered, to come back to it as it was."""
    names = ("q", "status", "category", "tag", "page")
    return {name: request.args[name] for name in names if request.args.get(name)}
