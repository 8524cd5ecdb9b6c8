"""The database session, the base model, and the one place that commits.

A transaction that may write says so when it begins (SQLite: BEGIN IMMEDIATE), because a reader
that turns writer half-way meets "database is locked" at once. Writers are the requests of an
unsafe method, the worker, and the commands; readers are all other requests.
"""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from http import HTTPStatus
from itertools import count
from typing import Any, TypeVar

from flask import Flask, Response, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    TypeDecorator,
    event,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from eventsapp.core.words import Words

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BUSY_TIMEOUT_MS = 10_000
#: Seconds. Left to itself SQLite soon asks ten times a second only, and hardly ever meets a
#: database that workers leave alone for moments.
ASK_AGAIN = 0.0005
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_connections = count(1)
_may_write: ContextVar[bool] = ContextVar("may_write", default=True)

#: A column of plain JSON values: JSONB on PostgreSQL, so that rows can be compared.
Json = JSON().with_variant(JSONB(), "postgresql")


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware on the way in, UTC in the table, aware on the way out."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware datetime into naive UTC; a naive one is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the stored moment its zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


class WordsColumn(TypeDecorator[Words]):
    """One text in several languages, kept as a JSON object of locale to text."""

    impl = Json
    cache_ok = True

    def process_bind_param(self, value: Words | None, dialect: Dialect) -> dict[str, str] | None:
        """Store the plain mapping."""
        return None if value is None else dict(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Words | None:
        """Give the words their type back."""
        return None if value is None else Words(value)


class Model(DeclarativeBase):
    """Base of every table: an integer key and named constraints."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UTCDateTime,
            Words: WordsColumn,
            dict[str, Any]: Json,
            list[str]: Json,
            StrEnum: Enum(
                StrEnum,
                native_enum=False,
                length=40,
                values_callable=lambda kind: [member.value for member in kind],
                create_constraint=False,
            ),
        },
    )

    id: Mapped[int] = mapped_column(primary_key=True)


db = SQLAlchemy(
    model_class=Model,
    disable_autonaming=True,
    session_options={"join_transaction_mode": "create_savepoint"},
    engine_options={"json_serializer": partial(json.dumps, ensure_ascii=False)},
)
Row = TypeVar("Row", bound=Model)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, record: object) -> None:
    """Make SQLite obey: real transactions and savepoints, WAL, foreign keys, patience."""
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if not _may_write.get():
        connection.exec_driver_sql("BEGIN")
    elif not _begun_to_write(connection.connection.driver_connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begun_to_write(raw: Any) -> bool:
    """Wait for our turn to write, as patiently as ever; say whether it came."""
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        for _ in range(int(BUSY_TIMEOUT_MS / 1000 / ASK_AGAIN)):
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    return False
                time.sleep(ASK_AGAIN)
            else:
                return True
    finally:
        raw.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    return False


def lock(row: Row) -> Row:
    """Hold a row until the transaction ends, and read it afresh.

    PostgreSQL locks the row; on SQLite the writing transaction already holds the database.
    """
    model = type(row)
    return db.session.execute(
        select(model)
        .where(model.id == row.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one()


def mark_of_data() -> tuple[int, str] | None:
    """Return a mark: two readers who get equal marks see equal data, whoever writes.

    SQLite counts what other connections have committed (``PRAGMA data_version``) and what this one
    has changed; PostgreSQL names the transactions that a snapshot sees. None where this transaction
    may write, for what it has changed may yet be taken back.
    """
    if _may_write.get():
        return None
    connection = db.session.connection()
    number = connection.info.setdefault("number", next(_connections))
    if connection.dialect.name == "sqlite":
        others = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
        raw = connection.connection.driver_connection
        return number, f"{others} {raw.total_changes if raw else 0}"
    return 0, str(connection.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar_one())


def checkpoint() -> None:
    """Commit what a long piece of work has come to: others see it, and nobody waits for a lock."""
    db.session.commit()


def release() -> None:
    """End the transaction before slow work outside the database; the caller has changed nothing.

    It commits, for the worker may have done other messages in the same transaction.
    """
    if db.session.new or db.session.dirty or db.session.deleted:
        raise RuntimeError("release() would keep changes")
    db.session.commit()


@contextmanager
def reading() -> Iterator[None]:
    """Read without keeping others from writing; the caller changes nothing.

    It ends the transaction, and keeps what was done in it before.
    """
    token = _may_write.set(False)
    try:
        yield
    finally:
        _may_write.reset(token)
    release()


def init_app(app: Flask) -> None:
    """Bind the database and commit once, after each successful write request."""
    db.init_app(app)

    @app.before_request
    def say_what_it_may() -> None:
        _may_write.set(request.method not in SAFE_METHODS)

    @app.after_request
    def commit(response: Response) -> Response:
        wrote = request.method not in SAFE_METHODS and response.status_code < HTTPStatus.BAD_REQUEST
        (db.session.commit if wrote else db.session.rollback)()
        return response

    @app.teardown_request
    def forget(error: BaseException | None) -> None:
        _may_write.set(True)
