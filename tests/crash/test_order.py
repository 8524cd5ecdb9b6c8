"""What one person's calendar is told comes in order, though several processes send."""

import os
import random
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from eventsapp.core.db import db
from eventsapp.core.migrations import upgrade
from eventsapp.registration import handlers
from tests import factories, mailservers
from tests.installation import COMMAND, at_rest, wait_for

pytestmark = pytest.mark.slow
PEOPLE = 12
ORDER = ["REQUEST", "CANCEL", "REQUEST"]


class SlowServer:
    """An SMTP server that takes longer for some mails than for others."""

    def __init__(self) -> None:
        """Keep, for each address, the METHODs of its mails as they were taken."""
        self.taken: dict[str, list[str]] = defaultdict(list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take one mail, after a while."""
        import asyncio

        await asyncio.sleep(random.uniform(0.01, 0.2))  # noqa: S311 -- only spreads
        mail = message_from_bytes(envelope.content, policy=policy.default)
        [part] = [it for it in mail.walk() if it.get_content_type() == "text/calendar"]
        self.taken[str(mail["To"])].append(part.get_param("method"))
        return "250 taken"

    @property
    def number(self) -> int:
        """How many mails were taken."""
        return sum(map(len, self.taken.values()))


@pytest.fixture
def slow_server() -> Iterator[tuple[SlowServer, int]]:
    """Start the slow server."""
    server = SlowServer()
    controller = mailservers.start(server)
    yield server, controller.port
    controller.stop()


def test_a_seat_given_back_and_taken_again_arrives_in_order(
    tmp_path: Path, worker: str, slow_server: tuple[SlowServer, int]
) -> None:
    server, port = slow_server
    with at_rest(tmp_path, f"order_{worker}") as house:
        house.environment["EVENTSAPP_MAIL_PORT"] = str(port)
        with house.inside():
            upgrade()
            post_everything()
        workers = [
            subprocess.Popen([*COMMAND, "work"], env=os.environ | house.environment)
            for _ in range(2)
        ]
        try:
            wait_for(lambda: server.number >= PEOPLE * len(ORDER))
        finally:
            for process in workers:
                process.terminate()
                process.wait()

    assert len(server.taken) == PEOPLE
    assert {tuple(methods) for methods in server.taken.values()} == {tuple(ORDER)}


def post_everything() -> None:
    """Word all three mails to each person, before any of them is sent."""
    from eventsapp.registration import services

    event = factories.event()
    for n in range(PEOPLE):
        who = {"email": f"p{n}@example.org", "name": f"P {n}"}
        person = services.register(event, **who)
        handlers.tell_confirmed(person.id, person.changed_at.isoformat())
        services.cancel(person)
        handlers.tell_cancelled(person.id, person.changed_at.isoformat())
        person = services.register(event, **who)
        handlers.tell_confirmed(person.id, person.changed_at.isoformat())
    db.session.commit()
