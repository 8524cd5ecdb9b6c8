"""What is told about a panel besides the panel: plain facts, without words for people.

All differences of scores are exact, in hundredths of a point, and come from solving again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from eventsapp.selection.problem import Panel

Kind = Literal["force_in", "force_out"]
Side = Literal["min", "max", "limit"]


@dataclass(frozen=True)
class Why:
    """The best panel with somebody who is not in ours, or without somebody who is."""

    kind: Kind
    candidate: str
    #: None: no panel meets the requirements so.
    panel: Panel | None
    #: That panel's score minus ours.
    change: int = 0
    #: Who of ours would leave, who would come; sorted.
    leave: tuple[str, ...] = ()
    come: tuple[str, ...] = ()
    #: How much more a non-member would have to score to be as good in as out; exact for that
    #: person's score when all others stay. None: no score would do, or a member.
    needs: int | None = None
    #: If there is no such panel: what cannot hold together with it, as in ``Diagnosis``.
    conflict: tuple[str, ...] = ()

    @property
    def feasible(self) -> bool:
        """Whether there is such a panel at all."""
        return self.panel is not None


@dataclass(frozen=True)
class Price:
    """What one bound costs: the score gained if it were one person looser."""

    #: The quota's or the group limit's id, or "seats".
    quota: str
    side: Side
    #: Whether the panel stands exactly at the bound (a group limit: some group does).
    binding: bool
    change: int
    #: Gained if the quota or the limit were not there at all; None for seats.
    dropped: int | None
    #: How many more people the looser panel has.
    more: int = 0


@dataclass(frozen=True)
class Flaw:
    """A contradiction that counting alone finds; it is a proof in one sentence."""

    kind: str
    names: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Move:
    """One bound set elsewhere: of a quota, or of "seats"."""

    id: str
    side: Literal["min", "max"]
    to: int


@dataclass(frozen=True)
class Repair:
    """Bounds that could be moved, and the best panel then."""

    moves: tuple[Move, ...]
    panel: Panel


@dataclass(frozen=True)
class Diagnosis:
    """Why no panel meets the requirements, and what would help; all empty if one does."""

    flaws: tuple[Flaw, ...] = ()
    #: "seats", "must_include", "must_exclude", ids of quotas and limits: these cannot hold
    #: together, and any of them left out makes a panel of the others possible.
    conflict: tuple[str, ...] = ()
    #: At most three, the cheapest by the organiser's priorities first; empty where that which
    #: may not be moved contradicts itself.
    repairs: tuple[Repair, ...] = ()


class Ranked(NamedTuple):
    """Somebody who could come instead, and how the panel's score would change."""

    id: str
    change: int


@dataclass(frozen=True)
class Replacement:
    """The panel after withdrawals."""

    #: None: impossible with those who confirmed; see ``repair``.
    panel: Panel | None
    #: Everybody who, alone, makes the remaining members a full panel; best first.
    ranked: tuple[Ranked, ...] = ()
    #: Who comes new; who stayed and must leave nonetheless; sorted.
    come: tuple[str, ...] = ()
    exchanged: tuple[str, ...] = ()
    repair: Repair | None = None


@dataclass(frozen=True)
class Reserves:
    """For each member of a panel, who would come instead, best first."""

    table: Mapping[str, tuple[Ranked, ...]]

    @property
    def covered(self) -> int:
        """How many members somebody could replace without any other change."""
        return sum(1 for ranked in self.table.values() if ranked)


@dataclass(frozen=True)
class Swing:
    """One review without which another panel would be the best."""

    review: str
    leave: tuple[str, ...]
    come: tuple[str, ...]


@dataclass(frozen=True)
class Sensitivity:
    """Which reviews, each left out alone, change the panel."""

    swings: tuple[Swing, ...]
    #: How many reviews were looked at.
    reviews: int
