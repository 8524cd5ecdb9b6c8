"""Who may do what: every view asks a policy, or its answer never leaves."""

from http import HTTPStatus

from flask import Flask, Response, abort, g, request

#: Endpoints that hold nothing of anybody's.
OPEN_ENDPOINTS = frozenset(
    {
        "static",
        "bootstrap.static",
        "calendars.public",
        "calendars.event",
        "calendars.atom",
        "calendars.json",
        "calendars.widget",
        "calendars.private",
        "calendars.robots",
    }
)


def require(allowed: bool) -> None:  # noqa: FBT001 -- reads as a sentence
    """Go on if allowed; otherwise Unauthorized, or Forbidden once signed in."""
    g.policy_asked = True
    if not allowed:
        abort(HTTPStatus.UNAUTHORIZED if g.get("account") is None else HTTPStatus.FORBIDDEN)


def init_app(app: Flask) -> None:
    """Stop every successful answer for which no policy was asked."""

    @app.before_request
    def ask_anew() -> None:
        g.policy_asked = False

    @app.after_request
    def refuse_unasked(response: Response) -> Response:
        answered = response.status_code < HTTPStatus.BAD_REQUEST
        moved_by_routing = request.routing_exception is not None
        if (
            answered
            and not g.get("policy_asked")
            and not moved_by_routing
            and request.endpoint not in OPEN_ENDPOINTS
            and request.method != "OPTIONS"
        ):
            raise RuntimeError(f"{request.endpoint} asked no policy")
        return response
