"""The story of the reviews over HTTP: shared out, a conflict, a third opinion, the habits."""

import re
from datetime import timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.core import clock
from eventsapp.events.rules import TeamRole
from eventsapp.experts import queries
from eventsapp.experts.models import Call
from eventsapp.experts.services.assigning import QUIET
from tests import factories
from tests.conftest import MailServer, browser, deliver


def accept_proposal(desk: FlaskClient, address: str) -> int:
    """Take what is proposed; return how many reviews that is."""
    page = desk.get(f"{address}/proposal?each=2").text
    found = re.search(r'name="pairs"[^>]*value="([^"]+)"', page)
    assert found is not None
    desk.post(f"{address}/proposal", data={"pairs": found[1]})
    return len(found[1].split())


def review_all(client: FlaskClient, call: Call, start: str, value: int) -> list[str]:
    """Go from one application to the next, as "save and next" leads; return where it went."""
    seen, path = [], start
    while not path.endswith("/review/"):
        seen.append(path)
        client.post(f"{path}/no-conflict")
        data = {f"score_{it.id}": str(value) for it in call.criteria} | {"save_and_next": "y"}
        path = client.post(path, data=data).location
    return seen


def test_from_the_proposal_to_the_third_opinion(app: Flask, db: Session, mails: MailServer) -> None:
    call = factories.closed_call()
    slug = call.event.slug
    ana, bea = (factories.application(call, name=name) for name in ("Ana", "Bea"))
    people = [
        factories.team(call.event, TeamRole.REVIEWER, factories.account(name=name))
        for name in ("Rosa", "Rita", "Ruth")
    ]
    desk = browser(app, factories.team(call.event, TeamRole.LEAD_ORGANISER))
    address = f"/organise/events/{slug}/reviews"

    assert accept_proposal(desk, address) == 4
    with time_machine.travel(clock.now() + QUIET + timedelta(minutes=1)):
        deliver()
    loads = {str(it.account): it.assigned for it in queries.desk(call).reviewer_rows()}
    assert sorted(loads.values()) == [1, 1, 2]
    assert sorted(to for to, _ in mails.subjects()) == sorted(it.email for it in people)

    both = next(it for it in people if loads[str(it)] == 2)
    busy = browser(app, both)
    gate = f"/organise/events/{slug}/review/{ana.id}"
    moved = busy.post(f"{gate}/recuse", data={"conflict": "competition"})
    assert moved.location == f"/organise/events/{slug}/review/{bea.id}"
    page = desk.get(f"{address}?show=missing").text
    assert ("· Ana" in page, "We compete with each other" in page) == (True, True)
    assert accept_proposal(desk, address) == 1

    for person, value in zip(people, (5, 1, 3), strict=True):
        client = browser(app, person)
        queue = queries.review_queue(person, call)
        start = f"/organise/events/{slug}/review/{queue.todo[0].id}"
        assert len(review_all(client, call, start, value)) == queue.total
    differing = [it.it.id for it in queries.desk(call).application_rows() if it.differs]
    assert differing
    third = queries.proposal(queries.desk(call))
    assert {it for it, _ in third.new} | third.unmet.keys() == set(differing)
    habits = desk.get(f"{address}/calibration").text
    assert all(str(person) in habits for person in people)
