"""Deliberation: proposals for best practices, rounds of rating, and what the panel agrees on."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach nothing yet."""
