"""Audit: who did what, when, to what, and why."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach nothing: the features show the record of their own things."""
