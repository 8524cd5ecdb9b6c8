"""Contradictions that counting finds, before anything is solved.

Each is a complete proof that no panel meets the requirements, and can be said in one sentence. The
converse does not hold: where nothing is found here, there may still be no panel.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from eventsapp.selection.answers import Flaw
from eventsapp.selection.problem import GroupLimit, Problem, Quota, SetLimit


def check(problem: Problem) -> list[Flaw]:
    """Return the contradictions, in the order in which they are best told."""
    counting = _Counting(problem)
    if flaws := list(counting.unreadable()):
        return flaws
    return [
        *counting.bounds(),
        *counting.pins(),
        *counting.too_few(),
        *counting.minima(),
        *counting.maxima(),
        *counting.groups(),
    ]


class _Counting:
    """The rows of the pool, by what they have."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.pool = problem.pool
        self.least, self.most = problem.seats

    @cached_property
    def eligible(self) -> list[bool]:
        barred = self.problem.must_exclude
        return [key not in barred for key in self.pool.ids]

    @cached_property
    def pinned(self) -> set[int]:
        pins = self.problem.must_include
        return {row for row, key in enumerate(self.pool.ids) if key in pins}

    @cached_property
    def by_value(self) -> dict[str, dict[str, set[int]]]:
        """Return the eligible rows with each value of each attribute that is asked about."""
        asked = {quota.attribute for quota in self.problem.quotas}
        asked |= {limit.attribute for limit in self.problem.group_limits}
        found = {}
        for name in asked:
            rows: defaultdict[str, set[int]] = defaultdict(set)
            for row, value in enumerate(self.pool.attributes[name]):
                if self.eligible[row]:
                    for one in (value,) if isinstance(value, str) else value:
                        rows[one].add(row)
            found[name] = dict(rows)
        return found

    @cached_property
    def members(self) -> dict[str, set[int]]:
        """Return who is eligible and counts for each quota."""
        return {
            quota.id: set().union(
                *(self.by_value[quota.attribute].get(value, ()) for value in quota.values)
            )
            for quota in self.problem.quotas
        }

    def unreadable(self) -> Iterator[Flaw]:
        """Return what makes the others meaningless."""
        twice = [key for key, count in Counter(self.pool.ids).items() if count > 1]
        if twice:
            yield Flaw("duplicate_people", tuple(sorted(twice)))
        asked: list[Quota | GroupLimit] = [*self.problem.quotas, *self.problem.group_limits]
        for one in asked:
            if one.attribute not in self.pool.attributes:
                yield Flaw("unknown_attribute", (one.id, one.attribute))
        if unknown := self.problem.must_include - set(self.pool.ids):
            yield Flaw("unknown_people", tuple(sorted(unknown)))

    def bounds(self) -> Iterator[Flaw]:
        """Return minima above their own maxima."""
        bounded: list[Quota | SetLimit] = [*self.problem.quotas, *self.problem.set_limits]
        named = [("seats", self.least, self.most)]
        named += [(one.id, one.minimum, one.maximum) for one in bounded if one.maximum is not None]
        for name, minimum, maximum in named:
            if minimum > maximum:
                yield Flaw(
                    "minimum_above_maximum", (name,), {"minimum": minimum, "maximum": maximum}
                )

    def pins(self) -> Iterator[Flaw]:
        """Return what the organiser's own choices break."""
        problem = self.problem
        if both := problem.must_include & problem.must_exclude:
            yield Flaw("pinned_both_ways", tuple(sorted(both)))
        yield from self._overfull("seats", len(self.pinned), self.most)
        for quota in problem.quotas:
            if quota.maximum is not None:
                count = len(self.pinned & self.members[quota.id])
                yield from self._overfull(quota.id, count, quota.maximum)
        for one in problem.set_limits:
            if one.maximum is not None:
                count = len(problem.must_include & one.members)
                yield from self._overfull(one.id, count, one.maximum)
        for limit in problem.group_limits:
            for value, rows in sorted(self.by_value[limit.attribute].items()):
                if value:
                    count = len(rows & self.pinned)
                    yield from self._overfull(limit.id, count, limit.maximum, value)

    def _overfull(self, name: str, count: int, maximum: int, *of: str) -> Iterator[Flaw]:
        if count > maximum:
            yield Flaw("too_many_pinned", (name, *of), {"pinned": count, "maximum": maximum})

    def too_few(self) -> Iterator[Flaw]:
        """Return minima above the number of people there are."""
        barred = self.problem.must_exclude
        known = set(self.pool.ids) - barred
        counts = [("seats", sum(self.eligible), self.least)]
        counts += [(it.id, len(self.members[it.id]), it.minimum) for it in self.problem.quotas]
        counts += [(it.id, len(it.members & known), it.minimum) for it in self.problem.set_limits]
        for name, people, minimum in counts:
            if people < minimum:
                yield Flaw("too_few_people", (name,), {"people": people, "minimum": minimum})

    def minima(self) -> Iterator[Flaw]:
        """Return minima of one attribute that need more seats than there are."""
        for quotas in self._by_attribute():
            apart: list[Quota] = []
            taken: set[int] = set()
            for quota in sorted(quotas, key=lambda it: (-it.minimum, it.id)):
                if quota.minimum > 0 and taken.isdisjoint(self.members[quota.id]):
                    apart.append(quota)
                    taken |= self.members[quota.id]
            needed = sum(quota.minimum for quota in apart)
            if needed > self.most and len(apart) > 1:
                yield Flaw(
                    "minima_above_seats",
                    tuple(quota.id for quota in apart),
                    {"needed": needed, "seats": self.most},
                )

    def maxima(self) -> Iterator[Flaw]:
        """Return maxima of one attribute that leave seats empty."""
        for quotas in self._by_attribute():
            capped = [quota for quota in quotas if quota.maximum is not None]
            others = sum(self.eligible) - len(
                set().union(*(self.members[quota.id] for quota in capped))
            )
            places = others + sum(
                min(len(self.members[quota.id]), quota.maximum or 0) for quota in capped
            )
            if capped and places < self.least <= sum(self.eligible):
                yield Flaw(
                    "maxima_below_seats",
                    tuple(quota.id for quota in capped),
                    {"places": places, "seats": self.least},
                )

    def groups(self) -> Iterator[Flaw]:
        """Return minima that a limit per group does not allow."""
        for limit in self.problem.group_limits:
            everyone = {row for row, fits in enumerate(self.eligible) if fits}
            minima = [("seats", everyone, self.least)]
            minima += [(it.id, self.members[it.id], it.minimum) for it in self.problem.quotas]
            for name, rows, minimum in minima:
                places = self._places(limit, rows)
                if places < minimum <= len(rows):
                    yield Flaw(
                        "groups_below_minimum",
                        (limit.id, name),
                        {"places": places, "minimum": minimum},
                    )

    def _places(self, limit: GroupLimit, rows: set[int]) -> int:
        """Return how many of these people can be on a panel under a limit per group, at most."""
        column = self.pool.attributes[limit.attribute]
        counts: Counter[str] = Counter()
        free = 0
        for row in rows:
            value = column[row]
            groups = (value,) if isinstance(value, str) else value
            named = [one for one in groups if one]
            counts.update(named)
            free += not named
        return free + sum(min(count, limit.maximum) for count in counts.values())

    def _by_attribute(self) -> Iterable[list[Quota]]:
        found: defaultdict[str, list[Quota]] = defaultdict(list)
        for quota in self.problem.quotas:
            found[quota.attribute].append(quota)
        return found.values()
