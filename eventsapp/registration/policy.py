"""Who may do what with registrations. A private link is a permission of its own."""

from eventsapp.accounts.models import Account
from eventsapp.events import policy as event_policy
from eventsapp.events.models import Event
from eventsapp.events.rules import TeamRole


def may_ask(account: Account | None, event: Event) -> bool:
    """Whoever sees an event may ask for a seat; no account is needed."""
    return event_policy.may_see(account, event)


def may_manage(account: Account | None, event: Event) -> bool:
    """Organisers add, cancel and export registrations."""
    return event_policy.may_manage(account, event)


def may_check_in(account: Account | None, event: Event) -> bool:
    """Organisers and the check-in team see who is registered, and note who has come."""
    return may_manage(account, event) or event_policy.has_team_role(
        account, event, TeamRole.CHECK_IN
    )
