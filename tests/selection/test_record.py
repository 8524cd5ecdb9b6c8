"""The record of a selection: one way to write it, a chain, and computing it again."""

import json
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.pools import problem as hard
from eventsapp.selection import GroupLimit, Objective, Pool, Problem, Quota, Watch
from eventsapp.selection.exchange import Case, plain
from eventsapp.selection.record import (
    Check,
    Finding,
    Link,
    canonical,
    digest,
    drawn,
    engine,
    inputs,
    line,
    link,
    outcome,
    tie_break,
    verify,
)
from eventsapp.selection.record.second import opinions
from eventsapp.selection.solving import Solver

PROBLEM = Problem(
    pool=Pool(
        ids=("a", "b", "c", "d", "e", "f"),
        scores=(900, 850, 850, 700, 650, 605),
        attributes={
            "sector": ("ngo", "ngo", "ngo", "state", "state", "state"),
            "language": (frozenset({"en", "es"}), *[frozenset({"en"})] * 4, frozenset({"es"})),
            "body": ("x", "x", "", "", "", ""),
        },
    ),
    seats=(3, 3),
    quotas=(
        Quota("states", "sector", frozenset({"state"}), 1),
        Quota("spanish", "language", frozenset({"es"}), 1),
    ),
    group_limits=(GroupLimit("bodies", "body", 2),),
    objective=Objective.MAX_TOTAL_SCORE,
    seed="drawn in public",
)


def body(case: Case, kind: str = "proposal", **more: object) -> dict[str, Any]:
    told = inputs(case)
    return {
        "call": "1",
        "kind": kind,
        "at": "2026-11-24T10:00:00Z",
        "by": "7",
        "inputs": told,
        "inputs_sha256": digest(canonical(told)),
        **more,
    }


def proposal(**changed: object) -> dict[str, Any]:
    problem = PROBLEM.but(**changed)
    return body(
        Case(problem),
        seed={"value": problem.seed, "source": "lottery of 24 November"},
        outcome=outcome(problem, Solver(plain(problem)).best()),
        engine=engine(),
    )


def chain(*bodies: dict[str, Any]) -> list[str]:
    links: list[Link] = []
    for it in bodies:
        links.append(link(it, links[-1] if links else None))
    return [line(it) for it in links]


@pytest.fixture(scope="module")
def records() -> list[str]:
    return chain(
        body(Case(PROBLEM), "inputs"),
        proposal(),
        {"call": "1", "kind": "decision", "panel": ["a", "b", "d"], "by": "7"},
    )


def test_a_value_has_one_way_to_be_written() -> None:
    apart = unicodedata.normalize("NFD", "Zoë")
    assert canonical({"b": [1, -2, True, None], "a": {apart: '\u20ac\n\x0f"\\/'}}) == (
        '{"a":{"Zoë":"€\\n\\u000f\\"\\\\/"},"b":[1,-2,true,null]}'.encode()
    )


def test_keys_are_sorted_by_utf_16_as_rfc_8785_has_it() -> None:
    keys = ["\u20ac", "\r", "\uff5e", "1", "\U0001f600", "\x80", "\u00f6"]
    written = json.loads(canonical(dict.fromkeys(keys, 0)))
    assert list(written) == ["\r", "1", "\x80", "\u00f6", "\u20ac", "\U0001f600", "\uff5e"]


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        2**53,
        -(2**53),
        b"x",
        {1: 2},
        {"x"},
        {"\u00e9": 1, "e\u0301": 2},
        "\ud800",
    ],
)
def test_what_has_no_one_way_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        canonical({"value": value})


def test_a_digest_is_sha_256() -> None:
    assert (
        digest("abc")
        == digest(b"abc")
        == ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    )


def test_each_record_names_the_one_before() -> None:
    first = link({"call": "1"})
    second = link({"call": "1"}, first)
    assert first == Link(1, '{"call":"1","number":1,"previous_sha256":null}', digest(first.text))
    assert second == Link(
        2, f'{{"call":"1","number":2,"previous_sha256":"{first.sha256}"}}', digest(second.text)
    )


def test_a_body_does_not_number_itself() -> None:
    with pytest.raises(ValueError, match="numbers"):
        link({"number": 1})


