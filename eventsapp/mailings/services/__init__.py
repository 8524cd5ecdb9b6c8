"""What organisers do with the mails of an event."""

from eventsapp.mailings.services.mails import drop, hold, let_go, send_again

__all__ = ["drop", "hold", "let_go", "send_again"]
