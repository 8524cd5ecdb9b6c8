"""Mailings: the mails of an event in the hands of its organisers."""

from flask import Flask

from eventsapp.mailings.manage import bp


def init_app(app: Flask) -> None:
    """Attach the pages of organisers."""
    app.register_blueprint(bp)
