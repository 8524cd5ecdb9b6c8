"""Organisations: bodies, what they belong to, and every name they go by."""

from flask import Flask

from eventsapp.organizations import routes, words


def init_app(app: Flask) -> None:
    """Attach the pages and the words."""
    app.register_blueprint(routes.bp)
    app.jinja_env.filters.update(words.FILTERS)
