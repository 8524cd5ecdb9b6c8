"""What goes wrong, said to people: refusals of the domain, and pages for every error."""

from http import HTTPStatus

import structlog
from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateNotFound
from werkzeug.exceptions import HTTPException, SecurityError

from eventsapp.core.db import SAFE_METHODS, db
from eventsapp.core.i18n import LazyString, _

log = structlog.get_logger()


class Refused(Exception):
    """The domain refuses; ``message`` says why, to the person who asked."""

    message: str | LazyString = _("This cannot be done.")

    def __init__(self, message: str | LazyString | None = None) -> None:
        """Take the words of this one case, where the class's own do not say enough."""
        super().__init__(str(type(self).__name__))
        if message is not None:
            self.message = message


def init_app(app: Flask) -> None:
    """Give every error a page in the reader's language."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(SecurityError, _unknown_host)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _server_error)


def _refused(error: Refused) -> ResponseReturnValue:
    db.session.rollback()
    return render_template("errors/409.html", message=error.message), HTTPStatus.CONFLICT


def _form_expired(error: CSRFError) -> ResponseReturnValue:
    return render_template("errors/400.html", form_expired=True), HTTPStatus.BAD_REQUEST


def _unknown_host(error: SecurityError) -> ResponseReturnValue:
    """Answer without a page: where the host is none of ours, no page has an address."""
    answer = "This site does not go by that name.\n"
    return answer, HTTPStatus.BAD_REQUEST, {"Content-Type": "text/plain; charset=utf-8"}


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.response is not None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    if error.code == HTTPStatus.UNAUTHORIZED:
        here = request.full_path.rstrip("?") if request.method in SAFE_METHODS else None
        return redirect(url_for("security.login", next=here))
    try:
        page = render_template(f"errors/{error.code}.html")
    except TemplateNotFound:
        page = render_template("errors/400.html")
    headers = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]
    return page, error.code, headers


def _server_error(error: Exception) -> ResponseReturnValue:
    log.error("request failed", exc_info=error)
    db.session.rollback()
    return render_template("errors/500.html"), HTTPStatus.INTERNAL_SERVER_ERROR
