"""Computations of the worker: asked for, followed, stopped, read."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.experts import queries
from eventsapp.experts.models import Call, Run
from eventsapp.experts.rules import RunKind, RunState
from eventsapp.experts.rules.conditions import Conditions, from_json
from eventsapp.experts.services import runs
from eventsapp.selection import Panel
from tests import factories
from tests.conftest import deliver
from tests.experts.test_board import HX, choice, desk, panel_in, said, scored, target


def test_a_run_finds_what_the_page_finds(db: Session) -> None:
    call, people = choice(targets=[target()])
    bench = queries.workbench(call)
    run = runs.ask(call, RunKind.PANEL, bench.published, None)
    db.commit()

    deliver()

    db.refresh(run)
    assert (run.state, run.result) == (
        RunState.DONE,
        {
            "panel": sorted([people["Ana"].id, people["Cleo"].id]),
            "score": 16_000,
            "bound": 16_000,
            "proven": True,
        },
    )


def test_the_same_is_not_begun_twice(db: Session) -> None:
    call, _people = choice()
    conditions = queries.workbench(call).published

    first = runs.ask(call, RunKind.PANEL, conditions, None)
    second = runs.ask(call, RunKind.PANEL, conditions, None)
    other = runs.ask(call, RunKind.PANEL, conditions.but(seats=1), None)

    assert [it.id for it in db.scalars(select(Run).order_by(Run.id))] == [first.id, other.id]
    assert second is first


def test_a_run_that_is_stopped_before_it_begins_computes_nothing(db: Session) -> None:
    call, _people = choice()
    run = runs.ask(call, RunKind.PANEL, queries.workbench(call).published, None)
    runs.cancel(run)
    db.commit()

    deliver()

    db.refresh(run)
    assert (run.state, run.result) == (RunState.CANCELLED, None)


def test_which_reviews_decide_is_found_and_told(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call(seats=1)
    ana, bea = factories.application(call, name="Ana"), scored(call, "Bea", 3)
    fan = factories.account(name="A great fan")
    for person, score in ((fan, 5), (None, 3), (None, 2)):
        factories.review(ana, score, score, person=person)
    factories.review(bea, 2, 2)
    for score in (5, 4):
        factories.review(ana, score, score)
    db.refresh(call)
    address = desk(client, call)

    asked = client.post(f"{address}/runs/sensitivity")
    waiting = client.get(f"{address}/sensitivity").text
    (run,) = db.scalars(select(Run))
    deliver()
    page = said(client.get(f"{address}/sensitivity").text)

    assert asked.location == f"{address}/sensitivity"
    assert "Waiting for its turn" in waiting
    assert "reviews" in page
    db.refresh(run)
    assert run.state is RunState.DONE
    assert run.result is not None
    assert run.result["reviews"] == 8
    assert "Done." in client.get(f"{address}/runs/{run.id}", headers=HX).text


def test_conditions_are_read_back_as_they_were_written() -> None:
    published = (target("labor", 1, 3).target, target("migrants", 2).target)
    now = Conditions(7, None, published, frozenset({1}), frozenset({2}))

    read = from_json(now.as_json(), published)

    assert read == now
    assert now.departures(Conditions(8, 2, published)) == [
        (None, "seats", (8,), (7,)),
        (None, "organization_limit", (2,), (None,)),
    ]


def test_what_takes_too_long_for_a_page_goes_on_in_the_worker(
    client: FlaskClient, db: Session
) -> None:
    call, people = choice(targets=[target()])
    address = desk(client, call)

    run_out_of_time(call, people["Ana"].id, people["Dora"].id)
    short = said(client.get(f"{address}/panel").text)
    asked = client.post(f"{address}/runs/panel")
    waiting = client.get(asked.location).text
    deliver()
    run_out_of_time(call, people["Ana"].id, people["Dora"].id)
    found = client.get(asked.location).text

    assert "Best found so far No panel scores more than 30.00 points higher." in short
    assert "Keep looking in the background" in short
    assert asked.location == f"{address}/panel"
    assert "Waiting for its turn" in waiting
    assert panel_in(found) == ["Ana", "Cleo"]
    assert "Proven to be the best possible" in found


def run_out_of_time(call: Call, *members: int) -> None:
    """Let this process have found only these people, worth 140, when a request's time was over."""
    bench = queries.workbench(call)
    panel = Panel(tuple(map(str, members)), 14_000, 17_000, proven=False)
    bench._answers["best", bench.published, None] = panel
