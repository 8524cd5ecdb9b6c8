"""What has changed since something was fixed: of inputs as the optimiser's records write them."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

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
    both = [(before[key], after[key]) for key in before.keys() & after.keys()]
    return Difference(
        come=len(after.keys() - before.keys()),
        gone=len(before.keys() - after.keys()),
        scores=sum(_worth(was) != _worth(it) for was, it in both),
        answers=sum(_differ(was["attributes"], it["attributes"]) for was, it in both),
        pins=len(_pins(then) ^ _pins(now)),
        terms=any(then[key] != now[key] for key in ("seats", "quotas", "group_limits")),
    )


def _worth(row: Mapping[str, Any]) -> tuple[int, bool]:
    return row["score"], row["barred"]


def _differ(was: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Tell whether somebody's values differ, of the attributes that targets counted both times."""
    return any(was[name] != now[name] for name in was.keys() & now.keys())


def _pins(told: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(key, it) for key in ("must_include", "must_exclude") for it in told[key]}
