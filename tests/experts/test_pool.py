"""The people of a call as the optimiser knows them, and the dry run over them."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from eventsapp.core import clock
from eventsapp.core.words import Words
from eventsapp.experts.models import Application, Call, TargetRow
from eventsapp.experts.queries import (
    Forecast,
    Merit,
    dry_run,
    forecast,
    merits_of,
    people_of,
    problem_of,
)
from eventsapp.experts.rules import ApplicationStatus, Target, TargetAttribute
from eventsapp.questions.models import AnswerSheet, QuestionSet, QuestionSetVersion
from eventsapp.questions.rules import Choice, Kind, Question, content_of
from eventsapp.selection import GroupLimit, Quota
from tests import factories
from tests.conftest import statements

SECTOR = TargetAttribute.SECTOR


def target(attribute: str, value: str, minimum: int = 1, **fields: object) -> TargetRow:
    return TargetRow(attribute=attribute, value=value, minimum=minimum, **fields)


def key(application: Application) -> str:
    return str(application.id)


def test_a_problem_says_who_can_be_chosen_and_what_must_hold(db: Session) -> None:
    call = factories.call(
        seats=5,
        organization_limit=2,
        targets=[
            target(SECTOR, "labor", 2, maximum=3, priority=2),
            target("language", "es", 1, relaxable=False),
        ],
    )
    body = factories.organization()
    ana = factories.application(call, organization=body, languages=["es", "en"])
    ben = factories.application(call, affiliation="Independent", sector="migrants", languages=[])

    problem = problem_of(call, people_of(call))

    one, two = call.targets
    assert problem.pool.ids == (key(ana), key(ben))
    assert problem.pool.scores == (0, 0)
    assert problem.pool.attributes == {
        "sector": ("labor", "migrants"),
        "language": (frozenset({"es", "en"}), frozenset()),
        "organization": (f"#{body.id}", ""),
    }
    assert problem.quotas == (
        Quota(f"t{one.id}", "sector", frozenset({"labor"}), 2, 3, 2, relaxable=True),
        Quota(f"t{two.id}", "language", frozenset({"es"}), 1, None, 1, relaxable=False),
    )
    assert problem.group_limits == (GroupLimit("organization", "organization", 2),)
    assert problem.seats == (0, 5)


def test_what_was_not_said_counts_for_no_target(db: Session) -> None:
    call = factories.call(
        targets=[
            target("gender", "woman"),
            target("first_time", "yes"),
            target("region", "caribbean"),
            target("country", "JM"),
            target("question:side", "north"),
        ]
    )
    silent = {"gender": None, "first_time": None, "country": None, "sector": None}
    factories.application(call, **silent)
    factories.application(call, gender="undisclosed", first_time=False, country="JM")

    columns = problem_of(call, people_of(call)).pool.attributes

    assert {name: columns[name] for name in columns if name != "organization"} == {
        "gender": ("", "undisclosed"),
        "first_time": ("", "no"),
        "region": ("", "caribbean"),
        "country": ("", "JM"),
        "question:side": ("", ""),
    }


def test_answers_are_read_in_the_version_that_was_answered(db: Session) -> None:
    north = Choice("north", Words.of(en="North"))
    old, new = (
        Question(key="side", kind=kind, label=Words(), help=Words(), choices=(north,))
        for kind in (Kind.SINGLE_CHOICE, Kind.SHORT_TEXT)
    )
    asked = QuestionSet(created_at=clock.now())
    versions = [
        QuestionSetVersion(
            question_set=asked, number=number, made_at=clock.now(), content=content_of([it])
        )
        for number, it in enumerate((old, new), start=1)
    ]
    call = factories.call(question_set=asked, targets=[target("question:side", "north")])
    for version in versions:
        sheet = AnswerSheet(version=version, saved_at=clock.now(), values={"side": "north"})
        factories.application(call, answer_sheet=sheet)

    columns = problem_of(call, people_of(call)).pool.attributes

    assert columns["question:side"] == ("north", "")


def test_only_those_who_can_be_chosen_are_in_the_pool(db: Session) -> None:
    call = factories.closed_call()
    chosen = factories.application(call, status=ApplicationStatus.SELECTED)
    waiting = factories.application(call)
    factories.application(call, status=ApplicationStatus.DRAFT)
    factories.application(call, status=ApplicationStatus.WITHDRAWN)
    factories.application(call, status=ApplicationStatus.DECLINED)
    factories.application(call, decision=ApplicationStatus.INELIGIBLE)
    factories.application(call, merged_into_id=waiting.id)

    assert [it.id for it in people_of(call)] == [chosen.id, waiting.id]


def test_a_score_is_the_median_in_whole_hundredths_halves_up(db: Session) -> None:
    call = factories.closed_call()
    none, one, two, three = (factories.application(call) for _ in range(4))
    factories.review(one, 5, 5)
    for scores in ((5, 4), (4, 4)):  # 92 and 80
        factories.review(two, *scores)
    for scores in ((1, 0), (5, 5), (2, 2)):  # 12, 100 and 40
        factories.review(three, *scores)
    factories.review(none)
    call.criteria[0].weight, call.criteria[1].weight = 2, 1  # thirds
    db.commit()

    assert merits_of(call) == {
        one.id: Merit(10_000, 1),
        two.id: Merit(8_667, 2),  # (280/3 + 80) / 2 = 86 2/3
        three.id: Merit(4_000, 3),
    }


def test_a_half_hundredth_is_rounded_up(db: Session) -> None:
    call = factories.closed_call()
    call.criteria[0].weight, call.criteria[1].weight = 1, 399
    application = factories.application(call)
    factories.review(application, 1, 0)  # 1 * 20 / 400 = 0.05
    factories.review(application, 0, 0)
    assert merits_of(call) == {application.id: Merit(3, 2)}  # 0.025


def test_without_two_reviews_only_a_pin_brings_somebody_into_the_pool(db: Session) -> None:
    call = factories.closed_call()
    scored, once, never, out = (factories.application(call) for _ in range(4))
    for application in (scored, scored, once, out, out):
        factories.review(application, 5, 5)

    problem = problem_of(
        call,
        people_of(call),
        merits_of(call),
        pinned_in={never.id, once.id},
        pinned_out={out.id},
    )

    assert dict(zip(problem.pool.ids, problem.pool.scores, strict=True)) == {
        key(scored): 10_000,
        key(once): 10_000,
        key(never): 0,
        key(out): 10_000,
    }
    assert problem.must_include == {key(never), key(once)}
    assert problem.must_exclude == {key(out)}
    assert problem_of(call, people_of(call), merits_of(call)).pool.ids == (key(scored), key(out))


def test_a_pool_of_any_size_is_read_in_four_statements(db: Session) -> None:
    call = factories.call(targets=[target("question:side", "north")])
    factories.application(call)
    factories.application(call)
    assert call.targets

    with statements() as asked:
        people_of(call)

    assert len(asked) == 4


@pytest.mark.parametrize(
    ("now", "days"),
    [("2026-05-01T12:00Z", 12), ("2026-05-13T06:30Z", 1), ("2026-05-13T08:00Z", 0)],
)
def test_days_left_are_those_of_the_calls_zone(db: Session, now: str, days: int) -> None:
    with time_machine.travel("2026-04-20T12:00Z", tick=False):
        call = factories.call(timezone="America/Los_Angeles")
    with time_machine.travel("2026-05-13T23:00Z", tick=False):
        call.closes_at = clock.now()

    with time_machine.travel(now, tick=False):
        assert dry_run(call, clock.now()).days_left == days


def test_the_dry_run_keeps_drafts_apart(db: Session) -> None:
    call = factories.call(
        seats=9, targets=[target(SECTOR, "migrants", 3), target(SECTOR, "labor", 0, maximum=1)]
    )
    for status in (ApplicationStatus.SUBMITTED, ApplicationStatus.DRAFT, ApplicationStatus.DRAFT):
        factories.application(call, sector="migrants", status=status)
    factories.application(call, status=ApplicationStatus.WITHDRAWN, sector="migrants")

    run = dry_run(call, clock.now())

    assert (run.submitted, run.drafts) == (1, 2)
    assert [(it.target.value, it.now, it.drafts, it.missing) for it in run.in_danger] == [
        ("migrants", 1, 2, 2)
    ]


def test_once_places_are_given_those_who_have_one_are_counted(db: Session) -> None:
    call = factories.closed_call(targets=[target(SECTOR, "migrants", 2)])
    people(call, "migrants", "migrants", status=ApplicationStatus.RESERVE)
    people(call, "migrants", status=ApplicationStatus.ACCEPTED)

    run = dry_run(call, clock.now())

    assert (run.submitted, [it.missing for it in run.in_danger]) == (3, [1])


def people(call: Call, *sectors: str, **fields: object) -> None:
    for sector in sectors:
        factories.application(call, sector=sector, **fields)


def test_a_forecast_counts_the_largest_group(db: Session) -> None:
    call = factories.call(seats=3, targets=[target(SECTOR, "labor", 1, maximum=1)])
    people(call, "labor", "labor", "migrants")

    assert forecast(call) == Forecast(2)


def test_a_forecast_names_what_cannot_hold_together(db: Session) -> None:
    call = factories.call(
        seats=3,
        organization_limit=1,
        targets=[target(SECTOR, "labor", 2), target(SECTOR, "migrants", 1)],
    )
    people(call, "labor", "labor", "migrants", affiliation="One Union")
    people(call, "migrants", affiliation="Another")

    assert forecast(call) == Forecast(None, (Target(SECTOR, "labor", 2),), limited=True)


def test_nobody_at_all_is_a_group_of_none(db: Session) -> None:
    assert forecast(factories.call()) == Forecast(0)


def test_days_left_of_a_call_that_opens_later(db: Session) -> None:
    now = clock.now()
    call = factories.call(
        opens_at=now + timedelta(days=3), closes_at=now + timedelta(days=10), timezone="UTC"
    )

    assert dry_run(call, now).days_left == 10
