"""The sample story: a pool that looks like a real one, and screens that have something to do."""

from collections import Counter
from itertools import islice
from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.core.outbox import Message
from eventsapp.demo import story
from eventsapp.demo.people import people
from eventsapp.events.queries import event_by_slug
from eventsapp.experts import queries
from eventsapp.experts.models import Application, Call
from eventsapp.experts.rules import Conflict
from eventsapp.registration.queries import tags_of


@pytest.fixture
def loaded(db: Session) -> None:
    story.load()


def call_of(slug: str) -> Call:
    event = event_by_slug(slug)
    assert event is not None
    call = queries.call_of(event)
    assert call is not None
    return call


def test_the_same_seed_invents_the_same_people() -> None:
    first, again, other = (list(islice(people(Random(seed)), 30)) for seed in (7, 7, 8))  # noqa: S311

    assert first == again
    assert first != other
    assert len({it.name for it in first}) == 30


def test_a_panel_of_the_four_hundred_meets_every_target_and_some_cost_score(loaded: None) -> None:
    bench = queries.workbench(call_of("sample-workshop-domestic-workers"))

    panel = bench.best(bench.published)
    costs = bench.costs(bench.published)

    assert len(bench.contenders) == 400
    assert panel is not None
    assert (panel.proven, len(panel.members)) == (True, 40)
    assert {it.state for it in bench.meters(bench.published, [int(it) for it in panel.members])} \
        == {"met"}  # fmt: skip
    assert costs is not None
    assert costs.total > 0
    prices = [price for both in costs.targets.values() for price in both if price.binding]
    assert {price.change > 0 for price in prices} == {True, False}


def test_reviewers_have_something_left_to_do_and_differ_in_habit(loaded: None) -> None:
    desk = queries.desk(call_of("sample-workshop-domestic-workers"))
    rows = desk.application_rows()
    waiting = {it.account.email: it.waiting for it in desk.reviewer_rows()}
    habits = [it.habit.bias for it in queries.calibration_of(desk).habits]
    twice = Counter((it.name, it.born_on) for it in desk.call.applications)

    assert len(waiting) == 7
    assert waiting["reviewer@example.org"] > 0
    assert 0 < sum(row.missing > 0 for row in rows) < 10
    assert 20 < sum(row.done == 3 for row in rows) < 100
    assert {it.kind for it in desk.conflicts.values()} == set(Conflict)
    assert habits[0] < -5
    assert habits[-1] > 5
    assert [count for _person, count in twice.most_common(2)] == [2, 1]


def test_the_open_call_has_targets_in_danger(loaded: None) -> None:
    run = queries.dry_run(call_of("sample-workshop-migrant-workers"), clock.now())

    assert 2 <= len(run.in_danger) < len(run.standings)
    assert run.drafts > 0


def test_everybody_is_marked_as_a_sample_and_nobody_is_written_to(
    loaded: None, db: Session
) -> None:
    assert story.load().in_words() == "All of it was there already."

    assert set(db.scalars(select(Account.is_sample))) == {True}
    assert set(db.scalars(select(Application.is_sample))) == {True}
    assert db.scalar(select(func.count()).select_from(Message)) == 0


def test_some_people_of_the_seminar_have_tags(loaded: None) -> None:
    event = event_by_slug("sample-seminar-fair-recruitment")
    assert event is not None

    tags = {tag.name: people for tag, people in tags_of(event).items()}

    assert tags == {
        "Arrives late": 4, "Dietary": 8, "Speakers’ dinner": 7, "Visa letter sent": 10,
    }  # fmt: skip
