"""What follows a change: run by the worker."""

from eventsapp.experts.handlers.calls import (
    ask_reviewer,
    compute,
    confirm_receipt,
    confirm_withdrawal,
    remind_reviewer,
    tell_amendment,
    tell_extension,
    tell_outcome,
    tell_reopening,
    tell_withdrawal,
    welcome,
)
from eventsapp.experts.handlers.places import (
    complete_when_begun,
    take_back_unanswered,
    tell_end_of_reserve,
    tell_lapse,
    tell_more_time,
    wait_for_event,
)

__all__ = [
    "ask_reviewer",
    "complete_when_begun",
    "compute",
    "confirm_receipt",
    "confirm_withdrawal",
    "remind_reviewer",
    "take_back_unanswered",
    "tell_amendment",
    "tell_end_of_reserve",
    "tell_extension",
    "tell_lapse",
    "tell_more_time",
    "tell_outcome",
    "tell_reopening",
    "tell_withdrawal",
    "wait_for_event",
    "welcome",
]
