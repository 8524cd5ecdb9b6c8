"""Empty databases for tests, on the server of EVENTSAPP_TEST_DATABASE_URL where it is set."""

import os
from zlib import crc32

from sqlalchemy import URL, create_engine, make_url, text

from eventsapp.core import settings

SERVER = os.environ.get("EVENTSAPP_TEST_DATABASE_URL")


def empty_database(name: str) -> str:
    """Make a database on the server, or make it anew, and return its address."""
    url = _server().set(database=_own(name))
    _tell(
        f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)',
        f'CREATE DATABASE "{url.database}"',
        # Tests end our processes, never the server: a commit need not wait for its disk.
        f'ALTER DATABASE "{url.database}" SET synchronous_commit = off',
    )
    return url.render_as_string(hide_password=False)


def drop_database(name: str) -> None:
    """Remove a database that ``empty_database`` has made."""
    _tell(f'DROP DATABASE "{_own(name)}" WITH (FORCE)')


def _own(name: str) -> str:
    """Return a name of this checkout alone: another one's tests may run beside ours."""
    return f"eventsapp_test_{crc32(str(settings.ROOT).encode()):08x}_{name}"


def _server() -> URL:
    assert SERVER is not None
    return make_url(SERVER).set(drivername="postgresql+psycopg")


def _tell(*commands: str) -> None:
    engine = create_engine(_server(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for command in commands:
            connection.execute(text(command))
    engine.dispose()
