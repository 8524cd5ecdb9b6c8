"""The headers of every answer: content security policy, no sniffing, no framing, caching."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request

View = TypeVar("View", bound=Callable[..., Any])

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
CONTENT_SECURITY_POLICY = "; ".join(f"{name} {value}" for name, value in DIRECTIVES.items())
#: For the pages that other sites may show in a frame.
FRAMED_POLICY = "; ".join(
    f"{name} {value}"
    for name, value in DIRECTIVES.items()
    if name not in {"script-src", "connect-src", "frame-src", "manifest-src", "frame-ancestors"}
)
#: For a document within one of our own pages: nothing in it runs, is loaded or is sent.
ENCLOSED_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
_FRAMED = "may_be_framed"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def secret_page(*, kept: str = "no-store") -> None:
    """Say that this page's address is a secret: nobody is told of it, and nobody keeps it.

    A calendar program may keep what it alone is shown, if it asks each time: ``private, no-cache``.
    """
    g.secret_page = kept


def enclosed(html: str) -> Response:
    """Answer with a document that a page of ours shows in a frame; its links open new pages."""
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = ENCLOSED_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def framed(view: View) -> View:
    """Mark a view whose page other sites may show in a frame: it sets no cookie, runs no script."""
    setattr(view, _FRAMED, True)
    return view


def is_framed() -> bool:
    """Tell whether the page asked for may be shown in frames of other sites."""
    return hasattr(current_app.view_functions.get(request.endpoint or ""), _FRAMED)


def init_app(app: Flask) -> None:
    """Set the headers, unless a view has set its own."""

    @app.after_request
    def set_headers(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if is_framed() and response.status_code in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
            del response.headers["X-Frame-Options"]
            response.headers["Content-Security-Policy"] = FRAMED_POLICY
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        secret = g.get("secret_page")
        response.headers.setdefault(
            "Referrer-Policy", "no-referrer" if secret else "strict-origin-when-cross-origin"
        )
        if secret:
            response.headers["X-Robots-Tag"] = "noindex"
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers.setdefault(
                "Strict-Transport-Security", "max-age=31536000; includeSubDomains"
            )
        if request.endpoint in {"static", "bootstrap.static"}:
            kept = "v" in request.args and response.status_code < HTTPStatus.BAD_REQUEST
            response.headers["Cache-Control"] = (
                "public, max-age=31536000, immutable" if kept else "public, max-age=3600"
            )
        elif secret:
            response.headers["Cache-Control"] = secret
        elif g.get("account") is not None:
            response.headers["Cache-Control"] = "no-store"
        return response
