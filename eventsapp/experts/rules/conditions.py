"""Under what conditions a panel is sought: as they were published, or changed to see what then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from eventsapp.experts.rules.targets import Target


class Departure(NamedTuple):
    """One condition that is not as it was published: which target, or the seats or the limit."""

    #: None: ``name`` says which.
    target: Target | None
    #: "seats", "organization_limit" or "target".
    name: str
    published: tuple[int | None, ...]
    now: tuple[int | None, ...]


@dataclass(frozen=True)
class Conditions:
    """Seats, targets, the limit per organisation, and who must or must not be in the panel."""

    seats: int
    organization_limit: int | None = None
    targets: tuple[Target, ...] = ()
    must_include: frozenset[int] = frozenset()
    must_exclude: frozenset[int] = frozenset()

    def but(self, **changes: Any) -> "Conditions":
        """Return the same conditions with something changed."""
        return replace(self, **changes)

    def departures(self, published: "Conditions") -> list[Departure]:
        """Return what is not as it was published; pins were never published."""
        found = []
        if self.seats != published.seats:
            found.append(Departure(None, "seats", (published.seats,), (self.seats,)))
        if self.organization_limit != published.organization_limit:
            limits = (published.organization_limit,), (self.organization_limit,)
            found.append(Departure(None, "organization_limit", *limits))
        before = {key_of(it): it for it in published.targets}
        for target in self.targets:
            was = before.get(key_of(target))
            if was is not None and _bounds(was) != _bounds(target):
                found.append(Departure(target, "target", _bounds(was), _bounds(target)))
        return found

    def as_json(self) -> dict[str, Any]:
        """Write the conditions as plain values."""
        return {
            "seats": self.seats,
            "organization_limit": self.organization_limit,
            "targets": [
                {"attribute": it.attribute, "value": it.value,
                 "minimum": it.minimum, "maximum": it.maximum}
                for it in self.targets
            ],
            "must_include": sorted(self.must_include),
            "must_exclude": sorted(self.must_exclude),
        }  # fmt: skip


def key_of(target: Target) -> str:
    """Name a target so that an amendment that writes its row anew does not rename it."""
    return f"{target.attribute}:{target.value}"


def from_json(content: Mapping[str, Any], published: Sequence[Target]) -> Conditions:
    """Read conditions back; a target that is no longer published is gone, a new one stands."""
    kept = {f"{it['attribute']}:{it['value']}": it for it in content["targets"]}
    return Conditions(
        content["seats"],
        content["organization_limit"],
        tuple(
            replace(it, minimum=was["minimum"], maximum=was["maximum"])
            if (was := kept.get(key_of(it)))
            else it
            for it in published
        ),
        frozenset(content["must_include"]),
        frozenset(content["must_exclude"]),
    )


def _bounds(target: Target) -> tuple[int, int | None]:
    return target.minimum, target.maximum
