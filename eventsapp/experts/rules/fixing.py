"""What has changed since something was fixed: of inputs as the optimiser's records write them."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from typing import Any

from eventsapp.experts.rules.targets import ORGANIZATION

#: How a record names the source of a seed that is no public draw.
OWN_RANDOMNESS = "randomness of the server"


@dataclass(frozen=True)
class Difference:
    """How the inputs of one panel differ from those of another, in numbers."""

    come: int
    gone: int
    #: Of those in both: another score, or reviews enough now and not then.
    scores: int
    answers: int
    pins: int
    #: Whether seats, targets or limits are others.
    terms: bool

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return any(astuple(self))


def difference(then: Mapping[str, Any], now: Mapping[str, Any]) -> Difference:
    """Compare two inputs, as ``eventsapp.selection.record.inputs`` writes them."""
    before = {it["id"]: it for it in then["pool"]}
    after = {it["id"]: it for it in now["pool"]}
    kept = sorted(before.keys() & after.keys())
    both = [(before[key], after[key]) for key in kept]
    bodies = zip(*(_bodies([pool[key] for key in kept]) for pool in (before, after)), strict=True)
    return Difference(
        come=len(after.keys() - before.keys()),
        gone=len(before.keys() - after.keys()),
        scores=sum(_worth(was) != _worth(it) for was, it in both),
        answers=sum(
            was_of != is_of or _differ(was["attributes"], it["attributes"])
            for (was, it), (was_of, is_of) in zip(both, bodies, strict=True)
        ),
        pins=len(_pins(then) ^ _pins(now)),
        terms=any(then[key] != now[key] for key in ("seats", "quotas", "group_limits")),
    )


def _worth(row: Mapping[str, Any]) -> tuple[int, bool]:
    return row["score"], row["barred"]


def _differ(was: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Tell whether somebody's values differ, of the attributes that targets counted both times."""
    counted = (was.keys() & now.keys()) - {ORGANIZATION}
    return any(was[name] != now[name] for name in counted)


def _bodies(rows: Iterable[Mapping[str, Any]]) -> list[int]:
    """Return a new number for each person's organisation, by who comes first; 0 is none.

    A record numbers them by who came first then, and that person may have left.
    """
    numbers: dict[str, int] = {"": 0}
    named = (row["attributes"].get(ORGANIZATION, "") for row in rows)
    return [numbers.setdefault(it, len(numbers)) for it in named]


def _pins(told: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(key, it) for key in ("must_include", "must_exclude") for it in told[key]}
