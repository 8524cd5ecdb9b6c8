"""Say whether the application can serve: for those who watch over it."""

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from eventsapp.core.db import db
from eventsapp.core.policy import require

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Answer "ok" once the database has answered."""
    require(allowed=True)
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}, {"Cache-Control": "no-store"}


def init_app(app: Flask) -> None:
    """Attach the page."""
    app.register_blueprint(bp)
