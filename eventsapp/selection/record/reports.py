"""What is found when records are verified."""

from dataclasses import dataclass
from enum import StrEnum


class Check(StrEnum):
    """What is looked at."""

    FORM = "form"
    HASH = "hash"
    CHAIN = "chain"
    INPUTS = "inputs"
    SCORES = "scores"
    SEED = "seed"
    PANEL = "panel"
    VALUE = "value"
    BOUND = "bound"
    TIE_BREAK = "tie_break"
    DRAW = "draw"
    SECOND_SOLVER = "second_solver"
    DECISION = "decision"
    TIME = "time"


@dataclass(frozen=True)
class Finding:
    """One thing that holds, or does not."""

    #: Which record: 1 is the first line.
    record: int
    check: Check
    holds: bool
    #: In English, as the command prints it.
    sentence: str


@dataclass(frozen=True)
class Report:
    """All that was looked at."""

    findings: tuple[Finding, ...]
    records: int
    #: Of the last record: compare it with the published one, or the end could be cut off unseen.
    sha256: str | None

    @property
    def holds(self) -> bool:
        """Whether there are records, and all of it holds."""
        return self.records > 0 and not self.broken

    @property
    def broken(self) -> tuple[int, ...]:
        """Which records do not hold."""
        return tuple(sorted({it.record for it in self.findings if not it.holds}))
