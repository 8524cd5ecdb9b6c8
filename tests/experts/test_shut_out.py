"""Who is in conflict sees neither file nor score on any page; who applies has no part in it."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.core.words import Words
from eventsapp.events.rules import TeamRole
from eventsapp.experts import policy, queries
from eventsapp.experts.models import Application, Assignment, Call, Criterion, Run, Scenario
from eventsapp.experts.queries.reviewing import closed_to
from eventsapp.experts.rules import ApplicationStatus, AssignedBy, CallStatus, Conflict, RunKind
from eventsapp.experts.rules.conditions import Conditions
from eventsapp.experts.services import applications, reviews, selection
from eventsapp.experts.services import twins as merging
from eventsapp.experts.services.selection import Choice
from eventsapp.questions.rules import Kind
from eventsapp.questions.services import answer, save_set
from tests import factories
from tests.conftest import deliver, sign_in
from tests.experts.test_board import HX, panel_in
from tests.promises.world import _cv, _pdf
from tests.questions.test_rules import question

#: What the closed application is worth, alone and as a total; and what is written in its file.
SECRETS = re.compile(r"\b71[.,]80?\b|CANARY \w+")
#: The same, and what the closed one is worth with each of the others.
WORTH = re.compile(SECRETS.pattern + r"|\b(131|111|91)\.80\b|7180")
Entangle = Callable[[Call, Application], Account]


def pool(**fields: object) -> tuple[Call, Application]:
    """Save a call of four scored people: one is worth 71.8 points, the others 60 at most."""
    asked = save_set(None, [question("words"), question("letter", Kind.FILE)])
    call = factories.closed_call(
        seats=2,
        question_set=asked,
        criteria=[
            Criterion(name=Words.of(en="Expertise"), weight=59, position=0),
            Criterion(name=Words.of(en="Experience"), weight=41, position=1),
        ],
        **fields,
    )
    said = {"words": "CANARY answer", "letter": _pdf()}
    closed = factories.application(
        call,
        name="Carla Closed",
        affiliation="Field Union",
        statement="CANARY statement",
        interests="CANARY interests",
        no_interests=False,
        answer_sheet=answer(None, asked.versions[0], said),
        cv=_cv(),
    )
    for _ in range(2):
        factories.review(closed, 4, 3).comment = "CANARY comment"
    for name, score in (("Ana", 3), ("Bea", 2), ("Dora", 1)):
        made = factories.application(call, name=name)
        for _ in range(2):
            factories.review(made, score, score)
    return call, closed


def of_same_body(call: Call, _closed: Application) -> Account:
    """Add an organiser who reviews, of the applicant's organisation, with all their reviews done.

    Only others' applications are assigned, so that the closed one is not among theirs.
    """
    both = factories.account(affiliation="FIELD UNIÓN")
    for role in (TeamRole.LEAD_ORGANISER, TeamRole.REVIEWER):
        factories.team(call.event, role, both)
    ana = next(it for it in queries.in_the_race(call) if it.name == "Ana")
    factories.save(Assignment(application=ana, account=both, at=clock.now(), by=AssignedBy.HAND))
    factories.review(ana, 3, 3, person=both)
    return both


def recused_and_gone(call: Call, closed: Application) -> Account:
    """Add an organiser who declared a conflict, and is not a reviewer any more."""
    person = factories.team(call.event, TeamRole.LEAD_ORGANISER)
    factories.review(closed, person=person).recused = True
    return person


def recused_from_a_twin(call: Call, closed: Application) -> Account:
    """Add an organiser who declared a conflict with another application of the same person."""
    person = factories.team(call.event, TeamRole.LEAD_ORGANISER)
    twin = factories.application(call, name="Carla Closed")
    factories.review(twin, person=person).recused = True
    merging.merge(twin, closed)
    return person


def without_conflict(call: Call, _closed: Application) -> Account:
    """Add an organiser who may see everything."""
    return factories.team(call.event, TeamRole.LEAD_ORGANISER)


def everything(client: FlaskClient, call: Call, closed: Application) -> dict[str, str]:
    """Ask for every page of the choice and of the reviews; return their texts by address."""
    now, conditions = clock.now(), Conditions(call.seats).as_json()
    panel = {"panel": [closed.id], "score": 7180, "proven": True, "bound": 7180}
    scenario = factories.save(
        Scenario(call=call, name="One", at=now, conditions=conditions, outcome=panel)
    )
    other = factories.save(
        Scenario(call=call, name="Other", at=now, conditions=conditions,
                 outcome=panel | {"panel": [], "score": 0})
    )  # fmt: skip
    going = factories.save(
        Run(call=call, kind=RunKind.PANEL, asked_at=now, task={"conditions": conditions},
            progress={"best": 7180, "bound": 9000})
    )  # fmt: skip
    base = f"/organise/events/{call.event.slug}"
    client.post(f"{base}/selection/runs/sensitivity")
    lottery = client.post(
        f"{base}/selection/lottery",
        data={"over": "everybody", "rule": "maximin", "compute": "y"},
    ).location
    assert lottery
    deliver()
    closed.decision = ApplicationStatus.SELECTED
    people = [it.id for it in queries.in_the_race(call)]
    only = f"{base}/selection/panel?seats=1&in={closed.id}"
    pages = [
        f"{base}/selection", f"{base}/selection?sort=name", f"{base}/selection?state=differ",
        f"{base}/selection.csv", f"{base}/selection/panel", only,
        f"{only}&min-sector:labor=2", f"{base}/selection/panel/costs",
        f"{base}/selection/sensitivity", f"{base}/selection/notify",
        f"{base}/selection/scenarios?compare={scenario.id}&compare={other.id}",
        f"{base}/selection/runs/{going.id}", f"{base}/selection/pins/{closed.id}",
        f"{base}/reviews", f"{base}/reviews.csv", f"{base}/reviews/calibration",
        f"{base}/reviews/proposal", f"{base}/applications/twins", f"{base}/call",
        f"{base}/applications/{closed.id}", f"{base}/applications/{closed.id}/cv",
        f"{base}/applications/{closed.id}/answers/letter", f"{base}/review/",
        f"{base}/review/{closed.id}", f"{base}/", "/organise/", "/me/",
        f"{base}/selection/lottery", lottery, f"{lottery}/chances.csv",
        f"{lottery}/panels.csv?names=y", f"{base}/nominations",
        f"{base}/selection/reserve", f"{base}/selection/record", f"{base}/selection/record.jsonl",
        f"{base}/selection/rationale",
        *(f"{base}/selection/panel/why/{key}" for key in people),
        *(f"{only.replace('panel?', f'panel/why/{key}?')}" for key in people),
    ]  # fmt: skip
    answers = {page: client.get(page) for page in pages}
    assert [page for page, it in answers.items() if it.status_code not in {200, 403}] == []
    told = {page: it.text for page, it in answers.items()}
    told["recount"] = client.post(
        f"{base}/selection",
        headers=HX,
        data={"rows-0-application_id": str(closed.id), "rows-0-decision": "selected",
              "recount": "y"},
    ).text  # fmt: skip
    told["htmx"] = client.get(only, headers=HX).text
    return told


@pytest.mark.parametrize("entangled", [of_same_body, recused_and_gone])
def test_a_conflict_closes_the_score_when_places_are_given_again(
    client: FlaskClient, db: Session, entangled: Entangle
) -> None:
    call, closed = pool()
    person = entangled(call, closed)
    ana, bea, dora = (
        next(it for it in queries.in_the_race(call) if it.name == name)
        for name in ("Ana", "Bea", "Dora")
    )
    selected, reserve = Choice(ApplicationStatus.SELECTED), Choice(ApplicationStatus.RESERVE)
    selection.decide(
        call, {closed.id: selected, ana.id: selected, bea.id: reserve, dora.id: reserve}
    )
    selection.notify(call)
    applications.decline(ana)
    base = f"/organise/events/{call.event.slug}/selection"
    pages = [
        base, f"{base}.csv", f"{base}/replacement", f"{base}/record", f"{base}/record.jsonl",
        f"{base}/rationale", f"{base}/replacement/offer?application={bea.id}",
        f"{base}/replacement/offer?application={dora.id}",
    ]  # fmt: skip

    told: dict[bool, list[str]] = {}
    for conflicted, account in ((True, person), (False, without_conflict(call, closed))):
        sign_in(client, account)
        answers = {page: client.get(page) for page in pages}
        assert {it.status_code for it in answers.values()} <= {200, 403}
        told[conflicted] = [page for page, it in answers.items() if WORTH.search(it.text)]

    assert (told[True], len(told[False]) >= 5) == ([], True)


@pytest.mark.parametrize("entangled", [of_same_body, recused_and_gone, recused_from_a_twin])
def test_a_conflict_closes_file_and_score_on_every_page(
    client: FlaskClient, db: Session, entangled: Entangle
) -> None:
    call, closed = pool()
    sign_in(client, entangled(call, closed))

    told = everything(client, call, closed)

    assert [(page, found) for page, text in told.items() if (found := SECRETS.findall(text))] == []
    files = f"/organise/events/{call.event.slug}/applications/{closed.id}"
    assert [
        client.get(f"{files}{page}").status_code for page in ("", "/cv", "/answers/letter")
    ] == [403] * 3


def test_without_a_conflict_there_is_all_that_to_see(client: FlaskClient, db: Session) -> None:
    call, closed = pool()
    sign_in(client, without_conflict(call, closed))

    told = everything(client, call, closed)

    base = f"/organise/events/{call.event.slug}"
    seen = {page.removeprefix(base) for page, text in told.items() if SECRETS.search(text)}
    assert seen >= {
        "/selection", "/selection.csv", "/selection/panel", "/reviews/calibration",
        f"/applications/{closed.id}", "recount", "htmx",
        f"/selection/panel?seats=1&in={closed.id}",
    }  # fmt: skip
    assert any("/scenarios" in page for page in seen)
    assert any("/runs/" in page for page in seen)


def test_whose_score_is_hidden_stands_last_so_that_the_order_tells_nothing(
    client: FlaskClient, db: Session
) -> None:
    call, closed = pool()
    sign_in(client, of_same_body(call, closed))
    base = f"/organise/events/{call.event.slug}/selection"

    board = re.findall(r">(Carla Closed|Ana|Bea|Dora)</a>", client.get(base).text)
    table = re.findall(r"Carla Closed|Ana|Bea|Dora", client.get(f"{base}.csv").text)
    panel = panel_in(client.get(f"{base}/panel").text)

    assert board == table == ["Ana", "Bea", "Dora", "Carla Closed"]
    assert panel == ["Ana", "Carla Closed"]


def test_what_closes_one_application_closes_it_for_all_at_once(db: Session) -> None:
    call, closed = pool()
    twin = factories.application(call, name="Carla Closed", affiliation="Another body")
    factories.application(call, affiliation="Field Union", status=ApplicationStatus.WITHDRAWN)
    merging.merge(closed, twin)

    for person in (
        of_same_body(call, closed), recused_and_gone(call, closed),
        without_conflict(call, closed), factories.team(call.event, TeamRole.REVIEWER),
    ):  # fmt: skip
        closing = closed_to(person, call)
        assert {it.id for it in call.applications if policy.is_in_conflict(person, it)} == closing
        assert (closed.id in closing) == (twin.id in closing)


def test_a_conflict_with_one_application_is_one_with_the_person(db: Session) -> None:
    call = factories.closed_call()
    one, other = (
        factories.application(call, name="Ana Prieto", affiliation=body) for body in ("A", "B")
    )
    of_a = factories.team(call.event, TeamRole.REVIEWER, factories.account(affiliation="A"))
    cousin = factories.team(call.event, TeamRole.REVIEWER)
    stranger = factories.team(call.event, TeamRole.REVIEWER)
    reviews.recuse(one, cousin, Conflict.FAMILY)
    before = queries.desk(call).conflicts.keys()

    merging.merge(one, other)

    of = queries.desk(call)
    assert before == {(one.id, of_a.id), (one.id, cousin.id)}
    assert of.conflicts.keys() == {(other.id, of_a.id), (other.id, cousin.id)}
    assert all(it.application.id == other.id for it in of.conflicts.values())
    assert queries.proposal(of, 1).new == [(other.id, stranger.id)]
    with pytest.raises(reviews.InConflict):
        reviews.deny_conflict(other, cousin)


def test_files_that_answer_questions_wait_like_the_curriculum_vitae_in_a_blind_review(
    client: FlaskClient, db: Session
) -> None:
    call, closed = pool(is_blind=True)
    both = factories.team(call.event, TeamRole.LEAD_ORGANISER)
    factories.team(call.event, TeamRole.REVIEWER, both)
    sign_in(client, both)
    page = f"/organise/events/{call.event.slug}/applications/{closed.id}/answers/letter"

    before = client.get(page).status_code
    factories.review(closed, 1, 1, person=both)

    assert (before, client.get(page).status_code) == (403, 200)


def test_who_applies_changes_nothing_that_the_choice_goes_by(
    client: FlaskClient, db: Session
) -> None:
    call = factories.call()
    applying = factories.team(call.event, TeamRole.LEAD_ORGANISER)
    factories.team(call.event, TeamRole.REVIEWER, applying)
    colleague = factories.team(call.event, TeamRole.CO_ORGANISER)
    base = f"/organise/events/{call.event.slug}"
    sign_in(client, applying)
    before = f"{base}/call/amend" in client.get(f"{base}/call").text

    factories.application(call, account=applying, status=ApplicationStatus.DRAFT)

    page = client.get(f"{base}/call")
    assert before
    assert (page.status_code, f"{base}/call/amend" in page.text) == (200, False)
    assert [
        client.open(f"{base}/{path}", method=method).status_code
        for method, path in (
            ("GET", "call/amend"), ("POST", "call/amend"), ("GET", "selection"),
            ("GET", "selection/panel"), ("GET", "reviews"), ("GET", "review/"),
            ("GET", "applications/twins"),
        )
    ] == [403] * 7  # fmt: skip
    sign_in(client, colleague)
    assert client.get(f"{base}/call/amend").status_code == 200


def test_a_withdrawn_application_gives_an_organiser_their_part_back(db: Session) -> None:
    call = factories.closed_call()
    organiser = factories.team(call.event, TeamRole.LEAD_ORGANISER)
    own = factories.application(call, account=organiser)
    before = policy.may_decide(organiser, call)

    own.status = ApplicationStatus.WITHDRAWN
    db.commit()

    assert (before, policy.may_decide(organiser, call)) == (False, True)


def test_a_merged_application_still_shuts_its_sender_out(db: Session) -> None:
    call = factories.closed_call()
    organiser = factories.team(call.event, TeamRole.LEAD_ORGANISER)
    own, other = factories.application(call, account=organiser), factories.application(call)

    merging.merge(own, other)

    assert call.status is CallStatus.PUBLISHED
    assert not policy.may_decide(organiser, call)
