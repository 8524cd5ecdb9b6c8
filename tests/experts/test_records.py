"""The record of a selection: fixed before the seed is drawn, chained, verified, never changed."""

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from eventsapp.core import clock
from eventsapp.events.rules import TeamRole
from eventsapp.experts import queries
from eventsapp.experts.models import Application, Call, Review, SelectionRecord
from eventsapp.experts.queries.records import lines_of, newest_record, said_in
from eventsapp.experts.rules import ApplicationStatus, Band, Conflict, RecordKind
from eventsapp.experts.services import (
    deadlines,
    lotteries,
    proposals,
    records,
    replacements,
    seeds,
    selection,
)
from eventsapp.experts.services.selection import Choice
from eventsapp.selection import Panel
from eventsapp.selection.record import Check, drawn, line, link, verify
from tests import factories
from tests.conftest import deliver, sign_in
from tests.experts.test_board import choice, desk, panel_in, said, scored, target
from tests.experts.test_lottery import EVERYBODY, drawn_among


def taken(call: Call, **changes: Any) -> dict[str, Any]:
    """Take the best panel, and return what its record says."""
    bench = queries.workbench(call)
    conditions = bench.published.but(**changes)
    best = bench.best(conditions)
    assert best is not None
    proposals.choose(call, conditions, {int(key) for key in best.members})
    return newest(call, RecordKind.PROPOSAL)


def newest(call: Call, kind: RecordKind) -> dict[str, Any]:
    record = newest_record(call, kind)
    assert record is not None
    return said_in(record)


def kinds(call: Call, db: Session) -> list[RecordKind]:
    found = select(SelectionRecord).where(SelectionRecord.call_id == call.id)
    return [it.kind for it in db.scalars(found.order_by(SelectionRecord.number))]


def decided(call: Call) -> None:
    """Take the best panel, put the first other one on the reserve list, and send the letters."""
    taken(call)
    (first, *_) = [it for it in queries.contenders(call) if it.decision is None]
    selection.decide(call, {first.id: Choice(ApplicationStatus.RESERVE)})
    proposals.decline_the_rest(call)
    selection.notify(call)


def tied() -> tuple[Call, dict[str, Application]]:
    """Save a call for one seat and ten people who are worth the same."""
    call = factories.closed_call(seats=1)
    return call, {name: scored(call, name, 4) for name in "ABCDEFGHIJ"}


def test_what_is_decided_on_is_fixed_before_the_seed_is_drawn(db: Session) -> None:
    call, _people = choice(targets=[target()])

    seeds.draw(call)

    first, second = newest(call, RecordKind.INPUTS), newest(call, RecordKind.SEED)
    assert kinds(call, db) == [RecordKind.INPUTS, RecordKind.SEED]
    assert "seed" not in first["inputs"]
    assert second["inputs_sha256"] == first["inputs_sha256"]
    assert second["seed"] == {"value": call.seed, "source": "randomness of the server"}
    assert re.fullmatch(r"\d{20}", call.seed or "")
    assert verify(lines_of(call)).holds


def test_the_seed_is_drawn_once(db: Session) -> None:
    call, _people = choice()
    seeds.draw(call)

    for again in (
        lambda: seeds.draw(call),
        lambda: seeds.fix(call, "Lotto"),
        lambda: seeds.enter(call, "1234"),
    ):
        with pytest.raises(seeds.SeedIsDrawn):
            again()


def test_a_public_draw_is_named_before_its_digits_are_known(db: Session) -> None:
    call, _people = choice()
    with pytest.raises(seeds.NotFixed):
        seeds.enter(call, "1234")
    seeds.fix(call, "Lotto of 3 December")
    with pytest.raises(seeds.TooFewDigits):
        seeds.enter(call, "1 2 3")

    seeds.enter(call, "07 12-33 41")

    assert (call.seed, call.seed_source) == ("07123341", "Lotto of 3 December")
    assert newest(call, RecordKind.INPUTS)["source"] == "Lotto of 3 December"
    assert newest(call, RecordKind.SEED)["seed"]["source"] == "Lotto of 3 December"


def test_nothing_can_be_fixed_while_nobody_has_reviews(db: Session) -> None:
    call = factories.closed_call()
    factories.application(call)

    with pytest.raises(seeds.NobodyToFix):
        seeds.draw(call)


def test_a_call_that_is_opened_again_needs_another_seed(db: Session) -> None:
    call = factories.closed_call(seats=1)
    pinned = factories.application(call)
    call.seed, call.seed_source, call.seeded_at = "1234", "Lotto", clock.now()
    records.keep(call, RecordKind.INPUTS, source="Lotto", inputs={}, inputs_sha256="")
    assert pinned

    deadlines.reopen(call, clock.now().replace(year=clock.now().year + 1), "More people")

    assert (call.seed, call.seed_source, call.seeded_at) == (None, None, None)


