"""Who may read which calendar."""

from eventsapp.accounts.models import Account


def may_have_own(account: Account | None) -> bool:
    """Everybody who is signed in may have a calendar of their own."""
    return account is not None


def may_read_feed() -> bool:
    """Anyone reads what is public; nothing else ever enters a public feed."""
    return True
