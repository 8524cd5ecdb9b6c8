"""Experts: calls for experts, their applications, the reviews, and who is selected."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach nothing yet."""
