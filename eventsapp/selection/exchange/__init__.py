"""The neutral format of a selection: a folder with pool.csv and case.json in, one answer out.

It is how other programmes hand a selection over, and how a record is exported so that anybody
can compute it again. Reading and writing load neither NumPy nor HiGHS; answering does.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from eventsapp.selection.exchange.cases import Case, Counterfactuals, plain
from eventsapp.selection.exchange.folders import files, in_json, read, save, write
from eventsapp.selection.exchange.reading import Unreadable

if TYPE_CHECKING:
    from eventsapp.selection.watch import Watch

__all__ = [
    "Case",
    "Counterfactuals",
    "Unreadable",
    "answer",
    "files",
    "in_json",
    "plain",
    "read",
    "save",
    "write",
]


def answer(case: Case, watch: "Watch | None" = None) -> dict[str, Any]:
    """Return what the answer file says; the order of the pool's rows never changes it."""
    told: dict[str, Any] = import_module("eventsapp.selection.exchange.answering").answer(
        case, watch
    )
    return told
