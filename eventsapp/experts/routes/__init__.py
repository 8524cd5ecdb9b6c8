"""Pages of a call for its readers, its applicants, and those who are asked to nominate."""

from eventsapp.experts.routes import invited, named, rationale
from eventsapp.experts.routes.call import bp
from eventsapp.experts.routes.private import bp as private

__all__ = ["bp", "invited", "named", "private", "rationale"]
