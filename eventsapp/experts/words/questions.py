"""Words for what an amendment changes in a call's own questions."""

from collections.abc import Mapping
from typing import Any

from eventsapp.core.i18n import gettext, say
from eventsapp.questions.rules import Question, questions_in


def question_changes_text(
    before: Mapping[str, Any], after: Mapping[str, Any], main: str
) -> list[str]:
    """Say which questions are new, gone or asked otherwise, sentence by sentence."""
    was = {it.key: it for it in questions_in(before)}
    now = {it.key: it for it in questions_in(after)}
    sentences = [_sentence(was.get(key), now.get(key), main) for key in {**was, **now}]
    if [key for key in was if key in now] != [key for key in now if key in was]:
        sentences.append(str(gettext("The questions are in a different order.")))
    return [sentence for sentence in sentences if sentence]


def _sentence(was: Question | None, now: Question | None, main: str) -> str:
    if was == now:
        return ""
    if was is None:
        return str(gettext("New question: “%(question)s”.", question=_label(now, main)))
    if now is None:
        return str(gettext("No longer asked: “%(question)s”.", question=_label(was, main)))
    return str(gettext("Worded differently: “%(question)s”.", question=_label(now, main)))


def _label(question: Question | None, main: str) -> str:
    return say(question.label, main) if question else ""
