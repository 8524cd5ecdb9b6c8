"""Questions: sets of questions that organisers write, and the answers, for whoever asks."""

from flask import Flask

from eventsapp.organizations.queries import body_names
from eventsapp.questions import queries, words
from eventsapp.questions.rules import words_in


def init_app(app: Flask) -> None:
    """Give templates what they need to ask questions and to show answers."""
    app.jinja_env.globals.update(
        QUESTION_KINDS=words.KINDS,
        answer_text=words.answer_text,
        answers_in=queries.answers_in,
        body_names=body_names,
    )
    app.jinja_env.filters.update(words_in=words_in)
