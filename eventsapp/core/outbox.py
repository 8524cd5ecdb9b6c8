"""The outbox: messages saved with the change that caused them, handled later by the worker.

The rows are the truth. A worker takes a message by leasing it; a lease that runs out (its worker
was killed) makes the message due again. So each is handled at least once, whatever happens.
"""

import random
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager, ExitStack
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import structlog
from flask import Flask, current_app
from sqlalchemy import Index, Select, bindparam, case, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, mapped_column

from eventsapp.core import clock, runner
from eventsapp.core.db import ASK_AGAIN, Model, db

Handler = Callable[..., None]
#: How long a message that came too early is put off.
PATIENCE = timedelta(seconds=5)
#: What to wait after the first, second, ... failure, in OUTBOX_PAUSE_SECONDS; the last one repeats.
PAUSES = (1, 5, 15, 60, 180, 360, 720, 1440)
#: When a message is due that is put to sleep, until ``again`` wakes it.
ASLEEP = datetime(9999, 1, 1, tzinfo=UTC)
#: Seconds for which messages share one commit on SQLite.
TOGETHER = 0.03
#: Messages that follow from one another in a ``drain``, before that is held to be endless.
ENDLESS = 50_000
log = structlog.get_logger()


class GiveUp(Exception):
    """A handler met something that another try cannot mend."""


class TooEarly(Exception):
    """A handler must wait for another message; this is no failure, and no try is counted."""


