"""A board is never stale, though a process keeps it: what others write is seen at once."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from eventsapp.app import create_app
from eventsapp.core.db import db
from eventsapp.core.migrations import upgrade
from eventsapp.experts import queries
from tests.experts.test_board import choice, desk, panel_in


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Build an application whose transactions are real, on a database file of its own."""
    monkeypatch.setenv("EVENTSAPP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("EVENTSAPP_DATABASE_URL", f"sqlite:///{tmp_path / 'fresh.db'}")
    made = create_app("testing")
    with made.app_context():
        upgrade()
        yield made
        db.session.remove()
        db.engine.dispose()


def test_what_another_process_writes_is_seen_by_the_next_request(
    house: Flask, tmp_path: Path
) -> None:
    call, people = choice()
    client = house.test_client()
    address = f"{desk(client, call)}/panel"
    dora = people["Dora"].id
    number = call.id
    db.session.commit()

    before = panel_in(client.get(address).text)
    kept = queries.workbench(db.session.get_one(type(call), number))
    db.session.commit()
    with sqlite3.connect(tmp_path / "fresh.db") as other:
        other.execute(
            "UPDATE review_score SET value = 5 WHERE review_id IN"
            " (SELECT id FROM review WHERE application_id = ?)",
            (dora,),
        )
    other.close()
    after = panel_in(client.get(address).text)
    again = panel_in(client.get(address).text)

    assert (before, after, again) == (["Ana", "Bea"], ["Ana", "Dora"], ["Ana", "Dora"])
    assert queries.workbench(db.session.get_one(type(call), number)) is not kept
