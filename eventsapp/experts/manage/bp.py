"""The blueprint of the pages of organisers and reviewers, and how each of them finds its call."""

from flask import Blueprint, g

from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.events.models import Event
from eventsapp.events.queries import event_by_slug
from eventsapp.experts import policy
from eventsapp.experts.models import Application, Call
from eventsapp.experts.queries import application_in, call_of

bp = Blueprint("experts_manage", __name__, url_prefix="/organise/events/<slug>")


def found_event(slug: str) -> Event:
    """Return the event, or answer Not Found."""
    return found(event_by_slug(slug))


def found_call(slug: str) -> Call:
    """Return the event's call, or answer Not Found."""
    return found(call_of(found_event(slug)))


def call_to_decide(slug: str) -> Call:
    """Return the event's call, if the reader is one of those who decide on it."""
    call = found_call(slug)
    require(policy.may_decide(g.account, call))
    return call


def found_application(slug: str, application_id: int) -> Application:
    """Return an application to the event's call, or answer Not Found."""
    return found(application_in(found_call(slug), application_id))
