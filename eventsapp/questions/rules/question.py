"""One question, and how it is written down as plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eventsapp.core.words import Words
from eventsapp.questions.rules.kinds import Kind


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen: a key that stays, and what it is called."""

    key: str
    label: Words


@dataclass(frozen=True)
class Condition:
    """A question is asked only where the answer to an earlier one is, or holds, this one."""

    #: The earlier question.
    key: str
    #: "yes", "no" or the key of a choice.
    answer: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question as it is asked; its key is the same in every version of a set."""

    key: str
    kind: Kind
    label: Words
    help: Words
    required: bool = False
    #: Words in a long text; None: any number.
    limit: int | None = None
    #: Bounds of a number, both included.
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[Choice, ...] = ()
    condition: Condition | None = None


def content_of(questions: Iterable[Question]) -> dict[str, Any]:
    """Write questions down as the content of a version."""
    return {"questions": [_plain(question) for question in questions]}


def questions_in(content: Mapping[str, Any]) -> tuple[Question, ...]:
    """Read the questions of a version's content."""
    return tuple(_question(plain) for plain in content.get("questions", ()))


def _plain(question: Question) -> dict[str, Any]:
    """Write one question down, without what is not said."""
    condition = question.condition
    everything = {
        "key": question.key,
        "kind": question.kind.value,
        "label": dict(question.label),
        "help": dict(question.help),
        "required": question.required,
        "limit": question.limit,
        "minimum": question.minimum,
        "maximum": question.maximum,
        "choices": [{"key": it.key, "label": dict(it.label)} for it in question.choices],
        "condition": condition and {"key": condition.key, "answer": condition.answer},
    }
    return {name: value for name, value in everything.items() if value not in (None, {}, [])}


def _question(plain: Mapping[str, Any]) -> Question:
    condition = plain.get("condition")
    return Question(
        key=plain["key"],
        kind=Kind(plain["kind"]),
        label=Words(plain.get("label", {})),
        help=Words(plain.get("help", {})),
        required=plain.get("required", False),
        limit=plain.get("limit"),
        minimum=plain.get("minimum"),
        maximum=plain.get("maximum"),
        choices=tuple(Choice(it["key"], Words(it["label"])) for it in plain.get("choices", ())),
        condition=condition and Condition(condition["key"], condition["answer"]),
    )
