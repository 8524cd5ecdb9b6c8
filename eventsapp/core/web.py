"""Small words that every route uses: found, link, safe_next, static_url, email_address."""

import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from flask import Flask, Response, abort, current_app, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from eventsapp.core import headers

T = TypeVar("T")
THEMES = {"light", "dark", "auto"}
YEAR = 365 * 24 * 3600
#: Characters of a part of an address that may be a secret, where we know no page there.
LIKE_A_TOKEN = 32
_CONTROL = re.compile(r"[\x00-\x1f]")
#: What octets that are no text are read as.
NO_TEXT = "\ufffd"


def found(thing: T | None) -> T:
    """Return the thing, or answer Not Found."""
    if thing is None:
        abort(404)
    return thing


def link(endpoint: str, **values: Any) -> str:
    """Return the whole address of a page, from the configured base: for mails and feeds."""
    base = urlsplit(current_app.config["BASE_URL"])
    adapter = current_app.url_map.bind(
        base.netloc, script_name=base.path or "/", url_scheme=base.scheme
    )
    return adapter.build(endpoint, values, force_external=True)


def is_secret_link(url: str) -> bool:
    """Tell whether an address is itself the permission: a page of ours with a token in it.

    Whatever its host, for an installation may have moved since the address was mailed.
    """
    base, asked = urlsplit(current_app.config["BASE_URL"]), urlsplit(url)
    path = asked.path.removeprefix(base.path.rstrip("/"))
    adapter = current_app.url_map.bind(base.netloc, url_scheme=base.scheme)
    try:
        rule, _values = adapter.match(path, method="GET", return_rule=True)
    except HTTPException:
        pieces = [*asked.path.split("/"), *asked.query.split("&")]
        return asked.netloc == base.netloc and any(len(it) >= LIKE_A_TOKEN for it in pieces)
    return any("token" in name or "secret" in name for name in rule.arguments)


def safe_next(target: str | None, otherwise: str) -> str:
    """Return the path to go on to: one of our own pages, never another site."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return otherwise
    if any(ord(character) < ord(" ") or character == "\\" for character in target):
        return otherwise
    return target


def static_url(filename: str) -> str:
    """Return a static file's address with a mark of its content, to be kept for a year."""
    address = _marked(str(current_app.static_url_path), str(current_app.static_folder), filename)
    return f"{request.script_root}{address}" if request else address


@lru_cache(maxsize=512)
def _marked(root: str, folder: str, filename: str) -> str:
    path = Path(folder) / filename
    mark = hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""
    return f"{root}/{quote(filename)}?v={mark}" if mark else f"{root}/{quote(filename)}"


def email_address(email: str | None) -> Markup:
    """Show an email address that breaks before its at sign and dots, if it must; "" of none."""
    if not email:
        return Markup()
    parts = re.split(r"(?=[@.])", email)
    return Markup('<span class="address">{}</span>').format(Markup("<wbr>").join(parts))


def init_app(app: Flask) -> None:
    """Attach the words that templates use, and the proxies we stand behind, if any."""
    app.jinja_env.globals.update(static_url=static_url, link=link)
    app.jinja_env.filters["email_address"] = email_address
    app.wsgi_app = _as_text(app.wsgi_app)  # type: ignore[method-assign]
    if hops := int(app.config["PROXY_HOPS"]):
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )

    @app.before_request
    def refuse_null_bytes() -> None:
        if any("\x00" in text for pair in request.form.items(multi=True) for text in pair):
            abort(400)

    @app.after_request
    def keep_theme(response: Response) -> Response:
        if (theme := request.args.get("theme")) in THEMES and not headers.is_framed():
            response.set_cookie(
                "theme",
                theme,
                max_age=YEAR,
                samesite="Lax",
                secure=app.config["SESSION_COOKIE_SECURE"],
            )
        return response


def _as_text(wsgi_app: Callable[..., Any]) -> Callable[..., Any]:
    """Read control characters in a path, and zeros in a query, as other octets that are no text."""
    in_path, in_query = NO_TEXT.encode().decode("latin-1"), quote(NO_TEXT)

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        environ["PATH_INFO"] = _CONTROL.sub(in_path, environ["PATH_INFO"])
        environ["QUERY_STRING"] = environ["QUERY_STRING"].replace("%00", in_query)
        return wsgi_app(environ, start_response)

    return answer


def is_free_of_limits() -> bool:
    """Tell whether this request is cheap and shared: static files, feeds, the health check."""
    return request.endpoint in {"static", "bootstrap.static", "health.healthz"} or bool(
        request.endpoint and request.endpoint.startswith("calendars.")
    )
