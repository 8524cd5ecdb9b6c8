"""What the optimiser is told of reviewers, and what it tells of them."""

import math
from dataclasses import dataclass

Pair = tuple[str, str]
"""An application and a reviewer."""


@dataclass(frozen=True)
class Reviewer:
    """Somebody who reviews, and at most how many applications; None: no limit."""

    id: str
    most: int | None = None


@dataclass(frozen=True)
class Assignment:
    """Who reviews what."""

    #: (application, reviewer), sorted.
    pairs: tuple[Pair, ...]
    #: How many reviews an application lacks; only those that lack any.
    unmet: dict[str, int]
    #: How many reviews each reviewer has.
    loads: dict[str, int]


@dataclass(frozen=True)
class Habit:
    """What is known of one reviewer."""

    #: Points above (lenient) or below (severe) what the others of the group would give.
    bias: float
    #: Standard error of it; infinite for somebody who shares no application with anybody.
    error: float
    reviews: int
    #: Too few reviews to say much.
    few: bool

    @property
    def is_known(self) -> bool:
        """Whether this reviewer can be compared with anybody."""
        return math.isfinite(self.error)


@dataclass(frozen=True)
class Calibrated:
    """One application: the median of its totals, as they are and without habits."""

    raw: float
    score: float
    #: The score lies between these with a probability of 90 %; infinite where no total can be
    #: compared with another.
    low: float
    high: float
    reviews: int
    few: bool


@dataclass(frozen=True)
class Calibration:
    """What the totals say of reviewers and applications."""

    reviewers: dict[str, Habit]
    applications: dict[str, Calibrated]
    #: Reviewers who can be compared, through applications that they share; largest first.
    groups: tuple[tuple[str, ...], ...]
    #: The standard deviation of one total around quality and habit.
    noise: float

    @property
    def connected(self) -> bool:
        """Whether all reviewers can be compared; if not, groups may differ for no good reason."""
        return len(self.groups) <= 1
