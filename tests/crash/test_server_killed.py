"""The server killed while people register: what was confirmed to them is kept, with its mail."""

import os
import signal
import subprocess
import time
import urllib.error
from http.client import HTTPException
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest
from sqlalchemy import func, select

from eventsapp.core.db import db
from eventsapp.core.migrations import upgrade
from eventsapp.core.outbox import Message
from eventsapp.events.models import Event
from eventsapp.registration.models import Registration
from tests import factories
from tests.installation import COMMAND, at_rest, wait_for
from tests.visitor import Visitor

pytestmark = pytest.mark.slow
KILLS = 4
WRITERS = 3


def write(base: str, who: int, confirmed: list[str], stop: Flag) -> None:
    """Register one person after another, whatever happens to the server."""
    number = 0
    while not stop.is_set():
        number += 1
        email = f"writer{who}.{number}@example.org"
        try:
            visitor = Visitor(base).visit("/events/open/register")
            visitor.submit("Register", name="A writer", email=email)
        except (OSError, HTTPException, urllib.error.URLError):
            time.sleep(0.1)
            continue
        if visitor.path.endswith("/written") or "/registrations/" in visitor.path:
            confirmed.append(email)


def test_what_was_confirmed_is_kept_when_the_server_is_killed(tmp_path: Path, worker: str) -> None:
    confirmed: list[str] = []
    stop = Flag()
    with at_rest(tmp_path, f"eventsapp_kill_{worker}") as house:
        with house.inside():
            upgrade()
            factories.event(slug="open", seats=100_000)
        threads = [
            Thread(target=write, args=(house.base, who, confirmed, stop)) for who in range(WRITERS)
        ]
        for thread in threads:
            thread.start()
        try:
            for _ in range(KILLS):
                before = len(confirmed)
                server = subprocess.Popen(
                    [*COMMAND, "serve", f"--port={house.port}"],
                    env=os.environ | house.environment,
                    start_new_session=True,
                )
                try:
                    assert wait_for(lambda n=before: len(confirmed) >= n + 10)
                finally:
                    os.killpg(server.pid, signal.SIGKILL)
                    server.wait()
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        with house.inside():
            kept = set(db.session.scalars(select(Registration.email)))
            messages = db.session.scalar(
                select(func.count()).where(Message.name == "registration.confirmed")
            )
            taken = db.session.scalar(select(Event.seats_taken))
            db.session.rollback()

    assert len(confirmed) >= KILLS * 10
    assert set(confirmed) <= kept
    assert messages == len(kept) == taken
