"""What the public is told of a selection: numbers, and none by which somebody is recognised."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from eventsapp.experts.rules.conditions import Departure
from eventsapp.experts.rules.fixing import Difference
from eventsapp.experts.rules.targets import Target, TargetAttribute, of_question

#: Fewer than this could be told who they are.
SMALL = 5


class Veiled(StrEnum):
    """A number that is not told."""

    FEW = "few"
    #: All but a few: the few would be known by counting back.
    ALMOST_ALL = "almost_all"


def is_sensitive(attribute: str) -> bool:
    """Tell whether people may not want it known of them: gender, answers to own questions."""
    return attribute == TargetAttribute.GENDER or bool(of_question(attribute))


def told(count: int, of: int, *, sensitive: bool) -> int | Veiled:
    """Return what is told of so many people, out of so many."""
    if not sensitive:
        return count
    if count < SMALL:
        return Veiled.FEW
    return Veiled.ALMOST_ALL if 0 < of - count < SMALL else count


@dataclass(frozen=True)
class Balance:
    """A target, and how many share what it counts."""

    target: Target
    #: Of all who could be chosen.
    pool: int | Veiled
    #: Of those selected when the results were sent, and of those who have a place today.
    decided: int
    today: int
    is_met: bool


@dataclass(frozen=True)
class Origin:
    """The panel that was proposed before the decision."""

    #: Whether no other panel meeting its conditions has a higher total; False for lots.
    is_proven: bool
    #: The digits of a lottery, and where they were drawn; "" for none.
    digits: str
    source: str
    #: Who had to be in or out.
    pins: int
    departures: list[Departure]
    #: What had changed since everything was fixed for the seed; None: nothing, or it was by lot.
    changed: Difference | None
    #: Of those selected, who was not in it, and the reverse.
    added: int
    removed: int


@dataclass(frozen=True)
class Rationale:
    """How the experts of a call were selected, in numbers."""

    decided_at: datetime
    applied: int
    eligible: int
    #: With as many reviews as are wanted.
    reviewed: int
    selected: int
    accepted: int
    #: Places that came back and were offered to people on the reserve list.
    offered_again: int
    balances: list[Balance]
    reviews: int
    #: Reviews left out for a conflict of interest, and how many applications they were of.
    left_out: int
    in_conflict: int
    #: None: the organisers chose without a proposal.
    origin: Origin | None
    #: Of what was fixed before the seed was drawn; None: nothing was.
    fixed_sha256: str | None
    fixed_at: datetime | None
    last_sha256: str

    @property
    def has_sensitive(self) -> bool:
        """Whether any target counts what people may not want known of them."""
        return any(is_sensitive(it.target.attribute) for it in self.balances)

    @property
    def has_moved(self) -> bool:
        """Whether those who have a place today are others than were selected."""
        return any(it.today != it.decided for it in self.balances)
