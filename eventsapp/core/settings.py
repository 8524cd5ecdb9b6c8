"""Read settings: config/default.toml, then one environment's, then EVENTSAPP_*."""

import os
import secrets
import tomllib
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, current_app
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parent
#: The folder that holds templates/, config/ and migrations/: the checkout, or a copy in the wheel.
ROOT = _CHECKOUT if (_CHECKOUT / "templates").is_dir() else _PACKAGE / "_root"
ENVIRONMENTS = ("development", "testing", "production")


class ConfigurationError(Exception):
    """The application cannot start; the message says in one sentence what to set."""


def load(app: Flask, environment: str) -> None:
    """Fill ``app.config`` for one environment; raise ``ConfigurationError`` if it cannot serve."""
    if environment not in ENVIRONMENTS:
        raise ConfigurationError(
            f"EVENTSAPP_ENV is {environment!r}, but must be one of {', '.join(ENVIRONMENTS)}."
        )
    for name in ("default", environment):
        path = ROOT / "config" / f"{name}.toml"
        app.config.from_file(str(path), load=tomllib.load, text=False)
    app.config.from_prefixed_env("EVENTSAPP")
    app.config["DATA_DIR"] = _data_dir(str(app.config["DATA_DIR"]))
    app.config["SECRET_KEY"] = _secret_key(app)
    app.config["SQLALCHEMY_DATABASE_URI"] = _database_url(app)
    app.config["BASE_URL"] = _base_url(str(app.config["BASE_URL"]))
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(hours=app.config["SESSION_IDLE_HOURS"])
    app.config["SESSION_COOKIE_NAME"] = (
        "__Host-session" if app.config["SESSION_COOKIE_SECURE"] else "session"
    )


def days(name: str) -> timedelta:
    """Return a setting that counts days."""
    return timedelta(days=int(current_app.config[name]))


def text(name: str) -> str:
    """Return a setting that is a text."""
    return str(current_app.config[name])


def _data_dir(given: str) -> Path:
    folder = Path(given or (_CHECKOUT / "var" if ROOT == _CHECKOUT else "eventsapp-data"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"EVENTSAPP_DATA_DIR: the folder {folder} cannot be made ({error.strerror})."
        ) from None
    if not os.access(folder, os.W_OK):
        raise ConfigurationError(f"EVENTSAPP_DATA_DIR: the folder {folder} cannot be written to.")
    return folder.resolve()


def _secret_key(app: Flask) -> str:
    key = str(app.config["SECRET_KEY"])
    if key:
        return key
    if not app.config["GENERATE_SECRET_KEY"]:
        raise ConfigurationError("Set EVENTSAPP_SECRET_KEY to a long random text.")
    path: Path = app.config["DATA_DIR"] / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(made := secrets.token_urlsafe(48))
    return made


def _database_url(app: Flask) -> str:
    given = str(app.config["DATABASE_URL"])
    if not given:
        return f"sqlite:///{app.config['DATA_DIR'] / 'eventsapp.db'}"
    try:
        url = make_url(given)
    except ArgumentError:
        raise ConfigurationError(
            "EVENTSAPP_DATABASE_URL is not an address such as"
            " postgresql+psycopg://user:password@host/name."
        ) from None
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ConfigurationError("EVENTSAPP_DATABASE_URL must name SQLite or PostgreSQL.")
    return url.render_as_string(hide_password=False)


def _base_url(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        raise ConfigurationError(
            "EVENTSAPP_BASE_URL must be an address such as https://events.example.org."
        )
    return given.rstrip("/")
