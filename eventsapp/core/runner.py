"""Huey as runner and clock: it wakes up for messages, and sweeps every minute for the rest.

A job carries only the id of a message. Losing one loses nothing: the sweep finds the row.
"""

from collections.abc import Callable
from typing import Any

import structlog
from flask import Flask, current_app
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from sqlalchemy import event
from sqlalchemy.orm import Session

from eventsapp.core.db import db

log = structlog.get_logger()


def wake_after_commit(message_id: int) -> None:
    """Wake a worker for a message, once the current transaction has been committed."""
    db.session.info.setdefault("to_wake", []).append(message_id)


def queue(app: Flask) -> Huey:
    """Return the application's queue."""
    made: Huey = app.extensions["huey"]
    return made


def init_app(app: Flask, *, handle: Callable[[int], bool], due: Callable[[], list[int]]) -> None:
    """Make the queue that the settings name, and the two jobs that it runs."""
    if not app.config["QUEUE_ENABLED"]:
        return
    huey = _make(str(app.config["QUEUE_URL"]), str(app.config["DATA_DIR"] / "queue.db"))
    app.extensions["huey"] = huey

    @huey.task(name="handle")
    def run(message_id: int) -> None:
        with app.app_context():
            handle(message_id)

    @huey.periodic_task(crontab(), name="sweep")
    def sweep() -> None:
        with app.app_context():
            for message_id in due():
                run(message_id)

    huey.on_startup(name="sweep")(sweep.call_local)
    app.extensions["outbox_job"] = run


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
    """Enqueue what the transaction put; a queue that is away only delays it to the sweep."""
    if session.in_nested_transaction():
        return
    waiting = session.info.pop("to_wake", [])
    if not waiting or "outbox_job" not in current_app.extensions:
        return
    try:
        for message_id in waiting:
            current_app.extensions["outbox_job"](message_id)
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
