"""The selection board: candidates and outcomes, proposals, pins, scenarios, letters."""

from eventsapp.experts.manage.board import candidates, letters, panel, pins, runs, scenarios

__all__ = ["candidates", "letters", "panel", "pins", "runs", "scenarios"]
