"""What is wrong with a set of questions, and how typed lines become choices."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import count, zip_longest
from typing import NamedTuple

from eventsapp.core.words import Words
from eventsapp.organizations.rules import slug_of
from eventsapp.questions.rules.kinds import CONDITIONAL, Kind
from eventsapp.questions.rules.question import Choice, Question

MOST_QUESTIONS = 50
MOST_CHOICES = 100
_CHOOSING = frozenset({Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE})
_FEWEST = 2


class Flaw(StrEnum):
    """Why a question cannot be asked so."""

    NO_LABEL = "no_label"
    FEW_CHOICES = "few_choices"
    MANY_CHOICES = "many_choices"
    SAME_CHOICE = "same_choice"
    ORDER = "order"
    CONDITION = "condition"
    TWICE = "twice"
    MANY_QUESTIONS = "many_questions"


class Flawed(NamedTuple):
    """One flaw: the place of the question in its set, from 0, and what is wrong with it."""

    place: int
    flaw: Flaw


def flaws(questions: Sequence[Question]) -> list[Flawed]:
    """Return why the questions cannot be asked so; nothing if they can."""
    found = [
        Flawed(place, flaw)
        for place, question in enumerate(questions)
        for flaw in _flaws(question, questions[:place])
    ]
    if len(questions) > MOST_QUESTIONS:
        found.append(Flawed(MOST_QUESTIONS, Flaw.MANY_QUESTIONS))
    return found


def askable(questions: Iterable[Question]) -> list[Question]:
    """Return the questions that could be asked already, while others are still being written."""
    found: list[Question] = []
    for question in questions:
        if not any(_flaws(question, found)):
            found.append(question)
    return found


def choices_from(lines: Mapping[str, Sequence[str]], before: Sequence[Choice] = ()) -> list[Choice]:
    """Make choices of lines in several languages, the first line of each being the first choice.

    A choice that still has one of its former texts keeps its key; another one is a new choice,
    so that nobody is taken to have said what was never asked.
    """
    rows = zip_longest(*lines.values(), fillvalue="")
    labels = [Words.of(**dict(zip(lines, row, strict=True))) for row in rows]
    former = {text: it.key for it in before for text in it.label.items()}
    known = [
        next((former[text] for text in label.items() if text in former), "") for label in labels
    ]
    taken = {it.key for it in before}
    choices: list[Choice] = []
    for label, key in zip(labels, known, strict=True):
        if not label:
            continue
        mine = key if key and key not in {it.key for it in choices} else _free_key(label, taken)
        taken.add(mine)
        choices.append(Choice(mine, label))
    return choices


def _free_key(label: Words, taken: set[str]) -> str:
    stem = slug_of(label.read("en").text, longest=40)
    if stem not in taken:
        return stem
    return next(key for number in count(2) if (key := f"{stem}-{number}") not in taken)


def _flaws(question: Question, earlier: Sequence[Question]) -> Iterable[Flaw]:
    if not question.label:
        yield Flaw.NO_LABEL
    if question.kind in _CHOOSING:
        yield from _flaws_of_choices(question.choices)
    low, high = question.minimum, question.maximum
    if low is not None and high is not None and low > high:
        yield Flaw.ORDER
    if question.condition and not any(_answers(it, question) for it in earlier):
        yield Flaw.CONDITION
    if question.key in {it.key for it in earlier}:
        yield Flaw.TWICE


def _flaws_of_choices(choices: Sequence[Choice]) -> Iterable[Flaw]:
    if len(choices) < _FEWEST:
        yield Flaw.FEW_CHOICES
    if len(choices) > MOST_CHOICES:
        yield Flaw.MANY_CHOICES
    texts = [text for choice in choices for text in choice.label.items()]
    if len(texts) > len(set(texts)):
        yield Flaw.SAME_CHOICE


def _answers(source: Question, question: Question) -> bool:
    """Tell whether an earlier question can be answered as the condition of this one asks."""
    condition = question.condition
    if condition is None or source.key != condition.key or source.kind not in CONDITIONAL:
        return False
    if source.kind is Kind.YES_NO:
        return condition.answer in {"yes", "no"}
    return condition.answer in {choice.key for choice in source.choices}
