"""The part of a form in which the questions of a set are answered."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import Field
from wtforms import Form as PlainForm

from eventsapp.core.files import StoredFile
from eventsapp.core.forms import CleanMeta
from eventsapp.core.i18n import gettext
from eventsapp.questions.forms.fields import field_for, said, shown
from eventsapp.questions.rules import Gap, Kind, Question, Values, gaps
from eventsapp.questions.words import condition_text, gap_text


class AnswersMeta(CleanMeta):
    """A part of a form: the whole has the CSRF token."""

    csrf = False


class AnswersForm(PlainForm):  # type: ignore[misc]
    """One field per question; shapes only, so that an incomplete draft can be saved."""

    Meta = AnswersMeta
    questions: Sequence[Question] = ()
    main = "en"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Tell each field which question it is, and when that is asked."""
        super().__init__(*args, **kwargs)
        by_key = {question.key: question for question in self.questions}
        for question in self.questions:
            field = self.field(question)
            field.question, field.required, field.kept = question, question.required, None
            if condition := question.condition:
                source = by_key[condition.key]
                field.depends_on = self.field(source)
                field.depends_text = condition_text(question, source, self.main)

    def field(self, question: Question) -> Field:
        """Return the field of a question."""
        return self[_name(question)]

    def show_files(self, files: Mapping[str, StoredFile]) -> None:
        """Name beside its field each file that is kept already, by the question's key."""
        for question in self.questions:
            self.field(question).kept = files.get(question.key)

    def values(self, kept: Values) -> dict[str, Any]:
        """Return what was typed, by the question's key; a file that was kept stays the answer."""
        typed = {it.key: said(it, self.field(it)) for it in self.questions}
        for question in self._file_questions():
            typed[question.key] = typed[question.key] or kept.get(question.key)
        return typed

    def show(self, found: Mapping[str, Gap]) -> None:
        """Say beside each field what it still lacks, by the question's key."""
        for question in self.questions:
            if question.key in found:
                self.field(question).errors = [gap_text(question, found[question.key])]

    def show_gaps(self, values: Values) -> None:
        """Say beside each field what these answers still lack."""
        self.show(gaps(self.questions, values))

    def ask_again_for_files(self) -> None:
        """Say that a file that came with a form that is not saved has to be chosen again."""
        for question in self._file_questions():
            field = self.field(question)
            if field.data and not field.errors:
                field.errors = [choose_again()]

    def _file_questions(self) -> Iterable[Question]:
        return (it for it in self.questions if it.kind is Kind.FILE)


def choose_again() -> str:
    """Say of a file that came with a form that is not saved what to do."""
    return str(gettext("Please choose this file again: nothing in this form has been saved yet."))


def answers_form(questions: Sequence[Question], main: str) -> type[AnswersForm]:
    """Make the form of these questions, in the reader's language, else in the main one."""
    fields = {_name(question): field_for(question, main) for question in questions}
    own = {**fields, "questions": tuple(questions), "main": main}
    return type("OwnAnswersForm", (AnswersForm,), own)


def saved_answers(questions: Iterable[Question], values: Values) -> dict[str, Any]:
    """Return answers as the form takes them as its data."""
    return {_name(it): shown(it, values[it.key]) for it in questions if it.key in values}


def _name(question: Question) -> str:
    """Name the field so that no key can be taken for a part of the form itself."""
    return f"q_{question.key}"
