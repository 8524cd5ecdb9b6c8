"""What a question is, when it is asked, and when an answer to it will do.

A version of a question set is a list of ``Question`` as plain values: it is kept whole, never
changed once somebody has answered it.
"""

from eventsapp.questions.rules.answering import (
    Gap,
    Values,
    asked,
    carried,
    gaps,
    given,
    is_given,
    words_in,
)
from eventsapp.questions.rules.drafting import (
    MOST_CHOICES,
    MOST_QUESTIONS,
    Flaw,
    askable,
    choices_from,
    flaws,
)
from eventsapp.questions.rules.kinds import CONDITIONAL, COUNTABLE, TELLING, Kind, shared_answers
from eventsapp.questions.rules.question import (
    Choice,
    Condition,
    Question,
    content_of,
    questions_in,
)

__all__ = [
    "CONDITIONAL",
    "COUNTABLE",
    "MOST_CHOICES",
    "MOST_QUESTIONS",
    "TELLING",
    "Choice",
    "Condition",
    "Flaw",
    "Gap",
    "Kind",
    "Question",
    "Values",
    "askable",
    "asked",
    "carried",
    "choices_from",
    "content_of",
    "flaws",
    "gaps",
    "given",
    "is_given",
    "questions_in",
    "shared_answers",
    "words_in",
]
