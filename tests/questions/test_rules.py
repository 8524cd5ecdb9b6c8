"""Which questions are asked, what answers lack, what is wrong with a set."""

from typing import Any

import pytest

from eventsapp.core.words import Words
from eventsapp.questions.rules import (
    Choice,
    Condition,
    Flaw,
    Gap,
    Kind,
    Question,
    askable,
    asked,
    carried,
    choices_from,
    content_of,
    flaws,
    gaps,
    given,
    questions_in,
    shared_answers,
)

CHOICES = (Choice("often", Words.of(en="Often")), Choice("never", Words.of(en="Never")))


def question(key: str, kind: Kind = Kind.SHORT_TEXT, **fields: Any) -> Question:
    defaults = {"label": Words.of(en=f"Question {key}"), "help": Words()}
    if kind in {Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE}:
        defaults["choices"] = CHOICES  # type: ignore[assignment]
    return Question(key=key, kind=kind, **defaults | fields)  # type: ignore[arg-type]


def when(key: str, answer: str) -> Condition:
    return Condition(key, answer)


@pytest.mark.parametrize(
    "it",
    [
        question("a", required=True),
        question("b", Kind.LONG_TEXT, limit=50, help=Words.of(en="Short", es="Breve")),
        question("c", Kind.NUMBER, minimum=0, maximum=2.5),
        question("d", Kind.SINGLE_CHOICE, condition=when("e", "yes")),
        question("e", Kind.YES_NO),
    ],
    ids=lambda it: it.kind,
)
def test_a_question_is_read_as_it_was_written(it: Question) -> None:
    assert questions_in(content_of([it])) == (it,)


@pytest.mark.parametrize(
    ("source", "answer", "values", "keys"),
    [
        (Kind.YES_NO, "yes", {"a": True}, ["a", "b", "c"]),
        (Kind.YES_NO, "yes", {"a": False}, ["a"]),
        (Kind.YES_NO, "no", {"a": False}, ["a", "b"]),
        (Kind.YES_NO, "no", {}, ["a"]),
        (Kind.SINGLE_CHOICE, "often", {"a": "often"}, ["a", "b", "c"]),
        (Kind.SINGLE_CHOICE, "often", {"a": "oftener"}, ["a"]),
        (Kind.MULTIPLE_CHOICE, "often", {"a": ["never", "often"]}, ["a", "b", "c"]),
        (Kind.MULTIPLE_CHOICE, "often", {"a": ["never"]}, ["a"]),
    ],
)
def test_a_question_is_asked_where_its_condition_holds(
    source: Kind, answer: str, values: dict[str, Any], keys: list[str]
) -> None:
    first = question("a", source)
    second = question("b", Kind.YES_NO, condition=when("a", answer))
    third = question("c", condition=when("b", "yes"))
    values = values | {"b": values != {"a": False}, "c": "typed before"}

    assert [it.key for it in asked([first, second, third], values)] == keys
    assert list(given([first, second, third], values)) == [key for key in keys if key in values]


def test_no_and_nought_are_answers_and_blanks_are_none() -> None:
    questions = [
        question("a", Kind.YES_NO),
        question("b", Kind.NUMBER),
        question("c"),
        question("d", Kind.MULTIPLE_CHOICE),
        question("e", Kind.DATE),
    ]

    values = {"a": False, "b": 0, "c": "", "d": [], "e": None, "unknown": "x"}

    assert given(questions, values) == {"a": False, "b": 0}


@pytest.mark.parametrize(
    ("it", "value", "gap"),
    [
        (question("a"), "", None),
        (question("a", required=True), "", Gap.MISSING),
        (question("a", required=True), "x", None),
        (question("a", Kind.YES_NO, required=True), False, None),
        (question("a", Kind.NUMBER, required=True), 0, None),
        (question("a", Kind.FILE, required=True), None, Gap.MISSING),
        (question("a", Kind.LONG_TEXT, limit=3), "one two three", None),
        (question("a", Kind.LONG_TEXT, limit=3), "one two\nthree  four", Gap.TOO_LONG),
        (question("a", Kind.LONG_TEXT), "word " * 900, None),
        (question("a", Kind.NUMBER, minimum=1, maximum=3), 1, None),
        (question("a", Kind.NUMBER, minimum=1, maximum=3), 3, None),
        (question("a", Kind.NUMBER, minimum=1, maximum=3), 0.9, Gap.TOO_SMALL),
        (question("a", Kind.NUMBER, minimum=1, maximum=3), 3.1, Gap.TOO_LARGE),
        (question("a", Kind.SINGLE_CHOICE), "never", None),
        (question("a", Kind.SINGLE_CHOICE), "gone", Gap.NOT_OFFERED),
        (question("a", Kind.MULTIPLE_CHOICE), ["never", "gone"], Gap.NOT_OFFERED),
    ],
)
def test_what_keeps_an_answer_from_being_complete(
    it: Question, value: Any, gap: Gap | None
) -> None:
    assert gaps([it], {"a": value}) == ({"a": gap} if gap else {})


