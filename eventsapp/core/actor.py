"""Who is at work: the signed-in person, or the system itself."""

from typing import NamedTuple

from flask import g, has_request_context


class Actor(NamedTuple):
    """A person's account id and name; no id for the system."""

    id: int | None
    name: str


def actor() -> Actor:
    """Return who is at work now."""
    account = g.get("account") if has_request_context() else None
    return Actor(account.id, str(account)) if account is not None else Actor(None, "eventsapp")
