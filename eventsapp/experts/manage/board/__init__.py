"""The selection board: candidates, outcomes, proposals, pins, scenarios, letters, replacements."""

from eventsapp.experts.manage.board import (
    candidates,
    drawing,
    letters,
    lottery,
    panel,
    pins,
    rationale,
    record,
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
    "rationale",
    "record",
    "replacement",
    "reserve",
    "runs",
    "scenarios",
]
