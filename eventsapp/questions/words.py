"""Words for kinds of question, for answers, and for what is wrong with either."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from eventsapp.core.i18n import LazyString, _, gettext, say
from eventsapp.core.moments import day
from eventsapp.core.names import country_choices, country_name, language_choices, language_name
from eventsapp.questions.rules import (
    MOST_CHOICES,
    MOST_QUESTIONS,
    Flaw,
    Gap,
    Kind,
    Question,
    is_given,
)

KINDS: dict[Kind, LazyString] = {
    Kind.SHORT_TEXT: _("Short text"),
    Kind.LONG_TEXT: _("Long text"),
    Kind.NUMBER: _("Number"),
    Kind.DATE: _("Date"),
    Kind.YES_NO: _("Yes or no"),
    Kind.SINGLE_CHOICE: _("One of several"),
    Kind.MULTIPLE_CHOICE: _("Any of several"),
    Kind.COUNTRY: _("Country"),
    Kind.ORGANIZATION: _("Organisation"),
    Kind.LANGUAGES: _("Languages"),
    Kind.FILE: _("File"),
}
YES_NO: dict[str, LazyString] = {"yes": _("Yes"), "no": _("No")}


def number_text(number: float | Decimal | None) -> str:
    """Write a number as people type it: 3, 2.5."""
    return "" if number is None else f"{number:.10f}".rstrip("0").rstrip(".")


_SAID: dict[Kind, Callable[[Any], str]] = {
    Kind.SHORT_TEXT: str,
    Kind.LONG_TEXT: str,
    Kind.FILE: str,
    Kind.NUMBER: number_text,
    Kind.DATE: lambda value: day(date.fromisoformat(value), style="long"),
    Kind.YES_NO: lambda value: str(YES_NO["yes" if value else "no"]),
    Kind.COUNTRY: country_name,
    Kind.LANGUAGES: lambda value: ", ".join(map(language_name, value)),
    Kind.ORGANIZATION: lambda value: str(value["name"]),
}

_MISSING: dict[Kind, LazyString] = {
    Kind.DATE: _("Give a date."),
    Kind.NUMBER: _("Write a number."),
    Kind.YES_NO: _("Choose yes or no."),
    Kind.SINGLE_CHOICE: _("Choose one of the answers."),
    Kind.MULTIPLE_CHOICE: _("Tick at least one answer."),
    Kind.COUNTRY: _("Choose a country."),
    Kind.ORGANIZATION: _("Name an organisation."),
    Kind.LANGUAGES: _("Tick at least one language."),
    Kind.FILE: _("Add a file."),
}

_FLAWS: dict[Flaw, LazyString] = {
    Flaw.NO_LABEL: _("Write the question in at least one language."),
    Flaw.FEW_CHOICES: _("Write at least two answers to choose from, one a line."),
    Flaw.SAME_CHOICE: _("Two of the answers are the same."),
    Flaw.ORDER: _("The largest number is less than the smallest."),
    Flaw.CONDITION: _(
        "This question depends on an answer that has been removed or that comes later. "
        "Choose another one."
    ),
    Flaw.TWICE: _("This question appears twice."),
}


def flaw_text(flaw: Flaw) -> str:
    """Say what to mend in a question."""
    match flaw:
        case Flaw.MANY_CHOICES:
            return str(gettext("Offer at most %(count)s answers.", count=MOST_CHOICES))
        case Flaw.MANY_QUESTIONS:
            return str(gettext("Ask at most %(count)s questions.", count=MOST_QUESTIONS))
    return str(_FLAWS[flaw])


def gap_text(question: Question, gap: Gap) -> str:
    """Say what to mend in an answer."""
    match gap:
        case Gap.MISSING:
            return str(_MISSING.get(question.kind) or gettext("Write an answer."))
        case Gap.TOO_LONG:
            return str(gettext("Shorten this to %(limit)s words at most.", limit=question.limit))
        case Gap.TOO_SMALL:
            low = number_text(question.minimum)
            return str(gettext("Write a number that is at least %(number)s.", number=low))
        case Gap.TOO_LARGE:
            high = number_text(question.maximum)
            return str(gettext("Write a number that is at most %(number)s.", number=high))
        case Gap.NOT_OFFERED:
            return str(gettext("Choose among the answers that are offered."))


def choices_of(question: Question, main: str) -> dict[str, str]:
    """Return the names, by value, of the answers to choose from; none if it is typed freely."""
    match question.kind:
        case Kind.YES_NO:
            return {value: str(name) for value, name in YES_NO.items()}
        case Kind.COUNTRY:
            return country_choices()
        case Kind.LANGUAGES:
            return language_choices()
    return {choice.key: say(choice.label, main) for choice in question.choices}


def answer_text(question: Question, value: Any, main: str) -> str:
    """Say an answer in words; a file is called by its number."""
    if not is_given(value):
        return ""
    if named := _SAID.get(question.kind):
        return named(value)
    names = choices_of(question, main)
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(names.get(key, str(key)) for key in chosen)


def condition_text(question: Question, source: Question, main: str) -> str:
    """Say when a question is asked that depends on another one."""
    answer = question.condition.answer if question.condition else ""
    return str(
        gettext(
            "Only if the answer to “%(question)s” is “%(answer)s”.",
            question=say(source.label, main),
            answer=choices_of(source, main).get(answer, answer),
        )
    )
