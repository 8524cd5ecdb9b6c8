"""Time 10,000 notices from one change to the mail server, beside a bare loop that hands them over.

An event is cancelled and everybody is told, in four languages, and so are their calendars, which
the mails that confirmed their seats had put it into. Two workers word and hand over one mail each,
to a mail server of its own process, the mail catcher. The bare loop hands the very same octets to
the same server over one connection.
"""

import os
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from benchmarks.client import free_port

PEOPLE = int(os.environ.get("BENCH_NOTICES", "10000"))
WORKERS = 2
BAR = 120.0
#: Beside SQLite, where one is there.
POSTGRESQL = os.environ.get("EVENTSAPP_TEST_DATABASE_URL")
COMMAND = [sys.executable, "-m", "eventsapp.cli"]
LOCALES = ("en", "es", "fr", "pt")


def main() -> None:
    """Measure on SQLite and, where a server is named, on PostgreSQL."""
    print(f"\n{PEOPLE:,} notices by {WORKERS} workers")
    measure("SQLite", {})
    if POSTGRESQL:
        with database(POSTGRESQL) as url:
            measure("PostgreSQL", {"EVENTSAPP_DATABASE_URL": url})


def measure(name: str, more: dict[str, str]) -> None:
    """Tell everybody; print how long it took, whether each mail came once, and the reference."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        settings = {
            "EVENTSAPP_ENV": "production",
            "EVENTSAPP_SECRET_KEY": "for this measurement only",
            "EVENTSAPP_DATA_DIR": folder,
            "EVENTSAPP_MAIL_PORT": str(port),
            "EVENTSAPP_LOG_LEVEL": "WARNING",
            **more,
        }
        before = dict(os.environ)
        os.environ |= settings
        try:
            with running("catch-mail", f"--port={port}"):
                report(name, Path(folder) / "mails", port)
        finally:
            os.environ.clear()
            os.environ.update(before)


def report(name: str, mails: Path, port: int) -> None:
    """Have the workers do it, then the bare loop."""
    from eventsapp.app import create_app

    app = create_app()
    with app.app_context():
        fill()
        invite()
        began = time.perf_counter()
        cancel()
        wording = [running("work") for _ in range(WORKERS)]
        for worker in wording:
            worker.__enter__()
        while count(mails) < PEOPLE and time.perf_counter() - began < 10 * BAR:
            time.sleep(0.1)
        took = time.perf_counter() - began
        for worker in wording:
            worker.__exit__(None, None, None)
    taken = [path.read_bytes() for path in sorted(mails.glob("*.eml"))]
    ids = {message_from_bytes(octets)["Message-ID"] for octets in taken}
    told = sum(b'method="CANCEL"' in octets for octets in taken)
    bare = bare_loop(taken, port)
    once = len(taken) == len(ids) == told == PEOPLE
    fine = "reached" if took < BAR and once else "MISSED "
    print(
        f"{fine}  {name}: {took:.0f} s, {len(taken) / took:.0f} a second (bar: under {BAR:.0f} s);"
        f" a bare loop: {len(taken) / bare:.0f} a second, of which this is"
        f" {bare / took:.2f}; {len(taken):,} mails, {len(ids):,} different,"
        f" {told:,} with a word to the calendar"
    )


def fill() -> None:
    """Make an event at which everybody has a seat."""
    from eventsapp.core import clock
    from eventsapp.core.db import db
    from eventsapp.core.fuzzydate import FuzzyDate
    from eventsapp.core.migrations import upgrade
    from eventsapp.core.words import Words
    from eventsapp.events.models import Event
    from eventsapp.events.rules import Kind, Status
    from eventsapp.registration.models import Registration
    from eventsapp.registration.rules import Status as Place

    upgrade()
    now, day = clock.now(), clock.today("UTC")
    event = Event(
        slug="told",
        uid="told",
        kind=Kind.WORKSHOP,
        status=Status.OPEN,
        title=Words.of(en="Seminar on migration", es="Seminario sobre migración"),
        languages=["en", "es"],
        date=FuzzyDate.days(day.replace(year=day.year + 1, day=1)),
        timezone="America/Costa_Rica",
        venue="Conference centre",
        city="San José",
        country="CR",
        contact_email="team@example.org",
        created_at=now,
        changed_at=now,
    )
    db.session.add(event)
    db.session.flush()
    db.session.add_all(
        Registration(
            event_id=event.id,
            email=f"person{number}@example.org",
            name=f"Person {number}",
            locale=LOCALES[number % len(LOCALES)],
            status=Place.CONFIRMED,
            asked_at=now,
            changed_at=now,
        )
        for number in range(PEOPLE)
    )
    db.session.commit()


def invite() -> None:
    """Put the event into everybody's calendar, as the mails did that confirmed their seats."""
    from sqlalchemy import select

    from eventsapp.core.db import db
    from eventsapp.notices.models import Notice
    from eventsapp.registration import services
    from eventsapp.registration.models import Registration

    for person in db.session.scalars(select(Registration)):
        calendar = services.tell(person)
        assert calendar is not None
        told = Notice(
            uid=person.email, kind="registration_confirmed", subject="", text="", html="",
            email=person.email, locale=person.locale, thread=person.thread,
            calendar=calendar.octets, calendar_method=calendar.method,
            created_at=person.asked_at, sent_at=person.asked_at,
        )  # fmt: skip
        db.session.add(told)
    db.session.commit()


def cancel() -> None:
    """Cancel the event, as its organisers do: whoever has a seat is told at once."""
    from sqlalchemy import select

    from eventsapp.core.db import db
    from eventsapp.events import services
    from eventsapp.events.models import Event

    services.cancel(db.session.scalars(select(Event)).one(), "The venue was flooded.")
    db.session.commit()


def bare_loop(mails: list[bytes], port: int) -> float:
    """Hand octets to the server one after another; return the seconds that took."""
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as host:
        for octets in mails:
            host.sendmail("no-reply@eventsapp.example", ["person@example.org"], octets)
    return time.perf_counter() - began


def count(mails: Path) -> int:
    """Count the mails that the server has taken."""
    return sum(entry.name.endswith(".eml") for entry in os.scandir(mails))


@contextmanager
def running(*arguments: str) -> Iterator[None]:
    """Run one of our commands until the block ends."""
    process = subprocess.Popen([*COMMAND, *arguments])
    try:
        if arguments[0] == "catch-mail":
            wait_for(int(arguments[1].partition("=")[2]))
        yield
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Wait until a mail server greets."""
    for _ in range(400):
        try:
            smtplib.SMTP("127.0.0.1", port).quit()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("no mail server")


@contextmanager
def database(server: str) -> Iterator[str]:
    """Make an empty database that lives as long as the block."""
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    name = f"eventsapp_bench_{os.getpid()}"
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


if __name__ == "__main__":
    main()
