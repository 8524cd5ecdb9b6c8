"""The record of how a panel was chosen: hashed, chained, and computed again by whoever doubts.

A record is canonical JSON. Each names the SHA-256 of the one before, so that nothing can be
changed or left out later without a trace; and each selection carries all it was computed from, so
that a chain that was forged as a whole is found out by solving it again.
"""

from collections.abc import Iterable
from importlib import import_module

from eventsapp.selection.record.bodies import case_of, drawn, engine, inputs, outcome, tie_break
from eventsapp.selection.record.chain import Link, line, link
from eventsapp.selection.record.reports import Check, Finding, Report
from eventsapp.selection.record.writing import canonical, digest
from eventsapp.selection.watch import Watch

__all__ = [
    "Check",
    "Finding",
    "Link",
    "Report",
    "canonical",
    "case_of",
    "digest",
    "drawn",
    "engine",
    "inputs",
    "line",
    "link",
    "outcome",
    "tie_break",
    "verify",
]


def verify(
    lines: Iterable[str], *, second_solver: bool = False, watch: Watch | None = None
) -> Report:
    """Check an export line by line; with ``second_solver`` ask independent programmes too.

    What the watch leaves no time to compute again is found not to hold, with ``Check.TIME``.
    """
    report: Report = import_module("eventsapp.selection.record.verification").verify(
        lines, second_solver=second_solver, watch=watch
    )
    return report