def test_a_chain_that_holds_is_said_to(records: list[str]) -> None:
    report = verify(records)

    def good(record: int, check: Check, sentence: str) -> Finding:
        return Finding(record, check, holds=True, sentence=sentence)

    panel = json.loads(records[1])["record"]["outcome"]["panel"]
    lots = tie_break("drawn in public", panel)
    assert report.findings == (
        good(1, Check.HASH, "its SHA-256 is as stated."),
        good(1, Check.CHAIN, "begins the chain."),
        good(1, Check.INPUTS, "its inputs are those it names the hash of."),
        good(2, Check.HASH, "its SHA-256 is as stated."),
        good(2, Check.CHAIN, "follows the record before it."),
        good(2, Check.INPUTS, "its inputs are those it names the hash of."),
        good(2, Check.PANEL, "the panel is the one that is computed from its inputs."),
        good(2, Check.VALUE, "its value is 2450."),
        good(2, Check.BOUND, "its bound is 2450."),
        good(2, Check.TIE_BREAK, f"its tie-break is {lots}."),
        good(3, Check.HASH, "its SHA-256 is as stated."),
        good(3, Check.CHAIN, "follows the record before it."),
    )
    assert (report.holds, report.broken, report.records) == (True, (), 3)
    assert report.sha256 == json.loads(records[2])["sha256"]


def test_no_records_hold_nothing() -> None:
    assert verify([]).holds is False


@pytest.mark.parametrize("record", [0, 1, 2])
def test_one_changed_byte_is_found_and_its_record_named(records: list[str], record: int) -> None:
    text = records[record].encode()
    for at in range(0, len(text), 7):
        for changed in (text[at] ^ 1, 0x20):
            if changed == text[at]:
                continue
            tampered = (text[:at] + bytes([changed]) + text[at + 1 :]).decode(
                errors="surrogateescape"
            )
            told = [*records]
            told[record] = tampered
            assert verify(told).broken == (record + 1,)


def test_a_record_left_out_moved_or_repeated_is_found(records: list[str]) -> None:
    first, second, third = records
    assert verify([first, third]).broken == (2,)
    assert verify([second, third]).broken == (1, 2)
    assert verify([first, third, second]).broken == (2, 3)
    assert verify([first, first, second]).broken == (2, 3)


def forged(change: Callable[[dict[str, Any]], None]) -> list[str]:
    """Change a proposal and compute all hashes anew."""
    told = json.loads(json.dumps(proposal()))
    change(told)
    told["inputs_sha256"] = digest(canonical(told["inputs"]))
    return chain(body(Case(PROBLEM), "inputs"), told, {"call": "1", "kind": "decision"})


def broken(records: list[str]) -> list[tuple[int, Check]]:
    return [(it.record, it.check) for it in verify(records).findings if not it.holds]


def test_a_swapped_member_is_found_though_all_hashes_were_made_anew() -> None:
    def swap(told: dict[str, Any]) -> None:
        panel = sorted({*told["outcome"]["panel"], "c"} - {"b"})
        if panel == told["outcome"]["panel"]:
            panel = sorted({*panel, "b"} - {"c"})
        told["outcome"]["panel"] = panel
        told["outcome"]["tie_break"] = tie_break("drawn in public", panel)

    assert broken(forged(swap)) == [(2, Check.PANEL)]


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("value", [Check.VALUE]),
        ("bound", [Check.BOUND]),
        ("gap", [Check.BOUND]),
        ("tie_break", [Check.TIE_BREAK]),
    ],
)
def test_a_changed_figure_is_found_though_all_hashes_were_made_anew(
    key: str, found: list[Check]
) -> None:
    def change(told: dict[str, Any]) -> None:
        told["outcome"][key] += 1

    assert broken(forged(change)) == [(2, it) for it in found]


def test_a_changed_score_is_found_though_all_hashes_were_made_anew() -> None:
    def change(told: dict[str, Any]) -> None:
        told["inputs"]["pool"][5]["score"] = 10_000

    assert broken(forged(change)) == [(2, Check.PANEL), (2, Check.VALUE), (2, Check.BOUND)]


def test_another_seed_than_the_one_drawn_is_found() -> None:
    def change(told: dict[str, Any]) -> None:
        told["seed"]["value"] = "another"

    found = broken(forged(change))
    assert (2, Check.TIE_BREAK) in found
    assert {check for _, check in found} <= {Check.TIE_BREAK, Check.PANEL}


