"""Who may do what with accounts."""

from eventsapp.accounts.models import Account


def may_keep_own(account: Account | None) -> bool:
    """Everybody who is signed in looks after their own account."""
    return account is not None


def may_manage_people(account: Account | None) -> bool:
    """Administrators look after everybody's accounts."""
    return account is not None and account.is_administrator
