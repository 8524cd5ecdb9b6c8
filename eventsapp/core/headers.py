"""The headers of every answer: content security policy, no sniffing, no framing, caching."""

from http import HTTPStatus

from flask import Flask, Response, g, request

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
CONTENT_SECURITY_POLICY = "; ".join(f"{name} {value}" for name, value in DIRECTIVES.items())
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def secret_page() -> None:
    """Say that this page's address is a secret: nobody keeps it, nobody is told of it."""
    g.secret_page = True


def init_app(app: Flask) -> None:
    """Set the headers, unless a view has set its own."""

    @app.after_request
    def set_headers(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        secret = g.get("secret_page", False)
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
        elif g.get("account") is not None or secret:
            response.headers["Cache-Control"] = "no-store"
        return response
