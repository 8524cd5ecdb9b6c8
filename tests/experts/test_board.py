"""The selection board: ranked, sifted, proposed, pinned, tried, compared and taken."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.audit.models import Entry
from eventsapp.core.db import db as database
from eventsapp.events.rules import TeamRole
from eventsapp.experts import queries
from eventsapp.experts.models import Application, Call, Pin, Scenario, TargetRow
from eventsapp.experts.rules import ApplicationStatus, PinSide
from eventsapp.experts.services import proposals, seeds, selection
from eventsapp.experts.services.selection import Choice
from eventsapp.selection import prices, solver, why
from tests import factories
from tests.conftest import sign_in, statements

HX = {"HX-Request": "true"}


def scored(call: Call, name: str, score: int, **fields: Any) -> Application:
    """Save an application whose two reviews both give it this score, 0 to 5."""
    made = factories.application(call, name=name, **fields)
    for _ in range(2):
        factories.review(made, score, score)
    return made


def choice(*, seats: int = 2, **fields: Any) -> tuple[Call, dict[str, Application]]:
    """Save a closed call and four people: two of labour ahead of two migrants."""
    call = factories.closed_call(seats=seats, **fields)
    people = [("Ana", 5, "labor"), ("Bea", 4, "labor"), ("Cleo", 3, "migrants"),
              ("Dora", 2, "migrants")]  # fmt: skip
    made = {name: scored(call, name, score, sector=sector) for name, score, sector in people}
    database.session.refresh(call)
    return call, made


def target(value: str = "migrants", minimum: int = 1, maximum: int | None = None) -> TargetRow:
    return TargetRow(attribute="sector", value=value, minimum=minimum, maximum=maximum)


def desk(client: FlaskClient, call: Call) -> str:
    sign_in(client, factories.team(call.event, TeamRole.LEAD_ORGANISER))
    return f"/organise/events/{call.event.slug}/selection"


def panel_in(page: str) -> list[str]:
    """Return who stands in the panel that a page shows."""
    inside = page.split('id="members"')[1].split("</section>", maxsplit=1)[0]
    return re.findall(r'id="person-\d+">([^<]+)<', inside)


def said(page: str) -> str:
    """Return the words of a page in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def best(call: Call, **changes: Any) -> tuple[list[str], int]:
    """Return who is in the best panel, and what it is worth."""
    bench = queries.workbench(call)
    found = bench.best(bench.published.but(**changes))
    assert found is not None
    return sorted(bench.contenders[int(key)].name for key in found.members), found.score


def test_the_best_panel_keeps_the_targets(client: FlaskClient, db: Session) -> None:
    call, _people = choice(targets=[target()])

    page = client.get(f"{desk(client, call)}/panel").text

    assert panel_in(page) == ["Ana", "Cleo"]
    assert "Proven to be the best possible" in page
    assert "2 of 2 seats filled" in page
    assert "160.00" in page


def test_a_change_is_followed_without_being_saved(client: FlaskClient, db: Session) -> None:
    call, people = choice(targets=[target()])
    address = f"{desk(client, call)}/panel"

    without = client.get(f"{address}?min-sector:migrants=0", headers=HX)
    fewer = client.get(f"{address}?seats=1&max-sector:labor=9", headers=HX)
    pinned = client.get(f"{address}?with={people['Dora'].id}", headers=HX)

    assert panel_in(without.text) == ["Ana", "Bea"]
    assert "20.00 points more than with the published conditions" in said(without.text)
    assert panel_in(fewer.text) == ["Cleo"]
    assert panel_in(pinned.text) == ["Ana", "Dora"]
    assert pinned.headers["HX-Replace-Url"].endswith(f"/panel?in={people['Dora'].id}")
    assert not without.text.lstrip().startswith("<!DOCTYPE")
    assert [row.minimum for row in call.targets] == [1]
    assert db.scalars(select(Pin)).all() == []


def test_what_cannot_be_read_is_said_and_the_published_number_counts(
    client: FlaskClient, db: Session
) -> None:
    call, _people = choice(targets=[target()])

    page = client.get(f"{desk(client, call)}/panel?seats=many&min-sector:migrants=-1").text

    assert page.count("Write a whole number from 0 to 10,000.") == 1
    assert 'value="many"' in page
    assert panel_in(page) == ["Ana", "Cleo"]


