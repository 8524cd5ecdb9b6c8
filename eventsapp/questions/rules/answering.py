"""Which questions are asked, and what an answer still lacks.

Answers are plain values by the question's key: a text, a number, an ISO date, true or false, the
key of a choice or a list of them, a country's code, an organisation's name and number, the number
of a stored file.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from eventsapp.questions.rules.kinds import Kind
from eventsapp.questions.rules.question import Condition, Question

Values = Mapping[str, Any]


class Gap(StrEnum):
    """What keeps an answer from being complete."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    NOT_OFFERED = "not_offered"


def words_in(text: str) -> int:
    """Count the words of a text."""
    return len(text.split())


def is_given(value: Any) -> bool:
    """Tell whether something was answered: "no" and 0 are answers."""
    return value not in (None, "", [], {})


def asked(questions: Iterable[Question], values: Values) -> list[Question]:
    """Return the questions that are asked of who gives these answers.

    A question that depends on one that is not asked is not asked either.
    """
    found: dict[str, Question] = {}
    for question in questions:
        condition = question.condition
        if condition is None or (
            condition.key in found and _meets(values.get(condition.key), condition)
        ):
            found[question.key] = question
    return list(found.values())


def given(questions: Iterable[Question], values: Values) -> dict[str, Any]:
    """Return the answers that count: to questions that are asked, and not empty."""
    return {
        it.key: values[it.key] for it in asked(questions, values) if is_given(values.get(it.key))
    }


def gaps(questions: Iterable[Question], values: Values) -> dict[str, Gap]:
    """Return what the answers still lack, by the question's key."""
    found = ((it.key, _gap(it, values.get(it.key))) for it in asked(questions, values))
    return {key: gap for key, gap in found if gap is not None}


def carried(
    before: Iterable[Question], questions: Iterable[Question], values: Values
) -> dict[str, Any]:
    """Return the answers to an earlier version that are answers to these questions, too."""
    kinds = {it.key: it.kind for it in before}
    return {
        it.key: values[it.key]
        for it in questions
        if it.key in values
        and kinds.get(it.key) is it.kind
        and _gap(it, values[it.key]) is not Gap.NOT_OFFERED
    }


def _meets(value: Any, condition: Condition) -> bool:
    if isinstance(value, bool):
        return condition.answer == ("yes" if value else "no")
    return condition.answer in value if isinstance(value, list) else condition.answer == value


def _gap(question: Question, value: Any) -> Gap | None:
    if not is_given(value):
        return Gap.MISSING if question.required else None
    match question.kind:
        case Kind.LONG_TEXT if question.limit and words_in(value) > question.limit:
            return Gap.TOO_LONG
        case Kind.NUMBER if question.minimum is not None and value < question.minimum:
            return Gap.TOO_SMALL
        case Kind.NUMBER if question.maximum is not None and value > question.maximum:
            return Gap.TOO_LARGE
        case Kind.SINGLE_CHOICE | Kind.MULTIPLE_CHOICE if not _is_offered(question, value):
            return Gap.NOT_OFFERED
    return None


def _is_offered(question: Question, value: str | Sequence[str]) -> bool:
    chosen = {value} if isinstance(value, str) else set(value)
    return chosen <= {choice.key for choice in question.choices}
