"""What is true of a small problem, found by looking at every panel there is."""

import hashlib
from collections.abc import Callable, Collection, Iterator
from itertools import chain, combinations

from hypothesis import strategies as st

from eventsapp.selection import GroupLimit, Objective, Pool, Problem, Quota, SetLimit

Members = frozenset[str]
Vector = tuple[int, ...]


def problems(people: int = 7) -> st.SearchStrategy[Problem]:
    """Draw a problem of few people, about half of them impossible."""
    return st.integers(3, people).flatmap(_problems)


def _problems(count: int) -> st.SearchStrategy[Problem]:
    ids = tuple("abcdefghij"[:count])
    some = st.frozensets(st.sampled_from(ids), max_size=2)
    columns = {
        "sex": st.sampled_from(["f", "m"]),
        "region": st.sampled_from(["n", "s", "e", ""]),
        "body": st.sampled_from(["x", "y", ""]),
        "tongue": st.frozensets(st.sampled_from(["en", "es"]), min_size=1),
    }
    pool = st.builds(
        Pool,
        st.just(ids),
        st.tuples(*[st.integers(-2, 9)] * count),
        st.fixed_dictionaries({name: st.tuples(*[it] * count) for name, it in columns.items()}),
    )
    quotas = st.tuples(*(_quotas(name, values) for name, values in QUOTAS.items()))
    limits = st.sampled_from([(), (GroupLimit("per body", "body", 1),)])
    pairs = st.sampled_from([(), (SetLimit("not both", frozenset(ids[:2]), 0, 1),)])
    return st.builds(
        Problem,
        pool,
        st.tuples(st.integers(1, 3), st.integers(3, 5)),
        quotas.map(lambda drawn: tuple(it for it in drawn if it)),
        limits,
        pairs,
        some,
        some,
        objective=st.sampled_from(Objective),
        seed=st.sampled_from(["", "seed"]),
        seats_relaxable=st.booleans(),
        seats_priority=st.integers(1, 3),
    )


QUOTAS = {
    "women": ("sex", "f"),
    "men": ("sex", "m"),
    "north": ("region", "n"),
    "es": ("tongue", "es"),
}


def _quotas(name: str, what: tuple[str, str]) -> st.SearchStrategy[Quota | None]:
    attribute, value = what
    return st.none() | st.builds(
        Quota,
        st.just(name),
        st.just(attribute),
        st.just(frozenset({value})),
        st.integers(0, 3),
        st.none() | st.integers(1, 4),
        st.integers(1, 3),
        st.booleans(),
    )


def panels(problem: Problem) -> Iterator[Members]:
    """Yield every panel, whether it meets anything or not."""
    ids = problem.pool.ids
    every = (combinations(ids, size) for size in range(len(ids) + 1))
    return map(frozenset, chain.from_iterable(every))


def parts(problem: Problem) -> dict[str, Callable[[Members], bool]]:
    """Return the requirements by name, each as a question to a panel."""
    pool = problem.pool
    found: dict[str, Callable[[Members], bool]] = {
        "seats": lambda panel: problem.seats[0] <= len(panel) <= problem.seats[1],
        "must_include": lambda panel: problem.must_include <= panel,
        "must_exclude": lambda panel: not problem.must_exclude & panel,
    }
    for quota in problem.quotas:
        found[quota.id] = lambda panel, it=quota: not excess(it, counted(pool, it, panel))
    for limit in problem.group_limits:
        column = dict(zip(pool.ids, pool.attributes[limit.attribute], strict=True))
        found[limit.id] = lambda panel, it=limit, of=column: all(
            sum(of[one] == group for one in panel) <= it.maximum for group in {*of.values()} - {""}
        )
    for pair in problem.set_limits:
        found[pair.id] = lambda panel, it=pair: (
            it.minimum <= len(it.members & panel) <= (9 if it.maximum is None else it.maximum)
        )
    return found


def counted(pool: Pool, quota: Quota, panel: Members) -> int:
    """Count a panel's people of a quota."""
    column = dict(zip(pool.ids, pool.attributes[quota.attribute], strict=True))
    having = (quota.values & ({it} if isinstance(it, str) else it) for it in map(column.get, panel))
    return sum(1 for it in having if it)


def excess(quota: Quota, count: int) -> int:
    """Return how many people a count is below the minimum or above the maximum."""
    above = 0 if quota.maximum is None else max(0, count - quota.maximum)
    return max(0, quota.minimum - count) + above


def meets(problem: Problem, panel: Members) -> bool:
    """Say whether a panel meets everything."""
    return all(met(panel) for met in parts(problem).values())


def worth(problem: Problem, panel: Collection[str]) -> Vector:
    """Return what makes the better panel: people, if they come first, score, lots."""
    scores = dict(zip(problem.pool.ids, problem.pool.scores, strict=True))
    first = (len(panel),) if problem.objective is Objective.FILL_THEN_SCORE else ()
    lots = sum(lot(problem.seed, it) for it in panel)
    return (*first, sum(scores[it] for it in panel), lots)


def lot(seed: str, person: str) -> int:
    """Return a person's lot among equals."""
    digest = hashlib.sha256(f"{seed}|{person}".encode()).digest()
    return 1 + int.from_bytes(digest[:8], "big") % 2**23


def score(problem: Problem, panel: Collection[str]) -> int:
    """Return a panel's score."""
    scores = dict(zip(problem.pool.ids, problem.pool.scores, strict=True))
    return sum(scores[it] for it in panel)


def best(problem: Problem) -> Members | None:
    """Return the best panel, the canonical one among equals; None: there is none."""
    found = (it for it in panels(problem) if meets(problem, it))
    return max(found, key=lambda it: worth(problem, it), default=None)
