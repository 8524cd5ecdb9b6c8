"""The feasible panels as arrays: what every solver below works on.

A ``Space`` has one column per person and says which 0/1 vectors x are panels:

    low <= matrix @ x <= high,   lower <= x <= upper,   at most cap[g] members of each group g.

The few rows of ``matrix`` (seats, quotas, sets) are dense; the many groups (organisations) are
pairs of a person and a group, for almost none of them ever binds. Everything is a whole number,
kept in doubles so that it goes to BLAS and to HiGHS as it is.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Groups:
    """Who shares what: entry k says that ``person[k]`` belongs to ``group[k]``."""

    person: Ints
    group: Ints
    #: Of how many groups the limits speak.
    count: int

    def sums(self, x: Floats) -> Floats:
        """Return the sum of x over each group."""
        return _added(self.group, x[self.person], self.count)

    def spread(self, prices: Floats, people: int) -> Floats:
        """Return, for each person, the sum of the prices of the person's groups."""
        return _added(self.person, prices[self.group], people)


@dataclass(frozen=True)
class Space:
    """The panels that meet every requirement."""

    matrix: Floats
    groups: Groups
    low: Floats
    high: Floats
    cap: Floats
    lower: Floats
    upper: Floats

    @property
    def people(self) -> int:
        """Return how many people there are."""
        return len(self.lower)

    @property
    def contradicts(self) -> bool:
        """Say whether the two bounds of one thing contradict each other."""
        return bool((self.low > self.high).any() or (self.lower > self.upper).any())

    def sums(self, x: Floats) -> Floats:
        """Return what each row of the matrix comes to, fast where x is mostly zero."""
        at = np.flatnonzero(x)
        return np.asarray((self.matrix[:, at] * x[at]).sum(axis=1))

    def costs(self, prices: Floats) -> Floats:
        """Return what each person uses up of the rows with a price.

        Row by row, as a product of BLAS would wait for its threads on a busy machine.
        """
        total = np.zeros(self.people)
        for row in np.flatnonzero(prices):
            total += prices[row] * self.matrix[row]
        return total

    def holds(self, x: Floats) -> bool:
        """Say whether a 0/1 vector is a panel."""
        sums = self.sums(x)
        return bool(
            (sums >= self.low).all()
            and (sums <= self.high).all()
            and (x >= self.lower).all()
            and (x <= self.upper).all()
            and (self.groups.sums(x) <= self.cap).all()
        )

    def only(self, open_: Mask, x: Floats) -> "Space":
        """Return the space of the open people, where all others are settled as in x."""
        settled = np.where(open_, 0.0, x)
        place = np.cumsum(open_) - 1
        kept = open_[self.groups.person]
        sums = self.sums(settled)
        return Space(
            self.matrix[:, open_],
            Groups(place[self.groups.person[kept]], self.groups.group[kept], self.groups.count),
            self.low - sums,
            self.high - sums,
            self.cap - self.groups.sums(settled),
            self.lower[open_],
            self.upper[open_],
        )

    def and_row(self, row: Floats, low: float, high: float) -> "Space":
        """Return the space with one more requirement."""
        return replace(
            self,
            matrix=np.vstack([self.matrix, row]),
            low=np.append(self.low, low),
            high=np.append(self.high, high),
        )


def _added(at: Ints, weights: Floats, count: int) -> Floats:
    """Return the sum of the weights at each of so many places."""
    return np.bincount(at, weights=weights, minlength=count).astype(np.float64, copy=False)
