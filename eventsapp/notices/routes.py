"""Caught mails, for newcomers and tests: only where MAIL_CATCHER is on."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.notices.queries import caught_mail, caught_mails

bp = Blueprint("notices", __name__, url_prefix="/mails")


@bp.get("/")
def caught() -> ResponseReturnValue:
    """List the mails that were caught, newest first."""
    require(allowed=True)
    return render_template("notices/caught.html", mails=caught_mails())


@bp.get("/<name>")
def mail(name: str) -> ResponseReturnValue:
    """Show one caught mail as text, with its links."""
    require(allowed=True)
    return render_template("notices/mail.html", mail=found(caught_mail(name)))
