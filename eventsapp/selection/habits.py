"""The model of totals: quality + habit + noise, each normally distributed, and its likeliest fit.

How much quality and habits vary is estimated by restricted maximum likelihood, with one mean per
group of reviewers who share applications, for habits cannot be told from quality beyond those.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from eventsapp.selection.space import Floats, Ints

#: Within which powers of ten of the noise variances are searched, and how finely. Nobody is so
#: even that habits vary by less than a tenth of the noise: that would pretend to know them.
LEAST, MOST, FINE = -2.0, 4.0, 0.01
#: That quality or habits vary by more than so much of the noise (a power of ten) is believed the
#: less the greater it is: from a few reviews it would only seem so, by chance.
USUAL, DOUBT = 0.5, 3.0
COMPASS = ((1, 0), (-1, 0), (0, 1), (0, -1))
#: Totals that do not differ at all have no likelihood; this keeps it finite.
NOTHING = 1e-12


@dataclass(frozen=True)
class Habits:
    """The habits of all reviewers, if quality and habits vary by so much."""

    bias: Floats
    #: Their covariance, within each group, as multiples of the noise.
    spread: Floats
    #: The variance of the noise; infinite where no total can be compared with another.
    noise: float
    #: Minus twice the restricted log-likelihood, but for a constant, and the doubts.
    badness: float

    def error(self, at: int) -> float:
        """Return the standard error of one habit; infinite for who shares no application."""
        spread = float(self.spread[at, at])
        return (self.noise * spread) ** 0.5 if spread > NOTHING else math.inf


@dataclass(frozen=True)
class Totals:
    """Total k is ``mark[k]``, of application ``of[k]`` by reviewer ``by[k]``."""

    of: Ints
    by: Ints
    mark: Floats

    def likeliest(self) -> Habits:
        """Return the likeliest habits: variances are searched like a place by compass."""
        here, step = (0.0, -1.0), 1.0
        best = self.fit(*here)
        while step > FINE:
            places = [(here[0] + a * step, here[1] + b * step) for a, b in COMPASS]
            tries = [it for it in places if min(it) >= LEAST and max(it) <= MOST]
            better, there = min(((self.fit(*it), it) for it in tries), key=lambda it: it[0].badness)
            if better.badness < best.badness - NOTHING:
                best, here = better, there
            else:
                step /= 2
        return best

    @cached_property
    def reviews(self) -> Ints:
        """Return how many totals each reviewer gave."""
        return np.bincount(self.by)

    @cached_property
    def groups(self) -> list[list[int]]:
        """Return the reviewers who are connected by shared applications; largest first."""
        shares = np.array(list(self._shared.values())).sum(axis=0) > 0
        groups: list[list[int]] = []
        left = set(range(len(self.reviews)))
        while left:
            group: set[int] = set()
            fresh = {min(left)}
            while fresh:
                group |= fresh
                fresh = set(np.flatnonzero(shares[sorted(fresh)].any(axis=0)).tolist()) - group
            groups.append(sorted(group))
            left -= group
        return sorted(groups, key=lambda it: (-len(it), it))

    @cached_property
    def _group(self) -> Ints:
        """Return each reviewer's group."""
        found = np.zeros(len(self.reviews), dtype=np.int64)
        for number, group in enumerate(self.groups):
            found[group] = number
        return found

    @cached_property
    def _shared(self) -> dict[int, Floats]:
        """Return, by how many reviews applications have, how many of them two reviewers share."""
        reviews = np.bincount(self.of)
        reads = np.zeros((len(reviews), len(self.reviews)))
        reads[self.of, self.by] = 1
        return {
            int(count): reads[reviews == count].T @ reads[reviews == count]
            for count in np.unique(reviews)
        }

    def fit(self, quality: float, habit: float) -> Habits:
        """Solve Henderson's equations for variances given as powers of ten of the noise's.

        Quality is eliminated first, for its block is diagonal.
        """
        doubt = DOUBT * sum(max(0.0, power - USUAL) ** 2 for power in (quality, habit))
        quality, habit = 10**quality, 10**habit
        inner = np.diag(1 + habit * self.reviews)
        for count, shared in self._shared.items():
            inner -= quality * habit / (1 + quality * count) * shared
        inverse = np.linalg.inv(inner)
        each = 1 + quality * np.bincount(self.of)

        def whiten(given: Floats) -> Floats:
            """Multiply by the inverse of the covariance of the totals."""
            sums = np.bincount(self.of, weights=given) / each
            left = np.bincount(self.by, weights=given - quality * sums[self.of])
            habits = habit * (inverse @ left)
            rest = given - habits[self.by]
            return rest - (quality * np.bincount(self.of, weights=rest) / each)[self.of]

        group = self._group[self.by]
        weights = whiten(np.ones(len(self.mark)))
        weight = np.bincount(group, weights=weights)
        rest = self.mark - (np.bincount(group, weights=weights * self.mark) / weight)[group]
        clean = whiten(rest)
        freedom = len(self.mark) - len(weight)
        squares = max(float(clean @ rest), NOTHING)

        same = (self._group[:, None] == self._group).astype(float)
        share = habit * np.bincount(self.by, weights=weights)
        centre = np.eye(len(same)) - same / same.sum(axis=1)
        spread = habit * inverse + same * np.outer(share, share / weight[self._group])
        determinant = np.log(each).sum() + np.linalg.slogdet(inner)[1] + np.log(weight).sum()
        return Habits(
            habit * np.bincount(self.by, weights=clean).astype(np.float64),
            centre @ spread @ centre,
            squares / freedom if freedom else math.inf,
            freedom * np.log(squares) + float(determinant) + doubt,
        )
