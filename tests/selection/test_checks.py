"""Each contradiction that counting finds is a proof."""

import pytest
from hypothesis import given, settings

from eventsapp.selection import Flaw, GroupLimit, Pool, Problem, Quota, SetLimit, check
from tests.selection.pools import panels, problems

POOL = Pool(
    ("a", "b", "c", "d"),
    (100, 200, 300, 400),
    {
        "gender": ("woman", "woman", "man", ""),
        "organisation": ("x", "x", "x", ""),
        "languages": (frozenset({"en", "es"}), frozenset({"en"}), frozenset(), frozenset({"es"})),
    },
)


def quota(value: str, minimum: int = 0, maximum: int | None = None, by: str = "gender") -> Quota:
    return Quota(value, by, frozenset({value}), minimum, maximum)


@settings(max_examples=200, deadline=None)
@given(problems())
def test_where_a_flaw_is_found_there_is_no_panel(problem: Problem) -> None:
    assert not check(problem) or panels(problem) == []


@pytest.mark.parametrize(
    ("changes", "flaws"),
    [
        ({}, []),
        (
            {"quotas": (quota("woman", 2, 1),)},
            [Flaw("minimum_above_maximum", ("woman",), {"minimum": 2, "maximum": 1})],
        ),
        (
            {"must_include": frozenset("ab"), "must_exclude": frozenset("b")},
            [Flaw("pinned_both_ways", ("b",))],
        ),
        ({"must_include": frozenset("az")}, [Flaw("unknown_people", ("z",))]),
        (
            {"quotas": (quota("woman", by="sex"),)},
            [Flaw("unknown_attribute", ("woman", "sex"))],
        ),
        (
            {"must_include": frozenset("ab"), "quotas": (quota("woman", 0, 1),)},
            [Flaw("too_many_pinned", ("woman",), {"pinned": 2, "maximum": 1})],
        ),
        (
            {
                "must_include": frozenset("ab"),
                "group_limits": (GroupLimit("per organisation", "organisation", 1),),
            },
            [Flaw("too_many_pinned", ("per organisation", "x"), {"pinned": 2, "maximum": 1})],
        ),
        (
            {
                "must_include": frozenset("ab"),
                "set_limits": (SetLimit("pair", frozenset("ab"), 0, 1),),
            },
            [Flaw("too_many_pinned", ("pair",), {"pinned": 2, "maximum": 1})],
        ),
        (
            {"must_exclude": frozenset("a"), "quotas": (quota("woman", 2),)},
            [Flaw("too_few_people", ("woman",), {"people": 1, "minimum": 2})],
        ),
        ({"seats": (5, 5)}, [Flaw("too_few_people", ("seats",), {"people": 4, "minimum": 5})]),
        (
            {"quotas": (quota("woman", 2), quota("man", 1))},
            [Flaw("minima_above_seats", ("woman", "man"), {"needed": 3, "seats": 2})],
        ),
        # somebody speaks both, so these two minima may be met by two people
        ({"quotas": (quota("en", 2, by="languages"), quota("es", 1, by="languages"))}, []),
        (
            {"seats": (3, 3), "quotas": (quota("woman", 0, 1), quota("man", 0, 0))},
            [Flaw("maxima_below_seats", ("woman", "man"), {"places": 2, "seats": 3})],
        ),
        (
            {
                "quotas": (quota("woman", 2),),
                "group_limits": (GroupLimit("per organisation", "organisation", 1),),
            },
            [
                Flaw(
                    "groups_below_minimum",
                    ("per organisation", "woman"),
                    {"places": 1, "minimum": 2},
                )
            ],
        ),
    ],
)
def test_a_contradiction_is_told_with_its_numbers(
    changes: dict[str, object], flaws: list[Flaw]
) -> None:
    assert check(Problem(POOL, (2, 2)).but(**changes)) == flaws


def test_a_person_twice_in_the_pool_is_told_first() -> None:
    assert check(Problem(Pool(("a", "a"), (1, 2)), (3, 1))) == [Flaw("duplicate_people", ("a",))]
