"""A worker killed in the middle of sending: after its restart each mail is there, none lost."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import create_engine, make_url, select, text

from eventsapp.app import create_app
from eventsapp.core import clock, outbox
from eventsapp.core.db import db
from eventsapp.core.migrations import upgrade
from eventsapp.core.outbox import Message
from eventsapp.notices.models import Notice
from eventsapp.server import free_port

pytestmark = pytest.mark.slow
TEST_DATABASE_URL = os.environ.get("EVENTSAPP_TEST_DATABASE_URL")
MAILS = 60
KILLS = 4


class SlowServer:
    """An SMTP server that takes its time, so that a kill meets a worker in the middle."""

    def __init__(self) -> None:
        """Keep Message-IDs in the order in which mails were taken."""
        self.taken: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take one mail, slowly."""
        import asyncio

        await asyncio.sleep(0.05)
        [line] = [x for x in envelope.content.splitlines() if x.lower().startswith(b"message-id:")]
        self.taken.append(line.split(b":", 1)[1].strip().decode())
        return "250 taken"


@pytest.fixture
def slow_server() -> Iterator[tuple[SlowServer, int]]:
    """Start the slow server."""
    server = SlowServer()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield server, controller.port
    controller.stop()


@pytest.fixture
def installation(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    slow_server: tuple[SlowServer, int],
    worker: str,
) -> Iterator[None]:
    """Make a whole installation of its own: database, queue, settings."""
    monkeypatch.setenv("EVENTSAPP_ENV", "testing")
    monkeypatch.setenv("EVENTSAPP_QUEUE_ENABLED", "true")
    monkeypatch.setenv("EVENTSAPP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("EVENTSAPP_MAIL_PORT", str(slow_server[1]))
    monkeypatch.setenv("EVENTSAPP_OUTBOX_LEASE_SECONDS", "1")
    engine, name = None, f"eventsapp_crash_{worker}"
    if TEST_DATABASE_URL:
        url = make_url(TEST_DATABASE_URL).set(drivername="postgresql+psycopg")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name}"))
        monkeypatch.setenv(
            "EVENTSAPP_DATABASE_URL", url.set(database=name).render_as_string(hide_password=False)
        )
    yield
    if engine is not None:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


def queue_notice(number: int) -> str:
    """Put one notice as ``notices.services.post`` does, already worded; return its uid."""
    notice = Notice(
        uid=f"{number:032x}",
        kind="test",
        email="ana@example.org",
        locale="en",
        subject=f"Notice {number}",
        text="Hello.",
        html="<p>Hello.</p>",
        created_at=clock.now(),
    )
    db.session.add(notice)
    db.session.flush()
    outbox.put("notice.posted", notice_id=notice.id)
    return notice.uid


def start_worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "eventsapp.cli", "work"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_until(fact: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if fact():
            return True
        time.sleep(0.05)
    return False


def test_no_mail_is_lost_when_the_worker_is_killed(
    installation: None, slow_server: tuple[SlowServer, int]
) -> None:
    server, _port = slow_server
    app = create_app()
    with app.app_context():
        upgrade()
        uids = [queue_notice(n) for n in range(MAILS)]
        db.session.commit()

    for kill in range(1, KILLS + 1):
        process = start_worker()
        assert wait_until(lambda n=kill: len(server.taken) >= n * 8, 30)
        process.send_signal(signal.SIGKILL)
        process.wait()
        time.sleep(1.1)  # the lease of what it held runs out
    process = start_worker()
    try:
        assert wait_until(lambda: len(set(server.taken)) == MAILS, 60)
        with app.app_context():

            def all_done() -> bool:
                waiting = db.session.scalars(select(Message).where(Message.done_at.is_(None))).all()
                db.session.rollback()  # or this look would keep the worker from writing
                return not waiting

            assert wait_until(all_done, 30)
    finally:
        process.terminate()
        process.wait()

    expected = {f"<notice.{uid}@127.0.0.1>" for uid in uids}
    assert set(server.taken) == expected
    assert len(server.taken) - MAILS <= 2 * KILLS  # at most one twin per kill and thread
