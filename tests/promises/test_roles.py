"""Nobody sees or does what their role may not: every route is replayed as every role."""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from http import HTTPStatus

import pytest
from flask import Flask
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from eventsapp.core.db import Model
from eventsapp.core.db import db as database
from eventsapp.notices.queries import token_of
from eventsapp.notices.rules import Group
from tests.promises import world as worlds
from tests.promises.policies import (
    BY_LINK,
    CREATORS,
    EVERYONE,
    MAY,
    MAY_MEET,
    MAY_SEND,
    ORGANISERS,
    SILENT,
)
from tests.promises.world import World

pytestmark = pytest.mark.slow
#: The ids that are of one event, and must not be taken for another's.
OF_AN_EVENT = {
    "item_id", "party_id", "room_id", "share_id", "member_id", "application_id", "registration_id",
    "scenario_id", "run_id", "lottery_id", "reviewer_id", "twin_id", "invitation_id",
    "mailing_id", "tag_id",
}  # fmt: skip
#: The only score that anybody has given, as pages and tables write it.
SCORE = re.compile(r"\b71[.,]80?\b")
#: Where the part in an event makes no difference.
ALIKE = ("security.", "accounts.", "static", "bootstrap.")


@pytest.fixture
def world(app: Flask, db: Session) -> World:
    """Make the world anew for one test."""
    return worlds.build(app, db)


def test_every_endpoint_has_its_line_in_the_table(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(MAY)


def test_pages_open_to_whom_the_table_says_and_tell_no_secrets(app: Flask, world: World) -> None:
    before, wrong, leaks = dump(), [], []
    for endpoint, path in addresses(app, "GET", world.own):
        for role in roles(endpoint):
            answer = send(app, world, role, "GET", path)
            if outcome(answer) != expected(endpoint, role):
                wrong.append((endpoint, role, outcome(answer), expected(endpoint, role)))
            if endpoint not in BY_LINK:
                leaks += [(endpoint, role, secret) for secret in secrets_told(answer, world, role)]

    assert not wrong
    assert not leaks
    assert dump() == before, "a GET has written"


def test_actions_are_open_to_whom_the_table_says(app: Flask, world: World) -> None:
    wrong = []
    for endpoint, path in addresses(app, "POST", world.own):
        for role in roles(endpoint):
            told = outcome(send(app, world, role, "POST", path))
            wanted = expected(endpoint, role, MAY | MAY_SEND)
            if told != wanted:
                wrong.append((endpoint, role, told, wanted))

    assert not wrong


@pytest.mark.parametrize("role", ["co-organiser", "administrator", "reviewer"])
def test_what_belongs_to_another_event_is_not_there(app: Flask, world: World, role: str) -> None:
    mixed = world.other | {"slug": world.own["slug"]}
    answers = {
        path: outcome(send(app, world, role, method, path))
        for method in ("GET", "POST")
        for endpoint, path in addresses(app, method, mixed, needing=OF_AN_EVENT)
        if role in MAY[endpoint]
    }

    assert answers
    assert set(answers.values()) == {"missing"}


def test_a_draft_is_seen_by_its_organisers_alone(app: Flask, world: World) -> None:
    of_draft = world.own | {"slug": world.draft}
    opened = {
        (endpoint, role)
        for endpoint, path in addresses(app, "GET", of_draft, needing={"slug"})
        if endpoint != "organizations.show"
        for role in EVERYONE - ORGANISERS
        if outcome(send(app, world, role, "GET", path)) == "open"
    }

    assert not opened


def addresses(
    app: Flask, method: str, ids: dict[str, object], needing: set[str] | None = None
) -> Iterator[tuple[str, str]]:
    """Fill in the variables of every route that takes a method (and one of some variables)."""
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or ()) or (needing and not needing & rule.arguments):
            continue
        if rule.defaults:  # it stands for a variable that was left out, with nothing to be found
            continue
        values = dict(ids)
        if rule.endpoint == "organizations.show":
            values["slug"] = ids["body"]
        if rule.endpoint.startswith("registration."):
            values["token"] = ids["secret"]
        if rule.endpoint.startswith("notice_choices."):
            values["token"] = token_of("reader@example.org", Group.NEWS)
        if rule.endpoint == "bootstrap.static":
            values["filename"] = "js/bootstrap.min.js"
        built = rule.build({name: values[name] for name in rule.arguments})
        assert built is not None
        yield rule.endpoint, built[1]


def roles(endpoint: str) -> list[str]:
    """Name who is to be tried at an endpoint."""
    return ["anonymous", "person"] if endpoint.startswith(ALIKE) else sorted(EVERYONE)


def send(app: Flask, world: World, role: str, method: str, path: str) -> TestResponse:
    """Send one request as somebody, and let nothing of a POST last."""
    client = app.test_client()
    if cookie := world.cookies[role]:
        client.set_cookie("session", cookie)
    database.session.remove()
    if method == "GET":
        return client.get(path)
    connection = database.engines[None]
    assert isinstance(connection, Connection)
    with connection.begin_nested() as before:
        answer = client.open(path, method=method)
        database.session.remove()
        before.rollback()
    return answer


def outcome(answer: TestResponse) -> str:
    """Say in a word what was answered."""
    status = answer.status_code
    if status in {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER} and re.match(
        r"(https?://[^/]+)?/login\b", answer.headers["Location"]
    ):
        return "sign in"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "broken"
    return {HTTPStatus.FORBIDDEN: "refused", HTTPStatus.NOT_FOUND: "missing"}.get(status, "open")


def expected(endpoint: str, role: str, may: Mapping[str, AbstractSet[str]] = MAY) -> str:
    """Say what the table lets somebody have at an endpoint."""
    if role in may[endpoint]:
        return "open"
    if not may[endpoint] or role == "anonymous":
        return "sign in"
    return "missing" if endpoint in SILENT else "refused"


def secrets_told(answer: TestResponse, world: World, role: str) -> set[str]:
    """Return the private texts in an answer that are not for this role."""
    if not answer.mimetype.startswith(("text/", "application/json", "application/xml")):
        return set()
    told = set(re.findall(r"(?i)canary[ -](\w+)[ -]of[ -](event-\d+)", answer.text))
    secrets = {
        f"{what} of {whose}"
        for what, whose in told
        if role not in (MAY_MEET[what] if whose == world.own["slug"] else _of_the_other(what))
    }
    if SCORE.search(answer.text) and role not in MAY_MEET["score"]:
        secrets.add("score")
    if "CANARY draft." in answer.text and role not in ORGANISERS:
        secrets.add("draft")
    return secrets


def _of_the_other(what: str) -> frozenset[str]:
    """Name who may meet the same text of the other event: its own organiser in place of ours."""
    return CREATORS if "co-organiser" in MAY_MEET[what] else frozenset()


def dump() -> dict[str, list[object]]:
    """Read every row of every table."""
    with database.session.begin_nested():
        return {
            table.name: sorted(map(repr, database.session.execute(select(table)).all()))
            for table in Model.metadata.sorted_tables
        }
