"""Feeds for calendar programs, and the pages that say how to subscribe to them."""

from eventsapp.calendars.routes import personal, public
from eventsapp.calendars.routes.bp import bp

__all__ = ["bp", "personal", "public"]
