"""Lots: among whom they are drawn, and how even people's chances are.

Scores are in hundredths of a point here, chances in numbers of all that can be drawn.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations
from statistics import median
from typing import Any, NamedTuple

#: So many numbered panels are made, so that three digits choose one.
NUMBERS = 1000
TOP_SCORE = 10_000
#: A picture of chances has no more bars than these; each is one of these steps wide.
_BARS = 12
_STEPS = (1, 2, 5, 10, 20, 50, 100)


class Place(StrEnum):
    """Where a score lies to a band."""

    ABOVE = "above"
    INSIDE = "inside"
    BELOW = "below"


@dataclass(frozen=True)
class Band:
    """Scores that do not tell people apart: from low to high, both included."""

    low: int
    high: int

    def place(self, score: int) -> Place:
        """Tell where a score lies."""
        if score > self.high:
            return Place.ABOVE
        return Place.BELOW if score < self.low else Place.INSIDE

    def as_json(self) -> dict[str, int]:
        """Write the band as plain values."""
        return {"low": self.low, "high": self.high}


def band_from_json(content: dict[str, Any] | None) -> Band | None:
    """Read a band back; None: lots are drawn among everybody."""
    return Band(content["low"], content["high"]) if content else None


@dataclass(frozen=True)
class ProposedBand:
    """A band that the reviews suggest, and by what figures."""

    #: The lowest score of the best panel, and the highest outside it; of those not pinned.
    lowest_in: int
    highest_out: int
    #: By how much two reviews of one application typically differ, and how many pairs say so.
    gap: int
    pairs: int

    @property
    def reach(self) -> int:
        """How much higher or lower a score could as well be: half of what reviews differ by."""
        return (self.gap + 1) // 2

    @property
    def band(self) -> Band:
        """From the reach below the best panel to the reach above what is outside it.

        Nobody above it is outside the best panel and nobody below it is inside, so that panel is
        one of those that can be drawn, whatever the targets.
        """
        low = min(self.lowest_in - self.reach, self.highest_out)
        high = max(self.highest_out + self.reach, self.lowest_in)
        return Band(max(low, 0), min(high, TOP_SCORE))

    @property
    def is_told_apart(self) -> bool:
        """Whether the best panel lies above all others by more than what reviews differ by."""
        return self.lowest_in - self.reach > self.highest_out + self.reach

    @property
    def is_by_targets(self) -> bool:
        """Whether targets put somebody in the best panel before somebody of a higher score."""
        return self.lowest_in < self.highest_out


def typical_gap(totals: Iterable[Sequence[Fraction]]) -> tuple[Fraction, int]:
    """Return the median difference between two reviews of one application, and of how many pairs.

    Half of it is the probable error of a score of two reviews: every second score lies nearer than
    that to what many reviews would say.
    """
    gaps = [abs(one - other) for given in totals for one, other in combinations(given, 2)]
    return (Fraction(median(gaps)) if gaps else Fraction(0)), len(gaps)


class Bar(NamedTuple):
    """How many people have a chance from ``low`` to ``high``."""

    low: int
    high: int
    people: int


def spread(chances: Collection[int]) -> list[Bar]:
    """Return how many people have which chance, in bars of one round width, without gaps."""
    if not chances:
        return []
    least, most = min(chances), max(chances)
    step = next((it for it in _STEPS if most // it - least // it < _BARS), _STEPS[-1])
    return [
        Bar(
            at * step,
            min((at + 1) * step - 1, NUMBERS),
            sum(it // step == at for it in chances),
        )
        for at in range(least // step, most // step + 1)
    ]
