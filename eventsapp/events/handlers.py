"""What follows from changes to events; run by the worker."""

from eventsapp.core.db import db
from eventsapp.events.models import TeamMember
from eventsapp.notices.services import post


def tell_team_member(member_id: int) -> None:
    """Tell a person which role they were given, unless it was taken back meanwhile."""
    member = db.session.get(TeamMember, member_id)
    if member is None:
        return
    post(
        "events_team_invited",
        to=member.account,
        key=f"team:{member.id}:invited",
        about=f"event:{member.event_id}",
        scope=member.event.mail_scope,
        event=member.event,
        role=member.role,
    )
