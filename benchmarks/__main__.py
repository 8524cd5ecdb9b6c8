"""Measure pages, feeds and registration beside "hello world", then mails and the optimiser."""

import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import board, command, explanations, feeds, notices, selection
from benchmarks.client import Load, Request, free_port, get, load

EVENTS = 1_000
SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
ROUNDS = 3
REGISTERED = "event-0500"
#: (what, the least ratio to Flask's hello world that we promise)
BARS = {"event page": 0.10, "public feed of 1,000 events": 0.10}
MEMORY_BAR, START_BAR = 150.0, 3.0
#: What libraries load where they find it: developers have it, an installation on SQLite has not.
NOT_INSTALLED = ("rich", "pygments", "psycopg")


def main() -> int:
    """Run all and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        hide = f"import sys; sys.modules |= dict.fromkeys({NOT_INSTALLED})"
        Path(folder, "sitecustomize.py").write_text(hide)
        os.environ |= {
            "PYTHONPATH": os.pathsep.join([folder, os.environ.get("PYTHONPATH", "")]),
            "EVENTSAPP_ENV": "production",
            "EVENTSAPP_SECRET_KEY": "for this measurement only",
            "EVENTSAPP_SESSION_COOKIE_SECURE": "false",
            "EVENTSAPP_DATA_DIR": folder,
            "EVENTSAPP_THROTTLE_ENABLED": "false",
            "EVENTSAPP_RATELIMIT_ENABLED": "false",
            "EVENTSAPP_LOG_LEVEL": "WARNING",
        }
        fill()
        measure()
        measure_feeds()
        live_board()
    notices.main()
    selection.main()
    return explanations.main()


def live_board() -> None:
    """Change conditions on the selection board of 2,000 candidates, one after another."""
    from eventsapp.app import create_app

    with create_app().app_context():
        board.fill()
    with app() as (port, _pid):
        board.report(board.live(port))


def measure_feeds() -> None:
    """Compare the public feed with hello worlds, then make it ten times as long."""
    from eventsapp.app import create_app

    with hello("benchmarks.feeds:hello") as reference, app() as (port, _pid):
        feeds.compare(port, reference)
    fill(EVENTS, feeds.MANY)
    with create_app().app_context(), app() as (port, pid):
        feeds.many(port, pid, feeds.change_one, peak_memory)


def fill(first: int = 0, last: int = EVENTS) -> None:
    """Make the tables and public events of known days: 1,000, unless more are asked for.

    Their calendar texts are kept as the worker keeps them, within a minute.
    """
    from eventsapp.app import create_app
    from eventsapp.core import clock
    from eventsapp.core.db import db
    from eventsapp.core.fuzzydate import FuzzyDate
    from eventsapp.core.migrations import upgrade
    from eventsapp.core.words import Words
    from eventsapp.events.models import Event
    from eventsapp.events.rules import Kind, Status
    from eventsapp.events.services.changes import refresh_search_text

    with create_app().app_context():
        upgrade()
        for number in range(first, last):
            day = clock.today("UTC") + timedelta(days=number % 700 + 1)
            event = Event(
                slug=f"event-{number:04}",
                uid=f"bench-{number:04}",
                kind=list(Kind)[number % len(Kind)],
                status=Status.OPEN,
                title=Words.of(en=f"Seminar {number} on migration", es=f"Seminario {number}"),
                purpose=Words.of(en="Exchange experiences. " * 8),
                languages=["en", "es"],
                date=FuzzyDate.days(day, day + timedelta(days=number % 3)),
                timezone="America/Costa_Rica",
                venue="Conference centre",
                city="San José",
                country="CR",
                seats=100_000,
                open_registration=True,
                created_at=clock.now(),
                changed_at=clock.now(),
            )
            db.session.add(event)
            db.session.flush()
            refresh_search_text(event)
        db.session.commit()
        feeds.keep_texts()


def measure() -> int:
    """Take each figure in rounds, references and pages by turns, and print the medians."""
    with hello("benchmarks.hello:app") as flask, hello("benchmarks.hello:bare") as bare:
        began = time.perf_counter()
        with app() as (port, pid):
            started = time.perf_counter() - began
            loads: dict[str, tuple[int, Request]] = {
                "bare WSGI hello world": (bare, get("/")),
                "Flask hello world": (flask, get("/")),
                "home page": (port, get("/")),
                "event page": (port, get(f"/events/{REGISTERED}/")),
                "the same, made anew each time": (
                    port,
                    get(f"/events/{REGISTERED}/", Cookie="session=of-nobody"),
                ),
                "public feed of 1,000 events": (port, get("/calendar.ics", Accept_Encoding="gzip")),
                "the same, not compressed": (port, get("/calendar.ics")),
                "registration POST": (port, registrations(port)),
            }
            taken: dict[str, list[Load]] = {name: [] for name in loads}
            for _ in range(ROUNDS):
                for name, (where, request) in loads.items():
                    taken[name].append(load(where, request, seconds=SECONDS))
            peak = peak_memory(pid)
    middle = {
        name: sorted(rounds, key=lambda r: r.rate)[ROUNDS // 2] for name, rounds in taken.items()
    }
    return report(middle, peak, started)


def report(middle: dict[str, Load], peak: float, started: float) -> int:
    """Print the table; say whether each bar was reached."""
    reference = middle["Flask hello world"].rate
    bare = middle["bare WSGI hello world"].rate
    print(f"\n{'':31}{'rate':>10}{'':3}{'':34}{'of Flask':>9}{'of bare':>9}{'bytes':>9}")
    for name, figures in middle.items():
        of_flask, of_bare = figures.rate / reference, figures.rate / bare
        print(f"{name:31}{figures}   {of_flask:6.2f}   {of_bare:6.2f} {figures.bytes_each:9,}")
    print(f"\npeak memory of the worker process: {peak:.0f} MB (bar: under {MEMORY_BAR:.0f})")
    print(f"start-up until the first answer: {started:.2f} s (bar: under {START_BAR:.0f})")
    reached = {name: middle[name].rate / reference >= bar for name, bar in BARS.items()}
    reached |= {"memory": peak < MEMORY_BAR, "start-up": started < START_BAR}
    for name, fine in reached.items():
        bar = f" (bar: {BARS[name]:.2f} of Flask's hello world)" if name in BARS else ""
        print(f"{'reached' if fine else 'MISSED '}  {name}{bar}")
    command.main()
    return 0


def registrations(port: int) -> Request:
    """Fetch the form once, then register somebody new with each request."""
    path = f"/events/{REGISTERED}/register"
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    answer = connection.getresponse()
    page = answer.read().decode()
    cookie = "; ".join(h.split(";")[0] for n, h in answer.getheaders() if n.lower() == "set-cookie")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token, "the form has no CSRF token"

    def request(number: int) -> bytes:
        fields = {
            "csrf_token": token[1],
            "name": f"Person {number}",
            "email": f"p{os.getpid()}.{number}@example.org",
            "affiliation": "Ministry",
            "category": "participant",
        }
        body = urlencode(fields)
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return (head + body).encode()

    return request


@contextmanager
def hello(target: str) -> Iterator[int]:
    """Serve a reference with the same server and the same settings."""
    port = free_port()
    code = (
        "from granian import Granian; from granian.constants import Interfaces;"
        f"Granian({target!r}, address='127.0.0.1', port={port}, interface=Interfaces.WSGI,"
        "workers=1, blocking_threads=2, backlog=2048, websockets=False, log_enabled=False).serve()"
    )
    with running([sys.executable, "-c", code], port, "/"):
        yield port


@contextmanager
def app() -> Iterator[tuple[int, int]]:
    """Serve eventsapp; give its port and its server's process id."""
    port = free_port()
    command = [sys.executable, "-m", "eventsapp.cli", "serve", f"--port={port}"]
    with running(command, port, "/healthz") as process:
        yield port, process.pid


@contextmanager
def running(command: list[str], port: int, path: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends; wait for its first answer."""
    process = subprocess.Popen(command)
    try:
        for _ in range(400):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port)
                connection.request("GET", path)
                connection.getresponse().read()
                break
            except OSError:
                time.sleep(0.05)
        else:
            raise RuntimeError(f"no answer from {command}")
        yield process
    finally:
        process.terminate()
        process.wait()


def peak_memory(pid: int) -> float:
    """Return the peak resident memory, in MB, of the largest process under a server's."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    peaks = []
    for child in children or [str(pid)]:
        status = Path(f"/proc/{child}/status").read_text()
        match = re.search(r"VmHWM:\s+(\d+) kB", status)
        peaks.append(int(match[1]) / 1024 if match else 0.0)
    return max(peaks)


if __name__ == "__main__":
    sys.exit(main())
