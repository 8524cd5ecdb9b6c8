"""Reading question sets and answers."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select

from eventsapp.core.db import db
from eventsapp.core.files import StoredFile
from eventsapp.organizations.queries import organization_named
from eventsapp.questions.models import AnswerSheet, QuestionSet, QuestionSetVersion
from eventsapp.questions.rules import (
    TELLING,
    Gap,
    Kind,
    Question,
    asked,
    carried,
    gaps,
    is_given,
)


@dataclass(frozen=True)
class Answer:
    """A question as it was asked, what was answered, and the file where it was one."""

    question: Question
    value: Any
    file: StoredFile | None


def questions_of(question_set: QuestionSet | None) -> tuple[Question, ...]:
    """Return the questions that are asked now."""
    version = question_set.latest if question_set else None
    return version.questions if version else ()


def is_answered(version: QuestionSetVersion) -> bool:
    """Tell whether anybody has answered this version."""
    answered = exists().where(AnswerSheet.version_id == version.id)
    return bool(db.session.scalar(select(answered)))


def answers_in(sheet: AnswerSheet | None, *, blind: bool = False) -> list[Answer]:
    """Return what was asked in the version that was answered, with the answers, in its order.

    ``blind`` leaves out what can tell who answered.
    """
    if sheet is None:
        return []
    files = files_in(sheet)
    return [
        Answer(question, sheet.values.get(question.key), files.get(question.key))
        for question in asked(sheet.version.questions, sheet.values)
        if not (blind and question.kind in TELLING)
    ]


def files_in(sheet: AnswerSheet | None) -> dict[str, StoredFile]:
    """Return the files among the answers, by the question's key."""
    if sheet is None:
        return {}
    keys = {it.key for it in sheet.version.questions if it.kind is Kind.FILE}
    numbers = {key: sheet.values[key] for key in keys if is_given(sheet.values.get(key))}
    if not numbers:
        return {}
    stored = db.session.scalars(select(StoredFile).where(StoredFile.id.in_(numbers.values())))
    by_number = {file.id: file for file in stored}
    return {key: by_number[number] for key, number in numbers.items() if number in by_number}


def values_for(sheet: AnswerSheet | None, version: QuestionSetVersion | None) -> dict[str, Any]:
    """Return the answers of a sheet as far as they answer this version, too."""
    if sheet is None or version is None:
        return {}
    if sheet.version_id == version.id:
        return dict(sheet.values)
    return carried(sheet.version.questions, version.questions, sheet.values)


def gaps_for(sheet: AnswerSheet | None, version: QuestionSetVersion | None) -> dict[str, Gap]:
    """Return what a sheet still lacks to answer this version, by the question's key."""
    return gaps(version.questions, values_for(sheet, version)) if version else {}


def organization_answer(name: str) -> dict[str, Any] | None:
    """Return a typed organisation as an answer: its number where we know it by that name."""
    if not name:
        return None
    body = organization_named(name)
    return {"name": name, "id": body.id if body else None}
