"""A case: what a panel must meet, and what is asked besides the best one."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from eventsapp.selection.exchange.reading import tidy
from eventsapp.selection.lots import LotteryKind
from eventsapp.selection.problem import (
    Pool,
    Problem,
    Value,
)

YES, NO = "yes", "no"


@dataclass(frozen=True)
class Counterfactuals:
    """How many questions "what if" are asked of the best panel."""

    #: So many of the best-scored people outside, and inside.
    force_in: int = 0
    force_out: int = 0
    #: Each bound of a quota one person looser.
    quota_steps: bool = False


@dataclass(frozen=True)
class Case:
    """A problem, and what is asked of it."""

    #: With everybody in its pool, those who cannot be chosen too.
    problem: Problem
    #: May not be chosen, whatever else is said.
    barred: frozenset[str] = frozenset()
    #: Who was chosen before, where replacements are asked for.
    current_panel: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()
    lottery: LotteryKind | None = None
    counterfactuals: Counterfactuals = field(default_factory=Counterfactuals)

    @property
    def gone(self) -> frozenset[str]:
        """Those of the pool who cannot be chosen."""
        return self.barred | self.withdrawn

    @property
    def open_problem(self) -> Problem:
        """The problem of those who can be chosen; who withdrew need not be included any more."""
        if not self.gone:
            return self.problem
        needed = self.problem.must_include - self.withdrawn
        return without(self.problem.but(must_include=needed), self.gone)

    @property
    def is_barred_needed(self) -> bool:
        """Whether somebody must be included who may not be chosen."""
        return not self.problem.must_include.isdisjoint(self.barred - self.withdrawn)


def without(problem: Problem, gone: Collection[str]) -> Problem:
    """Return a problem whose pool lacks some people; what must be of them stays asked."""
    pool = problem.pool
    rows = [at for at, it in enumerate(pool.ids) if it not in gone]
    return problem.but(
        pool=Pool(
            ids=tuple(pool.ids[at] for at in rows),
            scores=tuple(pool.scores[at] for at in rows),
            attributes={
                name: tuple(column[at] for at in rows) for name, column in pool.attributes.items()
            },
        ),
        set_limits=tuple(
            replace(it, members=it.members.difference(gone)) for it in problem.set_limits
        ),
        must_exclude=problem.must_exclude.difference(gone),
    )


def plain(problem: Problem) -> Problem:
    """Return the same problem as the format can tell it: one tidy text a person and attribute.

    Where people have several values (languages), each set of values that a quota asks for
    becomes a column of yes and no.
    """
    pool = problem.pool
    several = {
        name
        for name, column in pool.attributes.items()
        if any(isinstance(it, frozenset) for it in column)
    }
    columns: dict[str, tuple[Value, ...]] = {
        tidy(name): tuple(tidy(it) for it in column if isinstance(it, str))
        for name, column in pool.attributes.items()
        if name not in several
    }
    quotas = []
    for quota in problem.quotas:
        values = frozenset(map(tidy, quota.values))
        changed = replace(quota, attribute=tidy(quota.attribute), values=values)
        if quota.attribute in several:
            name = f"{changed.attribute}: {' | '.join(sorted(values))}"
            columns[name] = tuple(
                YES if _counts(it, values) else NO for it in pool.attributes[quota.attribute]
            )
            changed = replace(changed, attribute=name, values=frozenset({YES}))
        quotas.append(changed)
    limits = tuple(replace(it, attribute=tidy(it.attribute)) for it in problem.group_limits)
    return problem.but(
        pool=replace(pool, attributes=columns), quotas=tuple(quotas), group_limits=limits
    )


def _counts(value: Value, values: frozenset[str]) -> bool:
    own = {value} if isinstance(value, str) else value
    return not values.isdisjoint(map(tidy, own))
