"""The reserve by profile, before the letters: who could come for whom."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.audit.models import Entry
from eventsapp.core.db import db as database
from eventsapp.events.rules import TeamRole
from eventsapp.experts.models import Application, Call, Pin
from eventsapp.experts.queries import reserve_table, workbench
from eventsapp.experts.rules import ApplicationStatus, PinSide
from eventsapp.experts.services import proposals
from tests import factories
from tests.conftest import sign_in
from tests.experts.test_board import desk, said, scored, target

SELECTED, RESERVE = ApplicationStatus.SELECTED, ApplicationStatus.RESERVE
NOT_SELECTED = ApplicationStatus.NOT_SELECTED


def choice(*, seats: int = 2, **fields: Any) -> tuple[Call, dict[str, Application]]:
    """Save a closed call with Ana (labour) and Mia (migrants) selected, and four others."""
    call = factories.closed_call(seats=seats, **{"targets": [target(minimum=1)]} | fields)
    people = [("Ana", 5, "labor"), ("Leo", 4, "labor"), ("Kim", 3, "labor"),
              ("Mia", 3, "migrants"), ("Noa", 2, "migrants"), ("Oto", 1, "migrants")]  # fmt: skip
    made = {name: scored(call, name, score, sector=sector) for name, score, sector in people}
    made["Ana"].decision = made["Mia"].decision = SELECTED
    database.session.commit()
    return call, made


def cover(call: Call) -> dict[str, list[tuple[str, int]]]:
    table = reserve_table(workbench(call))
    assert table is not None
    return {
        row.member.name: [(it.name, change) for it, change in row.instead] for row in table.rows
    }


def test_everybody_of_the_panel_has_three_who_could_come_instead(
    client: FlaskClient, db: Session
) -> None:
    call, people = choice()

    page = client.get(f"{desk(client, call)}/reserve").text

    waiting = [people[name].id for name in ("Leo", "Kim", "Noa", "Oto")]
    assert all(f'name="application" value="{key}"' in page for key in waiting)
    assert cover(call) == {
        "Ana": [("Leo", -2_000), ("Kim", -4_000), ("Noa", -6_000)],
        "Mia": [("Noa", -2_000), ("Oto", -4_000)],
    }


def test_whoever_has_nobody_stands_first_and_is_not_covered(
    client: FlaskClient, db: Session
) -> None:
    call, people = choice()
    for name in ("Noa", "Oto"):
        people[name].decision, people[name].decision_reason = NOT_SELECTED, "Not this time."
    db.commit()

    page = said(client.get(f"{desk(client, call)}/reserve").text)

    assert list(cover(call)) == ["Mia", "Ana"]
    assert cover(call)["Mia"] == []
    assert "This reserve covers 1 of 2 members" in page
    assert "Mia Migrants Mexico No single person" in page
    assert "Nobody is promised a rank" in page


def test_a_no_without_a_reason_a_pin_and_too_few_reviews(db: Session) -> None:
    call, people = choice()
    people["Leo"].decision = NOT_SELECTED
    factories.save(Pin(application=people["Kim"], side=PinSide.OUT, reason="No.", at=call.opens_at))
    factories.review(factories.application(call, name="Zoe", sector="labor"), 5, 5)

    assert [name for name, _change in cover(call)["Ana"]] == ["Leo", "Noa", "Oto"]


def test_those_of_the_table_are_put_on_the_reserve_list_by_score(
    client: FlaskClient, db: Session
) -> None:
    call, people = choice()
    by_hand = scored(call, "Zoe", 0, sector="labor")
    by_hand.decision, by_hand.reserve_rank = RESERVE, 1
    address = f"{desk(client, call)}/reserve"
    waiting = [people[name].id for name in ("Leo", "Kim", "Noa", "Oto")]

    response = client.post(address, data={"application": waiting})
    page = said(client.get(address).text)

    assert response.location == address
    assert {it.name: (it.decision, it.reserve_rank) for it in db.scalars(select(Application))} == {
        "Ana": (SELECTED, None), "Mia": (SELECTED, None), "Leo": (RESERVE, 1),
        "Kim": (RESERVE, 2), "Noa": (RESERVE, 3), "Oto": (RESERVE, 4), "Zoe": (RESERVE, 5),
    }  # fmt: skip
    assert "All of them are on the reserve list." in page
    assert "Also on the reserve list, by your own choice" in page
    (entry,) = db.scalars(select(Entry).where(Entry.action == "call.reserve_chosen"))
    assert entry.details == {"applications": [*waiting, by_hand.id]}


def test_who_is_selected_is_not_put_on_the_reserve_list(db: Session) -> None:
    call, people = choice()

    with pytest.raises(proposals.PanelGone):
        proposals.put_on_reserve(call, {people["Ana"].id, people["Leo"].id})


def test_what_the_panel_does_not_keep_its_replacements_need_not(
    client: FlaskClient, db: Session
) -> None:
    call, _people = choice(targets=[target(minimum=2)])

    page = said(client.get(f"{desk(client, call)}/reserve").text)

    assert "Migrants: at least 1, instead of at least 2" in page
    assert cover(call)["Mia"] == [("Noa", -2_000), ("Oto", -4_000)]


def test_without_a_panel_the_page_says_what_comes_first(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    scored(call, "Ana", 5)

    assert "Nobody is selected yet" in client.get(f"{desk(client, call)}/reserve").text


def test_scores_of_a_person_in_conflict_with_the_reader_are_not_told(
    client: FlaskClient, db: Session
) -> None:
    call, people = choice()
    both = factories.team(call.event, TeamRole.LEAD_ORGANISER)
    factories.team(call.event, TeamRole.REVIEWER, both)
    for name, application in people.items():
        factories.review(application, *(() if name == "Leo" else (3, 3)), person=both)
    next(it for it in people["Leo"].reviews if it.account_id == both.id).recused = True
    db.commit()
    sign_in(client, both)

    page = said(client.get(f"/organise/events/{call.event.slug}/selection/reserve").text)

    assert "Leo Kim (" in page
