"""Alembic's entry: one connection, the application's metadata, house types in plain words."""

from contextlib import contextmanager

import sqlalchemy as sa
from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def render_item(kind, thing, autogen_context):
    """Write columns of the house as plain SQLAlchemy types: no migration imports a model."""
    if kind != "type":
        return False
    module = type(thing).__module__
    if module == "eventsapp.core.db" and type(thing).__name__ == "UTCDateTime":
        return "sa.DateTime()"
    if isinstance(thing, sa.JSON) or type(thing).__name__ == "WordsColumn":
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    if isinstance(thing, sa.Enum):
        return f"sa.String(length={thing.length})"
    return False


def compare_type(context_, inspected, metadata_column, inspected_type, metadata_type):
    """Hold a kept state for the string that it is in the table."""
    if isinstance(metadata_type, sa.Enum):
        return not isinstance(inspected_type, sa.String)
    if type(metadata_type).__name__ == "WordsColumn" or isinstance(metadata_type, sa.JSON):
        return not isinstance(inspected_type, sa.JSON)
    return None


def include_name(name, kind, parent_names):
    """Leave tables alone that are not ours, such as the queue's."""
    return kind != "table" or name in database.metadata.tables


def run(connection):
    """Migrate over one connection."""
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=compare_type,
        include_name=include_name,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


@contextmanager
def without_cascades(connection):
    """Let SQLite drop and rename a table it rebuilds without deleting what refers to its rows."""
    if connection.dialect.name != "sqlite":
        yield
        return
    plain = connection.connection.dbapi_connection
    plain.execute("PRAGMA foreign_keys = OFF")
    yield
    broken = plain.execute("PRAGMA foreign_key_check").fetchall()
    plain.execute("PRAGMA foreign_keys = ON")
    if broken:
        raise RuntimeError(f"rows refer to rows that are not there: {broken[:5]}")


engine = database.engine
if isinstance(engine, sa.Connection):
    run(engine)
else:
    with engine.connect() as connection, without_cascades(connection):
        run(connection)
        connection.commit()
