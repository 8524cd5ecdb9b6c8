"""Migrations keep what people have written."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_a_rebuilt_table_keeps_the_rows_that_refer_to_it(tmp_path: Path) -> None:
    _flask_db(tmp_path, "upgrade", "0001")
    before = _facts(tmp_path, write=True)

    _flask_db(tmp_path, "upgrade")

    assert before == [("Experience", "Water experts")]
    assert _facts(tmp_path) == before
    _flask_db(tmp_path, "downgrade", "0001")
    assert _facts(tmp_path) == before


def _flask_db(folder: Path, *step: str) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("EVENTSAPP_")}
    environment |= {"EVENTSAPP_ENV": "testing", "EVENTSAPP_DATA_DIR": str(folder)}
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "db", *step], env=environment, check=True
    )


def _facts(folder: Path, *, write: bool = False) -> list[tuple[str, ...]]:
    (database,) = folder.glob("*.db")
    connection = sqlite3.connect(database)
    if write:
        _insert(connection, "event", slug="water", title='{"en": "Water experts"}')
        _insert(connection, "call", event_id=1, closes_at="2027-01-02", opens_at="2027-01-01")
        _insert(connection, "call_criterion", call_id=1, name='{"en": "Experience"}', weight=40)
        connection.commit()
    rows = connection.execute(
        "SELECT json_extract(c.name, '$.en'), json_extract(e.title, '$.en') FROM call_criterion c"
        " JOIN call ON call.id = c.call_id JOIN event e ON e.id = call.event_id"
    ).fetchall()
    connection.close()
    return rows


def _insert(connection: sqlite3.Connection, table: str, **given: object) -> None:
    """Add a row; what is not given and may not be left open gets a plain value."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    row = {
        name: given.get(name, 1 if kind in {"INTEGER", "BOOLEAN"} else "[]")
        for _cid, name, kind, required, _default, _key in columns
        if required or name in given
    }
    marks = ", ".join("?" for _ in row)
    names = ", ".join(f'"{name}"' for name in row)
    connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(row.values()))
