"""Whatever is written, sent, held and let go at once: every mail leaves once, none is lost."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

import pytest
from flask import Flask

from eventsapp.accounts.services import Addressee
from eventsapp.app import create_app
from eventsapp.core import outbox
from eventsapp.core.db import db
from eventsapp.core.migrations import upgrade
from eventsapp.events.models import Event
from eventsapp.notices import services as notices
from eventsapp.reports.models import Version
from tests import factories
from tests.conftest import MailServer, database_url
from tests.installation import PATIENCE

pytestmark = pytest.mark.slow
WRITERS, EACH = 2, 30


@pytest.fixture
def site(tmp_path: Path, worker: str, mail_server: tuple[MailServer, int]) -> Iterator[Flask]:
    """Make a database of our own: what is committed in it stays."""
    settings = {
        "EVENTSAPP_DATA_DIR": str(tmp_path),
        "EVENTSAPP_DATABASE_URL": database_url(tmp_path, f"{worker}_hold"),
        "EVENTSAPP_MAIL_PORT": str(mail_server[1]),
    }
    mail_server[0].mails.clear()
    with patch.dict(os.environ, settings):
        app = create_app("testing")
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_mails_written_while_sending_is_held_and_let_go_all_leave_once(
    site: Flask, mail_server: tuple[MailServer, int]
) -> None:
    event = factories.event()
    scope, key = event.mail_scope, event.id
    db.session.remove()
    written: list[int] = []

    def write(name: int) -> None:
        for number in range(EACH):
            _post(db.session.get_one(Event, key), f"{name}-{number}@example.org")
            db.session.commit()
        written.append(name)

    def hold_and_let_go(_name: int) -> None:
        while len(written) < WRITERS:
            notices.hold(scope, "Ada")
            db.session.commit()
            time.sleep(0.02)
            notices.let_go(scope)
            db.session.commit()

    def send(_name: int) -> None:
        while len(written) < WRITERS:
            outbox.drain()

    work = [write] * WRITERS + [hold_and_let_go] * 2 + [send] * 2
    with ThreadPoolExecutor(len(work)) as threads:
        for done in [threads.submit(_inside, site, it, n) for n, it in enumerate(work)]:
            done.result(timeout=PATIENCE)
    notices.let_go(scope)
    db.session.commit()
    outbox.drain()

    told = Counter(str(mail["To"]) for mail in mail_server[0].mails)
    assert told == {f"{name}-{n}@example.org": 1 for name in range(WRITERS) for n in range(EACH)}


def _inside(site: Flask, act: Callable[[int], None], number: int) -> None:
    with site.app_context():
        try:
            act(number)
        finally:
            db.session.remove()


def _post(event: Event, email: str) -> None:
    notices.post(
        "reports_published",
        to=Addressee(email, "en"),
        about=event.mail_scope,
        scope=event.mail_scope,
        event=event,
        version=Version(number=1),
    )