def test_inputs_other_than_promised_are_found() -> None:
    told = proposal() | {"inputs_sha256": digest("")}
    assert broken(chain(told)) == [(1, Check.INPUTS)]


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["outcome"].pop("value"),
        lambda told: told["inputs"].pop("seats"),
        lambda told: told["inputs"]["pool"].append(told["inputs"]["pool"][0]),
        lambda told: told["inputs"]["pool"][0].update(score="9"),
        lambda told: told["inputs"].update(pool=7),
        lambda told: told.update(seed=[1]),
        lambda told: told.update(outcome=None),
        lambda told: told["outcome"].update(panel=["nobody"]),
    ],
)
def test_a_record_that_cannot_be_computed_again_is_said_so(
    change: Callable[[dict[str, Any]], None],
) -> None:
    found = [it for it in verify(forged(change)).findings if not it.holds]
    assert found[-1].sentence.startswith("cannot be computed again")
    assert {it.record for it in found} == {2}


def test_several_values_a_person_and_another_order_give_the_same_record() -> None:
    pool = PROBLEM.pool
    back = Pool(
        pool.ids[::-1],
        pool.scores[::-1],
        {name: column[::-1] for name, column in pool.attributes.items()},
    )
    assert canonical(proposal(pool=back)) == canonical(proposal())


def test_that_nothing_was_possible_is_computed_again() -> None:
    told = body(Case(PROBLEM.but(seats=(9, 9))), outcome={"status": "infeasible"})
    assert verify(chain(told)).findings[-1] == Finding(
        1, Check.PANEL, holds=True, sentence="as told, no panel is possible."
    )
    assert broken(chain(proposal() | {"outcome": {"status": "infeasible"}})) == [(1, Check.PANEL)]
    assert broken(chain(told | {"outcome": proposal()["outcome"]})) == [(1, Check.PANEL)]


def test_a_panel_that_was_not_proven_is_held_against_its_bound() -> None:
    told = proposal()
    told["outcome"] |= {
        "status": "feasible",
        "panel": ["a", "b", "e"],
        "value": 2400,
        "bound": 2500,
        "gap": 100,
        "tie_break": tie_break("drawn in public", "abe"),
    }
    assert verify(chain(told), second_solver=True).holds
    told["outcome"] |= {"bound": 2449, "gap": 49}
    assert broken(chain(told)) == [(1, Check.BOUND)]
    told["outcome"] |= {"bound": 2500, "gap": 100, "panel": ["a", "b", "c"]}
    assert (1, Check.PANEL) in broken(chain(told))


def test_a_replacement_is_computed_again() -> None:
    case = Case(PROBLEM, current_panel=frozenset("abd"), withdrawn=frozenset("d"))
    told = body(
        case,
        "replacement",
        seed={"value": PROBLEM.seed, "source": "as before"},
        outcome={
            "status": "optimal",
            "panel": ["a", "b", "e"],
            "value": 2400,
            "bound": 2400,
            "gap": 0,
            "tie_break": tie_break(PROBLEM.seed, "abe"),
        },
    )
    assert verify(chain(told), second_solver=True).holds
    told["outcome"] |= {"panel": ["a", "b", "f"]}
    assert broken(chain(told))[0] == (1, Check.PANEL)


def test_a_draw_is_followed_from_its_digits_to_its_panel() -> None:
    panels = [("a", "b", "d"), ("a", "c", "f"), ("d", "b", "a"), ("a", "b", "f")]
    told = body(Case(PROBLEM, lottery="maximin"), "lottery", outcome=drawn(panels, "002"))
    assert told["outcome"] == {
        "status": "drawn",
        "panels": [["a", "b", "d"], ["a", "b", "f"], ["a", "c", "f"]],
        "numbered": [0, 2, 0, 1],
        "digits": "002",
        "panel": ["a", "b", "d"],
        "least": 1,
        "most": 4,
    }
    assert verify(chain(told)).findings[-2:] == (
        Finding(1, Check.PANEL, holds=True, sentence="all its 3 panels meet the requirements."),
        Finding(
            1,
            Check.DRAW,
            holds=True,
            sentence="the number 002 gives the panel and the chances told.",
        ),
    )
    told["outcome"] |= {"digits": "001"}
    assert broken(chain(told)) == [(1, Check.DRAW)]
    told["outcome"] = drawn([("a", "b", "c"), ("a", "b", "d")], "001")
    assert broken(chain(told)) == [(1, Check.PANEL)]


