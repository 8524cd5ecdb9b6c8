"""Real clients subscribe: vdirsyncer fetches our feed over HTTP, khal shows what it has fetched."""

import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eventsapp.core import clock
from eventsapp.core.db import db
from tests.calendars.story import Read, told
from tests.calendars.test_readers import by_icalendar
from tests.installation import running

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
url = "{base}/calendar.ics?lang=en"
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
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


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
    (tmp_path / "calendar").mkdir()
    with running(tmp_path, f"eventsapp_clients_{worker}") as house, house.inside() as app:
        sync = ("vdirsyncer", "-c", f"{tmp_path}/vdirsyncer.conf")
        settings = {"folder": tmp_path, "base": house.base}
        (tmp_path / "vdirsyncer.conf").write_text(VDIRSYNCER.format(**settings))
        (tmp_path / "khal.conf").write_text(KHAL.format(**settings))
        run(*sync, "discover", "ours")
        for chapter in told(app.test_client(), db.session):
            run(*sync, "sync", "--force-delete")

            assert fetched(tmp_path) == sorted(chapter.seen.values()), chapter.name
            assert shown(tmp_path) == expected(chapter.seen.values()), chapter.name
