"""The form in which a set of questions is written."""

import re
import secrets
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeVar

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SubmitField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional, Regexp

from eventsapp.core.forms import CleanMeta, Form, WordsField, options
from eventsapp.core.i18n import _, gettext, say
from eventsapp.core.words import LOCALES, Words
from eventsapp.questions.forms.fields import NumberField
from eventsapp.questions.rules import (
    CONDITIONAL,
    MOST_QUESTIONS,
    Choice,
    Condition,
    Flaw,
    Kind,
    Question,
    choices_from,
    flaws,
)
from eventsapp.questions.words import KINDS, choices_of, flaw_text

MOST_WORDS = 3000


class RowMeta(CleanMeta):
    """A part of a form: the whole has the CSRF token."""

    csrf = False


class QuestionForm(PlainForm):  # type: ignore[misc]
    """One question; what its kind has no use for is left out."""

    Meta = RowMeta

    key = HiddenField(validators=[Regexp(r"^[a-z0-9_-]{1,40}$")])
    kind = SelectField(_("Kind of answer"), choices=options(KINDS))
    label = WordsField(_("Question"), longest=300)
    help = WordsField(
        _("Help"),
        longest=600,
        description=_("A short explanation shown below the question (optional)."),
    )
    required = BooleanField(_("An answer is required"))
    limit = IntegerField(
        _("Word limit"),
        [Optional(), NumberRange(1, MOST_WORDS, _("Write a number from 1 to 3000."))],
    )
    minimum = NumberField(_("Smallest number"), [Optional()])
    maximum = NumberField(_("Largest number"), [Optional()])
    choices = WordsField(
        _("Answers to choose from"),
        area=True,
        longest=12_000,
        description=_("One per line. The same line in each language is the same answer."),
    )
    condition = SelectField(_("Asked"), validate_choice=False)

    def typed(self, before: Sequence[Choice]) -> Question:
        """Return the question as it was typed; choices that stay keep the keys they had."""
        kind = Kind(self.kind.data) if self.kind.data in set(Kind) else Kind.SHORT_TEXT
        lines = {locale: _lines(self.choices.form[locale].data) for locale in LOCALES}
        choosing = kind in {Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE}
        key, _equals, answer = (self.condition.data or "").partition("=")
        number = kind is Kind.NUMBER
        return Question(
            key=self.key.data or "",
            kind=kind,
            label=self.label.words,
            help=self.help.words,
            required=bool(self.required.data),
            limit=self.limit.data if kind is Kind.LONG_TEXT else None,
            minimum=_plain(self.minimum.data) if number else None,
            maximum=_plain(self.maximum.data) if number else None,
            choices=tuple(choices_from(lines, before)) if choosing else (),
            condition=Condition(key, answer) if key else None,
        )


class QuestionSetForm(Form):
    """All questions of a set, in their order."""

    rows = FieldList(FormField(QuestionForm), max_entries=MOST_QUESTIONS)
    #: In which language the preview is shown.
    preview_locale = SelectField(
        _("Language of the preview"), choices=options(LOCALES), validate_choice=False
    )

    save = SubmitField(_("Save the questions"))
    preview = SubmitField(_("Refresh the preview"))

    #: The questions as they are saved, whose choices keep their keys.
    saved: Sequence[Question] = ()
    #: The place of the row that was just added or moved.
    touched: int | None = None

    @property
    def questions(self) -> list[Question]:
        """The questions as they are typed."""
        before = {it.key: it.choices for it in self.saved}
        return [row.form.typed(before.get(row.form.key.data, ())) for row in self.rows]

    def is_sound(self) -> bool:
        """Tell whether the questions can be asked so; if not, say beside each what to mend."""
        found = flaws(self.questions)
        for place, flaw in found:
            row = self.rows[min(place, len(self.rows) - 1)].form
            _field_of(row, flaw).errors = [flaw_text(flaw)]
        self.rows.errors = [row.errors for row in self.rows] if found else []
        return not found

    def offer_conditions(self, main: str) -> None:
        """Let each question depend on the answers to those before it."""
        offered = options({"": gettext("always")})
        for place, (row, question) in enumerate(zip(self.rows, self.questions, strict=True)):
            row.form.condition.choices = offered + _gone(row.form.condition.data, offered)
            if question.kind in CONDITIONAL:
                answers = {
                    f"{question.key}={key}": gettext(
                        "only if the answer to question %(number)s is “%(answer)s”",
                        number=place + 1,
                        answer=answer,
                    )
                    for key, answer in choices_of(question, main).items()
                }
                offered += options(answers, group=f"{place + 1}. {say(question.label, main)}")