class Message(Model):
    """One thing that happened and that someone must still act on."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("ix_outbox_message_waiting", "done_at", "failed_at", "is_one_of_many", "due_at"),
    )

    name: Mapped[str]
    payload: Mapped[dict[str, Any]]
    key: Mapped[str | None] = mapped_column(unique=True)
    #: All others that are due go first.
    is_one_of_many: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str | None]


_table = Model.metadata.tables[Message.__tablename__]
_insert = {
    "sqlite": sqlite_insert(_table).on_conflict_do_nothing(),
    "postgresql": postgresql_insert(_table).on_conflict_do_nothing(),
}


@dataclass(frozen=True)
class News:
    """What a message is made of."""

    name: str
    payload: dict[str, Any]
    key: str | None = None
    due_at: datetime | None = None


class _Taken(NamedTuple):
    """A message that this worker has leased."""

    id: int
    name: str
    payload: dict[str, Any]
    due_at: datetime
    attempts: int
    leased_until: datetime


def put(
    name: str, *, due_at: datetime | None = None, key: str | None = None, **payload: Any
) -> None:
    """Add a message to the current transaction; it is handled when due, once committed.

    A second message with the same ``key`` is not added: the first one stands.
    """
    put_all([News(name, payload, key, due_at)])


def put_all(news: Iterable[News], *, to_many: bool = False) -> None:
    """Add messages at once, in their order; what goes ``to_many`` lets all others go first."""
    now = clock.now()
    rows: list[dict[str, Any]] = [
        {
            "name": it.name, "payload": it.payload, "key": it.key, "created_at": now,
            "due_at": it.due_at or now, "attempts": 0, "is_one_of_many": to_many,
        }
        for it in news
    ]  # fmt: skip
    if unknown := {row["name"] for row in rows} - current_app.extensions["outbox"].keys():
        raise LookupError(f"nobody handles {unknown}")
    if rows:
        db.session.execute(_insert[db.session.get_bind().dialect.name], rows)
        runner.wake_after_commit(sum(row["due_at"] <= now for row in rows))


def any_waits(keys: Collection[str]) -> bool:
    """Tell whether any message under one of these keys is still to be handled."""
    if not keys:
        return False
    waiting = select(Message.id).where(
        Message.key.in_(keys), Message.done_at.is_(None), Message.failed_at.is_(None)
    )
    return db.session.scalar(waiting.limit(1)) is not None


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
        runner.wake_after_commit()


def withdraw(keys: Collection[str]) -> set[str]:
    """Never handle messages; return the keys of those that nobody will.

    One that a worker has in hand is left to it, and one that failed to whoever tries it again.
    """
    if not keys:
        return set()
    now = clock.now()
    withdrawn = db.session.scalars(
        update(Message)
        .where(
            Message.key.in_(keys),
            Message.failed_at.is_(None),
            or_(
                Message.leased_until.is_(None),
                Message.leased_until < now,
                Message.done_at.is_not(None),
            ),
        )
        .values(done_at=now)
        .returning(Message.key)
        .execution_options(synchronize_session=False)
    )
    return {key for key in withdrawn if key}


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
    woken = len(moved.scalars().all())
    runner.wake_after_commit(woken)
    return woken


def announce(app: Flask, name: str) -> None:
    """Say that messages of that name are put, for whichever feature above cares to subscribe."""
    app.extensions["outbox"].setdefault(name, [])


def subscribe(app: Flask, name: str, handler: Handler) -> None:
    """Call ``handler(**payload)`` for each message of that name."""
    app.extensions["outbox"].setdefault(name, []).append(handler)


def hold(thing: AbstractContextManager[object]) -> None:
    """Enter something that is left once what became of the message being handled is committed.

    Raise ``TooEarly`` where that took so long that another worker may soon take the message.
    """
    hand = _hand.get()
    hand.held.enter_context(thing)
    hand.shares = False
    half = timedelta(seconds=int(current_app.config["OUTBOX_LEASE_SECONDS"]) / 2)
    if hand.taken is not None and clock.now() > hand.taken.leased_until - half:
        raise TooEarly


def work(most: int) -> int:
    """Handle what is due, one message after another, until nothing is; return how many."""
    handled, taken = 0, _take()
    db.session.commit()
    hand = _Hand()
    while taken is not None:
        handled += 1
        taken = hand.handle(taken, last=handled == most)
    return handled


def drain() -> int:
    """Handle all that is due, and what follows from it; return how many messages that was."""
    handled = work(ENDLESS)
    if handled == ENDLESS:
        raise RuntimeError("the outbox does not come to rest")
    return handled


class _Hand:
    """Handles one message at a time: the commit that ends one takes the next.

    On SQLite, where all writers wait for the disk at each commit, quick messages share one: a
    failure takes all of them back, to be done again. So what a handler does outside the database
    comes after ``release``, which commits.
    """

    def __init__(self) -> None:
        """Begin with nothing to commit."""
        self.held = ExitStack()
        self.taken: _Taken | None = None
        self.shares = False
        self._is_sqlite = db.session.get_bind().dialect.name == "sqlite"
        self._uncommitted: list[_Taken] = []
        self._commit_at = time.monotonic() + TOGETHER

    def handle(self, taken: _Taken, *, last: bool) -> _Taken | None:
        """Handle one message; return the next, unless this was to be the last or nothing is due."""
        self.taken, self.shares = taken, self._is_sqlite
        with ExitStack() as self.held:
            _hand.set(self)
            try:
                for handler in current_app.extensions["outbox"].get(taken.name, ()):
                    handler(**taken.payload)
                db.session.flush()
                db.session.execute(_done, {"message": taken.id, "now": clock.now()})
                self._uncommitted.append(taken)
                return self._go_on(last=last)
            except Exception as error:  # noqa: BLE001 -- one bad message must not stop the rest
                db.session.rollback()
                for it in self._uncommitted:
                    _give_back(it)
                _come_again(taken, error)
                self.shares = False
                return self._go_on(last=last)

    def _go_on(self, *, last: bool) -> _Taken | None:
        shares = self.shares and time.monotonic() < self._commit_at
        following = None if last else _take(many_first=shares)
        if following is None or not shares:
            db.session.commit()
            self._uncommitted.clear()
            if self.shares:
                time.sleep(2 * ASK_AGAIN)  # whoever waits to write has a chance to begin
            self._commit_at = time.monotonic() + TOGETHER
        return following


_hand: ContextVar[_Hand] = ContextVar("hand")


def _first(*, of_many: bool) -> Any:
    return (
        select(_table.c.id)
        .where(
            _table.c.done_at.is_(None),
            _table.c.failed_at.is_(None),
            _table.c.is_one_of_many == of_many,
            _table.c.due_at <= bindparam("now"),
            or_(_table.c.leased_until.is_(None), _table.c.leased_until < bindparam("now")),
        )
        .order_by(_table.c.due_at, _table.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )


def _lease(*, many_first: bool) -> Any:
    first, second = _first(of_many=many_first), _first(of_many=not many_first)
    return (
        update(_table)
        .where(_table.c.id == func.coalesce(first, second))
        .values(leased_until=bindparam("until"), attempts=_table.c.attempts + 1)
        .returning(*(_table.c[name] for name in _Taken._fields))
    )


_lease_next, _lease_of_many = _lease(many_first=False), _lease(many_first=True)
_done = update(_table).where(_table.c.id == bindparam("message")).values(done_at=bindparam("now"))


def _take(*, many_first: bool = False) -> _Taken | None:
    """Lease the message that has been due for longest, if one is."""
    now = clock.now()
    until = now + timedelta(seconds=int(current_app.config["OUTBOX_LEASE_SECONDS"]))
    lease = _lease_of_many if many_first else _lease_next
    row = db.session.execute(lease, {"now": now, "until": until}).one_or_none()
    return None if row is None else _Taken(*row)


def _settle(taken: _Taken, **values: Any) -> None:
    db.session.execute(update(_table).where(_table.c.id == taken.id).values(**values))


def _give_back(taken: _Taken) -> None:
    """Let a message be taken that was not handled after all; the lease may be gone already."""
    db.session.execute(
        update(_table)
        .where(_table.c.id == taken.id, _table.c.leased_until == taken.leased_until)
        .values(leased_until=None, attempts=taken.attempts - 1)
    )


def _come_again(taken: _Taken, error: Exception) -> None:
    """Give a message back: for a little later, for much later, or for good."""
    if isinstance(error, TooEarly):
        hurried = _table.c.due_at != taken.due_at
        later = case((hurried, _table.c.due_at), else_=clock.now() + PATIENCE)
        _settle(taken, leased_until=None, attempts=taken.attempts - 1, due_at=later)
        return
    log.warning("message failed", message=taken.name, id=taken.id, error=repr(error))
    values: dict[str, Any] = {
        "error": f"{type(error).__name__}: {error}"[:500],
        "leased_until": None,
        "attempts": taken.attempts,
    }
    if isinstance(error, GiveUp) or taken.attempts >= current_app.config["OUTBOX_MAX_ATTEMPTS"]:
        values["failed_at"] = clock.now()
    else:
        pause = PAUSES[min(taken.attempts, len(PAUSES)) - 1]
        seconds = pause * float(current_app.config["OUTBOX_PAUSE_SECONDS"])
        jitter = random.uniform(0.9, 1.1)  # noqa: S311 -- only spreads retries
        values["due_at"] = clock.now() + timedelta(seconds=seconds * jitter)
    _settle(taken, **values)


def init_app(app: Flask) -> None:
    """Give the application a table of handlers, and let the runner handle what is due."""
    app.extensions["outbox"] = {}
    runner.init_app(app, work=work)
