"""Write questions, and keep answers to them."""

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import FileStorage

from eventsapp.core import clock
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.files import discard, keep
from eventsapp.questions.models import AnswerSheet, QuestionSet, QuestionSetVersion
from eventsapp.questions.queries import files_in, is_answered
from eventsapp.questions.rules import Question, content_of, flaws, given
from eventsapp.questions.words import flaw_text


class QuestionsFlawed(Refused):
    """The questions cannot be asked so; the message says why."""


def save_set(question_set: QuestionSet | None, questions: Sequence[Question]) -> QuestionSet:
    """Write the questions down; what somebody has answered stays as it was, as a version."""
    if found := flaws(questions):
        raise QuestionsFlawed(flaw_text(found[0].flaw))
    now, content = clock.now(), content_of(questions)
    if question_set is None:
        question_set = QuestionSet(created_at=now)
        db.session.add(question_set)
    else:
        lock(question_set)
    latest = question_set.latest
    if latest is not None and (latest.content == content or not is_answered(latest)):
        latest.content, latest.made_at = content, now
    else:
        number = latest.number + 1 if latest else 1
        question_set.versions.append(
            QuestionSetVersion(number=number, made_at=now, content=content)
        )
    db.session.flush()
    return question_set


def answer(
    sheet: AnswerSheet | None, version: QuestionSetVersion, values: Mapping[str, Any]
) -> AnswerSheet:
    """Keep answers to a version; answers to questions that are not asked are dropped.

    A file is given as it was sent, or as the number of the one that is kept already; a file that
    is no longer among the answers is discarded. Raise ``FileTooLarge`` or ``FileNotAllowed``.
    """
    lock(version.question_set)
    before = files_in(sheet).values()
    counted = given(version.questions, values)
    sent = {key: keep(it) for key, it in counted.items() if isinstance(it, FileStorage)}
    db.session.flush()  # files learn their numbers
    if sheet is None:
        sheet = AnswerSheet(version=version)
        db.session.add(sheet)
    sheet.version, sheet.saved_at = version, clock.now()
    sheet.values = counted | {key: file.id for key, file in sent.items()}
    db.session.flush()
    kept = {file.id for file in files_in(sheet).values()}
    for file in before:
        if file.id not in kept:
            discard(file)
    return sheet
