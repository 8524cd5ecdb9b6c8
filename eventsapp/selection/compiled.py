"""A pool as arrays: sorted by id, so that the order of its rows cannot matter."""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import cast

import numpy as np

from eventsapp.selection.problem import Pool, Problem, Quota, SetLimit, Value
from eventsapp.selection.relaxation import Relaxation
from eventsapp.selection.space import Floats, Groups, Ints, Mask, Space

#: So many shapes are kept warm.
SHAPES = 8


@dataclass(frozen=True)
class Shape:
    """What problems have in common that differ only in bounds, pins and scores."""

    matrix: Floats
    groups: Groups
    #: Warm: it answers one thread at a time.
    relaxation: Relaxation


class Compiled:
    """One pool, ready for every problem about it; what is asked for once is kept."""

    def __init__(self, pool: Pool) -> None:
        """Sort the people by id."""
        self.pool = pool
        self._order = sorted(range(len(pool.ids)), key=pool.ids.__getitem__)
        self.ids = tuple(pool.ids[i] for i in self._order)
        self._attributes: dict[str, Attribute] = {}
        self._masks: dict[tuple[str, frozenset[str]], Mask] = {}
        self._shapes: dict[object, Shape] = {}

    def serves(self, pool: Pool) -> bool:
        """Say whether a pool has the same people and features; its scores may be others."""
        return pool.ids is self.pool.ids and pool.attributes is self.pool.attributes

    def scores(self, pool: Pool) -> Ints:
        """Return the scores of the people of a pool that this one serves."""
        return np.array(pool.scores, dtype=np.int64)[self._order]

    @cached_property
    def at(self) -> dict[str, int]:
        """Return where each person stands."""
        return {key: i for i, key in enumerate(self.ids)}

    def attribute(self, name: str) -> "Attribute":
        """Return who has which value of an attribute."""
        if name not in self._attributes:
            column = self.pool.attributes[name]
            self._attributes[name] = Attribute([column[i] for i in self._order])
        return self._attributes[name]

    def having(self, name: str, values: frozenset[str]) -> Mask:
        """Return who has one of the values, as a mask."""
        key = (name, values)
        if key not in self._masks:
            self._masks[key] = self.attribute(name).having(values)
        return self._masks[key]

    def mask(self, ids: frozenset[str]) -> Mask:
        """Return where these people stand, as a mask; those who are not in the pool are nowhere."""
        found = np.zeros(len(self.ids), dtype=bool)
        found[[self.at[key] for key in ids if key in self.at]] = True
        return found

    def shape(self, problem: Problem) -> Shape:
        """Return the rows of a problem: the seats, each quota, each set; and its groups."""
        key = (
            tuple((quota.attribute, quota.values) for quota in problem.quotas),
            tuple(limit.members for limit in problem.set_limits),
            tuple(limit.attribute for limit in problem.group_limits),
        )
        if key not in self._shapes:
            while len(self._shapes) >= SHAPES:
                del self._shapes[next(iter(self._shapes))]
            rows = [np.ones(len(self.ids), dtype=bool)]
            rows += [self.having(quota.attribute, quota.values) for quota in problem.quotas]
            rows += [self.mask(limit.members) for limit in problem.set_limits]
            matrix = np.array(rows, dtype=float)
            groups = self._groups([limit.attribute for limit in problem.group_limits])
            self._shapes[key] = Shape(matrix, groups, Relaxation(matrix, groups))
        return self._shapes[key]

    def _groups(self, attributes: list[str]) -> Groups:
        """Return the groups of some attributes, one attribute's after the other's."""
        people, groups, count = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)], 0
        for name in attributes:
            person, group, values = self.attribute(name).shared()
            people.append(person)
            groups.append(group + count)
            count += len(values)
        return Groups(np.concatenate(people), np.concatenate(groups), count)

    def space(self, problem: Problem) -> Space:
        """Return the panels of a problem."""
        shape, people = self.shape(problem), len(self.ids)
        limited: list[Quota | SetLimit] = [*problem.quotas, *problem.set_limits]
        bounds = [problem.seats]
        bounds += [(it.minimum, people if it.maximum is None else it.maximum) for it in limited]
        low, high = np.array(bounds, dtype=np.float64).T
        caps = [
            np.full(len(self.attribute(limit.attribute).values), float(limit.maximum))
            for limit in problem.group_limits
        ]
        return Space(
            shape.matrix,
            shape.groups,
            low,
            high,
            np.concatenate([np.zeros(0), *caps]),
            self.mask(problem.must_include).astype(np.float64),
            (~self.mask(problem.must_exclude)).astype(np.float64),
        )


class Attribute:
    """A column as pairs of a person and a value's code; people may have several values."""

    def __init__(self, column: list[Value]) -> None:
        """Give each value a code."""
        self._people = len(column)
        if all(type(value) is str for value in column):  # as nearly always, and five times as fast
            pairs, each = cast("list[str]", column), np.arange(len(column))
        else:
            sets = [[it] if isinstance(it, str) else sorted(it) for it in column]
            pairs = list(chain.from_iterable(sets))
            each = np.repeat(np.arange(len(column)), [len(it) for it in sets])
        codes = {value: code for code, value in enumerate(dict.fromkeys(pairs))}
        self.values = tuple(codes)
        self.person: Ints = each.astype(np.int64)
        self.code: Ints = np.fromiter(map(codes.__getitem__, pairs), np.int64, len(pairs))

    def having(self, values: frozenset[str]) -> Mask:
        """Return who has one of the values."""
        wanted = np.array([value in values for value in self.values], dtype=bool)
        found = np.zeros(self._people, dtype=bool)
        if self.values:
            found[self.person[wanted[self.code]]] = True
        return found

    def shared(self) -> tuple[Ints, Ints, tuple[str, ...]]:
        """Return pairs of a person and a group, and the groups' names; "" is nobody's group."""
        blank = self.values.index("") if "" in self.values else -1
        kept = self.code != blank
        return self.person[kept], self.code[kept], self.values
