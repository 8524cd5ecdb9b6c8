"""Who reviews what: whatever can be, evenly, and by those who know the subject."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from eventsapp.selection import Assignment, Pair, Reviewer, assign

Case = tuple[tuple[str, ...], tuple[Reviewer, ...], dict[Pair, int], frozenset[Pair]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw up to four applications and up to four reviewers."""
    applications = tuple("abcd"[: draw(st.integers(1, 4))])
    names = "wxyz"[: draw(st.integers(1, 4))]
    limits = st.none() | st.integers(0, 4)
    reviewers = tuple(Reviewer(it, draw(limits)) for it in names)
    pairs = list(product(applications, names))
    affinity = {pair: draw(st.sampled_from([0, 10, 50, 60, 100])) for pair in pairs}
    return applications, reviewers, affinity, draw(st.frozensets(st.sampled_from(pairs)))


@given(cases(), st.integers(1, 2))
@settings(max_examples=80, deadline=None)
def test_no_other_assignment_is_better(case: Case, per_application: int) -> None:
    applications, reviewers, affinity, conflicts = case

    found = assign(
        applications,
        reviewers,
        per_application=per_application,
        affinity=affinity,
        conflicts=conflicts,
    )

    every = _every(applications, reviewers, conflicts, per_application)
    assert _worth(found.pairs, case, per_application) == max(
        _worth(it, case, per_application) for it in every
    )


def _every(
    applications: tuple[str, ...],
    reviewers: tuple[Reviewer, ...],
    conflicts: frozenset[Pair],
    per_application: int,
) -> Iterator[tuple[Pair, ...]]:
    """Yield every assignment within the limits."""
    choices = [
        [
            tuple((application, it) for it in chosen)
            for size in range(per_application + 1)
            for chosen in combinations([it.id for it in reviewers], size)
            if not any((application, it) in conflicts for it in chosen)
        ]
        for application in applications
    ]
    for chosen in product(*choices):
        pairs = tuple(pair for part in chosen for pair in part)
        loads = Counter(reviewer for _, reviewer in pairs)
        if all(it.most is None or loads[it.id] <= it.most for it in reviewers):
            yield pairs


def _worth(pairs: tuple[Pair, ...], case: Case, per_application: int) -> tuple[int, ...]:
    """Return what comes first, second, ... in an assignment: greater is better."""
    applications, reviewers, affinity, conflicts = case
    has, loads = Counter(it for it, _ in pairs), Counter(it for _, it in pairs)
    open_ = {
        it: [r.id for r in reviewers if (it, r.id) not in conflicts and r.most != 0]
        for it in applications
    }
    reach = {it: max((affinity[it, r] for r in open_[it]), default=0) for it in applications}
    best = {it: max(affinity[pair] for pair in pairs if pair[0] == it) for it in has}
    #: Whoever has the best there is asks no more.
    served = [100 if best[it] == reach[it] else best[it] for it in has]
    return (
        len(pairs),
        -sum((per_application - has[it]) ** 2 for it in applications),
        -sum(load**2 for load in loads.values()),
        min(served, default=100),
        sum(affinity[pair] for pair in pairs),
    )


@given(cases(), st.integers(0, 3), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_rules_hold_whatever_is_wanted(case: Case, per_application: int, chance: object) -> None:
    applications, reviewers, affinity, conflicts = case
    fixed = {pair for pair in sorted(affinity) if chance.random() < 0.3}

    found = assign(
        applications,
        reviewers,
        per_application=per_application,
        affinity=affinity,
        conflicts=conflicts,
        fixed=fixed,
    )

    has, loads = Counter(it for it, _ in found.pairs), Counter(it for _, it in found.pairs)
    before = Counter(it for _, it in fixed - conflicts)
    assert fixed - conflicts <= set(found.pairs)
    assert not conflicts & set(found.pairs)
    assert len(set(found.pairs)) == len(found.pairs)
    assert found.loads == {it.id: loads[it.id] for it in reviewers}
    assert found.unmet == {
        it: per_application - has[it] for it in applications if has[it] < per_application
    }
    assert all(it.most is None or loads[it.id] <= max(it.most, before[it.id]) for it in reviewers)
    again = assign(
        applications[::-1],
        reviewers[::-1],
        per_application=per_application,
        affinity=dict(sorted(affinity.items(), reverse=True)),
        conflicts=conflicts,
        fixed=fixed,
    )
    assert again == found


def test_what_nobody_can_review_is_told() -> None:
    found = assign(
        ["a", "b"],
        [Reviewer("x"), Reviewer("y", most=1)],
        conflicts={("a", "x"), ("a", "y"), ("b", "y")},
    )

    assert found == Assignment((("b", "x"),), {"a": 2, "b": 1}, {"x": 1, "y": 0})


def test_reviews_of_other_applications_count_as_load() -> None:
    fixed = {("other", "x"), ("another", "x")}

    found = assign(["a", "b"], [Reviewer("x"), Reviewer("y")], per_application=1, fixed=fixed)

    assert set(found.pairs) - fixed == {("a", "y"), ("b", "y")}
    assert found.loads == {"x": 2, "y": 2}


def test_everybody_gets_somebody_who_knows_before_anybody_gets_two() -> None:
    affinity = {("a", "x"): 100, ("a", "y"): 100, ("b", "x"): 60, ("b", "y"): 50}

    found = assign(
        ["a", "b"],
        [Reviewer(it) for it in "wxyz"],
        affinity=affinity,
    )

    assert {it for it, reviewer in found.pairs if reviewer in "xy"} == {"a", "b"}


def test_nothing_to_review_and_nobody_to_review() -> None:
    assert assign([], [Reviewer("x")]) == Assignment((), {}, {"x": 0})
    assert assign(["a"], []) == Assignment((), {"a": 2}, {})


def test_four_hundred_applications_are_shared_out_evenly() -> None:
    applications = [f"a{at:03}" for at in range(400)]
    reviewers = [Reviewer(f"r{at:02}") for at in range(12)]
    affinity = {
        (application, reviewer.id): 20 * ((at * 7 + place * 11) % 6)
        for at, application in enumerate(applications)
        for place, reviewer in enumerate(reviewers)
    }

    found = assign(applications, reviewers, affinity=affinity)

    assert found.unmet == {}
    assert set(found.loads.values()) == {66, 67}
