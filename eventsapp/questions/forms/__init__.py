"""The forms in which questions are written, and in which they are answered."""

from eventsapp.questions.forms.answering import (
    AnswersForm,
    answers_form,
    choose_again,
    saved_answers,
)
from eventsapp.questions.forms.writing import QuestionSetForm, question_set_form

__all__ = [
    "AnswersForm",
    "QuestionSetForm",
    "answers_form",
    "choose_again",
    "question_set_form",
    "saved_answers",
]
