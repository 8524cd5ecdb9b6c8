"""What follows a published report; run by the worker."""

from eventsapp.core.db import db
from eventsapp.deliberation.queries import participants_of
from eventsapp.notices.services import post
from eventsapp.reports.models import Version


def tell_participants(version_id: int) -> None:
    """Tell everybody who had a place that a version of the report can be read."""
    version = db.session.get_one(Version, version_id)
    event = version.report.event
    for place in participants_of(event):
        post(
            "reports_published",
            to=place,
            key=f"report:{version.id}:published:{place.id}",
            about=f"event:{event.id}",
            scope=event.mail_scope,
            event=event,
            version=version,
            name=place.name,
        )
