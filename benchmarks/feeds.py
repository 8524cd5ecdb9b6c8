"""Measure feeds beside a "hello world" of as many octets; then 10,000 events after a change.

Both send what they keep; the difference is what it costs to know that it still holds.
"""

import http.client
import os
import time
from collections.abc import Callable

from flask import Flask, Response, request

from benchmarks.client import Load, get, load

SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
ROUNDS = 3
MANY, CHANGES = 10_000, 5
FEED = "/calendar.ics"
#: (what, the least ratio to a hello world of the same size that we promise)
WHOLE_BAR, UNCHANGED_BAR = 0.5, 0.8
FIRST_BYTE_BAR_MS, MEMORY_BAR_MB = 200.0, 100.0

hello = Flask(__name__)


@hello.get("/<int:size>")
def octets(size: int) -> Response:
    """Say hello in so many octets."""
    return Response(_OCTETS[:size], content_type="text/calendar; charset=utf-8")


@hello.get("/unchanged")
def unchanged() -> Response:
    """Say that nothing has changed, with headers as a feed has them."""
    response = Response(status=304)
    response.headers["ETag"] = request.headers["If-None-Match"]
    return response


_OCTETS = b"x" * (4 << 20)


def compare(port: int, hello_port: int) -> None:
    """Send the public feed and hello worlds by turns; print the ratios of the medians."""
    _, headers = fetch(port)
    plain, packed = (int(fetch(port, **more)[1]["Content-Length"]) for more in ({}, _GZIP))
    tag = headers["ETag"]
    pairs = {
        "whole": (get(FEED), get(f"/{plain}"), WHOLE_BAR),
        "whole, gzip": (get(FEED, Accept_Encoding="gzip"), get(f"/{packed}"), WHOLE_BAR),
        "304": (get(FEED, If_None_Match=tag), get("/unchanged", If_None_Match=tag), UNCHANGED_BAR),
    }
    print(f"\n{'public feed of 1,000 events':31}{'rate':>10}{'':37}{'of hello':>9}{'bytes':>9}")
    for name, (feed, same_size, bar) in pairs.items():
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(load(port, feed, seconds=SECONDS))
            theirs.append(load(hello_port, same_size, seconds=SECONDS))
        middle, reference = median(ours), median(theirs)
        ratio = middle.rate / reference.rate
        print(f"{name:31}{middle}   {ratio:6.2f} {middle.bytes_each:9,}")
        print(f"{verdict(ratio >= bar)}  {name} (bar: {bar:.2f} of hello world of the same size)")


def many(port: int, pid: int, change: Callable[[], None], peak: Callable[[int], float]) -> None:
    """Fetch a feed of 10,000 events, each time after a change; print first byte and memory."""
    before = peak(pid)
    fetch(port, **_GZIP)
    waits = []
    for _ in range(CHANGES):
        change()
        time.sleep(1.2)  # a process may answer for a second from before a change of another one
        waits.append(fetch(port, **_GZIP)[0])
    first_byte, extra = sorted(waits)[CHANGES // 2] * 1e3, peak(pid) - before
    print(f"\npublic feed of {MANY:,} events, fetched after each of {CHANGES} changes")
    fine = verdict(first_byte < FIRST_BYTE_BAR_MS)
    print(f"{fine}  first byte after {first_byte:.0f} ms (bar: {FIRST_BYTE_BAR_MS:.0f} ms)")
    print(f"{verdict(extra < MEMORY_BAR_MB)}  {extra:.0f} MB more (bar: {MEMORY_BAR_MB:.0f} MB)")


def fetch(port: int, **headers: str) -> tuple[float, http.client.HTTPMessage]:
    """Return the seconds until the first byte of the feed, and its headers."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    began = time.perf_counter()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", FEED, headers=named)
    answer = connection.getresponse()
    took = time.perf_counter() - began
    answer.read()
    connection.close()
    return took, answer.headers


def keep_texts() -> None:
    """Do what the worker does after each change: keep the text of every event that has none."""
    from sqlalchemy import select

    from eventsapp.calendars.models import EntryText
    from eventsapp.core import settings
    from eventsapp.core.db import db
    from eventsapp.events.entries import event_octets
    from eventsapp.events.models import Event

    kept, base = select(EntryText.event_id), settings.text("BASE_URL")
    for event in db.session.scalars(select(Event).where(Event.id.not_in(kept))).all():
        text, now = event_octets(event, "en"), event.changed_at
        db.session.add(
            EntryText(event_id=event.id, locale="en", made_from=now, base=base, octets=text)
        )
    db.session.commit()


def change_one() -> None:
    """Change the title of one event, as its organisers do; no worker has been by yet."""
    from sqlalchemy import select

    from eventsapp.core.db import db
    from eventsapp.core.words import Words
    from eventsapp.events import services
    from eventsapp.events.models import Event

    event = db.session.scalars(select(Event).order_by(Event.id).limit(1)).one()
    services.change_event(event, title=Words.of(en=f"Changed at {time.time()}"))
    db.session.commit()


def median(rounds: list[Load]) -> Load:
    """Return the middle one by rate."""
    return sorted(rounds, key=lambda it: it.rate)[len(rounds) // 2]


def verdict(fine: bool) -> str:  # noqa: FBT001 -- what it is about
    """Say whether a bar was reached."""
    return "reached" if fine else "MISSED "


_GZIP = {"Accept_Encoding": "gzip"}
