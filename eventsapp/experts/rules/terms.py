"""What a call's publication freezes, what may still be amended, and what an amendment changes."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from eventsapp.core.words import Words
from eventsapp.experts.rules.states import Phase
from eventsapp.experts.rules.targets import Target


@dataclass(frozen=True, kw_only=True)
class CriterionPlan:
    """A criterion as it is planned, and which saved one it is; None: a new one."""

    name: Words
    weight: int
    #: What a score means: "0" to "5"; those without words keep the usual ones.
    labels: Mapping[str, Words] = field(default_factory=dict)
    id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What everybody applies under."""

    seats: int
    organization_limit: int | None
    criteria: tuple[CriterionPlan, ...]
    targets: tuple[Target, ...]

    def as_json(self) -> dict[str, Any]:
        """Write the terms down as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Terms":
        """Read terms that were written down."""
        return cls(
            seats=content["seats"],
            organization_limit=content["organization_limit"],
            criteria=tuple(_criterion(plain) for plain in content["criteria"]),
            targets=tuple(Target(**plain) for plain in content["targets"]),
        )


def _criterion(plain: Mapping[str, Any]) -> CriterionPlan:
    labels = {score: Words(label) for score, label in plain["labels"].items()}
    return CriterionPlan(
        name=Words(plain["name"]), weight=plain["weight"], labels=labels, id=plain["id"]
    )


class Part(StrEnum):
    """Terms that may be amended for the same length of time."""

    #: Criteria, their weights and named values.
    CRITERIA = "criteria"
    #: Targets, seats, and the limit per organisation.
    BALANCE = "balance"


class ChangeKind(StrEnum):
    """What an amendment does to one of the terms."""

    SEATS = "seats"
    ORGANIZATION_LIMIT = "organization_limit"
    CRITERION_ADDED = "criterion_added"
    CRITERION_REMOVED = "criterion_removed"
    CRITERION_RENAMED = "criterion_renamed"
    CRITERION_WEIGHT = "criterion_weight"
    CRITERION_LABELS = "criterion_labels"
    TARGET_ADDED = "target_added"
    TARGET_REMOVED = "target_removed"
    TARGET_BOUNDS = "target_bounds"
    TARGET_ORDER = "target_order"

    @property
    def part(self) -> Part:
        """Which of the terms it changes."""
        return Part.CRITERIA if self.startswith("criterion") else Part.BALANCE


class Change(NamedTuple):
    """One term that is not as it was: a number, a ``CriterionPlan`` or a ``Target``."""

    kind: ChangeKind
    before: Any
    after: Any


def amendable(phase: Phase, *, reviews_begun: bool) -> frozenset[Part]:
    """Return what may still be amended: criteria until reviews begin, the rest until decided."""
    if phase in {Phase.UPCOMING, Phase.OPEN, Phase.CLOSED}:
        return frozenset({Part.BALANCE} if reviews_begun else Part)
    return frozenset({Part.BALANCE}) if phase is Phase.UNDER_REVIEW else frozenset()


def changes(before: Terms, after: Terms) -> list[Change]:
    """Return what differs between the terms as they were and as they are; order is no term."""
    found = []
    if before.seats != after.seats:
        found.append(Change(ChangeKind.SEATS, before.seats, after.seats))
    if before.organization_limit != after.organization_limit:
        limits = before.organization_limit, after.organization_limit
        found.append(Change(ChangeKind.ORGANIZATION_LIMIT, *limits))
    return [*found, *_of_criteria(before, after), *_of_targets(before, after)]


def _of_criteria(before: Terms, after: Terms) -> Iterator[Change]:
    saved = {it.id: it for it in before.criteria}
    kept = {it.id for it in after.criteria}
    for was in before.criteria:
        if was.id not in kept:
            yield Change(ChangeKind.CRITERION_REMOVED, was, None)
    for now in after.criteria:
        old = saved.get(now.id)
        if old is None:
            yield Change(ChangeKind.CRITERION_ADDED, None, now)
            continue
        if old.name != now.name:
            yield Change(ChangeKind.CRITERION_RENAMED, old, now)
        if old.weight != now.weight:
            yield Change(ChangeKind.CRITERION_WEIGHT, old, now)
        if old.labels != now.labels:
            yield Change(ChangeKind.CRITERION_LABELS, old, now)


def _of_targets(before: Terms, after: Terms) -> Iterator[Change]:
    saved = {(it.attribute, it.value): it for it in before.targets}
    kept = {(it.attribute, it.value) for it in after.targets}
    for key, was in saved.items():
        if key not in kept:
            yield Change(ChangeKind.TARGET_REMOVED, was, None)
    for now in after.targets:
        old = saved.get((now.attribute, now.value))
        if old is None:
            yield Change(ChangeKind.TARGET_ADDED, None, now)
        elif (old.minimum, old.maximum) != (now.minimum, now.maximum):
            yield Change(ChangeKind.TARGET_BOUNDS, old, now)
        elif old != now:
            yield Change(ChangeKind.TARGET_ORDER, old, now)
