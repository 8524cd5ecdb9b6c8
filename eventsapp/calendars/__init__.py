"""Calendars: what is on, in the form that the calendars of other people read."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach nothing yet."""
