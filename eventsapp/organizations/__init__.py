"""Organisations: bodies, what they belong to, and every name they go by."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach nothing yet."""