def test_every_second_solver_is_asked_and_named(records: list[str]) -> None:
    said = [it for it in verify(records, second_solver=True).findings if "says" in it.sentence]
    assert said == [
        Finding(
            2,
            Check.SECOND_SOLVER,
            holds=True,
            sentence=f"{name} says: the panel is the one that is computed from its inputs.",
        )
        for name in ("HiGHS, whole programme", "OR-Tools CP-SAT")
    ]


@pytest.mark.parametrize("objective", Objective)
@pytest.mark.parametrize("seats", [(3, 3), (2, 4), (6, 6)])
def test_all_solvers_choose_the_very_same_panel(
    objective: Objective, seats: tuple[int, int]
) -> None:
    problem = plain(PROBLEM.but(objective=objective, seats=seats))
    best = Solver(problem).best()
    assert [(it.panel, it.value) for _, it in opinions(Case(problem)) if it] == [
        (best.members, best.score)
    ] * 2


def reviewed() -> dict[str, Any]:
    """Return a proposal with the reviews that its scores are the medians of."""
    problem = Problem(Pool(("a", "b", "c"), (9_500, 7_000, 0)), seats=(1, 1), seed="7")
    points = {"a": [(5, 5), (5, 4), (4, 5)], "b": [(4, 3), (3, 4)]}
    totals = {(5, 5): 10_000, (5, 4): 9_500, (4, 5): 8_500, (4, 3): 7_500, (3, 4): 6_500}
    return body(
        Case(problem),
        seed={"value": "7", "source": "Lotto"},
        outcome=outcome(problem, Solver(problem).best()),
        criteria=[{"id": "x", "weight": 75}, {"id": "y", "weight": 25}],
        reviews=[
            {
                "application": key,
                "used": [
                    {"reviewer": "9", "score": totals[it], "points": {"x": it[0], "y": it[1]}}
                    for it in given
                ],
                "left_out": [],
            }
            for key, given in points.items()
        ],
    )


def test_scores_follow_from_the_reviews() -> None:
    told = reviewed()
    assert (Check.SCORES, True) in [(it.check, it.holds) for it in verify(chain(told)).findings]
    told["reviews"][0]["used"][1]["points"]["y"] = 5
    assert broken(chain(told)) == [(1, Check.SCORES)]
    told = reviewed()
    told["reviews"][1]["used"].pop()
    assert broken(chain(told)) == [(1, Check.SCORES)]
    told["criteria"] = 7
    assert broken(chain(told)) == [(1, Check.FORM)]


def test_the_seed_is_drawn_after_what_it_is_drawn_for_and_stays() -> None:
    fixed = body(Case(PROBLEM), "inputs")
    seed = {"value": PROBLEM.seed, "source": "lottery of 24 November"}
    drawn_then = {"kind": "seed", "inputs_sha256": fixed["inputs_sha256"], "seed": seed}

    assert verify(chain(fixed, drawn_then, proposal())).holds
    assert broken(chain(drawn_then, fixed, proposal())) == [(1, Check.SEED)]
    other = drawn_then | {"seed": seed | {"value": "another"}}
    assert broken(chain(fixed, other, proposal())) == [(3, Check.SEED)]


def decision(**changed: object) -> dict[str, Any]:
    panel = proposal()["outcome"]["panel"]
    told = {
        "selected": [*panel[1:], "f"],
        "reserve": [panel[0]],
        "not_selected": [],
        "ineligible": [],
        "value": sum({"b": 850, "c": 850, "d": 700}[it] for it in panel[1:]) + 605,
        "follows": 1,
        "added": ["f"],
        "removed": [panel[0]],
    }
    return body(Case(PROBLEM), "decision", decision=told | changed)


def test_a_decision_is_held_against_the_panel_that_it_follows() -> None:
    assert verify(chain(proposal(), decision())).holds
    for changed in ({"value": 1}, {"added": []}, {"reserve": ["f"]}, {"follows": None}):
        assert broken(chain(proposal(), decision(**changed))) == [(2, Check.DECISION)]
    assert broken(chain(proposal(), decision(follows=9))) == [(2, Check.FORM)]


def test_what_there_was_no_time_to_compute_again_is_said_so() -> None:
    told = body(Case(hard("C", 400, 40)), seed=None, outcome={"status": "optimal", "panel": []})

    hurried = verify(chain(told), watch=Watch(limit=0))

    assert [it.check for it in hurried.findings if not it.holds] == [Check.TIME]