def test_the_seed_decides_among_equals(db: Session) -> None:
    call, _people = tied()
    chosen = set()
    for seed in range(12):
        call.seed = str(seed)
        bench = queries.workbench(call)
        best = bench.best(bench.published)
        assert best is not None
        chosen |= set(best.members)

    assert len(chosen) > 3


def test_taking_a_panel_fixes_draws_and_records_it(client: FlaskClient, db: Session) -> None:
    call, people = choice(targets=[target()])
    address = desk(client, call)
    page = client.get(f"{address}/panel").text
    members = re.findall(r'name="member" value="(\d+)"', page)

    answer = client.post(f"{address}/panel/take", data={"member": members})

    assert "This also freezes its data and draws the seed." in page
    assert answer.location == address
    assert kinds(call, db) == [RecordKind.INPUTS, RecordKind.SEED, RecordKind.PROPOSAL]
    told = newest(call, RecordKind.PROPOSAL)
    ids = sorted(str(people[name].id) for name in ("Ana", "Cleo"))
    lots = told["outcome"].pop("tie_break")
    assert lots > 0
    assert told["outcome"] == {
        "status": "optimal", "panel": ids, "value": 16_000, "bound": 16_000, "gap": 0,
    }  # fmt: skip
    assert told["explanations"]["total"] == 2_000
    assert told["departures"] == []
    assert told["seed"]["value"] == call.seed


def test_among_equals_nobody_is_taken_unseen(client: FlaskClient, db: Session) -> None:
    call, _people = tied()
    address = desk(client, call)
    for _ in range(20):  # until the seed decides otherwise than no seed did
        page = client.get(f"{address}/panel").text
        (shown,) = panel_in(page)
        (member,) = re.findall(r'name="member" value="(\d+)"', page)
        answer = client.post(f"{address}/panel/take", data={"member": member})
        if answer.location != address:
            break
        call.seed = None
        db.commit()
    db.refresh(call)
    seen = client.get(answer.location)
    (now,) = panel_in(seen.text)
    (member,) = re.findall(r'name="member" value="(\d+)"', seen.text)

    assert now != shown
    assert f"it decides for {now} instead of {shown}" in said(seen.text)
    assert not [it for it in call.applications if it.decision and it.name == now]
    assert client.post(f"{address}/panel/take", data={"member": member}).location == address
    assert [it.name for it in call.applications if it.decision == "selected"] == [now]
    assert verify(lines_of(call), second_solver=True).holds


def test_a_panel_that_is_not_proposed_any_more_is_not_taken(
    client: FlaskClient, db: Session
) -> None:
    call, people = choice()
    seeds.draw(call)
    db.commit()
    address = desk(client, call)
    others = [people["Cleo"].id, people["Dora"].id]

    answer = client.post(f"{address}/panel/take", data={"member": others})

    assert answer.location == f"{address}/panel"
    assert "This panel is no longer the proposed one" in client.get(answer.location).text
    assert [it.decision for it in call.applications] == [None] * 4
    assert kinds(call, db) == [RecordKind.INPUTS, RecordKind.SEED]


def test_a_record_holds_reviews_conflicts_and_pins_and_no_names(db: Session) -> None:
    call, people = choice(targets=[target()])
    reviewer = factories.account(name="Rita Reviewer")
    people["Ana"].affiliation = people["Bea"].affiliation = "Union of Field Workers"
    factories.save(
        Review(
            application=people["Ana"],
            account=reviewer,
            recused=True,
            conflict=Conflict.FAMILY,
            recusal_reason="We are cousins",
            changed_at=clock.now(),
        )
    )
    call.organization_limit = 1
    db.commit()

    told = taken(call, must_exclude=frozenset({people["Dora"].id}))

    (ana,) = [it for it in told["reviews"] if it["application"] == str(people["Ana"].id)]
    first, second = call.criteria
    assert [it["points"] for it in ana["used"]] == [{str(first.id): 5, str(second.id): 5}] * 2
    assert [it["score"] for it in ana["used"]] == [10_000] * 2
    assert ana["left_out"] == [{"reviewer": str(reviewer.id), "reason": "family"}]
    assert told["pins"] == [{"application": str(people["Dora"].id), "side": "out", "reason": None}]
    bodies = {it["id"]: it["attributes"]["organization"] for it in told["inputs"]["pool"]}
    assert bodies[str(people["Ana"].id)] == bodies[str(people["Bea"].id)] != ""
    text = "".join(lines_of(call))
    for name in ("Ana", "Bea", "Rita", "Union", "union", "cousins"):
        assert f'"{name}' not in text
        assert name not in text


