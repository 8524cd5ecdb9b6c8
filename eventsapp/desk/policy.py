"""Who may sit at which desk."""

from collections.abc import Sequence

from eventsapp.accounts.models import Account
from eventsapp.events.models import Event
from eventsapp.events.policy import may_manage


def may_have_page(account: Account | None) -> bool:
    """Everybody who is signed in has a page of their own."""
    return account is not None


def may_organise(account: Account | None, organised: Sequence[Event]) -> bool:
    """Organisers have a desk, and so has whoever is in the lead of any of these events."""
    return account is not None and (
        account.is_organiser or any(may_manage(account, event) for event in organised)
    )


def may_look_after_work(account: Account | None) -> bool:
    """Administrators see what the worker could not do, and let it try again."""
    return account is not None and account.is_administrator
