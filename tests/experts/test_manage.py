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
from eventsapp.experts.rules import ApplicationStatus, CallStatus, Phase, TargetAttribute
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


def preview(client: FlaskClient, **changes: str) -> str:
    event = factories.event()
    sign_in(client, factories.team(event, TeamRole.LEAD_ORGANISER))
    data = call_form(**{"recount": "y", **changes})
    address = f"/organise/events/{event.slug}/call"
    return client.post(address, data=data, headers={"HX-Request": "true"}).text


def test_the_preview_shows_the_page_without_saving(client: FlaskClient, db: Session) -> None:
    said = preview(client, **{"criteria-0-weight": "120", "targets-0-minimum": "100 %"})

    assert said.lstrip().startswith('<section class="sheet call-preview" id="preview"')
    assert "<strong>field</strong>" in said
    assert "75 %" in said
    assert "Labour: at least 1" in said
    assert db.scalars(select(Call)).all() == []


def test_the_preview_says_in_sentences_what_cannot_hold(client: FlaskClient, db: Session) -> None:
    targets = {
        "seats": "9",
        "targets-0-aim": "region:south-america", "targets-0-minimum": "",
        "targets-0-maximum": "2",
        "targets-1-aim": "country:BR", "targets-1-minimum": "2",
        "targets-2-aim": "country:PE", "targets-2-minimum": "20%",
    }  # fmt: skip

    said = preview(client, **targets)

    assert (
        "South America: the targets for its countries ask for 4 people, more than the most for"
        " the region (2)." in said
    )


def test_the_preview_reads_in_the_chosen_language(client: FlaskClient, db: Session) -> None:
    said = preview(client, **{"preview_locale": "es", "profile-es": "Gente que **sabe**."})

    assert "<strong>sabe</strong>" in said
    assert '<div lang="es">' in said


def test_a_preview_of_nothing_is_a_page(client: FlaskClient, db: Session) -> None:
    said = preview(
        client, **{"profile-en": "", "seats": "", "closes_at": "", "targets-0-minimum": "many"}
    )

    assert "The profile appears here." in said


def test_a_share_of_the_seats_becomes_whole_people(client: FlaskClient, db: Session) -> None:
    event = factories.event()
    sign_in(client, factories.team(event, TeamRole.LEAD_ORGANISER))
    data = call_form(
        **{"seats": "10", "save": "y", "targets-0-minimum": "25 %", "targets-0-maximum": "45%"}
    )

    client.post(f"/organise/events/{event.slug}/call", data=data)

    (call,) = db.scalars(select(Call)).all()
    assert [(it.minimum, it.maximum) for it in call.targets] == [(3, 4)]


def test_what_is_neither_a_number_nor_a_share_is_said_at_its_field(
    client: FlaskClient, db: Session
) -> None:
    event = factories.event()
    sign_in(client, factories.team(event, TeamRole.LEAD_ORGANISER))

    response = client.post(
        f"/organise/events/{event.slug}/call",
        data=call_form(**{"targets-0-minimum": "a third", "save": "y"}),
    )

    assert response.status_code == 422
    assert "Write a number, or a share such as “30 %”." in response.text
    assert 'value="a third"' in response.text


def test_the_suggestion_weighs_40_30_20_10(client: FlaskClient, db: Session) -> None:
    event = factories.event(seats=12)
    sign_in(client, factories.team(event, TeamRole.LEAD_ORGANISER))

    page = client.get(f"/organise/events/{event.slug}/call").text

    assert all(f'value="{weight}"' in page for weight in (40, 30, 20, 10, 12))
    assert "40 %" in page


def test_a_saved_draft_shows_what_was_typed(client: FlaskClient, db: Session) -> None:
    event = factories.event()
    sign_in(client, factories.team(event, TeamRole.LEAD_ORGANISER))
    typed = {
        "criteria-0-labels-score_5-en": "Known in the region",
        "targets-0-firmness": "never",
        "topics": "Water\r\n\r\nLand",
        "save": "y",
    }

    client.post(f"/organise/events/{event.slug}/call", data=call_form(**typed))
    page = client.get(f"/organise/events/{event.slug}/call").text

    (call,) = db.scalars(select(Call)).all()
    assert call.topics == ["Water", "Land"]
    assert [(it.priority, it.relaxable) for it in call.targets] == [(1, False)]
    assert call.criteria[0].labels == {"5": {"en": "Known in the region"}}
    assert 'value="Known in the region"' in page
    assert '<option selected value="never">Never</option>' in page


def test_an_amendment_is_looked_at_before_it_is_made(client: FlaskClient, db: Session) -> None:
    call = factories.call()
    address = f"{organise(client, call)}/call/amend"
    data = {
        "seats": "4",
        "reason": "One more room.",
        **{f"criteria-{n}-id": str(it.id) for n, it in enumerate(call.criteria)},
        **{f"criteria-{n}-name-en": it.name["en"] for n, it in enumerate(call.criteria)},
        **{f"criteria-{n}-weight": str(it.weight) for n, it in enumerate(call.criteria)},
    }

    looked = client.post(address, data={**data, "look": "y"}).text
    before = call.amendments
    client.post(address, data={**data, "confirm": "y"})
    page = client.get(f"/events/{call.event.slug}/call/").text

    db.refresh(call)
    assert "Seats for experts: 4 instead of 3." in looked
    assert "criterion" not in looked.split("This changes")[1].split("</ul>")[0]
    assert (before, call.seats) == ([], 4)
    assert "Seats for experts: 4 instead of 3." in page
    assert "Reason: One more room." in page


def test_an_amendment_without_a_reason_is_not_made(client: FlaskClient, db: Session) -> None:
    call = factories.call()

    response = client.post(
        f"{organise(client, call)}/call/amend", data={"seats": "4", "confirm": "y"}
    )

    db.refresh(call)
    assert (response.status_code, call.seats, call.amendments) == (422, 3, [])


def test_a_call_is_opened_again_with_a_reason(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    address = organise(client, call)
    later = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")

    client.post(f"{address}/call/reopen", data={"closes_at": later, "reason": "A storm."})

    db.refresh(call)
    assert (call.phase(clock.now()), call.reopened_reason) == (Phase.OPEN, "A storm.")


def test_the_dry_run_says_what_is_in_danger(client: FlaskClient, db: Session) -> None:
    call = factories.call(
        timezone="UTC",
        closes_at=clock.now() + timedelta(days=12),
        seats=9,
        targets=[TargetRow(attribute=TargetAttribute.SECTOR, value="migrants", minimum=8)],
    )
    for _ in range(5):
        factories.application(call, sector="migrants")
    factories.application(call, sector="migrants", status=ApplicationStatus.DRAFT)
    address = organise(client, call)

    page = client.get(f"{address}/call").text
    dashboard = client.get(f"{address}/").text

    assert "5 of at least 8, 12 days left" in page
    assert "1 draft is not submitted" in page
    assert "Migrants: 5 of at least 8, 12 days left" in dashboard


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

    assert "Targets at risk" in page
    assert "Migrants: 0 of at least 2" in page
