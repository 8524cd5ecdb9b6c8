"""What follows in calendars from changes to events; run by the worker."""

from eventsapp.calendars import services


def keep_texts(event_id: int) -> None:
    """Write the event's text anew."""
    services.keep_texts(event_id)


def address_moved(account_id: int) -> None:
    """Let whoever reads a person's calendar look again."""
    services.address_moved(account_id)
