"""Pages of a call for its readers, its applicants, and those who are asked to nominate."""

from eventsapp.experts.routes.call import bp

__all__ = ["bp"]
