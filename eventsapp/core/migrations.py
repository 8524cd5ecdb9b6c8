"""Tables are made by migrations, and in no other way.

Alembic is loaded by those who migrate, not by every process that serves: it weighs 10 MB.
"""

import logging
import os

from flask import Flask, current_app

from eventsapp.core.db import db
from eventsapp.core.settings import ROOT


def upgrade() -> None:
    """Bring the tables of the current application up to date."""
    import flask_migrate  # noqa: PLC0415 -- see above

    logging.getLogger("alembic").setLevel(logging.WARNING)
    _attach(current_app)
    flask_migrate.upgrade()


def _attach(app: Flask) -> None:
    from flask_migrate import Migrate  # noqa: PLC0415 -- see above

    if "migrate" not in app.extensions:
        Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)


def init_app(app: Flask) -> None:
    """Attach Flask-Migrate's commands where the command ``flask`` runs."""
    if os.environ.get("FLASK_RUN_FROM_CLI"):
        _attach(app)
