"""Registration: people ask for a seat at an event, and get one or wait."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach nothing yet."""