def test_departures_from_what_is_published_are_recorded(db: Session) -> None:
    call, _people = choice(targets=[target()])
    bench = queries.workbench(call)
    looser = tuple(it.__class__(it.attribute, it.value) for it in bench.published.targets)

    told = taken(call, targets=looser, seats=1)

    assert told["departures"] == [
        {"what": "seats", "attribute": None, "value": None, "published": [2], "now": [1]},
        {"what": "target", "attribute": "sector", "value": "migrants",
         "published": [1, None], "now": [0, None]},
    ]  # fmt: skip


def test_a_panel_that_was_not_proven_says_so(client: FlaskClient, db: Session) -> None:
    call, people = choice()
    seeds.draw(call)
    bench = queries.workbench(call)
    members = tuple(sorted(str(people[it].id) for it in ("Ana", "Dora")))
    bench._answers["best", bench.published, None] = Panel(members, 14_000, 19_000, proven=False)

    proposals.choose(call, bench.published, {int(it) for it in members})

    told = newest(call, RecordKind.PROPOSAL)["outcome"]
    assert (told["status"], told["value"], told["bound"], told["gap"]) == (
        "feasible", 14_000, 19_000, 5_000,
    )  # fmt: skip
    assert verify(lines_of(call), second_solver=True).holds
    db.commit()
    assert "Not proven to be the best" in client.get(f"{desk(client, call)}/record").text


def test_the_decision_says_how_it_differs_from_the_proposal(db: Session) -> None:
    call, people = choice()
    taken(call)
    reserve, selected = ApplicationStatus.RESERVE, ApplicationStatus.SELECTED
    selection.decide(
        call,
        {
            people["Bea"].id: Choice(reserve, 1),
            people["Cleo"].id: Choice(selected),
            people["Dora"].id: Choice(ApplicationStatus.INELIGIBLE, reason="Not of the field"),
        },
    )

    selection.notify(call)

    ids = {name: str(it.id) for name, it in people.items()}
    assert newest(call, RecordKind.DECISION)["decision"] == {
        "selected": sorted([ids["Ana"], ids["Cleo"]]),
        "reserve": [ids["Bea"]],
        "not_selected": [],
        "ineligible": [ids["Dora"]],
        "value": 16_000,
        "follows": 3,
        "added": [ids["Cleo"]],
        "removed": [ids["Bea"]],
    }
    assert verify(lines_of(call)).holds


def test_a_decision_without_a_proposal_follows_none(db: Session) -> None:
    call, people = choice()
    selection.decide(call, {people["Ana"].id: Choice(ApplicationStatus.SELECTED)})
    proposals.decline_the_rest(call)

    selection.notify(call)

    told = newest(call, RecordKind.DECISION)
    assert kinds(call, db) == [RecordKind.DECISION]
    assert (told["decision"]["follows"], told["decision"]["added"], told["seed"]) == (
        None, [], None,
    )  # fmt: skip
    assert verify(lines_of(call)).holds


def test_what_lots_are_drawn_from_is_fixed_before_anything_is_drawn(db: Session) -> None:
    call = factories.closed_call(seats=2)
    for place, score in enumerate((5, 4, 4, 4, 1)):
        scored(call, f"P{place}", score)
    seeds.draw(call)
    lots = drawn_among(call, Band(7_000, 9_000))
    first, *_others = call.applications
    for _late in range(2):
        factories.review(first, 1, 1)

    lotteries.draw(lots.run, "042", "Lotto of 3 December", None)

    assert kinds(call, db) == [
        RecordKind.INPUTS, RecordKind.SEED, RecordKind.LOTS, RecordKind.LOTTERY,
    ]  # fmt: skip
    fixed, told = newest(call, RecordKind.LOTS), newest(call, RecordKind.LOTTERY)
    assert fixed["numbering"] == call.seed
    assert len(fixed["lots"]["numbered"]) == 1_000
    assert told["inputs"] == fixed["inputs"]
    assert told["inputs"]["lottery"] == "maximin"
    assert (told["follows"], told["source"], told["changed_since"]) == (
        3, "Lotto of 3 December", True,
    )  # fmt: skip
    assert told["outcome"]["panel"] == sorted(
        str(it.id) for it in call.applications if it.decision is ApplicationStatus.SELECTED
    )
    assert verify(lines_of(call)).holds


