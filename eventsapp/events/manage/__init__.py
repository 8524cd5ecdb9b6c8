"""The organiser's pages of an event."""

from eventsapp.events.manage import agenda, details, lifecycle, parties, team
from eventsapp.events.manage.bp import bp

__all__ = ["agenda", "bp", "details", "lifecycle", "parties", "team"]
