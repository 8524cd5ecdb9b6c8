"""The pages of organisers and reviewers over HTTP."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.core import clock
from eventsapp.core.words import Words
from eventsapp.events.rules import TeamRole
from eventsapp.experts.models import Call, Review, TargetRow
from eventsapp.experts.rules import ApplicationStatus, CallStatus, TargetAttribute
from tests import factories
from tests.conftest import sign_in
from tests.experts.test_walk import board_form, call_form


def organise(client: FlaskClient, call: Call) -> str:
    sign_in(client, factories.team(call.event, TeamRole.LEAD_ORGANISER))
    return f"/organise/events/{call.event.slug}"


def test_a_call_that_contradicts_itself_keeps_what_was_typed(
    client: FlaskClient, db: Session
) -> None:
    event = factories.event()
    sign_in(client, factories.team(event, TeamRole.LEAD_ORGANISER))
    data = call_form(**{"targets-0-minimum": "7", "save": "y"})

    response = client.post(f"/organise/events/{event.slug}/call", data=data)

    assert response.status_code == 422
    assert "Labour: at least 7 are wanted, more than there are seats (1)." in response.text
    assert "People who know the **field**." in response.text
    assert db.scalars(select(Call)).all() == []


def test_sums_are_counted_without_saving(client: FlaskClient, db: Session) -> None:
    event = factories.event()
    sign_in(client, factories.team(event, TeamRole.LEAD_ORGANISER))
    data = call_form(**{"criteria-0-weight": "75", "recount": "y"})

    response = client.post(
        f"/organise/events/{event.slug}/call", data=data, headers={"HX-Request": "true"}
    )

    assert response.text.lstrip().startswith('<section class="sheet" id="sums"')
    assert "<dd>145</dd>" in response.text or "<dd>115</dd>" in response.text
    assert db.scalars(select(Call)).all() == []


def test_the_suggestion_weighs_40_30_20_10(client: FlaskClient, db: Session) -> None:
    event = factories.event(seats=12)
    sign_in(client, factories.team(event, TeamRole.LEAD_ORGANISER))

    page = client.get(f"/organise/events/{event.slug}/call").text

    assert all(f'value="{weight}"' in page for weight in (40, 30, 20, 10, 12))
    assert "<dd>100</dd>" in page


def test_a_deadline_is_extended_in_the_zone_of_the_call(client: FlaskClient, db: Session) -> None:
    call = factories.call(timezone="America/Los_Angeles")
    address = organise(client, call)
    later = clock.wall(call.closes_at + timedelta(days=3), "America/Los_Angeles")

    client.post(f"{address}/call/extend", data={"closes_at": later.strftime("%Y-%m-%dT%H:%M")})

    db.refresh(call)
    expected = datetime(later.year, later.month, later.day, later.hour, later.minute)  # noqa: DTZ001
    assert call.closes_at == clock.moment(expected, "America/Los_Angeles")


@pytest.mark.parametrize(
    "page", ["call", "selection", "selection.csv", "selection/notify", "review/"]
)
def test_pages_of_the_team_are_closed_to_others(
    client: FlaskClient, db: Session, page: str
) -> None:
    call = factories.closed_call()
    applicant = factories.application(call).account
    sign_in(client, applicant)

    response = client.get(f"/organise/events/{call.event.slug}/{page}")

    assert response.status_code == 403


def test_an_organiser_who_applies_is_shut_out(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    organiser = factories.team(call.event, TeamRole.LEAD_ORGANISER)
    other = factories.application(call)
    factories.application(call, account=organiser)
    sign_in(client, organiser)
    address = f"/organise/events/{call.event.slug}"

    answers = [
        client.get(f"{address}/{page}").status_code
        for page in ("selection", "selection.csv", f"applications/{other.id}")
    ]

    assert answers == [403, 403, 403]


def test_a_reviewer_meets_the_name_before_the_file(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    reviewer = factories.team(
        call.event, TeamRole.REVIEWER, factories.account(affiliation="UNIÓN de Campesinos")
    )
    application = factories.application(call, affiliation="Union de campesinos")
    sign_in(client, reviewer)
    address = f"/organise/events/{call.event.slug}/review/{application.id}"

    gate = client.get(address).text
    client.post(f"{address}/no-conflict")
    file = client.get(address).text

    assert "same organisation as you" in gate
    assert "I know the field." not in gate
    assert "I know the field." in file


def test_a_reviewer_in_conflict_gets_neither_page_nor_file(
    client: FlaskClient, db: Session
) -> None:
    call = factories.closed_call()
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    application = factories.application(call)
    sign_in(client, reviewer)
    address = f"/organise/events/{call.event.slug}"

    client.post(f"{address}/review/{application.id}/recuse", data={"reason": "My cousin"})

    assert "I know the field." not in client.get(f"{address}/review/{application.id}").text
    assert client.get(f"{address}/applications/{application.id}/cv").status_code == 403
    scores = {f"score_{it.id}": "5" for it in call.criteria}
    assert client.post(f"{address}/review/{application.id}", data=scores).status_code == 403


def test_every_criterion_wants_a_score(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    application = factories.application(call)
    factories.review(application, person=reviewer)
    sign_in(client, reviewer)
    data = {f"score_{call.criteria[0].id}": "4", "comment": "Words to keep", "save": "y"}

    response = client.post(f"/organise/events/{call.event.slug}/review/{application.id}", data=data)

    assert response.status_code == 422
    assert "Give a score for this criterion." in response.text
    assert "Words to keep" in response.text


def test_save_and_next_goes_on(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    first, second = factories.application(call), factories.application(call)
    factories.review(first, person=reviewer)
    factories.review(first, 5, 5)
    sign_in(client, reviewer)
    address = f"/organise/events/{call.event.slug}/review"
    assert "100 of 100" not in client.get(f"{address}/{first.id}").text
    data = {f"score_{it.id}": "3" for it in call.criteria}

    response = client.post(f"{address}/{first.id}", data=data | {"save_and_next": "y"})

    assert response.location == f"{address}/{second.id}"
    assert "100 of 100" in client.get(f"{address}/{first.id}").text
    assert "1 of 2 reviewed" in client.get(f"{address}/").text


def test_an_application_of_another_call_is_not_found(client: FlaskClient, db: Session) -> None:
    call, other = factories.closed_call(), factories.closed_call()
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    elsewhere = factories.application(other)
    sign_in(client, reviewer)

    response = client.get(f"/organise/events/{call.event.slug}/review/{elsewhere.id}")

    assert response.status_code == 404
    assert db.scalars(select(Review)).all() == []


def test_the_meters_follow_the_choice_without_saving(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call(
        targets=[TargetRow(attribute=TargetAttribute.SECTOR, value="migrants", minimum=1)]
    )
    application = factories.application(call, name="Ana", sector="migrants")
    address = organise(client, call)
    db.refresh(call)
    data = board_form(call, Ana="selected") | {"recount": "y"}

    before = client.get(f"{address}/selection").text
    after = client.post(f"{address}/selection", data=data, headers={"HX-Request": "1"}).text

    assert "1 more needed" in before
    assert "1 more needed" not in after
    assert after.lstrip().startswith('<section class="sheet" id="meters"')
    db.refresh(application)
    assert application.decision is None


def test_a_refused_choice_is_said_on_the_board(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    factories.application(call, name="Ana")
    address = organise(client, call)
    db.refresh(call)

    response = client.post(f"{address}/selection", data=board_form(call, Ana="ineligible"))

    assert response.status_code == 422
    assert "Give a reason for everyone who is not eligible." in response.text


def test_nothing_is_chosen_while_people_can_apply(client: FlaskClient, db: Session) -> None:
    call = factories.call()
    factories.application(call, name="Ana")
    address = organise(client, call)
    db.refresh(call)

    response = client.post(f"{address}/selection", data=board_form(call, Ana="selected"))

    assert response.status_code == 422
    assert [it.decision for it in call.applications] == [None]


def test_a_table_is_no_program(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    factories.application(call, name="=HYPERLINK(1)")
    address = organise(client, call)

    table = client.get(f"{address}/selection.csv").text

    assert ",'=HYPERLINK(1)," in table


def test_the_board_before_a_call_teaches(client: FlaskClient, db: Session) -> None:
    event = factories.event()
    sign_in(client, factories.team(event, TeamRole.LEAD_ORGANISER))

    assert "No call is published yet" in client.get(f"/organise/events/{event.slug}/selection").text


def test_a_published_call_says_what_everybody_applies_under(
    client: FlaskClient, db: Session
) -> None:
    call = factories.call(profile=Words.of(en="Who knows the sea"))
    address = organise(client, call)

    page = client.get(f"{address}/call").text

    assert "Who knows the sea" in page
    assert "Extend the deadline" in page
    assert 'name="seats"' not in page


def test_results_are_sent_once(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call(status=CallStatus.DECIDED)
    application = factories.application(call, decision=ApplicationStatus.SELECTED)
    address = organise(client, call)

    answers = [client.post(f"{address}/selection/notify").status_code for _ in range(2)]

    assert answers == [302, 409]
    db.refresh(application)
    assert application.status is ApplicationStatus.SELECTED


def test_the_overview_counts_and_warns(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call(
        targets=[TargetRow(attribute=TargetAttribute.SECTOR, value="migrants", minimum=2)]
    )
    factories.review(factories.application(call), 3, 3)
    address = organise(client, call)

    page = client.get(f"{address}/").text

    assert "Targets in danger" in page
    assert "Migrants: 0 of at least 2" in page
