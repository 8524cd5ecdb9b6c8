"""The selection board: candidates and outcomes, proposals, pins, scenarios, letters."""

from eventsapp.experts.manage.board import (
    candidates,
    drawing,
    letters,
    lottery,
    panel,
    pins,
    runs,
    scenarios,
)

__all__ = ["candidates", "drawing", "letters", "lottery", "panel", "pins", "runs", "scenarios"]