def test_nothing_is_missing_from_a_question_that_is_not_asked() -> None:
    first = question("a", Kind.YES_NO)
    second = question("b", required=True, condition=when("a", "yes"))

    assert gaps([first, second], {"a": False}) == {}
    assert gaps([first, second], {"a": True}) == {"b": Gap.MISSING}


def test_answers_are_carried_to_a_new_version_where_they_still_fit() -> None:
    before = [question("a"), question("b", Kind.SINGLE_CHOICE), question("c"), question("d")]
    after = [
        question("a", required=True),
        question("b", Kind.SINGLE_CHOICE, choices=CHOICES[:1]),
        question("c", Kind.NUMBER),
    ]

    values = {"a": "kept", "b": "never", "c": "a text", "d": "gone"}

    assert carried(before, after, values) == {"a": "kept"}
    assert carried(before, before, values) == values


@pytest.mark.parametrize(
    ("it", "found"),
    [
        (question("b"), []),
        (question("b", label=Words()), [Flaw.NO_LABEL]),
        (question("a"), [Flaw.TWICE]),
        (question("b", Kind.SINGLE_CHOICE, choices=CHOICES[:1]), [Flaw.FEW_CHOICES]),
        (
            question("b", Kind.MULTIPLE_CHOICE, choices=(*CHOICES, Choice("x", CHOICES[0].label))),
            [Flaw.SAME_CHOICE],
        ),
        (question("b", Kind.NUMBER, minimum=2, maximum=1), [Flaw.ORDER]),
        (question("b", Kind.NUMBER, minimum=1, maximum=1), []),
        (question("b", condition=when("a", "yes")), []),
        (question("b", condition=when("a", "perhaps")), [Flaw.CONDITION]),
        (question("b", condition=when("b", "yes")), [Flaw.CONDITION]),
        (question("b", condition=when("later", "yes")), [Flaw.CONDITION]),
    ],
)
def test_what_is_wrong_with_a_question(it: Question, found: list[Flaw]) -> None:
    first, last = question("a", Kind.YES_NO), question("later", Kind.YES_NO)

    assert flaws([first, it, last]) == [(1, flaw) for flaw in found]


def test_questions_that_lack_something_are_not_shown_yet() -> None:
    nameless = question("a", Kind.YES_NO, label=Words())
    depends, alone = question("b", condition=when("a", "yes")), question("c")

    assert askable([nameless, depends, alone]) == [alone]


def test_lines_become_choices_and_keep_their_keys() -> None:
    first = choices_from(
        {"en": ["Often", "Now and then", "Never"], "es": ["A menudo", "", "Nunca"]}
    )
    again = choices_from(
        {"en": ["Never", "Very often", "Hardly"], "es": ["", "A menudo", ""]}, first
    )

    assert first == [
        Choice("often", Words.of(en="Often", es="A menudo")),
        Choice("now-and-then", Words.of(en="Now and then")),
        Choice("never", Words.of(en="Never", es="Nunca")),
    ]
    assert again == [
        Choice("never", Words.of(en="Never")),
        Choice("often", Words.of(en="Very often", es="A menudo")),
        Choice("hardly", Words.of(en="Hardly")),
    ]


def test_lines_that_look_alike_get_keys_of_their_own() -> None:
    lines = {"en": ["C", "C++", "", "C!"]}

    assert [it.key for it in choices_from(lines)] == ["c", "c-2", "c-3"]


def test_targets_count_what_people_share() -> None:
    questions = [
        question("a", Kind.YES_NO),
        question("b", Kind.MULTIPLE_CHOICE),
        question("c"),
        question("d", Kind.COUNTRY),
    ]

    values = {"a": False, "b": ["often"], "c": "a text", "d": "MX"}

    assert shared_answers(content_of(questions), values) == {"a": "no", "b": ["often"], "d": "MX"}
