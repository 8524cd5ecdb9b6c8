"""Who may do what with reports."""

from eventsapp.accounts.models import Account
from eventsapp.events import policy as event_policy
from eventsapp.events.models import Event


def may_write(account: Account | None, event: Event) -> bool:
    """Let the rapporteur and the organisers write and publish the report."""
    return event_policy.may_report(account, event)


def may_ask(account: Account | None, event: Event) -> bool:
    """Let the organisers say until when the report is asked for."""
    return event_policy.may_manage(account, event)


def may_read(account: Account | None, event: Event) -> bool:
    """Let whoever sees the event read what is published of its report."""
    return event_policy.may_see(account, event)