def test_other_panels_than_those_that_were_numbered_are_found(db: Session) -> None:
    call = factories.closed_call(seats=1)
    for place in range(3):
        scored(call, f"P{place}", 4)
    lots = drawn_among(call, EVERYBODY)
    lotteries.draw(lots.run, "042", "Lotto", None)
    bodies = [json.loads(it)["record"] for it in lines_of(call)]
    for body in bodies:
        del body["number"], body["previous_sha256"]
    swapped = {0: 1, 1: 0}
    numbered = bodies[1]["outcome"]["numbered"]
    panels = [bodies[1]["outcome"]["panels"][swapped.get(at, at)] for at in numbered]
    bodies[1]["outcome"] = drawn(panels, "042")

    first = link(bodies[0])
    report = verify([line(first), line(link(bodies[1], first))])

    assert [(it.record, it.check) for it in report.findings if not it.holds] == [(2, Check.DRAW)]


def test_a_place_that_came_back_is_recorded_with_who_would_be_best(db: Session) -> None:
    call, people = choice(targets=[target()])
    taken(call)
    reserve = ApplicationStatus.RESERVE
    selection.decide(call, {people[it].id: Choice(reserve) for it in ("Bea", "Dora")})
    selection.notify(call)
    people["Cleo"].status = ApplicationStatus.DECLINED
    db.commit()

    replacements.offer(call, {people["Dora"].id}, "", None)
    people["Ana"].status = ApplicationStatus.DECLINED
    db.commit()
    best = newest(call, RecordKind.REPLACEMENT)

    ids = {name: str(it.id) for name, it in people.items()}
    assert best["replacement"] == {
        "stay": [ids["Ana"]], "offered": [ids["Dora"]], "best": [ids["Dora"]],
        "cost": 0, "fewer": 0, "keeps_targets": True, "reason": None,
    }  # fmt: skip
    assert best["outcome"]["panel"] == sorted([ids["Ana"], ids["Dora"]])
    assert best["outcome"]["status"] == "optimal"
    report = verify(lines_of(call), second_solver=True)
    assert [it.sentence for it in report.findings if not it.holds] == []


def test_a_place_given_for_a_reason_is_recorded_with_what_it_costs(db: Session) -> None:
    call, people = choice(targets=[target()])
    taken(call)
    reserve = ApplicationStatus.RESERVE
    selection.decide(call, {people[it].id: Choice(reserve) for it in ("Bea", "Dora")})
    selection.notify(call)
    people["Cleo"].status = ApplicationStatus.DECLINED
    db.commit()

    replacements.offer(call, {people["Bea"].id}, "She knows the region", None)

    told = newest(call, RecordKind.REPLACEMENT)
    ids = {name: str(it.id) for name, it in people.items()}
    assert told["replacement"] == {
        "stay": [ids["Ana"]], "offered": [ids["Bea"]], "best": [ids["Dora"]],
        "cost": None, "fewer": 0, "keeps_targets": False, "reason": "She knows the region",
    }  # fmt: skip
    assert verify(lines_of(call), second_solver=True).holds


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_record_is_never_changed(db: Session, change: str) -> None:
    call, _people = choice()
    seeds.draw(call)
    statement = {
        "update": update(SelectionRecord).values(body="{}"),
        "delete": delete(SelectionRecord),
    }[change]

    with pytest.raises(DBAPIError, match="never changed"), db.begin_nested():
        db.execute(statement)

    assert verify(lines_of(call)).holds


def eventsapp(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "eventsapp.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_export_is_verified_by_the_command_and_one_digit_betrays_a_change(
    client: FlaskClient, db: Session, tmp_path: Path
) -> None:
    call, _people = choice(targets=[target()], organization_limit=1)
    decided(call)
    db.commit()
    answer = client.get(f"{desk(client, call)}/record.jsonl")
    file = tmp_path / "record.jsonl"
    file.write_bytes(answer.data)
    tampered = tmp_path / "tampered.jsonl"
    tampered.write_bytes(answer.data.replace(b'"score":10000', b'"score":10001', 1))

    good, bad = eventsapp("verify", file, "--second-solver"), eventsapp("verify", tampered)

    last = newest_record(call)
    assert last is not None
    assert (good.returncode, good.stderr) == (0, "")
    assert "All 4 records hold." in good.stdout
    assert last.sha256 in good.stdout
    assert "CP-SAT says: the panel is the one that is computed from its inputs." in good.stdout
    assert bad.returncode == 1
    assert "FAILS  record 1: its SHA-256 is not as stated." in bad.stdout


