"""The rules of targets: shares of seats, numbers that cannot hold, what an amendment changes."""

from dataclasses import replace

import pytest

from eventsapp.core.names import region_of
from eventsapp.core.words import Words
from eventsapp.experts.rules import (
    CriterionPlan,
    Part,
    Phase,
    Target,
    TargetAttribute,
    Terms,
    amendable,
    changes,
    contradictions,
    heads,
    leaves_no_room_for_silence,
)
from eventsapp.questions.rules import Choice, Condition, Kind, Question

SECTOR, REGION, COUNTRY = TargetAttribute.SECTOR, TargetAttribute.REGION, TargetAttribute.COUNTRY
GENDER, SPEAKS = TargetAttribute.GENDER, TargetAttribute.LANGUAGE


@pytest.mark.parametrize(
    ("typed", "seats", "up", "people"),
    [
        ("7", 40, True, 7),
        ("0", 40, False, 0),
        ("30 %", 40, True, 12),
        ("30 %", 40, False, 12),
        ("33.3 %", 40, True, 14),
        ("33.3 %", 40, False, 13),
        ("33,3%", 40, True, 14),
        ("1 %", 40, True, 1),
        ("1 %", 40, False, 0),
        ("10 %", 30, True, 3),
        ("7 %", 100, True, 7),
        ("100 %", 7, False, 7),
        (" 50 % ", 9, True, 5),
    ],
)
def test_a_share_at_least_is_rounded_up_and_a_share_at_most_down(
    typed: str, seats: int, people: int, *, up: bool
) -> None:
    assert heads(typed, seats, up=up) == people


@pytest.mark.parametrize(
    "typed", ["", "a third", "-1", "30 %%", "1/3", "%", "3.5", "1e3 %", "٣ %x"]
)
def test_anything_else_is_no_number_of_people(typed: str) -> None:
    with pytest.raises(ValueError, match="neither a number nor a share"):
        heads(typed, 40, up=True)


def test_one_third_each_of_forty_seats_is_too_much() -> None:
    third = heads("33.34 %", 40, up=True)
    targets = [Target(SECTOR, value, third) for value in ("labor", "migrants", "public")]

    found = contradictions(40, targets, ["labor", "migrants", "public"])

    assert [(it.flaw, it.number, it.seats) for it in found] == [("minima_above_seats", 42, 40)]


def question(kind: Kind, **fields: object) -> Question:
    choices = (Choice("north", Words.of(en="North")), Choice("south", Words.of(en="South")))
    defaults = {"key": "side", "kind": kind, "label": Words(), "help": Words(), "choices": choices}
    return Question(**defaults | fields)  # type: ignore[arg-type]


SIDE = "question:side"
ONE, MANY = question(Kind.SINGLE_CHOICE), question(Kind.MULTIPLE_CHOICE)
ALWAYS = question(Kind.SINGLE_CHOICE, required=True)
SOMETIMES = question(Kind.SINGLE_CHOICE, required=True, condition=Condition("other", "yes"))
HALVES = [Target(SIDE, "north", 0, 1), Target(SIDE, "south", 0, 2)]


@pytest.mark.parametrize(
    ("targets", "asked", "flaws"),
    [
        # countries inside regions
        ([Target(REGION, "caribbean", 0, 2), Target(COUNTRY, "JM", 2)], [], []),
        (
            [Target(REGION, "caribbean", 0, 2), Target(COUNTRY, "JM", 2), Target(COUNTRY, "CU", 1)],
            [],
            [("countries_above_region", 3, 2)],
        ),
        ([Target(REGION, "caribbean", 0, 2), Target(COUNTRY, "PE", 3)], [], []),
        (
            [Target(REGION, "caribbean", 3), Target(COUNTRY, "PE", 2)],
            [],
            [("regions_above_seats", 5, 4)],
        ),
        ([Target(REGION, "caribbean", 3), Target(COUNTRY, "JM", 2)], [], []),
        # attributes of which everybody has one value at most
        ([Target(GENDER, "woman", 2), Target(GENDER, "man", 2)], [], []),
        (
            [Target(GENDER, "woman", 3), Target(GENDER, "man", 2)],
            [],
            [("minima_above_seats", 5, 4)],
        ),
        (
            [Target("first_time", "yes", 3), Target("first_time", "no", 2)],
            [],
            [("minima_above_seats", 5, 4)],
        ),
        ([Target(COUNTRY, "PE", 3), Target(COUNTRY, "CU", 2)], [], [("minima_above_seats", 5, 4)]),
        ([Target(REGION, "caribbean", 3), Target(REGION, "oceania", 2)], [], [
            ("minima_above_seats", 5, 4),
        ]),
        # several languages in one person
        ([Target(SPEAKS, "es", 4), Target(SPEAKS, "en", 4)], [], []),
        # the call's own questions
        ([Target(SIDE, "north", 3), Target(SIDE, "south", 2)], [ONE], [
            ("minima_above_seats", 5, 4),
        ]),
        ([Target(SIDE, "north", 3), Target(SIDE, "south", 2)], [MANY], []),
        ([Target(SIDE, "east", 1)], [ONE], [("answer_not_offered", 0, 0)]),
        ([Target(SIDE, "north", 1)], [], [("answer_not_offered", 0, 0)]),
        (HALVES, [ALWAYS], [("maxima_below_seats", 3, 4)]),
        (HALVES, [ONE], []),
        (HALVES, [SOMETIMES], []),
        ([Target(SIDE, "yes", 1)], [question(Kind.YES_NO)], []),
        ([Target(SIDE, "PE", 1)], [question(Kind.COUNTRY)], []),
    ],
)  # fmt: skip
def test_what_four_seats_cannot_hold(
    targets: list[Target], asked: list[Question], flaws: list[tuple[str, int, int]]
) -> None:
    found = contradictions(4, targets, ["labor"], asked, region_of)

    known = [(it.flaw.value, it.number, it.seats) for it in found]
    assert known == flaws