def test_explanations_say_what_the_optimiser_proves(client: FlaskClient, db: Session) -> None:
    call, people = choice(targets=[target()])
    address = f"{desk(client, call)}/panel"
    bench = queries.workbench(call)
    problem = bench.problem(bench.published)
    ready = solver(problem)
    found = ready.best()
    told = why(ready, found, str(people["Bea"].id))
    (price,) = [it for it in prices(ready, found) if it.side == "min" and it.quota != "seats"]
    assert (found.score, told.change, price.dropped) == (16_000, -2_000, 2_000)

    bea = said(client.get(f"{address}/why/{people['Bea'].id}").text)
    dora = said(client.get(f"{address}/why/{people['Dora'].id}", headers=HX).text)
    ana = said(client.get(f"{address}/why/{people['Ana'].id}", headers=HX).text)
    costs = said(client.get(f"{address}/costs").text)

    assert "The best panel with Dora scores 20.00 points less. Cleo would go out." in dora
    assert "With 20.00 points more, Dora would be on a par with those who are in." in dora
    assert "Without Ana, the best panel would score 20.00 points less. Bea would come in." in ana
    assert "The best panel with Bea scores 20.00 points less. Ana would go out." in bea
    assert "Without it, the panel would score 20.00 points more." in costs
    assert "Chosen by score alone, the panel would score 20.00 points more." in costs


