"""Small random problems, and the answer found by looking at every panel."""

import hashlib
from itertools import combinations

from hypothesis import strategies as st

from eventsapp.selection import GroupLimit, Objective, Pool, Problem, Quota, SetLimit

VALUES = ("", "x", "y", "z")


@st.composite
def problems(draw: st.DrawFn, most: int = 9) -> Problem:
    """Return pools with overlapping quotas, ties, pins, groups and sets; many are infeasible."""
    count = draw(st.integers(0, most))
    ids = tuple(draw(st.permutations([f"p{i}" for i in range(count)])))
    score = draw(st.sampled_from([st.integers(-300, 900), st.integers(1, 2), st.just(7)]))

    def column(value: st.SearchStrategy) -> tuple:
        return tuple(draw(st.lists(value, min_size=count, max_size=count)))

    pool = Pool(
        ids,
        column(score),
        {
            "sector": column(st.sampled_from(VALUES)),
            "languages": column(st.frozensets(st.sampled_from(VALUES[1:]), max_size=2)),
            "organisation": column(st.sampled_from(("", "o1", "o2", "o3"))),
        },
    )
    some = st.frozensets(st.sampled_from(ids)) if ids else st.just(frozenset())
    bounds = st.tuples(st.integers(0, 3), st.none() | st.integers(1, 4))
    quotas = [
        Quota(f"q{i}", draw(st.sampled_from(("sector", "languages"))), values, *draw(bounds))
        for i, values in enumerate(
            draw(st.lists(st.frozensets(st.sampled_from(VALUES), min_size=1), max_size=4))
        )
    ]
    limits = draw(
        st.lists(
            st.tuples(st.sampled_from(("organisation", "languages")), st.integers(0, 3)), max_size=2
        )
    )
    sets = draw(
        st.lists(st.tuples(some, st.integers(0, 1), st.none() | st.integers(1, 3)), max_size=2)
    )
    least = draw(st.integers(0, 5))
    return Problem(
        pool,
        (least, draw(st.integers(least, 6))),
        tuple(quotas),
        tuple(GroupLimit(f"g{i}", *limit) for i, limit in enumerate(limits)),
        tuple(SetLimit(f"s{i}", *limit) for i, limit in enumerate(sets)),
        draw(st.just(frozenset()) | some.map(lambda ids: frozenset(sorted(ids)[:1]))),
        draw(st.just(frozenset()) | some.map(lambda ids: frozenset(sorted(ids)[:2]))),
        draw(st.sampled_from(Objective)),
        draw(st.sampled_from(("", "a", "b"))),
    )


def panels(problem: Problem) -> list[tuple[str, ...]]:
    """Return every panel that meets all requirements, by looking at every set of people."""
    rows = {
        key: {name: column[i] for name, column in problem.pool.attributes.items()}
        for i, key in enumerate(problem.pool.ids)
    }
    least, most = problem.seats
    return [
        chosen
        for size in range(least, most + 1)
        for chosen in combinations(sorted(rows), size)
        if _fits(problem, chosen, rows)
    ]


def _fits(problem: Problem, chosen: tuple[str, ...], rows: dict) -> bool:
    def has(key: str, name: str) -> set[str]:
        value = rows[key][name]
        return {value} if isinstance(value, str) else set(value)

    def between(count: int, minimum: int, maximum: int | None) -> bool:
        return minimum <= count and (maximum is None or count <= maximum)

    return (
        problem.must_include <= set(chosen)
        and not problem.must_exclude & set(chosen)
        and all(
            between(sum(bool(has(k, q.attribute) & q.values) for k in chosen), q.minimum, q.maximum)
            for q in problem.quotas
        )
        and all(
            sum(value in has(key, limit.attribute) for key in chosen) <= limit.maximum
            for limit in problem.group_limits
            for value in (*VALUES[1:], "o1", "o2", "o3")
        )
        and all(
            between(len(limit.members & set(chosen)), limit.minimum, limit.maximum)
            for limit in problem.set_limits
        )
    )


def best_by_hand(problem: Problem) -> tuple[str, ...] | None:
    """Return the canonical best panel."""
    score = dict(zip(problem.pool.ids, problem.pool.scores, strict=True))

    def lot(key: str) -> int:
        digest = hashlib.sha256(f"{problem.seed}|{key}".encode()).hexdigest()
        return 1 + int(digest[:16], 16) % 2**23

    def rank(panel: tuple[str, ...]) -> tuple[int, int, int]:
        fill = len(panel) if problem.objective is Objective.FILL_THEN_SCORE else 0
        return fill, sum(score[key] for key in panel), sum(lot(key) for key in panel)

    return max(panels(problem), key=rank, default=None)
