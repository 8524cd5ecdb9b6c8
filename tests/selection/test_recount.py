"""The second count finds every breach, and nothing else."""

from itertools import combinations

from hypothesis import given, settings

from eventsapp.selection import (
    Breach,
    GroupLimit,
    Pool,
    Problem,
    Quota,
    SetLimit,
    verify,
)
from tests.selection.pools import panels, problems


@settings(max_examples=100, deadline=None)
@given(problems(most=7))
def test_exactly_the_panels_have_no_breach(problem: Problem) -> None:
    people = sorted(problem.pool.ids)

    verified = [
        chosen
        for size in range(len(people) + 1)
        for chosen in combinations(people, size)
        if not verify(problem, chosen)
    ]

    assert verified == panels(problem)


def test_each_breach_names_what_is_broken_and_by_how_much() -> None:
    problem = Problem(
        Pool(
            ("a", "b", "c"),
            (1, 2, 3),
            {"gender": ("woman", "woman", "man"), "organisation": ("x", "x", "")},
        ),
        (1, 1),
        (Quota("men", "gender", frozenset({"man"}), minimum=1),),
        (GroupLimit("per organisation", "organisation", 1),),
        (SetLimit("pair", frozenset("ab"), 0, 1),),
        must_include=frozenset("c"),
        must_exclude=frozenset("b"),
    )

    assert verify(problem, ["a", "b", "z"]) == [
        Breach("unknown", 1, 0, ("z",)),
        Breach("must_include", 1, 0, ("c",)),
        Breach("must_exclude", 1, 0, ("b",)),
        Breach("seats", 2, 1),
        Breach("men", 0, 1),
        Breach("pair", 2, 1),
        Breach("per organisation", 2, 1, ("x",)),
    ]