def test_a_record_gives_the_files_from_which_its_panel_is_computed(
    client: FlaskClient, db: Session, tmp_path: Path
) -> None:
    call, _people = choice(targets=[target()])
    told = taken(call)
    db.commit()

    answer = client.get(f"{desk(client, call)}/record/3.zip")

    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        archive.extractall(tmp_path)
    done = eventsapp("select", tmp_path, "--output", tmp_path / "answer.json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads((tmp_path / "answer.json").read_text())
    assert sorted(found["panel"]) == told["outcome"]["panel"]
    assert json.loads((tmp_path / "case.json").read_text())["seed"] == call.seed
    assert client.get(f"{desk(client, call)}/record/2.zip").status_code == 404
    assert client.get(f"{desk(client, call)}/record/9.zip").status_code == 404


def test_the_page_fixes_draws_and_lists(client: FlaskClient, db: Session) -> None:
    call, _people = choice()
    address = f"{desk(client, call)}/record"

    before = client.get(address).text
    drawn = client.post(f"{address}/draw")
    after = client.get(drawn.location).text

    db.refresh(call)
    assert "Freeze and draw now" in before
    assert call.seed
    assert f'value="{call.seed}"' in after
    assert said(after).count("not verified yet") == 2
    assert "Drawn by this server, at random." in said(after)


def test_the_page_takes_the_digits_of_a_public_draw(client: FlaskClient, db: Session) -> None:
    call, people = choice()
    address = f"{desk(client, call)}/record"

    unnamed = client.post(f"{address}/fix", data={"source": " "})
    client.post(f"{address}/fix", data={"source": "Lotto of 3 December"})
    people["Dora"].reviews[0].scores[0].value = 4
    db.commit()
    waiting = client.get(address).text
    few = client.post(f"{address}/digits", data={"digits": "12"})
    client.post(f"{address}/digits", data={"digits": "12 34 56"})
    after = said(client.get(address).text)

    db.refresh(call)
    assert (unnamed.status_code, few.status_code) == (422, 422)
    assert "Name a public draw that is still to come." in unnamed.text
    assert "The digits will come from: Lotto of 3 December." in said(waiting)
    assert "Since the data were frozen, these have changed: 1 score." in said(waiting)
    assert "Write at least four digits" in few.text
    assert call.seed == "123456"
    assert "From: Lotto of 3 December." in after


def test_what_the_worker_verifies_stands_beside_each_record(
    client: FlaskClient, db: Session
) -> None:
    call, _people = choice()
    taken(call)
    db.commit()
    address = f"{desk(client, call)}/record"

    asked = client.post(f"{address}/verify")
    waiting = client.get(address).text
    deliver()
    after = said(client.get(address).text)
    with time_machine.travel(clock.now().replace(year=clock.now().year + 1)):
        proposals.decline_the_rest(call)
        selection.notify(call)
        db.commit()
    later = said(client.get(address).text)

    assert asked.location == f"{address}#verified"
    assert "Waiting for its turn" in waiting
    assert "3 records, and all of them hold." in after
    assert "Computed again, the result is this panel." in after
    assert "The seed was drawn after the data were frozen" in after
    assert "3 records held. There are newer ones." in later


def test_a_run_that_verifies_stays_to_be_seen_after_the_results(
    client: FlaskClient, db: Session
) -> None:
    call, _people = choice()
    decided(call)
    db.commit()
    address = desk(client, call)

    client.post(f"{address}/record/verify")
    (run,) = re.findall(r"/selection/runs/(\d+)", client.get(f"{address}/record").text)[:1]
    page = client.get(f"{address}/runs/{run}")

    assert "Waiting for its turn" in page.text
    assert "How others can verify it" in client.get(f"{address}/record").text


def test_who_must_not_see_a_score_does_not_get_the_records(
    client: FlaskClient, db: Session
) -> None:
    call, people = choice()
    taken(call)
    both = factories.team(call.event, TeamRole.LEAD_ORGANISER)
    factories.team(call.event, TeamRole.REVIEWER, both)
    for name in ("Bea", "Cleo", "Dora"):
        factories.review(people[name], 1, 1, person=both)
    conflict = factories.review(people["Ana"], person=both)
    conflict.recused, conflict.conflict = True, Conflict.FAMILY
    db.commit()
    sign_in(client, both)
    address = f"/organise/events/{call.event.slug}/selection/record"

    page = client.get(address)

    assert page.status_code == 200
    assert "another organiser must download them" in said(page.text)
    assert "Download the records" not in page.text
    assert client.get(f"{address}.jsonl").status_code == 403
    assert client.get(f"{address}/1.zip").status_code == 403
