"""One application, one migrated schema; each test in a transaction that is rolled back."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import Context
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.event import listen, remove
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from eventsapp.accounts.models import Account
from eventsapp.app import create_app
from eventsapp.audit.models import Entry
from eventsapp.core import fragments, outbox
from eventsapp.core.db import db as database
from eventsapp.core.migrations import upgrade
from tests import mailservers
from tests.databases import SERVER, empty_database

#: When tests in this process take place, whatever the day is: a date written in one stays to come.
TODAY = datetime(2026, 12, 2, 12, tzinfo=UTC)
#: Examples are drawn alike in each run, and none is late on a machine with much else to do;
#: ``--hypothesis-profile=default`` draws others.
hypothesis.settings.register_profile(
    "alike",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("alike")
#: The long ones begin first, so that all processes end at about the same time.
FIRST = ("browser", "slow")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put files with long tests before all others, whatever the random order is.

    On a server, leave out what asks for no database: each is named by ``worker``.
    """
    if SERVER:
        alike = {it for it in items if "worker" not in getattr(it, "fixturenames", ())}
        config.hook.pytest_deselected(items=list(alike))
        items[:] = [it for it in items if it not in alike]
    long = {it.path for it in items if any(it.get_closest_marker(name) for name in FIRST)}
    items.sort(key=lambda it: it.path not in long)


@pytest.fixture(autouse=True)
def one_day(request: pytest.FixtureRequest) -> Iterator[None]:
    """Begin at noon of one day; only what runs as people run it, in processes, has today's date."""
    with time_machine.travel(TODAY) if "app" in request.fixturenames else nullcontext():
        yield


class MailServer:
    """A real SMTP server on loopback that keeps what it is given."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self.mails: list[EmailMessage] = []
        #: The addresses that it does not know.
        self.unknown: set[str] = set()

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: ANN001, N802
        """Take a mail to whom it knows."""
        if address in self.unknown:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: ANN001, N802
        """Keep one mail."""
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 kept"

    def to(self, email: str) -> list[EmailMessage]:
        """Return the mails to one address, in order."""
        return [mail for mail in self.mails if mail["To"] == email]

    def subjects(self) -> list[tuple[str, str]]:
        """Return who got what: (address, subject), in order."""
        return [(str(mail["To"]), str(mail["Subject"])) for mail in self.mails]

    def link(self, email: str, containing: str = "") -> str:
        """Return the path of the newest link to one address that contains a text."""
        for mail in reversed(self.to(email)):
            body = mail.get_body(("plain",))
            assert body is not None
            for url in reversed(re.findall(r"https?://[^/\s]+(/\S*)", body.get_content())):
                if containing in url:
                    return url
        raise LookupError(f"no link with {containing!r} was sent to {email}")


def database_url(folder: Path, name: str) -> str:
    """Make an empty database, on SQLite in a folder, and return its address."""
    return empty_database(name) if SERVER else f"sqlite:///{folder / 'test.db'}"


@pytest.fixture(scope="session")
def worker() -> str:
    """Name this process among those that run tests side by side."""
    return os.environ.get("PYTEST_XDIST_WORKER", "gw0")


@pytest.fixture(scope="session")
def mail_server() -> Iterator[tuple[MailServer, int]]:
    """Start one SMTP server on a free port of loopback."""
    keeper = MailServer()
    controller = mailservers.start(keeper)
    yield keeper, controller.port
    controller.stop()


@pytest.fixture(scope="session")
def app(
    tmp_path_factory: pytest.TempPathFactory, worker: str, mail_server: tuple[MailServer, int]
) -> Iterator[Flask]:
    """Build the application once, its tables made by the migrations."""
    folder = tmp_path_factory.mktemp("data")
    outside = {
        "EVENTSAPP_DATA_DIR": str(folder),
        "EVENTSAPP_DATABASE_URL": database_url(folder, worker),
        "EVENTSAPP_MAIL_PORT": str(mail_server[1]),
    }
    before = {name: os.environ.get(name) for name in outside}
    os.environ.update(outside)
    app = create_app("testing")
    app.test_client_class = Browser
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value
    with app.app_context():
        upgrade()
        yield app
        database.engine.dispose()


@pytest.fixture
def db(app: Flask) -> Iterator[Session]:
    """Give a session whose commits end as savepoints of one lost transaction."""
    app.extensions["fragments"] = fragments.Shelf()  # keys hold ids, which begin anew
    engines = database.engines
    engine = engines[None]
    with engine.connect() as connection:
        transaction = connection.begin()
        engines[None] = connection
        yield database.session
        database.session.remove()
        transaction.rollback()
        engines[None] = engine


class Browser(FlaskClient):
    """A browser whose requests share nothing with the test but the database."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send one request in a context of its own, as a server would."""
        database.session.commit()
        response = Context().run(super().open, *args, **kwargs)
        database.session.expire_all()
        return response


@pytest.fixture
def client(app: Flask, db: Session) -> FlaskClient:
    """Make a browser that nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def mails(mail_server: tuple[MailServer, int], db: Session) -> MailServer:
    """Give the mail server, empty; ``deliver()`` first, to have the worker's part done."""
    mail_server[0].mails.clear()
    mail_server[0].unknown.clear()
    return mail_server[0]


def deliver() -> None:
    """Do the worker's part: handle all that is due, and what follows from it."""
    outbox.drain()


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect what the database is asked meanwhile."""
    asked: list[str] = []
    listen(Engine, "before_cursor_execute", note := lambda *args: asked.append(args[2]))
    try:
        yield asked
    finally:
        remove(Engine, "before_cursor_execute", note)


def unbroken(page: str) -> str:
    """Return a page without the places where an address may break."""
    return page.replace("<wbr>", "")


def sign_in(client: FlaskClient, account: Account) -> None:
    """Sign a person in, as the pages do, without asking for a password."""
    from eventsapp.accounts.services import begin_sign_in

    token = begin_sign_in(account, address="127.0.0.1", browser="test")
    database.session.commit()
    with client.session_transaction() as session:
        session["_user_id"] = account.fs_uniquifier
        session["_fresh"] = True
        session["sign_in"] = token
        session["fs_paa"] = time.time()


def browser(app: Flask, person: Account) -> FlaskClient:
    """Make a browser in which a person is signed in."""
    client = app.test_client()
    sign_in(client, person)
    return client


def actions(db: Session) -> list[str]:
    """Return what was done, as the record names it, in order."""
    return list(db.scalars(select(Entry.action).order_by(Entry.id)))
