"""Pages for organisers: who takes part, with which tags, and the check-in desk."""

from eventsapp.registration.manage import participants, tags
from eventsapp.registration.manage.bp import bp

__all__ = ["bp", "participants", "tags"]
