"""The organisers' and the reviewers' pages of a call."""

from eventsapp.experts.manage import (
    amend,
    assigning,
    board,
    call,
    inviting,
    nominations,
    questions,
    review,
    reviews_due,
    twins,
)
from eventsapp.experts.manage.bp import bp

__all__ = [
    "amend",
    "assigning",
    "board",
    "bp",
    "call",
    "inviting",
    "nominations",
    "questions",
    "review",
    "reviews_due",
    "twins",
]
