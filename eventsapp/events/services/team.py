"""Say who works on an event, and as what."""

from eventsapp.accounts.services import account_for
from eventsapp.audit.services import record
from eventsapp.core import outbox
from eventsapp.core.db import db
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.events.models import Event, TeamMember
from eventsapp.events.policy import ORGANISERS
from eventsapp.events.rules import TeamRole


class AlreadyInTeam(Refused):
    """One person has one role once."""

    message = _("This person already has that role.")


class LastOrganiser(Refused):
    """Somebody must be able to change the event."""

    message = _("An event needs at least one organiser: invite another one first.")


def invite(event: Event, email: str, role: TeamRole) -> TeamMember:
    """Give a person a role in the team and tell them; they sign in by a mailed link."""
    account = account_for(email, locale=event.mail_locale)
    if any(m.account == account and m.role is role for m in event.team):
        raise AlreadyInTeam
    member = TeamMember(account=account, role=role)
    event.team.append(member)
    db.session.flush()
    record("event.team_added", f"event:{event.id}", account_id=account.id, role=role.value)
    outbox.put("team.invited", member_id=member.id)
    return member


def dismiss(member: TeamMember) -> None:
    """Take a role back; the last organiser stays."""
    event = member.event
    organisers = [m for m in event.team if m.role in ORGANISERS]
    if organisers == [member]:
        raise LastOrganiser
    record(
        "event.team_removed",
        f"event:{event.id}",
        account_id=member.account_id,
        role=member.role.value,
    )
    event.team.remove(member)
