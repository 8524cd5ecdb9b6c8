"""The desk: where each of us begins, be it a visitor, a participant or an organiser."""

from flask import Flask

from eventsapp.desk import routes


def init_app(app: Flask) -> None:
    """Attach the home page, everybody's own page, and the organiser's desk."""
    app.register_blueprint(routes.bp)
