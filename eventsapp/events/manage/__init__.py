"""The organiser's pages of an event."""

from eventsapp.events.manage import lifecycle
from eventsapp.events.manage.bp import bp

__all__ = ["bp", "lifecycle"]
