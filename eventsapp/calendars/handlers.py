"""What follows in calendars from changes to events; run by the worker."""

from eventsapp.calendars import queries, services
from eventsapp.core.db import checkpoint

#: How many events' texts are written in a minute that nobody has asked for.
AT_ONCE = 500


def keep_texts(event_id: int) -> None:
    """Write the event's text anew."""
    services.keep_texts(event_id)


def keep_what_is_missing() -> None:
    """Write the texts of events that came without news, and all after the installation moved."""
    for event_id in queries.without_texts(AT_ONCE):
        services.keep_texts(event_id)
        checkpoint()


def address_moved(account_id: int) -> None:
    """Let whoever reads a person's calendar look again."""
    services.address_moved(account_id)
