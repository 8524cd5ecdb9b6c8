"""The application: one factory, and the features it is made of."""

import os
from importlib import import_module
from importlib.util import find_spec

from flask import Flask

from eventsapp import (
    accounts,
    audit,
    calendars,
    core,
    deliberation,
    desk,
    duties,
    events,
    experts,
    mailings,
    notices,
    organizations,
    questions,
    registration,
    reports,
)
from eventsapp.core import settings

#: Lowest floor first: a feature may import only features named before it.
FEATURES = (
    notices,
    audit,
    accounts,
    duties,
    organizations,
    questions,
    events,
    registration,
    experts,
    deliberation,
    reports,
    calendars,
    mailings,
    desk,
)


def create_app(environment: str | None = None) -> Flask:
    """Build the application for one environment named in ``config/`` (or ``EVENTSAPP_ENV``)."""
    app = Flask("eventsapp", template_folder=str(settings.ROOT / "templates"))
    settings.load(app, environment or os.environ.get("EVENTSAPP_ENV", "production"))
    core.init_app(app)
    for feature in FEATURES:
        if find_spec(f"{feature.__name__}.models"):
            import_module(f"{feature.__name__}.models")  # every table is known from the start
        feature.init_app(app)
    return app