@pytest.mark.parametrize(
    ("women", "men", "crowded"), [(2, 1, False), (2, 2, True), (4, 0, True), (0, 0, False)]
)
def test_targets_for_gender_leave_a_seat_to_who_prefers_not_to_say(
    women: int, men: int, *, crowded: bool
) -> None:
    targets = [Target(GENDER, "woman", women), Target(GENDER, "man", men), Target(SECTOR, "x", 4)]

    assert leaves_no_room_for_silence(4, targets) is crowded


TERMS = Terms(
    seats=4,
    organization_limit=None,
    criteria=(
        CriterionPlan(id=1, name=Words.of(en="Expertise"), weight=60),
        CriterionPlan(id=2, name=Words.of(en="Experience"), weight=40),
    ),
    targets=(Target(SECTOR, "labor", 1), Target(SECTOR, "migrants", 1, 2)),
)
FIRST, SECOND = TERMS.criteria
LABOR, MIGRANTS = TERMS.targets


@pytest.mark.parametrize(
    ("changed", "kinds"),
    [
        ({}, []),
        ({"targets": (MIGRANTS, LABOR), "criteria": (SECOND, FIRST)}, []),
        ({"seats": 5, "organization_limit": 2}, ["seats", "organization_limit"]),
        ({"criteria": (FIRST,)}, ["criterion_removed"]),
        ({"criteria": (*TERMS.criteria, replace(FIRST, id=None))}, ["criterion_added"]),
        ({"criteria": (replace(FIRST, weight=50), SECOND)}, ["criterion_weight"]),
        ({"criteria": (replace(FIRST, name=Words.of(en="Depth")), SECOND)}, ["criterion_renamed"]),
        (
            {"criteria": (replace(FIRST, labels={"5": Words.of(en="Best")}), SECOND)},
            ["criterion_labels"],
        ),
        ({"targets": (LABOR,)}, ["target_removed"]),
        ({"targets": (LABOR, replace(MIGRANTS, maximum=None))}, ["target_bounds"]),
        ({"targets": (LABOR, replace(MIGRANTS, relaxable=False))}, ["target_order"]),
        ({"targets": (LABOR, MIGRANTS, Target(GENDER, "woman", 2))}, ["target_added"]),
    ],
)
def test_an_amendment_is_told_change_by_change(
    changed: dict[str, object], kinds: list[str]
) -> None:
    found = changes(TERMS, replace(TERMS, **changed))  # type: ignore[arg-type]

    assert [it.kind.value for it in found] == kinds


def test_terms_are_read_back_as_they_were_written() -> None:
    assert Terms.from_json(TERMS.as_json()) == TERMS


@pytest.mark.parametrize(
    ("phase", "begun", "parts"),
    [
        (Phase.UPCOMING, False, {Part.CRITERIA, Part.BALANCE}),
        (Phase.OPEN, False, {Part.CRITERIA, Part.BALANCE}),
        (Phase.CLOSED, False, {Part.CRITERIA, Part.BALANCE}),
        (Phase.CLOSED, True, {Part.BALANCE}),
        (Phase.UNDER_REVIEW, False, {Part.BALANCE}),
        (Phase.UNDER_REVIEW, True, {Part.BALANCE}),
        (Phase.DRAFT, False, set()),
        (Phase.DECIDED, True, set()),
        (Phase.NOTIFIED, True, set()),
        (Phase.COMPLETED, True, set()),
        (Phase.WITHDRAWN, False, set()),
    ],
)
def test_what_may_still_be_amended(phase: Phase, parts: set[Part], *, begun: bool) -> None:
    assert amendable(phase, reviews_begun=begun) == parts
