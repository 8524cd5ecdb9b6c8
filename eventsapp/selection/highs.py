"""HiGHS, one thread, silent, with the tolerances that it was tested with."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from eventsapp.selection.space import Floats, Ints


@dataclass(frozen=True)
class Entries:
    """What stands in new lines of a model: entry k in line ``line[k]``, at ``across[k]``."""

    line: Ints
    across: Ints
    value: Floats

    @classmethod
    def of(cls, dense: Floats) -> "Entries":
        """Return what is not zero in a matrix of one line each."""
        line, across = np.nonzero(dense)
        return cls(line, across, dense[line, across])

    def and_ones(self, line: Ints, across: Ints) -> "Entries":
        """Return these entries and some ones."""
        return Entries(
            np.concatenate([self.line, line]),
            np.concatenate([self.across, across]),
            np.concatenate([self.value, np.ones(len(line))]),
        )

    def by_line(self, count: int) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
        """Return where each line starts, and the entries in the order of their lines."""
        order = np.argsort(self.line, kind="stable")
        starts = np.searchsorted(self.line[order], np.arange(count))
        return starts.astype(np.int32), self.across[order].astype(np.int32), self.value[order]


@contextmanager
def _without_banner() -> Iterator[None]:
    """Let nothing that C prints come to the standard output, where answers may be written."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    try:
        yield
        ctypes.CDLL(None).fflush(None)
    finally:
        os.dup2(kept, 1)
        os.close(kept)


with _without_banner():  # the first model of a process announces itself, whatever its options
    highspy.Highs()  # type: ignore[no-untyped-call]


def model() -> highspy.Highs:
    """Return an empty model that will be maximised to the last unit."""
    made = highspy.Highs()  # type: ignore[no-untyped-call]
    made.silent()
    options: dict[str, bool | float | str] = {
        "threads": 1,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.49,
        "presolve": "off",
        # What is left to search is small and has a good start: these take longer than they save.
        "mip_allow_restart": False,
        "mip_heuristic_run_feasibility_jump": False,
        "mip_heuristic_run_root_reduced_cost": False,
    }
    for option, value in options.items():
        made.setOptionValue(option, value)
    made.changeObjectiveSense(highspy.ObjSense.kMaximize)
    return made


def add_rows(made: highspy.Highs, low: Floats, high: Floats, entries: Entries) -> None:
    """Add rows; the entries' lines are counted from the first new one."""
    starts, across, values = entries.by_line(len(low))
    made.addRows(len(low), low, high, len(across), starts, across, values)


def add_columns(
    made: highspy.Highs, worth: Floats, lower: Floats, upper: Floats, entries: Entries
) -> None:
    """Add columns; the entries' lines are counted from the first new one."""
    starts, across, values = entries.by_line(len(worth))
    made.addCols(len(worth), worth, lower, upper, len(across), starts, across, values)
