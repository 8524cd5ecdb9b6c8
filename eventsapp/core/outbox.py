"""The outbox: messages saved with the change that caused them, handled later by the worker.

The rows are the truth. A worker takes a message by leasing it; a lease that runs out (its worker
was killed) makes the message due again. So each is handled at least once, whatever happens.
"""

import random
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from flask import Flask, current_app
from sqlalchemy import Index, Select, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, mapped_column

from eventsapp.core import clock, runner
from eventsapp.core.db import Model, db

Handler = Callable[..., None]
#: How long a message that came too early is put off.
PATIENCE = timedelta(seconds=5)
#: Minutes to wait after the first, second, ... failure; the last one repeats.
PAUSES = (1, 5, 15, 60, 180, 360, 720, 1440)
#: When a message is due that is put to sleep, until ``again`` wakes it.
ASLEEP = datetime(9999, 1, 1, tzinfo=UTC)
log = structlog.get_logger()


class GiveUp(Exception):
    """A handler met something that another try cannot mend."""


class TooEarly(Exception):
    """A handler must wait for another message; this is no failure, and no try is counted."""


class Message(Model):
    """One thing that happened and that someone must still act on."""

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_waiting", "done_at", "failed_at", "due_at"),)

    name: Mapped[str]
    payload: Mapped[dict[str, Any]]
    key: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str | None]


def put(
    name: str, *, due_at: datetime | None = None, key: str | None = None, **payload: Any
) -> None:
    """Add a message to the current transaction; it is handled when due, once committed.

    A second message with the same ``key`` is not added: the first one stands.
    """
    if name not in current_app.extensions["outbox"]:
        raise LookupError(f"nobody handles {name!r}")
    now = clock.now()
    values = {
        "name": name, "payload": payload, "key": key, "created_at": now,
        "due_at": due_at or now, "attempts": 0,
    }  # fmt: skip
    if key is None:
        message = Message(**values)
        db.session.add(message)
        db.session.flush()
        runner.wake_after_commit(message.id)
        return
    dialect = db.session.get_bind().dialect.name
    insert = postgresql_insert if dialect == "postgresql" else sqlite_insert
    added = db.session.scalar(
        insert(Message).values(**values).on_conflict_do_nothing().returning(Message.id)
    )
    if added is not None:
        runner.wake_after_commit(added)


def any_waits(keys: Collection[str]) -> bool:
    """Tell whether any message under one of these keys is still to be handled."""
    waiting = select(Message.id).where(
        Message.key.in_(keys), Message.done_at.is_(None), Message.failed_at.is_(None)
    )
    return bool(keys) and db.session.scalar(waiting.limit(1)) is not None


def hurry(key: str) -> None:
    """Handle a message that was, or is just being, put off once this transaction is committed."""
    message = db.session.scalar(
        update(Message)
        .where(
            Message.key == key,
            Message.done_at.is_(None),
            Message.failed_at.is_(None),
            Message.error.is_(None),
        )
        .values(due_at=clock.now())
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    if message is not None:
        runner.wake_after_commit(message)


def again(keys: Select[str | None] | Select[str]) -> int:
    """Handle messages once more as if they were new; return how many there are.

    They are done, failed, waiting or asleep; one that a worker has in hand is left to it.
    """
    now = clock.now()
    moved = db.session.execute(
        update(Message)
        .where(
            Message.key.in_(keys),
            or_(
                Message.leased_until.is_(None),
                Message.leased_until < now,
                Message.done_at.is_not(None),
                Message.failed_at.is_not(None),
            ),
        )
        .values(done_at=None, failed_at=None, leased_until=None, error=None, attempts=0, due_at=now)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    woken = sorted(moved.scalars())
    for message_id in woken:
        runner.wake_after_commit(message_id)
    return len(woken)


def announce(app: Flask, name: str) -> None:
    """Say that messages of that name are put, for whichever feature above cares to subscribe."""
    app.extensions["outbox"].setdefault(name, [])


def subscribe(app: Flask, name: str, handler: Handler) -> None:
    """Call ``handler(**payload)`` for each message of that name."""
    app.extensions["outbox"].setdefault(name, []).append(handler)


def handle(message_id: int) -> bool:
    """Lease one message and handle it; say whether it was there to be taken."""
    if not _lease(message_id):
        return False
    message = db.session.get_one(Message, message_id)
    name, payload, was_due = message.name, message.payload, message.due_at
    try:
        for handler in current_app.extensions["outbox"].get(name, ()):
            handler(**payload)
        db.session.get_one(Message, message_id).done_at = clock.now()
        db.session.commit()
    except TooEarly:
        db.session.rollback()
        _put_off(message_id, was_due)
    except Exception as error:  # noqa: BLE001 -- one bad message must not stop the rest
        log.warning("message failed", message=name, id=message_id, error=repr(error))
        db.session.rollback()
        _postpone(message_id, error)
    return True


def due() -> list[int]:
    """Return the ids of messages that wait and are due, oldest first."""
    return list(
        db.session.scalars(
            _waiting(select(Message.id)).order_by(Message.due_at, Message.id).limit(500)
        )
    )


def drain(rounds: int = 50) -> int:
    """Handle all that is due, and what follows from it; return how many messages that was."""
    handled = 0
    for _ in range(rounds):
        waiting = due()
        db.session.rollback()
        if not waiting:
            return handled
        handled += sum(handle(message_id) for message_id in waiting)
    raise RuntimeError("the outbox does not come to rest")


def _waiting(statement: Any) -> Any:
    now = clock.now()
    return statement.where(
        Message.done_at.is_(None),
        Message.failed_at.is_(None),
        Message.due_at <= now,
        or_(Message.leased_until.is_(None), Message.leased_until < now),
    )


def _lease(message_id: int) -> bool:
    seconds = int(current_app.config["OUTBOX_LEASE_SECONDS"])
    taken = db.session.scalar(
        _waiting(update(Message).where(Message.id == message_id))
        .values(
            leased_until=clock.now() + timedelta(seconds=seconds), attempts=Message.attempts + 1
        )
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return taken is not None


def _put_off(message_id: int, was_due: datetime) -> None:
    """Give the lease back and come again a little later, or at once where ``hurry`` said so."""
    message = db.session.get_one(Message, message_id, populate_existing=True)
    message.leased_until = None
    message.attempts -= 1
    if message.due_at == was_due:
        message.due_at = clock.now() + PATIENCE
    else:
        runner.wake_after_commit(message_id)
    db.session.commit()


def _postpone(message_id: int, error: Exception) -> None:
    message = db.session.get_one(Message, message_id)
    message.error = f"{type(error).__name__}: {error}"[:500]
    message.leased_until = None
    if isinstance(error, GiveUp) or message.attempts >= current_app.config["OUTBOX_MAX_ATTEMPTS"]:
        message.failed_at = clock.now()
    else:
        minutes = PAUSES[min(message.attempts, len(PAUSES)) - 1]
        jitter = random.uniform(0.9, 1.1)  # noqa: S311 -- only spreads retries
        message.due_at = clock.now() + timedelta(minutes=minutes * jitter)
    db.session.commit()


def init_app(app: Flask) -> None:
    """Give the application a table of handlers, and let the runner handle what is due."""
    app.extensions["outbox"] = {}
    runner.init_app(app, handle=handle, due=due)
