"""Count a panel again, with whole numbers only and nothing of the solver's code.

A solver that rounds, a model that was built wrongly, a panel that was edited by hand: all are
found here, for this module shares nothing with those that choose.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from eventsapp.selection.problem import Problem, Value


@dataclass(frozen=True)
class Breach:
    """A requirement that a panel does not meet."""

    #: "seats", "unknown", "must_include", "must_exclude", or the id of a quota or limit.
    name: str
    #: How many there are.
    count: int
    #: The bound that is broken.
    bound: int
    #: The group, or the people, that it is about.
    of: tuple[str, ...] = ()


def verify(problem: Problem, members: Collection[str]) -> list[Breach]:
    """Return every requirement that these people do not meet together; empty: they are a panel."""
    return list(_breaches(problem, frozenset(members)))


def _breaches(problem: Problem, panel: frozenset[str]) -> Iterator[Breach]:
    at = {key: row for row, key in enumerate(problem.pool.ids) if key in panel}
    rows = sorted(at.values())
    if unknown := panel - at.keys():
        yield Breach("unknown", len(unknown), 0, tuple(sorted(unknown)))
    if missing := problem.must_include - panel:
        yield Breach("must_include", len(missing), 0, tuple(sorted(missing)))
    if barred := problem.must_exclude & panel:
        yield Breach("must_exclude", len(barred), 0, tuple(sorted(barred)))
    yield from _outside("seats", len(rows), *problem.seats)
    for quota in problem.quotas:
        column = problem.pool.attributes[quota.attribute]
        count = sum(not quota.values.isdisjoint(_values(column[row])) for row in rows)
        yield from _outside(quota.id, count, quota.minimum, quota.maximum)
    for limit in problem.set_limits:
        yield from _outside(limit.id, len(limit.members & panel), limit.minimum, limit.maximum)
    for group in problem.group_limits:
        column = problem.pool.attributes[group.attribute]
        counts = Counter(value for row in rows for value in _values(column[row]) if value)
        for value, count in sorted(counts.items()):
            for breach in _outside(group.id, count, 0, group.maximum):
                yield Breach(breach.name, breach.count, breach.bound, (value,))


def _values(value: Value) -> frozenset[str]:
    return frozenset({value}) if isinstance(value, str) else value


def _outside(name: str, count: int, minimum: int, maximum: int | None) -> Iterator[Breach]:
    if count < minimum:
        yield Breach(name, count, minimum)
    if maximum is not None and count > maximum:
        yield Breach(name, count, maximum)
