"""A whole installation of its own: server, worker, mail catcher, database, as people run it."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask

from eventsapp.app import create_app
from eventsapp.core.db import db
from tests.databases import SERVER, drop_database, empty_database
from tests.ports import own_port

#: Seconds until something is held to be broken: long, for a machine may have much else to do.
PATIENCE = 240.0
COMMAND = [sys.executable, "-m", "eventsapp.cli"]


class Installation:
    """One running installation, and what can be seen of it from outside."""

    def __init__(self, folder: Path, port: int, environment: dict[str, str]) -> None:
        """Know where it is."""
        self.folder, self.port, self.environment = folder, port, environment
        self.base = environment["EVENTSAPP_BASE_URL"]
        #: Each mail that was read, and to whom it went, by the name of its file.
        self._mails: dict[str, tuple[str, EmailMessage]] = {}

    @contextmanager
    def inside(self) -> Iterator[Flask]:
        """Enter it as its operator would, with its own settings: to make accounts, to look."""
        before = dict(os.environ)
        os.environ.update(self.environment)
        try:
            app = create_app()
            with app.app_context():
                yield app
                db.session.remove()
                db.engine.dispose()
        finally:
            os.environ.clear()
            os.environ.update(before)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command ``eventsapp`` in it, and wait for its end."""
        return subprocess.run(
            [*COMMAND, *arguments],
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def mails_to(self, email: str) -> list[EmailMessage]:
        """Return the mails that one address has got, in order."""
        names = sorted(path.name for path in (self.folder / "mails").glob("*.eml"))
        return [mail for to, mail in map(self._mail, names) if to == email]

    def _mail(self, name: str) -> tuple[str, EmailMessage]:
        """Read a mail once: a file never changes, and many a step looks at all of them."""
        if name not in self._mails:
            octets = (self.folder / "mails" / name).read_bytes()
            mail = message_from_bytes(octets, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self._mails[name] = str(mail["To"]), mail
        return self._mails[name]

    def wait_for_mail(self, email: str, containing: str) -> EmailMessage:
        """Return the newest mail to an address whose subject or text contains a text."""

        def newest() -> EmailMessage | None:
            for mail in reversed(self.mails_to(email)):
                if containing in f"{mail['Subject']}\n{text_of(mail)}":
                    return mail
            return None

        found = wait_for(newest)
        assert found, f"{email} got no email with {containing!r}: " + str(
            [str(mail["Subject"]) for mail in self.mails_to(email)]
        )
        return found

    def wait_for_link(self, email: str, containing: str) -> str:
        """Return the path of the newest link mailed to an address that contains a text."""
        mail = self.wait_for_mail(email, containing)
        links = [url for url in links_of(mail) if containing in url]
        parts = urlsplit(links[-1])
        return parts.path + (f"?{parts.query}" if parts.query else "")


def text_of(mail: EmailMessage) -> str:
    """Return the plain text of a mail."""
    body = mail.get_body(("plain",))
    return body.get_content() if body is not None else ""


def links_of(mail: EmailMessage) -> list[str]:
    """Return the addresses in a mail's text."""
    return re.findall(r"https?://\S+", text_of(mail))


def wait_for(fact: Callable[[], object], seconds: float = PATIENCE) -> object:
    """Return the first true value of ``fact()`` within some seconds, else its last."""
    deadline = time.monotonic() + seconds
    while not (value := fact()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return value


@contextmanager
def at_rest(
    folder: Path, name: str, *, port: int = 0, host: str = "127.0.0.1"
) -> Iterator[Installation]:
    """Give a data folder its settings and, where tests use PostgreSQL, an empty database."""
    port = port or own_port()
    environment = {
        "EVENTSAPP_ENV": "development",
        "EVENTSAPP_DATA_DIR": str(folder),
        "EVENTSAPP_BASE_URL": f"http://{host}:{port}",
        "EVENTSAPP_LOG_LEVEL": "WARNING",
        "EVENTSAPP_THROTTLE_FORM": "[1000, 3600]",
    }
    if not SERVER:
        yield Installation(folder, port, environment)
        return
    environment["EVENTSAPP_DATABASE_URL"] = empty_database(name)
    try:
        yield Installation(folder, port, environment)
    finally:
        drop_database(name)


@contextmanager
def running(
    folder: Path, name: str, *, demo: bool = False, host: str = "127.0.0.1"
) -> Iterator[Installation]:
    """Run ``eventsapp run`` in an installation of its own; all it prints goes to run.log.

    ``host`` is the name by which visitors know it: passkeys need one that is no number.
    """
    with at_rest(folder, name, host=host) as house, (folder / "run.log").open("wb") as log:
        process = subprocess.Popen(
            [*COMMAND, "run", f"--port={house.port}", "--demo" if demo else "--no-demo"],
            env=os.environ | house.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            answered = wait_for(lambda: process.poll() is not None or _answers(house.port))
            assert answered, (folder / "run.log").read_text()
            assert process.poll() is None, (folder / "run.log").read_text()
            yield house
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
