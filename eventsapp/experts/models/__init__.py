"""The tables of calls for experts: calls, nominations, and how experts are chosen."""

from eventsapp.experts.models.calls import (
    Amendment,
    Application,
    Call,
    Criterion,
    Review,
    Score,
    TargetRow,
)
from eventsapp.experts.models.choosing import (
    Apart,
    Assignment,
    Draw,
    Pin,
    Reviewer,
    Run,
    Scenario,
    SelectionRecord,
)
from eventsapp.experts.models.nominations import Invitation, Nominee

__all__ = [
    "Amendment",
    "Apart",
    "Application",
    "Assignment",
    "Call",
    "Criterion",
    "Draw",
    "Invitation",
    "Nominee",
    "Pin",
    "Review",
    "Reviewer",
    "Run",
    "Scenario",
    "Score",
    "SelectionRecord",
    "TargetRow",
]