_Form = TypeVar("_Form", bound=QuestionSetForm)


def question_set_form(questions: Sequence[Question], main: str, kind: type[_Form]) -> _Form:
    """Return the form: as it was sent, a row added, moved or taken away; or as it is saved.

    ``kind`` is ``QuestionSetForm``, or one that asks for more.
    """
    if request.method == "POST":
        order, touched = _order(len(_places(request.form)), request.form.get("do", ""))
        form = kind(formdata=_arranged(request.form, order))
        form.touched = touched
    else:
        data = {"rows": [_row(question) for question in questions], "preview_locale": main}
        form = kind(data=data)
    form.saved = questions
    form.offer_conditions(main)
    return form


def _order(count: int, do: str) -> tuple[list[int | None], int | None]:
    """Return which row comes where once a button has done its work, and which one it concerned.

    The button says "add", or "up:", "down:" or "remove:" and the place of a row; None is a new row.
    """
    order: list[int | None] = list(range(count))
    what, _colon, number = do.partition(":")
    if what == "add":
        return [*order, None], count
    here = int(number) if number in {str(place) for place in range(count)} else None
    there = {"up": -1, "down": 1}.get(what, 0) + (here or 0)
    if here is None or not 0 <= there < count:
        return order, None
    if what == "remove":
        return order[:here] + order[here + 1 :], None
    order[here], order[there] = there, here
    return order, there


def _arranged(sent: MultiDict[str, str], order: Sequence[int | None]) -> MultiDict[str, str]:
    """Return what was sent with its rows in another order."""
    fields: dict[int | None, list[tuple[str, str]]] = defaultdict(list)
    for name, value in sent.items(multi=True):
        fields[_row_of(name)].append((name, value))
    places = _places(sent)
    arranged = MultiDict(fields[None])
    for new, old in enumerate(order):
        if old is None:
            arranged[f"rows-{new}-key"] = secrets.token_hex(4)
            arranged[f"rows-{new}-kind"] = sent.get("new_kind", Kind.SHORT_TEXT)
            continue
        for name, value in fields[places[old]]:
            arranged.add(f"rows-{new}-{name.split('-', 2)[2]}", value)
    return arranged


def _places(sent: MultiDict[str, str]) -> list[int]:
    """Return the numbers of the rows that were sent, in order."""
    return sorted({place for name in sent if (place := _row_of(name)) is not None})


def _row_of(name: str) -> int | None:
    """Return the number of the row that a field belongs to, if it belongs to one."""
    found = re.fullmatch(r"rows-([0-9]{1,3})-.+", name)
    return int(found[1]) if found else None


def _row(question: Question) -> dict[str, Any]:
    condition = question.condition
    lines = {
        locale: "\n".join(it.label.get(locale, "") for it in question.choices)
        for locale in LOCALES
        if any(locale in it.label for it in question.choices)
    }
    return {
        "key": question.key,
        "kind": question.kind.value,
        "label": question.label,
        "help": question.help,
        "required": question.required,
        "limit": question.limit,
        "minimum": question.minimum,
        "maximum": question.maximum,
        "choices": Words(lines),
        "condition": f"{condition.key}={condition.answer}" if condition else "",
    }


def _field_of(row: QuestionForm, flaw: Flaw) -> Any:
    match flaw:
        case Flaw.FEW_CHOICES | Flaw.MANY_CHOICES | Flaw.SAME_CHOICE:
            return next(iter(row.choices.form))
        case Flaw.ORDER:
            return row.maximum
        case Flaw.CONDITION:
            return row.condition
    return next(iter(row.label.form))


def _gone(value: str | None, offered: list[SelectChoice]) -> list[SelectChoice]:
    """Keep a condition in sight whose answer is no longer there, so that it is not lost unseen."""
    if not value or any(value == known.value for known in offered):
        return []
    return options({value: gettext("an answer that has been removed")}, group=gettext("Removed"))


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines()]


def _plain(number: Any) -> float | None:
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)
