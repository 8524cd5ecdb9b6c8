"""What follows in calendars from changes to events; run by the worker."""

from eventsapp.calendars import services


def keep_texts(event_id: int) -> None:
    """Write the event's text anew."""
    services.keep_texts(event_id)
