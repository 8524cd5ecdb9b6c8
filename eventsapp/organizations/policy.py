"""Who may do what with organisations."""

from eventsapp.accounts.models import Account


def may_see(account: Account | None) -> bool:  # noqa: ARG001 -- asked like every policy
    """Anyone may know which bodies there are."""
    return True


def may_create(account: Account | None) -> bool:
    """Organisers add the bodies that take part in their events."""
    return account is not None and account.is_organiser
