"""Fair lotteries: the band, the chances, the numbered panels, the draw."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.audit.models import Entry
from eventsapp.core import outbox
from eventsapp.core.db import db as database
from eventsapp.events.rules import TeamRole
from eventsapp.experts import queries
from eventsapp.experts.models import Application, Call, Draw, Run
from eventsapp.experts.queries import Lots
from eventsapp.experts.rules import (
    ApplicationStatus,
    Band,
    CallStatus,
    Place,
    ProposedBand,
    RunKind,
    RunState,
    spread,
    typical_gap,
)
from eventsapp.experts.services import lotteries, runs
from eventsapp.selection import Watch
from tests import factories
from tests.conftest import actions, deliver, sign_in
from tests.experts.test_board import HX, desk, said, scored, target

EVERYBODY = None


def pool(scores: Iterable[int], *, seats: int, **fields: Any) -> tuple[Call, list[Application]]:
    """Save a closed call and one person for each score, 0 to 5, each with two equal reviews."""
    call = factories.closed_call(seats=seats, **fields)
    people = [scored(call, f"P{place}", score) for place, score in enumerate(scores)]
    database.session.refresh(call)
    return call, people


def drawn_among(
    call: Call, band: Band | None, kind: RunKind = RunKind.MAXIMIN, **changes: Any
) -> Lots:
    """Have a lottery computed by the worker."""
    bench = queries.workbench(call)
    run = lotteries.ask(call, kind, bench.published.but(**changes), band, None)
    database.session.commit()
    deliver()
    database.session.refresh(run)
    return Lots(run, queries.workbench(call))


def selected(call: Call) -> set[int]:
    return {it.id for it in call.applications if it.decision is ApplicationStatus.SELECTED}


# the band


def test_reviews_typically_differ_by_the_median_of_all_pairs() -> None:
    given = [
        [Fraction(70), Fraction(80)],
        [Fraction(60)],
        [Fraction(50), Fraction(52), Fraction(90)],
    ]

    assert typical_gap(given) == (Fraction(24), 4)
    assert typical_gap([]) == (0, 0)


@pytest.mark.parametrize(
    ("lowest_in", "highest_out", "gap", "band", "apart_by"),
    [
        (7500, 7400, 600, Band(7200, 7700), "nothing"),
        (7500, 7500, 0, Band(7500, 7500), "nothing"),
        (6000, 7800, 600, Band(5700, 8100), "targets"),
        (8000, 7000, 600, Band(7000, 8000), "scores"),
        (100, 9990, 600, Band(0, 10_000), "targets"),
    ],
)
def test_the_band_reaches_from_below_the_best_panel_to_above_the_rest(
    lowest_in: int, highest_out: int, gap: int, band: Band, apart_by: str
) -> None:
    found = ProposedBand(lowest_in, highest_out, gap, 9)

    assert found.band == band
    assert (found.is_told_apart, found.is_by_targets) == (
        apart_by == "scores",
        apart_by == "targets",
    )


def test_both_scores_of_a_band_are_in_it() -> None:
    band = Band(6000, 8000)

    assert [band.place(it) for it in (5999, 6000, 8000, 8001)] == [
        Place.BELOW,
        Place.INSIDE,
        Place.INSIDE,
        Place.ABOVE,
    ]


def test_chances_are_counted_in_bars_without_gaps() -> None:
    assert spread([78, 78, 80]) == [(78, 78, 2), (79, 79, 0), (80, 80, 1)]
    assert spread([95, 140, 1000]) == [
        *((at, min(at + 99, 1000), people) for at, people in
          [(0, 1), (100, 1), *((it, 0) for it in range(200, 1000, 100)), (1000, 1)])
    ]  # fmt: skip
    assert spread([]) == []


def test_the_proposed_band_leaves_the_best_panel_possible(db: Session) -> None:
    call = factories.closed_call(seats=2, targets=[target("migrants", 1)])
    for name, score, sector in [
        ("Ana", 5, "labor"), ("Bea", 4, "labor"), ("Cleo", 2, "migrants"), ("Dora", 1, "migrants"),
    ]:  # fmt: skip
        scored(call, name, score, sector=sector)
    database.session.refresh(call)
    bench = queries.workbench(call)

    found = queries.proposed_band(bench, bench.published)

    assert found == ProposedBand(lowest_in=4000, highest_out=8000, gap=0, pairs=4)
    parts = queries.parting(bench, bench.published, found.band)
    names = {key: it.name for key, it in bench.contenders.items()}
    assert [sorted(names[key] for key in it) for it in (parts.fixed, parts.drawn, parts.below)] == [
        ["Ana"],
        ["Bea", "Cleo"],
        ["Dora"],
    ]
    assert bench.best(parts.conditions(bench.published)) == bench.best(bench.published)


# the lottery


@pytest.mark.parametrize("kind", [RunKind.MAXIMIN, RunKind.LEXIMIN])
def test_inside_the_band_all_have_the_same_chance(db: Session, kind: RunKind) -> None:
    call, people = pool([5, 4, 4, 4, 4, 2], seats=3)

    lots = drawn_among(call, Band(7000, 9000), kind)

    ana, *inside, last = [it.id for it in people]
    assert lots.run.state is RunState.DONE
    assert (len(lots.numbered), lots.is_proven) == (1000, True)
    assert {lots.chances[it] for it in inside} == {500}
    assert (lots.least, lots.most, lots.chances[ana], lots.chances[last]) == (500, 500, 1000, 0)
    assert (lots.fixed, lots.drawn, lots.impossible) == ({ana}, set(inside), set())


def test_targets_hold_for_every_numbered_panel(db: Session) -> None:
    call, people = pool([4, 4, 4, 4], seats=2, targets=[target("migrants", 1)])
    people[0].sector = "migrants"
    people[1].sector = "migrants"
    db.commit()

    lots = drawn_among(call, EVERYBODY)

    migrants = {people[0].id, people[1].id}
    assert lots.panels
    assert all(migrants & set(panel) for panel in lots.panels)
    assert sum(lots.chances.values()) == 2000
    assert lots.least == 500


def test_who_is_in_no_panel_that_meets_the_conditions_is_said_to_be(db: Session) -> None:
    call, people = pool([4, 4, 4], seats=2, targets=[target("migrants", 0, 0)])
    people[2].sector = "migrants"
    db.commit()

    lots = drawn_among(call, EVERYBODY)

    assert lots.impossible == {people[2].id}
    assert (lots.least, lots.most) == (1000, 1000)


def test_pins_stand_whatever_is_drawn(db: Session) -> None:
    call, people = pool([4, 4, 4, 4], seats=2)
    forced = frozenset({people[0].id})
    barred = frozenset({people[1].id})

    lots = drawn_among(call, EVERYBODY, must_include=forced, must_exclude=barred)

    assert [lots.chances[it.id] for it in people] == [1000, 0, 500, 500]


def test_the_numbers_are_put_in_order_by_a_seed(db: Session) -> None:
    call, _people = pool([4] * 4, seats=2)

    lots = drawn_among(call, EVERYBODY)

    assert lots.seed == queries.workbench(call).stamp
    assert lots.numbered != sorted(lots.numbered)
    assert sorted(Counter(lots.numbered)) == list(range(len(lots.panels)))


def test_the_same_lottery_is_not_begun_twice_but_over_another_band_it_is(db: Session) -> None:
    call, _people = pool([5, 4, 4, 4], seats=2)
    conditions = queries.workbench(call).published
    wide, narrow = Band(7000, 10_000), Band(7000, 9000)

    asked = [
        lotteries.ask(call, RunKind.MAXIMIN, conditions, band, None).id
        for band in (narrow, narrow, wide, EVERYBODY)
    ]

    assert len(set(asked)) == 3
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("band", "refusal"),
    [
        (Band(0, 3000), lotteries.NoSuchPanel),  # three above it, for two seats
        (Band(9000, 10_000), lotteries.NoSuchPanel),  # one in it, for two seats
        (Band(7000, 7500), lotteries.NoSuchPanel),
        (Band(9500, 9900), lotteries.NoSuchPanel),
    ],
)
def test_a_band_that_contradicts_the_seats_is_refused(
    db: Session, band: Band, refusal: type[Exception]
) -> None:
    call, _people = pool([5, 4, 4], seats=2)

    with pytest.raises(refusal):
        lotteries.ask(call, RunKind.MAXIMIN, queries.workbench(call).published, band, None)


@pytest.mark.parametrize("seats", [2, 4, 5])
def test_where_there_are_seats_for_all_or_for_none_there_is_nothing_to_draw(
    db: Session, seats: int
) -> None:
    call, _people = pool([5, 5, 4, 4], seats=seats)

    with pytest.raises(lotteries.NothingToDraw):
        lotteries.ask(
            call, RunKind.MAXIMIN, queries.workbench(call).published, Band(7000, 9000), None
        )


def test_a_lottery_that_has_become_impossible_says_so(db: Session) -> None:
    call, people = pool([4, 4, 4], seats=2, targets=[target("migrants", 1)])
    people[0].sector = "migrants"
    db.commit()
    bench = queries.workbench(call)
    run = lotteries.ask(call, RunKind.MAXIMIN, bench.published, EVERYBODY, None)
    people[0].status = ApplicationStatus.WITHDRAWN
    db.commit()

    deliver()

    db.refresh(run)
    lots = Lots(run, queries.workbench(call))
    assert (run.state, lots.panels, lots.is_infeasible) == (RunState.DONE, [], True)
    with pytest.raises(lotteries.NoLottery):
        lotteries.draw(run, "042", "The national lottery", None)


def test_a_lottery_that_is_stopped_too_early_has_nothing(
    db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    call, _people = pool([4] * 5, seats=2)
    run = lotteries.ask(call, RunKind.MAXIMIN, queries.workbench(call).published, EVERYBODY, None)
    monkeypatch.setattr(runs, "SECONDS", 0)
    db.commit()

    deliver()

    db.refresh(run)
    lots = Lots(run, queries.workbench(call))
    assert (run.state, lots.panels, lots.is_infeasible) == (RunState.DONE, [], False)


def test_a_lottery_that_is_stopped_keeps_what_it_has_and_says_that_it_is_not_proven(
    db: Session,
) -> None:
    call, _people = pool([4] * 6, seats=2)
    bench = queries.workbench(call)
    watch = Watch(tell=lambda progress: progress.stage != "people")

    told = queries.lots_of(bench, bench.published, EVERYBODY, "leximin", seed="x", watch=watch)

    assert (len(told["numbered"]), told["proven"]) == (1000, False)
    assert all(len(panel) == 2 for panel in told["panels"])


def test_a_lottery_is_stopped_by_who_asks_to(
    client: FlaskClient, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    call, _people = pool([4] * 6, seats=2)
    bench = queries.workbench(call)
    run = lotteries.ask(call, RunKind.LEXIMIN, bench.published, EVERYBODY, None)
    run.state = RunState.RUNNING
    monkeypatch.setattr(runs, "PAUSE", 0)
    address = desk(client, call)

    client.post(f"{address}/runs/{run.id}/cancel")
    deliver()
    page = said(client.get(f"{address}/lottery/{run.id}").text)

    db.refresh(run)
    assert (run.state, run.progress["stage"]) == (RunState.CANCELLED, "people")
    assert "It was stopped before there was a lottery" in page


# the draw


def test_the_digits_choose_the_panel(db: Session) -> None:
    call, _people = pool([4] * 5, seats=2)
    lots = drawn_among(call, EVERYBODY)

    drawn = lotteries.draw(lots.run, "042", " The national lottery of 3 May ", None)
    db.commit()

    assert selected(call) == set(lots.panels[lots.numbered[42]])
    assert (drawn.number, drawn.digits, drawn.source, drawn.reason) == (
        1,
        "042",
        "The national lottery of 3 May",
        None,
    )
    entry = db.scalars(select(Entry).where(Entry.action == "call.lottery_drawn")).one()
    assert entry.details == {
        "lottery": lots.run.id,
        "digits": "042",
        "source": "The national lottery of 3 May",
        "panel": sorted(selected(call)),
        "changed_since": False,
    }
    assert "call.panel_taken" in actions(db)
    assert [it.status for it in call.applications] == [ApplicationStatus.SUBMITTED] * 5


@pytest.mark.parametrize("digits", ["42", "1000", "0042", "-42", "٠٤٢", "", "abc"])
def test_only_three_digits_are_a_number(db: Session, digits: str) -> None:
    call, _people = pool([4] * 3, seats=2)
    lots = drawn_among(call, EVERYBODY)

    with pytest.raises(lotteries.NotThreeDigits):
        lotteries.draw(lots.run, digits, "The national lottery", None)


def test_digits_from_nowhere_are_refused(db: Session) -> None:
    call, _people = pool([4] * 3, seats=2)
    lots = drawn_among(call, EVERYBODY)

    with pytest.raises(lotteries.SourceMissing):
        lotteries.draw(lots.run, "042", "  ", None)


def test_the_first_draw_stands_and_a_second_one_needs_a_reason(db: Session) -> None:
    call, _people = pool([4] * 5, seats=2)
    lots = drawn_among(call, EVERYBODY)
    lotteries.draw(lots.run, "042", "The national lottery", None, "not needed, not kept")

    with pytest.raises(lotteries.FirstDrawStands):
        lotteries.draw(lots.run, "043", "The national lottery", None)
    again = lotteries.draw(lots.run, "043", "The national lottery", None, "It was of April")

    assert [(it.number, it.digits, it.reason) for it in lots.run.draws] == [
        (1, "042", None),
        (2, "043", "It was of April"),
    ]
    assert again.run is lots.run
    reasons = select(Entry.reason).where(Entry.action == "call.lottery_drawn").order_by(Entry.id)
    assert list(db.scalars(reasons)) == [None, "It was of April"]


def test_another_lottery_of_the_call_does_not_get_around_the_first_draw(db: Session) -> None:
    call, _people = pool([4] * 5, seats=2)
    first = drawn_among(call, EVERYBODY)
    lotteries.draw(first.run, "042", "The national lottery", None)
    second = drawn_among(call, EVERYBODY, RunKind.LEXIMIN)

    with pytest.raises(lotteries.FirstDrawStands):
        lotteries.draw(second.run, "042", "The national lottery", None)


def test_a_panel_of_which_somebody_has_withdrawn_is_not_taken(db: Session) -> None:
    call, people = pool([4] * 3, seats=2)
    lots = drawn_among(call, EVERYBODY)
    with_first = next(
        number for number, at in enumerate(lots.numbered) if people[0].id in lots.panels[at]
    )
    people[0].status = ApplicationStatus.WITHDRAWN
    db.commit()

    with pytest.raises(lotteries.SomebodyIsGone) as refused:
        lotteries.draw(lots.run, f"{with_first:03}", "The national lottery", None)

    assert str(refused.value.message).startswith(f"P0, of panel {with_first:03}, cannot be chosen")
    assert db.scalars(select(Draw)).all() == []


def test_a_draw_is_no_change_of_what_the_lottery_was_computed_from(db: Session) -> None:
    call, people = pool([4] * 4, seats=2)
    lots = drawn_among(call, EVERYBODY)
    lotteries.draw(lots.run, "042", "The national lottery", None)
    db.commit()

    def is_outdated() -> bool:
        return Lots(lots.run, queries.workbench(call)).is_outdated

    after_draw = is_outdated()
    people[0].reviews[0].scores[0].value = 3
    db.commit()

    assert (after_draw, is_outdated()) == (False, True)


# the pages


def ask(client: FlaskClient, address: str, **fields: str) -> Any:
    data = {"over": "band", "low": "70", "high": "90", "rule": "maximin", "compute": "y"}
    return client.post(f"{address}/lottery", data=data | fields)


def test_a_lottery_is_asked_for_computed_published_and_drawn(
    client: FlaskClient, db: Session
) -> None:
    call, people = pool([5, 4, 4, 4, 4, 2], seats=3)
    address = desk(client, call)

    form = said(client.get(f"{address}/lottery").text)
    asked = ask(client, address)
    waiting = client.get(asked.location).text
    (run,) = db.scalars(select(Run))
    outbox.drain()
    db.refresh(run)
    done = client.get(f"{address}/runs/{run.id}", headers=HX).text
    page = said(client.get(asked.location).text)
    listed = client.get(f"{asked.location}/panels.csv").text
    named = client.get(f"{asked.location}/panels.csv?names=y").text
    chances = client.get(f"{asked.location}/chances.csv").text
    taken = client.post(
        f"{asked.location}/draw", data={"digits": "007", "source": "Lotto of 3 May"}
    )
    after = said(client.get(asked.location).text)
    board = client.get(address).text

    assert "the lowest score in the best panel is 80.00" in form
    assert asked.location == f"{address}/lottery/{run.id}"
    assert "Waiting for its turn" in waiting
    assert f'href="{asked.location}"' in done
    assert "500 / 1,000 lowest chance 500 / 1,000 highest chance" in page
    assert "Proven to be the fairest" in page
    lines = listed.splitlines()
    panel = run.result["panels"][run.result["numbered"][7]] if run.result else []
    assert (len(lines), lines[8]) == (1001, f"007,{' '.join(map(str, panel))}")
    assert "P0" not in listed
    assert "; ".join(it.name for it in people if it.id in panel) in named.splitlines()[8]
    assert f"{people[1].id},P1,80.00,500,By lot" in chances
    assert taken.location == asked.location
    assert "Number 007 was drawn" in after
    assert "Lotto of 3 May" in after
    assert "have changed since" not in after
    assert selected(call) == set(panel)
    assert "3 of 3 seats" in said(board)
    assert call.status is CallStatus.PUBLISHED


def test_a_second_draw_over_the_page_needs_its_reason(client: FlaskClient, db: Session) -> None:
    call, _people = pool([4] * 5, seats=2)
    lots = drawn_among(call, EVERYBODY)
    address = f"{desk(client, call)}/lottery/{lots.run.id}"
    digits = {"digits": "042", "source": "Lotto"}

    first = client.post(f"{address}/draw", data=digits)
    refused = client.post(f"{address}/draw", data=digits | {"digits": "043"})
    second = client.post(f"{address}/draw", data=digits | {"digits": "043", "reason": "Misread"})
    wrong = client.post(f"{address}/draw", data={"digits": "43", "source": ""})

    assert (first.status_code, refused.status_code, second.status_code) == (302, 422, 302)
    assert "The first draw stands; a second one needs a reason." in said(refused.text)
    assert 'value="043"' in refused.text
    assert wrong.status_code == 422
    assert "Write the three digits that were drawn, from 000 to 999." in said(wrong.text)
    assert "Drawn again because Misread" in said(client.get(address).text)


def test_the_band_is_recounted_without_anything_being_asked_for(
    client: FlaskClient, db: Session
) -> None:
    call, _people = pool([5, 5, 5, 4, 4, 2], seats=2)
    data = {"over": "band", "low": "70", "high": "90", "rule": "maximin", "recount": "y"}
    address = f"{desk(client, call)}/lottery"

    fragment = client.post(address, data=data, headers=HX)
    wrong = client.post(address, data=data | {"low": "many"}, headers=HX)
    upside = client.post(address, data=data | {"low": "95"}, headers=HX)
    narrow = client.post(address, data=data | {"low": "99,5", "high": "100"}, headers=HX)
    everybody = client.post(address, data=data | {"over": "everybody", "low": ""}, headers=HX)

    assert fragment.text.count("<html") == 0
    assert "3 above the band: in, whatever the draw 2 in the band" in said(fragment.text)
    assert "3 people are in whatever the draw, for 2 seats." in said(fragment.text)
    assert "Write a score from 0 to 100, such as 71.5." in wrong.text
    assert "The upper score is below the lower one." in upside.text
    assert "3 in the band: in or out by lot" in said(narrow.text)
    assert "6 in or out by lot" in said(everybody.text)
    assert db.scalars(select(Run)).all() == []


def test_conditions_that_the_band_breaks_are_said_in_words(
    client: FlaskClient, db: Session
) -> None:
    call, people = pool([5, 5, 4, 4, 2, 2], seats=3, targets=[target("migrants", 2)])
    for person in (people[3], people[4]):
        person.sector = "migrants"
    db.commit()
    address = desk(client, call)

    refused = ask(client, address, low="70", high="90")
    page = said(refused.text)

    assert refused.status_code == 422
    assert "No panel meets all of this" in page
    assert "requirements cannot hold together:" in page
    assert "Migrants: at least 2" in page
    assert "2 people, above the band or pinned, are in" in page
    assert "Migrants: at least 1 instead of 2" in page
    assert db.scalars(select(Run)).all() == []


def test_who_is_below_the_band_is_said_to_be_missing(client: FlaskClient, db: Session) -> None:
    call, people = pool([5, 4, 4, 2], seats=2, targets=[target("migrants", 1)])
    people[3].sector = "migrants"
    db.commit()

    page = said(ask(client, desk(client, call), low="70", high="90").text)

    assert "Migrants: at least 1 Those below the band stay out, like those" in page


def test_targets_that_those_above_the_band_break_are_told(client: FlaskClient, db: Session) -> None:
    call, people = pool([5, 5, 4, 4], seats=3, targets=[target("labor", 0, 1)])
    people[2].sector = people[3].sector = "migrants"
    db.commit()
    data = {"over": "band", "low": "70", "high": "90", "rule": "maximin", "recount": "y"}

    page = said(client.post(f"{desk(client, call)}/lottery", data=data).text)

    assert "whatever the draw take 2 of 1 places: Labour: at most 1." in page


def test_what_has_changed_since_is_said_with_a_way_to_make_it_anew(
    client: FlaskClient, db: Session
) -> None:
    call, people = pool([4] * 4, seats=2)
    lots = drawn_among(call, EVERYBODY)
    address = desk(client, call)
    people[0].reviews[0].scores[0].value = 3

    page = client.get(f"{address}/lottery/{lots.run.id}").text
    anew = client.post(
        f"{address}/lottery", data={"over": "everybody", "rule": "maximin", "compute": "y"}
    )

    assert "Scores, people or conditions have changed since this was computed." in page
    assert "Prepare it again" in page
    assert anew.location != f"{address}/lottery/{lots.run.id}"


def test_who_is_in_the_panels_and_has_withdrawn_is_named(client: FlaskClient, db: Session) -> None:
    call, people = pool([4] * 4, seats=2)
    lots = drawn_among(call, EVERYBODY)
    people[0].status = ApplicationStatus.WITHDRAWN

    page = said(client.get(f"{desk(client, call)}/lottery/{lots.run.id}").text)

    assert "P0 is in some of these panels and cannot be chosen any more." in page
    assert "Prepare it again" in page


def test_who_left_after_the_draw_is_said(client: FlaskClient, db: Session) -> None:
    call, people = pool([4] * 3, seats=2)
    lots = drawn_among(call, EVERYBODY)
    lotteries.draw(lots.run, "042", "Lotto", None)
    lost = next(it for it in people if it.id in lots.panel("042"))
    lost.status = ApplicationStatus.WITHDRAWN
    db.commit()

    page = said(client.get(f"{desk(client, call)}/lottery/{lots.run.id}").text)

    assert f"{lost.name} has gone since and cannot be chosen any more." in page


def test_who_reviews_and_is_in_conflict_sees_no_chance(client: FlaskClient, db: Session) -> None:
    call, people = pool([4] * 3, seats=2)
    lots = drawn_among(call, EVERYBODY)
    both = factories.team(call.event, TeamRole.LEAD_ORGANISER)
    factories.review(people[0], person=both).recused = True
    db.commit()
    sign_in(client, both)
    address = f"/organise/events/{call.event.slug}/selection/lottery/{lots.run.id}"

    page = client.get(address).text
    chances = client.get(f"{address}/chances.csv").text
    named = client.get(f"{address}/panels.csv?names=y").text

    assert f"{people[0].id},P0,,,\r\n" in chances
    assert "P0" not in named
    assert f"(hidden, application {people[0].id})" in named
    (row,) = [it for it in page.split("<tr") if ">P0<" in it]
    assert said(row).count("hidden") == 2


def test_people_are_found_by_name(client: FlaskClient, db: Session) -> None:
    call, _people = pool([4] * 4, seats=2)
    lots = drawn_among(call, EVERYBODY)
    address = f"{desk(client, call)}/lottery/{lots.run.id}"

    found = client.get(f"{address}?q=p2").text
    nobody = client.get(f"{address}?q=nobody+at+all").text

    assert (">P2<" in found, ">P1<" in found) == (True, False)
    assert "Nobody fits." in nobody


def test_a_run_of_another_kind_is_no_lottery(client: FlaskClient, db: Session) -> None:
    call, _people = pool([4] * 3, seats=2)
    run = runs.ask(call, RunKind.PANEL, queries.workbench(call).published, None)
    address = desk(client, call)

    shown = client.get(f"{address}/lottery/{run.id}")
    begun = client.post(f"{address}/runs/maximin")

    assert (shown.status_code, begun.status_code) == (404, 404)


def test_after_the_results_are_sent_the_lottery_is_still_to_be_read(
    client: FlaskClient, db: Session
) -> None:
    call, _people = pool([4] * 3, seats=2)
    lots = drawn_among(call, EVERYBODY)
    lotteries.draw(lots.run, "042", "Lotto", None)
    call.status = CallStatus.NOTIFIED
    db.commit()
    address = f"{desk(client, call)}/lottery"

    page = client.get(f"{address}/{lots.run.id}").text
    late = client.post(
        f"{address}/{lots.run.id}/draw", data={"digits": "1", "source": "L", "reason": "R"}
    )

    assert "Number 042 was drawn" in page
    assert "Choose the panel with this number" not in page
    assert late.status_code == 422
    assert "No panel can be proposed now" in client.get(address).text
