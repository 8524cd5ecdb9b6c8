"""What the reasons for a panel say, word for word."""

import pytest
from flask import Flask

from eventsapp.core.i18n import force_locale
from eventsapp.experts.words.explanations import why_text
from eventsapp.selection import Panel, Why

THERE = Panel(members=(), score=0, bound=0)
SAID = [
    (
        Why("force_out", "Ana", THERE, 0, leave=("Ana",), come=("Bea",)),
        [
            "There is an equally good panel without Ana: the seed decides between them.",
            "Bea would come in.",
        ],
    ),
    (
        Why("force_out", "Ana", THERE, -150, leave=("Ana", "Cleo"), come=("Bea",)),
        [
            "Without Ana, the best panel would score 1.50 points less.",
            "Bea would come in, and Cleo would go out as well.",
        ],
    ),
    (
        Why("force_out", "Ana", THERE, -150, leave=("Ana",)),
        ["Without Ana, the best panel would score 1.50 points less."],
    ),
    (
        Why("force_in", "Ana", THERE, 0, leave=("Bea",), come=("Ana",)),
        [
            "A panel with Ana would be equally good: the seed decides between them.",
            "Bea would go out.",
        ],
    ),
    (
        Why("force_in", "Ana", THERE, -150, ("Bea", "Cleo"), come=("Ana", "Dora"), needs=150),
        [
            "The best panel with Ana scores 1.50 points less.",
            "Bea and Cleo would go out, and Dora would come in as well.",
            "With 1.50 points more, Ana would be on a par with those who are in.",
        ],
    ),
    (
        Why("force_in", "Ana", THERE, -150, come=("Ana",)),
        ["The best panel with Ana scores 1.50 points less."],
    ),
    (Why("force_in", "Ana", None), ["No panel with Ana meets all conditions."]),
    (Why("force_out", "Ana", None), ["No panel without Ana meets all conditions."]),
]


@pytest.mark.parametrize(("told", "said"), SAID)
def test_why_says_what_the_change_is_worth_and_who_else_would_move(
    app: Flask, told: Why, said: list[str]
) -> None:
    with app.test_request_context(), force_locale("en"):
        assert why_text(told, str) == said
