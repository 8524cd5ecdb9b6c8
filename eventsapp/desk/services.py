"""Giving the worker another try at what it has given up."""

from eventsapp.audit.services import record
from eventsapp.core import clock, runner
from eventsapp.core.outbox import Message


def try_again(message: Message) -> None:
    """Let the worker handle a message once more, as if it were new."""
    message.failed_at, message.leased_until = None, None
    message.attempts, message.due_at = 0, clock.now()
    record("message.tried_again", f"message:{message.id}", name=message.name)
    runner.wake_after_commit()
