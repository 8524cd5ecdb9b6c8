"""Who may do what with events."""

from eventsapp.accounts.models import Account
from eventsapp.events.models import Event
from eventsapp.events.rules import TeamRole, is_public

ORGANISERS = frozenset({TeamRole.LEAD_ORGANISER, TeamRole.CO_ORGANISER})


def has_team_role(account: Account | None, event: Event, *roles: TeamRole) -> bool:
    """Tell whether a person has one of these roles in the team of an event."""
    return account is not None and any(
        member.account_id == account.id and member.role in roles for member in event.team
    )


def may_create(account: Account | None) -> bool:
    """Organisers and administrators create events."""
    return account is not None and account.is_organiser


def may_see(account: Account | None, event: Event) -> bool:
    """Anyone sees what is public; a draft is seen by its team and by administrators."""
    return (
        is_public(event.status)
        or may_manage(account, event)
        or has_team_role(account, event, *TeamRole)
    )


def may_manage(account: Account | None, event: Event) -> bool:
    """Let the organisers in the event's team, and administrators, change the event."""
    return account is not None and (
        account.is_administrator or has_team_role(account, event, *ORGANISERS)
    )


def may_facilitate(account: Account | None, event: Event) -> bool:
    """Facilitators lead deliberation; organisers may too."""
    return may_manage(account, event) or has_team_role(account, event, TeamRole.FACILITATOR)


def may_report(account: Account | None, event: Event) -> bool:
    """Rapporteurs write the report; organisers may too."""
    return may_manage(account, event) or has_team_role(account, event, TeamRole.RAPPORTEUR)
