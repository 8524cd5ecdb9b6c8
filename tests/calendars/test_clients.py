"""Real clients subscribe: vdirsyncer fetches our feed over HTTP, khal shows what it has fetched."""

import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from eventsapp.accounts.models import Account
from eventsapp.calendars.queries import calendar_of
from eventsapp.calendars.services import renew_address
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.events.services import cancel
from tests import factories
from tests.calendars.story import Read, told
from tests.calendars.test_readers import by_icalendar
from tests.installation import PATIENCE, running

pytestmark = pytest.mark.slow
VDIRSYNCER = """
[general]
status_path = "{folder}/status"
[pair ours]
a = "feed"
b = "files"
collections = null
[storage feed]
type = "http"
url = "{feed}"
[storage files]
type = "filesystem"
path = "{folder}/calendar"
fileext = ".ics"
"""
KHAL = """
[calendars]
[[ours]]
path = {folder}/calendar
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""


def run(*command: str) -> str:
    done = subprocess.run(
        [str(Path(sys.executable).with_name(command[0])), *command[1:]],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def subscribe(folder: Path, feed: str) -> None:
    (folder / "calendar").mkdir(exist_ok=True)
    (folder / "vdirsyncer.conf").write_text(VDIRSYNCER.format(folder=folder, feed=feed))
    (folder / "khal.conf").write_text(KHAL.format(folder=folder))
    run("vdirsyncer", "-c", f"{folder}/vdirsyncer.conf", "discover", "ours")


def sync(folder: Path) -> None:
    time.sleep(1.1)  # for a second a server may answer as it did before another process changed
    run("vdirsyncer", "-c", f"{folder}/vdirsyncer.conf", "sync", "--force-delete")


def fetched(folder: Path) -> list[Read]:
    """Return what vdirsyncer has written, one file an event, each under a name of its own."""
    files = (folder / "calendar").glob("*.ics")
    return sorted(read for file in files for read in by_icalendar(file.read_bytes()).values())


def shown(folder: Path) -> list[tuple[str, bool]]:
    """Return the start and whether it is cancelled of each event of some hours, as khal shows."""
    day = clock.today("UTC").isoformat()
    form = "{all-day}|{start-full}|{status}"
    lines = run(
        "khal", "-c", f"{folder}/khal.conf", "list", "--once", "--day-format", "", "--format", form,
        day, "800d",
    ).splitlines()  # fmt: skip
    rows = [line.split("|") for line in lines if line.count("|") == 2]
    return sorted(
        (start, status.strip() == "CANCELLED") for whole, start, status in rows if whole == "False"
    )


def expected(seen: Iterable[Read]) -> list[tuple[str, bool]]:
    return sorted(
        (f"{datetime.fromtimestamp(int(it.starts), UTC):%Y-%m-%d %H:%M}", it.status == "CANCELLED")
        for it in seen
        if it.starts.isdigit()
    )


def test_subscribers_follow_a_whole_story(tmp_path: Path, worker: str) -> None:
    with running(tmp_path, f"clients_{worker}") as house, house.inside() as app:
        subscribe(tmp_path, f"{house.base}/calendar.ics?lang=en")
        for chapter in told(app.test_client(), db.session):
            sync(tmp_path)

            assert fetched(tmp_path) == sorted(chapter.seen.values()), chapter.name
            assert shown(tmp_path) == expected(chapter.seen.values()), chapter.name


def test_a_subscriber_follows_their_own_calendar_until_its_address_is_renewed(
    tmp_path: Path, worker: str
) -> None:
    with running(tmp_path, f"own_{worker}") as house, house.inside():
        starts = clock.now().replace(microsecond=0) + timedelta(days=30)
        days = FuzzyDate.days(clock.wall(starts, "UTC").date())
        event = factories.event(
            date=days, starts_at=starts, ends_at=starts + timedelta(minutes=5), timezone="UTC"
        )
        person = factories.account()
        factories.registration(event, account=person, email=person.email)
        subscribe(tmp_path, f"{house.base}{_address(person)}")
        sync(tmp_path)
        first = fetched(tmp_path)
        cancel(event, reason="The river rose.")
        db.session.commit()
        sync(tmp_path)
        cancelled = fetched(tmp_path)
        _address(person)
        with pytest.raises(AssertionError, match="Not Found"):
            sync(tmp_path)

    assert [(it.sequence, it.status) for it in first + cancelled] == [
        (0, "CONFIRMED"),
        (1, "CANCELLED"),
    ]
    assert fetched(tmp_path) == cancelled


def _address(person: Account) -> str:
    """Make a new address of a person's own calendar."""
    renew_address(person)
    db.session.commit()
    calendar = calendar_of(person)
    assert calendar is not None
    return f"/calendar/private/{calendar.secret}.ics"
