"""What follows a change: run by the worker."""

from eventsapp.experts.handlers.calls import (
    ask_reviewer,
    compute,
    confirm_receipt,
    confirm_withdrawal,
    remind_drafts,
    remind_reviewer,
    tell_amendment,
    tell_extension,
    tell_outcome,
    tell_reopening,
    tell_withdrawal,
    welcome,
)

__all__ = [
    "ask_reviewer",
    "compute",
    "confirm_receipt",
    "confirm_withdrawal",
    "remind_drafts",
    "remind_reviewer",
    "tell_amendment",
    "tell_extension",
    "tell_outcome",
    "tell_reopening",
    "tell_withdrawal",
    "welcome",
]
