"""What a selection is: a pool of people, and the requirements that a panel must meet."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

Value = str | frozenset[str]
"""One person's value of an attribute; several where people have several, such as languages."""


@dataclass(frozen=True)
class Pool:
    """The people who may be chosen, column by column; every column is as long as ``ids``.

    ``scores`` are in hundredths of a point. A value "" belongs to no quota unless "" is listed,
    and to nobody's group.
    """

    ids: tuple[str, ...]
    scores: tuple[int, ...]
    attributes: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Quota:
    """Between ``minimum`` and ``maximum`` people whose attribute has one of the values."""

    id: str
    attribute: str
    values: frozenset[str]
    minimum: int = 0
    #: None: as many as there are seats.
    maximum: int | None = None
    #: 1 is given up last.
    priority: int = 1
    relaxable: bool = True


@dataclass(frozen=True)
class GroupLimit:
    """At most so many people who share a value of the attribute, such as an organisation."""

    id: str
    attribute: str
    maximum: int


@dataclass(frozen=True)
class SetLimit:
    """Between ``minimum`` and ``maximum`` of these people: a pair with 1 means not both."""

    id: str
    members: frozenset[str]
    minimum: int = 0
    maximum: int | None = None


class Objective(StrEnum):
    """What makes a panel the best one."""

    #: Most people first, then the total score.
    FILL_THEN_SCORE = "fill_then_score"
    MAX_TOTAL_SCORE = "max_total_score"


@dataclass(frozen=True)
class Problem:
    """A pool and all that a panel of it must meet."""

    pool: Pool
    seats: tuple[int, int]
    quotas: tuple[Quota, ...] = ()
    group_limits: tuple[GroupLimit, ...] = ()
    set_limits: tuple[SetLimit, ...] = ()
    must_include: frozenset[str] = frozenset()
    must_exclude: frozenset[str] = frozenset()
    objective: Objective = Objective.FILL_THEN_SCORE
    #: Decides among equally good panels, with SHA-256; "" is a seed like any other.
    seed: str = ""
    seats_relaxable: bool = False
    seats_priority: int = 1

    def but(self, **changes: object) -> "Problem":
        """Return the same problem with something changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Panel:
    """An answer: who, what they are worth together, and what is proven about it."""

    #: Sorted.
    members: tuple[str, ...]
    #: Hundredths of a point.
    score: int
    #: No panel is worth more than this.
    bound: int
    #: Whether this panel is the best one, and among equals the canonical one.
    proven: bool = True


class Infeasible(Exception):
    """No panel meets all that is required."""


class Unfinished(Exception):
    """The search was stopped before it found any panel."""
