"""Write down who did what."""

from typing import Any

from eventsapp.audit.models import Entry
from eventsapp.core import clock
from eventsapp.core.actor import actor
from eventsapp.core.db import db


def record(action: str, about: str, *, reason: str | None = None, **details: Any) -> Entry:
    """Write down that the person at work did ``action`` to a thing such as ``event:12``."""
    who = actor()
    entry = Entry(
        at=clock.now(),
        account_id=who.id,
        who=who.name,
        action=action,
        about=about,
        reason=reason,
        details=details,
    )
    db.session.add(entry)
    return entry
