"""Worker, server and mail server killed while 2,000 notices go out: all arrive, few twice."""

import os
import random
import signal
import subprocess
import sys
import time
import urllib.error
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPException
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest
from sqlalchemy import func, select

from eventsapp.core import clock, runner
from eventsapp.core.db import db
from eventsapp.core.migrations import upgrade
from eventsapp.core.outbox import Message
from eventsapp.events import services
from eventsapp.events.models import Event
from eventsapp.notices.models import Notice
from eventsapp.registration.models import Registration
from eventsapp.registration.rules import Status
from tests import factories
from tests.crash import sink
from tests.installation import COMMAND, Installation, at_rest, wait_for
from tests.ports import own_port
from tests.visitor import Visitor

pytestmark = pytest.mark.slow
#: Who is told that an event is cancelled, and who registers for another one meanwhile.
TOLD, REGISTER = 1900, 100
WRITERS = 2
#: Seconds until all has arrived: what failed again and again waits for longer and longer.
LONG = 600
KILLS = ["worker 0", "worker 1", "worker 0", "mail server", "mail server", "server", "server"]


class Processes:
    """The processes of one installation, by name, each to be killed and started again."""

    def __init__(self, house: Installation, mail_port: int) -> None:
        """Know how each is started."""
        self.file = house.folder / "taken"
        self._environment = os.environ | house.environment
        mail_server = [sys.executable, sink.__file__, str(mail_port), str(self.file)]
        self._commands = {
            "mail server": mail_server,
            "server": [*COMMAND, "serve", f"--port={house.port}"],
            "worker 0": [*COMMAND, "work"],
            "worker 1": [*COMMAND, "work"],
        }
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str) -> None:
        """Start one."""
        self._running[name] = subprocess.Popen(
            self._commands[name], env=self._environment, start_new_session=True
        )

    def kill(self, name: str) -> None:
        """Kill one, and all that it has started."""
        process = self._running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    @contextmanager
    def all(self) -> Iterator[None]:
        """Run all of them until the block ends."""
        try:
            for name in self._commands:
                self.start(name)
            yield
        finally:
            for name in list(self._running):
                self.kill(name)

    def arrived(self) -> int:
        """Count what the mail server has taken."""
        return len(sink.taken(self.file))


def test_every_notice_arrives_whoever_is_killed(tmp_path: Path, worker: str) -> None:
    seed = random.randrange(10**6)  # noqa: S311 -- moments only
    print(f"seed {seed}")  # noqa: T201 -- seen where the test fails
    chance = random.Random(seed)  # noqa: S311 -- moments only
    kills = chance.sample(KILLS, len(KILLS))
    moments = sorted(chance.sample(range(20, TOLD), len(KILLS)))
    confirmed: list[str] = []
    stop = Flag()
    mail_port = own_port()
    with at_rest(tmp_path, f"kill_{worker}") as house:
        house.environment |= {
            "EVENTSAPP_MAIL_PORT": str(mail_port),
            "EVENTSAPP_OUTBOX_LEASE_SECONDS": "15",
            "EVENTSAPP_OUTBOX_PAUSE_SECONDS": "0.05",
            "EVENTSAPP_LOG_LEVEL": "ERROR",
        }
        with house.inside():
            upgrade()
            fill()
        processes = Processes(house, mail_port)
        writers = [
            Thread(target=write, args=(house.base, n, confirmed, stop)) for n in range(WRITERS)
        ]
        with processes.all(), house.inside():
            for writer in writers:
                writer.start()
            try:
                for name, moment in zip(kills, moments, strict=True):
                    assert wait_for(lambda n=moment: processes.arrived() >= n)
                    time.sleep(chance.uniform(0, 0.05))
                    print(f"{name} after {processes.arrived()} mails")  # noqa: T201 -- for the same
                    processes.kill(name)
                    processes.start(name)
                assert wait_for(all_done, LONG)
            finally:
                stop.set()
                for writer in writers:
                    writer.join()
            assert wait_for(all_done, LONG)
            kinds = Counter(db.session.execute(select(Notice.kind, Notice.email)).all())
            expected = {
                f"<notice.{uid}@127.0.0.1>" for uid in db.session.scalars(select(Notice.uid))
            }
            seats = db.session.scalar(select(Event.seats_taken).where(Event.slug == "open"))
            open_to = select(Registration.email).where(Registration.email.like("writer%"))
            registered = set(db.session.scalars(open_to))
            db.session.rollback()
        arrived = Counter(message_id for message_id, _email in sink.taken(processes.file))

    assert len(expected) >= TOLD + REGISTER
    assert set(arrived) == expected
    assert arrived.total() - len(expected) <= sum(name != "server" for name in KILLS)
    assert max(kinds.values()) == 1
    assert set(confirmed) <= registered
    assert seats == len(registered)


def fill() -> None:
    """Cancel an event at which many have a seat, and open another one."""
    factories.event(slug="open", seats=100_000)
    event = factories.event(seats=100_000)
    now = clock.now()
    db.session.add_all(
        Registration(
            event_id=event.id, email=f"p{n}@example.org", name=f"P {n}", locale="en",
            status=Status.CONFIRMED, asked_at=now, changed_at=now,
        )
        for n in range(TOLD)
    )  # fmt: skip
    services.cancel(event, "The venue was flooded.")
    db.session.commit()


def write(base: str, who: int, confirmed: list[str], stop: Flag) -> None:
    """Register one person after another; try each again until it is confirmed."""
    number = 0
    while not stop.is_set() or number < REGISTER // WRITERS:
        email = f"writer{who}.{number}@example.org"
        try:
            visitor = Visitor(base).visit("/events/open/register")
            visitor.submit("Register", name="A writer", email=email)
        except (OSError, HTTPException, urllib.error.URLError):
            time.sleep(0.1)
            continue
        if visitor.path.endswith("/written") or "/registrations/" in visitor.path:
            confirmed.append(email)
            number += 1
            time.sleep(0.2)


def all_done() -> bool:
    """Tell whether nothing waits; what does is looked for at once, not within a minute.

    What failed and is tried again in a moment waits, too; reminders of next month do not.
    """
    soon = clock.now() + timedelta(hours=1)
    waiting = select(func.count()).where(Message.done_at.is_(None), Message.due_at < soon)
    number = db.session.scalar(waiting)
    runner.wake_after_commit()
    db.session.commit()
    time.sleep(0.4)
    return number == 0
