"""The organisers' and the reviewers' pages of a call."""

from eventsapp.experts.manage import board, call, review
from eventsapp.experts.manage.bp import bp

__all__ = ["board", "bp", "call", "review"]
