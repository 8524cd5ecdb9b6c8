"""The selection board: candidates, outcomes, proposals, pins, scenarios, letters, replacements."""

from eventsapp.experts.manage.board import (
    candidates,
    drawing,
    letters,
    lottery,
    panel,
    pins,
    replacement,
    reserve,
    runs,
    scenarios,
)

__all__ = [
    "candidates",
    "drawing",
    "letters",
    "lottery",
    "panel",
    "pins",
    "replacement",
    "reserve",
    "runs",
    "scenarios",
]
