"""Reviews: the conflict first, then the file, then the scores, and who is named to whom."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.core import clock
from eventsapp.core.words import Words
from eventsapp.events.rules import TeamRole
from eventsapp.experts import policy, queries
from eventsapp.experts.models import Application, Assignment, Call, Criterion, Review
from eventsapp.experts.rules import AssignedBy, Conflict
from eventsapp.experts.services import reviews
from eventsapp.organizations.models import Alias
from tests import factories
from tests.conftest import sign_in, statements

CANARIES = ("Canary Carla", "Canary Union", "canary-cv", "canary@example.org", "1970")


def reviewing(client: FlaskClient, call: Call, **fields: str) -> str:
    """Sign a new reviewer in; return the address of the call's pages."""
    sign_in(client, factories.team(call.event, TeamRole.REVIEWER, factories.account(**fields)))
    return f"/organise/events/{call.event.slug}"


def scores(call: Call, value: int) -> dict[str, str]:
    return {f"score_{it.id}": str(value) for it in call.criteria} | {"save": "y"}


def assigned(application: Application, reviewer: object) -> Assignment:
    return factories.save(
        Assignment(application=application, account=reviewer, at=clock.now(), by=AssignedBy.HAND)
    )


def count_of_queries(client: FlaskClient, path: str, call: Call) -> int:
    """Count what a page asks the database, after twenty more have applied and been reviewed."""
    for _ in range(20):
        factories.review(factories.application(call), 3, 3)
    with statements() as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_the_conflict_is_asked_before_the_file(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    application = factories.application(call)
    address = f"{reviewing(client, call)}/review/{application.id}"

    gate = client.get(address).text
    client.post(f"{address}/no-conflict")
    file = client.get(address).text

    assert "do you have a conflict of interest" in gate
    assert ("I know the field." in gate, "I know the field." in file) == (False, True)


@pytest.mark.parametrize("name", ["UNIÓN de Campesinos", "UDC", "Peasants’ Union"])
def test_people_of_ones_own_organisation_are_closed_without_asking(
    client: FlaskClient, db: Session, name: str
) -> None:
    body = factories.organization(name=Words.of(es="Unión de campesinos"), acronym="UDC")
    factories.save(
        Alias(organization=body, text="Peasants’ Union", folded="peasants union", basis="stated")
    )
    call = factories.closed_call()
    application = factories.application(call, affiliation="Union de  Campesinos")
    address = reviewing(client, call, affiliation=name)
    page = f"{address}/review/{application.id}"

    gate = client.get(page).text
    refused = client.post(f"{page}/no-conflict")
    answers = [
        client.get(f"{address}/applications/{application.id}/cv").status_code,
        client.post(page, data=scores(call, 5)).status_code,
    ]

    assert "because the applicant is from your own organisation" in gate
    assert "I know the field." not in gate + client.get(page).text
    assert (refused.status_code, answers) == (409, [403, 403])
    assert "In conflict" in client.get(f"{address}/review/?show=closed").text
    assert db.scalars(select(Review)).all() == []


def test_an_organisation_typed_otherwise_is_known_by_its_number(db: Session) -> None:
    body = factories.organization(name=Words.of(en="Field Union"))
    call = factories.closed_call()
    reviewer = factories.team(
        call.event, TeamRole.REVIEWER, factories.account(affiliation="Field Union")
    )
    application = factories.application(call, affiliation="F. U.", organization_id=body.id)

    assert policy.is_in_conflict(reviewer, application)


@pytest.mark.parametrize("name", ["", "Independent", "n/a"])
def test_those_without_an_organisation_share_none(db: Session, name: str) -> None:
    call = factories.closed_call()
    reviewer = factories.team(call.event, TeamRole.REVIEWER, factories.account(affiliation=name))
    application = factories.application(call, affiliation=name)

    assert not policy.is_in_conflict(reviewer, application)


def test_a_declared_conflict_closes_every_address(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    application = factories.application(call)
    factories.application(call)
    address = reviewing(client, call)
    page = f"{address}/review/{application.id}"
    client.post(f"{page}/no-conflict")

    client.post(f"{page}/recuse", data={"conflict": "family", "reason": "My cousin"})

    told = client.get(page).text
    assert "We are family or close friends. My cousin" in re.sub(r"\s+", " ", told)
    assert "I know the field." not in told
    answers = [
        client.get(f"{address}/applications/{application.id}/cv").status_code,
        client.get(f"{address}/applications/{application.id}").status_code,
        client.get(f"{address}/selection").status_code,
        client.get(f"{address}/selection.csv").status_code,
        client.get(f"{address}/reviews").status_code,
        client.get(f"{address}/reviews.csv").status_code,
        client.post(page, data=scores(call, 5)).status_code,
        client.post(f"{page}/no-conflict").status_code,
    ]
    assert answers == [403] * 7 + [409]


def test_a_conflict_has_a_kind(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    application = factories.application(call)
    page = f"{reviewing(client, call)}/review/{application.id}"

    refused = client.post(f"{page}/recuse", data={"reason": "Something to keep"})
    client.post(f"{page}/recuse", data={"conflict": "gain"})

    assert refused.status_code == 422
    assert "Say what kind of conflict it is." in refused.text
    assert "Something to keep" in refused.text
    (review,) = db.scalars(select(Review))
    assert (review.recused, review.conflict, review.recusal_reason) == (True, Conflict.GAIN, "")


def test_a_conflict_frees_the_assignment(db: Session) -> None:
    call = factories.closed_call()
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    application, other = factories.application(call), factories.application(call)
    for it in (application, other):
        assigned(it, reviewer)

    reviews.recuse(application, reviewer, Conflict.FAMILY)

    assert [it.application_id for it in db.scalars(select(Assignment))] == [other.id]
    (row, _) = queries.desk(call).application_rows()
    assert (row.reviewers, row.missing) == ([], 2)


def test_only_ones_own_are_met_once_something_is_assigned(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    mine, others = factories.application(call, name="Ana"), factories.application(call, name="Bea")
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    sign_in(client, reviewer)
    address = f"/organise/events/{call.event.slug}/review"
    before = client.get(f"{address}/").text

    assigned(mine, reviewer)
    after = client.get(f"{address}/").text

    assert ("Ana" in before, "Bea" in before) == (True, True)
    assert "every reviewer reviews every application" in before
    assert ("Ana" in after, "Bea" in after) == (True, False)
    assert [client.get(f"{address}/{it.id}").status_code for it in (mine, others)] == [200, 403]
    assert client.post(f"{address}/{others.id}/no-conflict").status_code == 403


def test_what_was_begun_is_finished_by_whoever_began_it(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    begun, given = factories.application(call), factories.application(call)
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    factories.review(begun, person=reviewer)
    assigned(given, reviewer)

    queue = queries.review_queue(reviewer, call)

    assert [it.id for it in queue.todo] == [begun.id, given.id]


def test_a_merged_application_is_reviewed_as_the_other_one(db: Session) -> None:
    call = factories.closed_call()
    kept = factories.application(call)
    twin = factories.application(call, merged_into_id=kept.id)
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    factories.review(twin, 3, 3, person=reviewer)
    assigned(twin, reviewer)
    assigned(kept, reviewer)

    queue, desk = queries.review_queue(reviewer, call), queries.desk(call)

    assert ([it.id for it in queue.todo], queue.done, queue.total) == ([kept.id], frozenset(), 1)
    assert (list(desk.applications), desk.assigned, dict(desk.scores)) == (
        [kept.id],
        {(kept.id, reviewer.id)},
        {},
    )


def test_a_missing_score_keeps_the_comment(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    application = factories.application(call)
    address = f"{reviewing(client, call)}/review/{application.id}"
    client.post(f"{address}/no-conflict")
    data = {f"score_{call.criteria[0].id}": "4", "comment": "Words to keep", "save": "y"}

    response = client.post(address, data=data)

    assert response.status_code == 422
    assert "Give a score for this criterion." in response.text
    assert "Words to keep" in response.text
    chosen = re.findall(r'<input checked[^>]*name="(score_\d+)"[^>]*value="(\d)"', response.text)
    assert chosen == [(f"score_{call.criteria[0].id}", "4")]


def test_scores_mean_what_the_organisers_say(client: FlaskClient, db: Session) -> None:
    named = Criterion(
        name=Words.of(en="Expertise"),
        weight=1,
        position=0,
        labels={"0": {"en": "Never heard of it"}, "5": {"en": "Wrote the book"}},
    )
    call = factories.closed_call(criteria=[named])
    application = factories.application(call)
    address = f"{reviewing(client, call)}/review/{application.id}"
    client.post(f"{address}/no-conflict")

    page = client.get(address).text

    assert "0 Never heard of it · 1 Poor · 2 Fair · 3 Good · 4 Very good · 5 Wrote the book" in page


def test_two_reviewers_at_the_same_time_keep_out_of_each_others_way(
    app: Flask, db: Session
) -> None:
    call = factories.closed_call()
    application = factories.application(call)
    people = [factories.team(call.event, TeamRole.REVIEWER) for _ in range(2)]
    browsers = [app.test_client() for _ in people]
    for browser, person in zip(browsers, people, strict=True):
        sign_in(browser, person)
    address = f"/organise/events/{call.event.slug}/review/{application.id}"

    for browser in browsers * 2:  # a double click is one denial
        browser.post(f"{address}/no-conflict")
    pages = [browser.get(address).text for browser in browsers]
    for browser, value in zip(browsers, (5, 1), strict=True):
        browser.post(address, data=scores(call, value))
    seen = [browser.get(address).text for browser in browsers]

    assert [page.count("Others’ scores are shown once your own are in.") for page in pages] == [
        1,
        1,
    ]
    assert [("100 of 100" in page, "20 of 100" in page) for page in seen] == [(True, True)] * 2
    assert sorted((it.account_id, it.total) for it in db.scalars(select(Review))) == [
        (people[0].id, 100),
        (people[1].id, 20),
    ]


def test_a_blind_review_never_says_who_it_is(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call(is_blind=True)
    person = factories.account(email="canary@example.org", name="Canary Carla")
    application = factories.application(
        call,
        account=person,
        affiliation="Canary Union",
        born_on=clock.now().date().replace(year=1970),
        interests="I advise the Canary Union.",
        no_interests=False,
    )
    other = factories.team(call.event, TeamRole.REVIEWER)
    recused = factories.review(application, person=factories.team(call.event, TeamRole.REVIEWER))
    recused.recused, recused.recusal_reason = True, "Canary Carla is my cousin"
    factories.review(application, 4, 4, person=other)
    address = reviewing(client, call)
    page = f"{address}/review/{application.id}"

    answers = [
        client.get(f"{address}/review/"),
        client.get(page),
        client.post(f"{page}/no-conflict"),
        client.get(page),
        client.post(page, data={"comment": "?"}),
        client.post(page, data=scores(call, 3)),
        client.get(page),
        *(client.get(f"{address}/review/?show={show}") for show in ("all", "done", "closed")),
        client.post(f"{page}/recuse", data={"conflict": "other"}),
        client.get(page),
        client.get("/me/"),
    ]

    assert [it.status_code for it in answers] == [
        200, 200, 302, 200, 422, 302, 200, 200, 200, 200, 302, 200, 200,
    ]  # fmt: skip
    assert [
        (at, word) for at, it in enumerate(answers) for word in CANARIES if word in it.text
    ] == []
    assert f"<h2>Applicant {application.id}</h2>" in answers[1].text
    assert f"Your review of Applicant {application.id} is saved." in answers[6].text
    assert "80 of 100" in answers[6].text


def test_the_file_is_not_given_in_a_blind_review(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call(is_blind=True)
    application = factories.application(call)
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    organiser = factories.team(call.event, TeamRole.LEAD_ORGANISER)
    factories.review(application, 3, 3, person=reviewer)
    sign_in(client, reviewer)

    answer = client.get(f"/organise/events/{call.event.slug}/applications/{application.id}/cv")

    assert answer.status_code == 403
    assert policy.may_have_files(organiser, application)


def test_an_applicant_sees_neither_scores_nor_others(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    own, other = factories.application(call), factories.application(call, name="Somebody Else")
    factories.review(own, 4, 4).comment = "Rather good"
    factories.team(call.event, TeamRole.REVIEWER, own.account)
    sign_in(client, own.account)
    address = f"/organise/events/{call.event.slug}"

    refused = [
        client.get(f"{address}/{page}").status_code
        for page in (
            "review/", f"review/{own.id}", f"review/{other.id}", "reviews", "reviews.csv",
            "reviews/calibration", "reviews/proposal", "selection", f"applications/{other.id}/cv",
        )
    ]  # fmt: skip
    page = client.get(f"/events/{call.event.slug}/call/application").text

    assert refused == [403] * 9
    assert ("Rather good" in page, "80 of 100" in page, "Somebody Else" in page) == (False,) * 3


def test_reviewers_say_what_they_know(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call(topics=["Water", "Soil"])
    address = reviewing(client, call)

    answer = client.post(
        f"{address}/review/profile", data={"topics": ["Soil"], "languages": ["es", "fr"]}
    )
    unknown = client.post(f"{address}/review/profile", data={"topics": ["Fire"]})

    assert (answer.location, unknown.status_code) == (f"{address}/review/", 422)
    page = client.get(f"{address}/review/").text
    assert "<dd>Soil</dd>" in page
    assert "<dd>Spanish, French</dd>" in page


def test_a_queue_of_four_hundred_asks_the_database_no_more(
    client: FlaskClient, db: Session
) -> None:
    call = factories.closed_call()
    address = reviewing(client, call, affiliation="Some Body")

    counts = [count_of_queries(client, f"{address}/review/", call) for _ in range(2)]

    assert counts[0] == counts[1]
