"""Huey as runner and clock: it wakes up for messages, and sweeps every minute for the rest.

A job says only "look", however many messages were put. Losing one loses nothing: the sweep looks.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import structlog
from flask import Flask, current_app
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from sqlalchemy import event
from sqlalchemy.orm import Session

from eventsapp.core.db import db

#: Jobs for what one transaction put: more threads than that hardly wait for work.
HANDS = 8
#: Messages that one job handles before it lets the others of the queue have their turn.
MOST = 500
_works: ContextVar[bool] = ContextVar("works", default=False)
log = structlog.get_logger()


def wake_after_commit(messages: int = 1) -> None:
    """Let workers look for messages, once the current transaction has been committed."""
    info = db.session.info
    info["to_wake"] = info.get("to_wake", 0) + messages


def queue(app: Flask) -> Huey:
    """Return the application's queue."""
    made: Huey = app.extensions["huey"]
    return made


def init_app(app: Flask, *, work: Callable[[int], int]) -> None:
    """Make the queue that the settings name, and the two jobs that it runs."""
    if not app.config["QUEUE_ENABLED"]:
        return
    huey = _make(str(app.config["QUEUE_URL"]), str(app.config["DATA_DIR"] / "queue.db"))
    app.extensions["huey"] = huey

    @huey.task(name="look")
    def look() -> None:
        token = _works.set(True)
        try:
            with app.app_context():
                again = work(MOST) == MOST
        finally:
            _works.reset(token)
        if again:
            look()

    @huey.periodic_task(crontab(), name="sweep")
    def sweep() -> None:
        look()

    huey.on_startup(name="sweep")(sweep.call_local)
    app.extensions["outbox_job"] = look


def every_minute(app: Flask, name: str, job: Callable[[], object]) -> None:
    """Let the worker do something again and again; twice at once it must do no harm."""
    if "huey" not in app.extensions:
        return

    @queue(app).periodic_task(crontab(), name=name)
    def run() -> None:
        with app.app_context():
            job()


@event.listens_for(Session, "after_commit")
def _wake(session: Session) -> None:
    """Have looked for what was put; a queue that is away only delays it to the sweep.

    Who is at work looks again anyway: it calls others only for more than one message.
    """
    if session.in_nested_transaction():
        return
    hands = min(session.info.pop("to_wake", 0), HANDS) - _works.get()
    if "outbox_job" not in current_app.extensions:
        return
    try:
        for _ in range(hands):
            current_app.extensions["outbox_job"]()
    except Exception as error:  # noqa: BLE001 -- what is committed must not fail afterwards
        log.warning("worker not woken", error=repr(error))


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("to_wake", None)


def _make(url: str, path: str) -> Huey:
    options: dict[str, Any] = {"name": "eventsapp", "results": False, "store_none": False}
    if url.startswith(("redis://", "rediss://")):
        return RedisHuey(url=url, **options)
    if url.startswith("postgresql"):
        return PostgresHuey(dsn=url.replace("+psycopg", ""), **options)
    return SqliteHuey(filename=path, fsync=False, **options)