def test_a_tie_is_said_to_be_decided_by_the_seed(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call(seats=1)
    people = [scored(call, name, 4) for name in ("Ana", "Bea")]
    address = f"{desk(client, call)}/panel"
    (member,) = panel_in(client.get(address).text)
    other = next(it for it in people if it.name != member)

    why_not = said(client.get(f"{address}/why/{other.id}", headers=HX).text)
    before = client.get(f"{address}/costs").text
    seeds.draw(call)
    db.commit()
    after = client.get(f"{address}/costs").text

    assert f"A panel with {other.name} would be equally good: the seed decides" in why_not
    assert "A seed that is drawn later decides between them" in before
    assert "the seed that was drawn decides between them" in after


def test_what_cannot_hold_together_is_said_with_what_would_help(
    client: FlaskClient, db: Session
) -> None:
    call, _people = choice(targets=[target("labor", 2), target("migrants", 1)])
    address = desk(client, call)

    page = client.get(f"{address}/panel").text

    assert "These 3 requirements cannot hold together:" in said(page)
    assert "2 seats are filled Labour: at least 2 Migrants: at least 1" in said(page)
    assert "Labour: at least 1 instead of 2" in page
    assert "Migrants: at least 0 instead of 1" in page
    (repair,) = re.findall(r'href="([^"]*min-sector:labor=1)"', page.replace("%3A", ":"))
    assert panel_in(client.get(repair).text) == ["Ana", "Cleo"]


def test_pins_beyond_a_maximum_are_told(client: FlaskClient, db: Session) -> None:
    call, people = choice(targets=[target("labor", 0, 1)])
    both = f"with={people['Ana'].id}&with={people['Bea'].id}"

    page = said(client.get(f"{desk(client, call)}/panel?{both}").text)

    assert "Your own picks use 2 of 1 places: Labour: at most 1." in page
    assert "No panel meets all of this" in page


def test_nobody_more_seats_and_too_few_reviews_each_have_their_sentence(
    client: FlaskClient, db: Session
) -> None:
    empty, wide, thin = (
        factories.closed_call(),
        factories.closed_call(seats=9),
        factories.closed_call(seats=1),
    )
    scored(wide, "Ana", 4)
    factories.review(factories.application(thin, name="Once"), 5, 5)
    scored(thin, "Twice", 1)
    sign_in(client, factories.account())
    nobody = client.get(f"{desk(client, empty)}/panel").text
    some = client.get(f"{desk(client, wide)}/panel").text
    once = client.get(f"{desk(client, thin)}/panel").text

    assert "No one can be proposed yet" in nobody
    assert "Only 1 of 9 seats can be filled" in some
    assert panel_in(some) == ["Ana"]
    assert panel_in(once) == ["Twice"]
    assert "1 person is left out for lack of reviews" in once
    (left,) = [it for it in thin.applications if it.name == "Once"]
    assert panel_in(client.get(f"{desk(client, thin)}/panel?with={left.id}").text) == ["Once"]


def test_a_pin_needs_a_reason_and_is_recorded(client: FlaskClient, db: Session) -> None:
    call, people = choice()
    address = f"{desk(client, call)}/pins/{people['Dora'].id}"

    refused = client.post(address, data={"side": "in", "reason": ""})
    kept = client.post(address, data={"side": "in", "reason": "Host country"})

    assert (refused.status_code, kept.status_code) == (422, 302)
    assert [(it.application.name, it.side, it.reason) for it in db.scalars(select(Pin))] == [
        ("Dora", PinSide.IN, "Host country")
    ]
    assert best(call) == (["Ana", "Dora"], 14_000)
    client.post(f"{address}/remove")
    assert db.scalars(select(Pin)).all() == []
    assert best(call) == (["Ana", "Bea"], 18_000)


def test_scenarios_are_kept_compared_and_taken(client: FlaskClient, db: Session) -> None:
    call, _people = choice(targets=[target()])
    address = desk(client, call)
    client.post(f"{address}/panel/save", data={"name": "As published"})
    client.post(f"{address}/panel/save?min-sector:migrants=0", data={"name": "By score"})
    again = client.post(f"{address}/panel/save", data={"name": "By score"})
    first, second = db.scalars(select(Scenario).order_by(Scenario.id))

    page = said(client.get(f"{address}/scenarios?compare={first.id}&compare={second.id}").text)
    taken = client.post(f"{address}/scenarios/{second.id}/take")

    assert again.status_code == 422
    rows = client.get(f"{address}/scenarios").text.split('<tr role="row">')[2:]
    assert [
        (f'form="compare" value="{it.id}"' in row, f"scenarios/{it.id}/take" in row)
        for it, row in zip((first, second), rows, strict=True)
    ] == [(True, True), (True, True)]
    assert "Migrants: any number, instead of at least 1" in page
    assert "Total score 160.00 180.00" in page
    assert "1 person is in all of them. These differ:" in page
    assert re.search(r"Bea Labour, Mexico, 80 out ", page)
    assert taken.location == address
    decisions = {it.name: it.decision for it in db.scalars(select(Application))}
    selected = ApplicationStatus.SELECTED
    assert decisions == {"Ana": selected, "Bea": selected, "Cleo": None, "Dora": None}


def test_taking_a_panel_leaves_other_outcomes_and_undoes_an_earlier_one(
    client: FlaskClient, db: Session
) -> None:
    call, people = choice()
    people["Cleo"].decision = ApplicationStatus.SELECTED
    people["Dora"].decision = ApplicationStatus.RESERVE
    db.commit()
    address = desk(client, call)
    members = [people["Ana"].id, people["Bea"].id]

    client.post(f"{address}/panel/take", data={"member": members})
    client.post(f"{address}/rest")

    assert {it.name: it.decision for it in db.scalars(select(Application))} == {
        "Ana": "selected",
        "Bea": "selected",
        "Cleo": "not_selected",
        "Dora": "reserve",
    }


def test_a_panel_whose_member_withdrew_is_not_taken(client: FlaskClient, db: Session) -> None:
    call, people = choice()
    people["Ana"].status = ApplicationStatus.WITHDRAWN
    db.commit()

    with pytest.raises(proposals.PanelGone):
        proposals.take(call, {people["Ana"].id, people["Bea"].id})


def test_the_choice_by_hand_says_what_it_loses(client: FlaskClient, db: Session) -> None:
    call, people = choice()
    people["Ana"].decision = people["Dora"].decision = ApplicationStatus.SELECTED
    db.commit()

    page = said(client.get(desk(client, call)).text)

    assert "Total score 140.00 40.00 points below the best panel" in page


def test_every_change_is_seen_by_the_next_request(db: Session) -> None:
    call, people = choice(targets=[target()])
    seen = [best(call)]
    scores = people["Dora"].reviews[0].scores

    scores[0].value = 5
    db.commit()
    seen.append(best(call, must_include=frozenset({people["Dora"].id})))
    people["Ana"].status = ApplicationStatus.WITHDRAWN
    db.commit()
    seen.append(best(call))
    call.targets[0].minimum = 2
    db.commit()
    seen.append(best(call))

    assert seen == [
        (["Ana", "Cleo"], 16_000),
        (["Ana", "Dora"], 15_800),
        (["Bea", "Cleo"], 14_000),
        (["Cleo", "Dora"], 11_800),
    ]


def test_a_board_is_made_once_and_again_only_when_it_changes(db: Session) -> None:
    call, people = choice()

    first, second = queries.workbench(call), queries.workbench(call)
    people["Dora"].reviews[0].scores[0].value = 4
    db.commit()
    third = queries.workbench(call)

    assert first is second
    assert third is not second


def test_reviewers_among_the_organisers_review_before_they_propose(
    client: FlaskClient, db: Session
) -> None:
    call, people = choice()
    both = factories.team(call.event, TeamRole.LEAD_ORGANISER)
    factories.team(call.event, TeamRole.REVIEWER, both)
    sign_in(client, both)
    address = f"/organise/events/{call.event.slug}/selection"

    before = client.get(f"{address}/panel").text
    board = client.get(address).text
    for application in people.values():
        factories.review(application, 5, 5, person=both)
    after = client.get(f"{address}/panel").text

    assert "Your own reviews come first" in before
    assert "100" not in panel_in_table(board).split()
    assert panel_in(after) == ["Ana", "Bea"]


def panel_in_table(page: str) -> str:
    """Return the words of the table of candidates."""
    return said(page.split("<tbody")[1].split("</tbody>", maxsplit=1)[0])


def test_candidates_are_sifted_and_sorted(client: FlaskClient, db: Session) -> None:
    call, _people = choice()
    address = desk(client, call)

    migrants = panel_in_table(client.get(f"{address}?sector=migrants&sort=name").text)
    named = panel_in_table(client.get(f"{address}?q=béa").text)
    nobody = client.get(f"{address}?q=nobody+at+all").text

    assert ["Ana" in migrants, "Cleo" in migrants] == [False, True]
    assert ["Ana" in named, "Bea" in named] == [False, True]
    assert "Nobody fits." in nobody


def test_by_outcome_the_selected_come_first_and_the_reserve_in_its_order(
    client: FlaskClient, db: Session
) -> None:
    call, people = choice()
    outcomes = {
        "Ana": Choice(ApplicationStatus.RESERVE, 2),
        "Bea": Choice(ApplicationStatus.NOT_SELECTED),
        "Cleo": Choice(ApplicationStatus.SELECTED),
        "Dora": Choice(ApplicationStatus.RESERVE, 1),
    }
    selection.decide(call, {people[name].id: it for name, it in outcomes.items()})

    page = panel_in_table(client.get(f"{desk(client, call)}?sort=outcome").text)

    assert sorted(people, key=page.index) == ["Cleo", "Dora", "Ana", "Bea"]


def test_a_scenario_says_who_was_pinned(client: FlaskClient, db: Session) -> None:
    call, people = choice()
    address = desk(client, call)
    client.post(f"{address}/panel/save?in={people['Dora'].id}", data={"name": "With Dora"})

    page = said(client.get(f"{address}/scenarios").text)

    assert "Must be in: Dora" in page


@pytest.mark.parametrize("page", ["", "/panel", "/panel/costs", "/scenarios"])
def test_no_page_asks_the_database_for_each_candidate(
    app: Flask, client: FlaskClient, db: Session, page: str
) -> None:
    few, many = choice()[0], choice()[0]
    for place in range(30):
        scored(many, f"Person {place}", place % 6)
    counts = []
    for call in (few, many):
        address = desk(client, call)
        with statements() as asked:
            assert client.get(f"{address}{page}").status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_reserve_list_goes_on_over_several_pages(db: Session) -> None:
    call, people = choice()
    reserve = ApplicationStatus.RESERVE
    selection.decide(call, {people[name].id: Choice(reserve) for name in ("Ana", "Bea", "Cleo")})

    selection.decide(call, {people["Dora"].id: Choice(reserve, 2)})

    ranks = {it.name: it.reserve_rank for it in db.scalars(select(Application))}
    assert ranks == {"Ana": 1, "Dora": 2, "Bea": 3, "Cleo": 4}


def test_a_panel_of_other_conditions_than_the_published_says_so(
    client: FlaskClient, db: Session
) -> None:
    call, people = choice(targets=[target()])
    address = desk(client, call)
    data = {"member": [people["Ana"].id, people["Bea"].id]}

    client.post(f"{address}/panel/take?min-sector:migrants=0", data=data)

    page = client.get(address).text
    assert "This panel was found under conditions that were not published." in page
    (entry,) = db.scalars(select(Entry).where(Entry.action == "call.panel_taken"))
    assert entry.details == {
        "panel": sorted(data["member"]),
        "departures": [["target", "sector:migrants", [1, None], [0, None]]],
    }
