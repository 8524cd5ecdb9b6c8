"""Pages for organisers: who takes part, and the check-in desk."""

from eventsapp.registration.manage import participants
from eventsapp.registration.manage.bp import bp

__all__ = ["bp", "participants"]
