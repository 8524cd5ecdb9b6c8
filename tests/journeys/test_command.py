"""The command ``eventsapp`` as newcomers and operators meet it."""

import json
import os
import re
import smtplib  # noqa: TID251 -- as any program that sends
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from eventsapp.cli import cli
from eventsapp.core.db import db
from eventsapp.demo import facts
from eventsapp.demo.story import ACCOUNTS
from tests.installation import COMMAND, PATIENCE, Installation, at_rest, running, text_of
from tests.visitor import Visitor

pytestmark = pytest.mark.slow
#: Tables whose rows say that somebody is written to.
LETTERS = ("outbox_message", "notice")


@pytest.fixture
def house(tmp_path: Path, worker: str) -> Iterator[Installation]:
    """Make an installation in which nothing runs yet."""
    with at_rest(tmp_path, f"command_{worker}") as house:
        yield house


def rows_of(house: Installation) -> dict[str, int]:
    """Count the rows of each table."""
    with house.inside():
        tables = db.metadata.sorted_tables
        counts = {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in tables
        }
    assert set(LETTERS) <= counts.keys()
    return counts


def test_a_newcomer_is_told_the_address_the_accounts_and_where_mails_go(
    tmp_path: Path, worker: str
) -> None:
    with running(tmp_path, f"command_{worker}", demo=True) as house:
        said = (house.folder / "run.log").read_text()
        printed = dict(re.findall(r"^  .+? (\S+@example\.org) +(\S+)$", said, re.MULTILINE))

        assert f"eventsapp is at {house.base}" in said
        assert printed.keys() == {email for _role, email, _name, _roles in ACCOUNTS}
        assert f"{house.base}/mails/" in said
        assert str(house.folder / "mails") in said

        newcomer = Visitor(house.base).visit("/organise/")
        newcomer.submit(
            "Sign in", email="organiser@example.org", password=printed["organiser@example.org"]
        )
        assert newcomer.path == "/organise/"
        assert "No email has been caught yet" in newcomer.visit("/mails/").text
        assert "sample" in newcomer.visit("/events/").text.lower()


@pytest.mark.parametrize("name", [None, *cli.commands])
def test_each_command_explains_itself(house: Installation, name: str | None) -> None:
    answer = house.command(*filter(None, [name]), "--help")
    explained = " ".join((cli.commands[name] if name else cli).get_short_help_str(1000).split())

    assert answer.returncode == 0
    assert answer.stderr == ""
    assert explained.rstrip(".") in " ".join(answer.stdout.split())


def test_the_demonstration_twice_is_the_demonstration(house: Installation) -> None:
    first = house.command("demo")
    once = rows_of(house)
    second = house.command("demo")
    twice = rows_of(house)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert re.match(r"Added \d+ organizations, \d+ events, ", first.stdout)
    assert second.stdout == "All of it was there already.\n"
    assert once == twice
    assert once["event"] > len(facts.shipped()["events"])
    assert [once[table] for table in LETTERS] == [0, 0]


def test_facts_are_imported_once(house: Installation, tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(facts.shipped()))

    first = house.command("import", str(file))
    once = rows_of(house)
    second = house.command("import", str(file))

    assert first.stdout.startswith("Added "), first.stderr
    assert second.stdout == "All of it was there already.\n"
    assert rows_of(house) == once
    assert once["event"] == len(facts.shipped()["events"])
    assert [once[table] for table in LETTERS] == [0, 0]


@pytest.mark.parametrize("content", ["not JSON", "[]", '{"schema": {"name": "summit-facts"}}'])
def test_what_is_no_facts_is_said_in_one_sentence(
    house: Installation, tmp_path: Path, content: str
) -> None:
    file = tmp_path / "facts.json"
    file.write_text(content)

    answer = house.command("import", str(file))

    assert answer.returncode == 1
    assert re.fullmatch(r"eventsapp: facts\.json .+\.\n", answer.stderr)


def test_a_taken_port_is_said_in_one_sentence(house: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        answer = house.command("run", f"--port={port}")

    assert answer.returncode == 1
    assert answer.stderr == (
        f"Error: Something else is listening on 127.0.0.1:{port};"
        " choose another port with --port.\n"
    )


def test_a_mail_that_is_sent_before_the_catcher_is_up_waits_for_it(house: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        number, address = listening.fileno(), listening.getsockname()
        catcher = subprocess.Popen(
            [*COMMAND, "catch-mail", f"--socket={number}"],
            env=os.environ | house.environment,
            pass_fds=[number],
        )
        try:
            with smtplib.SMTP(*address, timeout=PATIENCE) as line:
                line.sendmail("eva@example.org", "ana@example.org", "To: ana@example.org\n\nHi")
        finally:
            catcher.terminate()
            ended = catcher.wait(PATIENCE)

    assert [text_of(mail).strip() for mail in house.mails_to("ana@example.org")] == ["Hi"]
    assert ended == 0


def test_a_wrong_setting_stops_the_start_with_one_sentence(house: Installation) -> None:
    house.environment["EVENTSAPP_DATABASE_URL"] = "nonsense"

    answer = house.command("serve")

    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert re.fullmatch(r"eventsapp: .*EVENTSAPP_DATABASE_URL.*\n", answer.stderr)
