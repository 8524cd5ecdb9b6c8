"""The neutral format: what is read, what is refused in what words, and what is answered."""

import json
import random
import unicodedata
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventsapp.selection import GroupLimit, Objective, Pool, Problem, Quota, SetLimit, solver
from eventsapp.selection.exchange import (
    Case,
    Counterfactuals,
    Unreadable,
    answer,
    in_json,
    plain,
    read,
    write,
)
from eventsapp.selection.exchange.reading import shown

POOL = """\
id,name,sector,region,score
a,Ana,ngo,north,9.00
b,Bo,ngo,north,8.50
c,Cy,ngo,south,8.25
d,Di,state,south,7
e,Ed,state,north,6.5
f,Fay,state,south,6.05
"""
CASE: dict[str, Any] = {
    "seats": {"min": 3, "max": 3},
    "objective": "max_total_score",
    "quotas": [{"id": "states", "attribute": "sector", "values": ["state"], "min": 1}],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path, POOL, CASE)
    return tmp_path


def put(folder: Path, pool: str | bytes | None = None, case: object = None) -> None:
    if pool is not None:
        (folder / "pool.csv").write_bytes(pool if isinstance(pool, bytes) else pool.encode())
    if case is not None:
        text = case if isinstance(case, str) else json.dumps(case)
        (folder / "case.json").write_text(text, encoding="utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        read(folder)
    return str(caught.value)


def test_a_folder_is_read_as_a_problem(folder: Path) -> None:
    assert read(folder) == Case(
        Problem(
            pool=Pool(
                ids=("a", "b", "c", "d", "e", "f"),
                scores=(900, 850, 825, 700, 650, 605),
                attributes={
                    "region": ("north", "north", "south", "south", "north", "south"),
                    "sector": ("ngo", "ngo", "ngo", "state", "state", "state"),
                },
            ),
            seats=(3, 3),
            quotas=(Quota("states", "sector", frozenset({"state"}), 1),),
            objective=Objective.MAX_TOTAL_SCORE,
        )
    )


def test_every_key_of_a_case_is_read(folder: Path) -> None:
    put(
        folder,
        case={
            "seats": {"min": 2, "max": 4, "relaxable": True, "priority": 3},
            "objective": "fill_then_score",
            "seed": "2026-11-24 draw",
            "quotas": [
                {
                    "id": "q",
                    "attribute": "region",
                    "values": ["north", ""],
                    "min": 1,
                    "max": 2,
                    "priority": 2,
                    "relaxable": False,
                }
            ],
            "group_limits": [{"id": "g", "attribute": "sector", "max": 2}],
            "set_limits": [{"id": "pair", "members": ["a", "b"], "min": 0, "max": 1}],
            "must_include": ["c"],
            "must_exclude": ["f"],
            "current_panel": ["a", "c"],
            "withdrawn": ["a"],
            "lottery": "maximin",
            "counterfactuals": {"force_in": 1, "force_out": 2, "quota_steps": True},
        },
    )

    case = read(folder)

    assert case == Case(
        Problem(
            pool=case.problem.pool,
            seats=(2, 4),
            quotas=(Quota("q", "region", frozenset({"north", ""}), 1, 2, 2, relaxable=False),),
            group_limits=(GroupLimit("g", "sector", 2),),
            set_limits=(SetLimit("pair", frozenset({"a", "b"}), 0, 1),),
            must_include=frozenset({"c"}),
            must_exclude=frozenset({"f"}),
            objective=Objective.FILL_THEN_SCORE,
            seed="2026-11-24 draw",
            seats_relaxable=True,
            seats_priority=3,
        ),
        current_panel=frozenset({"a", "c"}),
        withdrawn=frozenset({"a"}),
        lottery="maximin",
        counterfactuals=Counterfactuals(1, 2, quota_steps=True),
    )


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (True, "leximin"),
        ("leximin", "leximin"),
        ("maximin", "maximin"),
        (False, None),
        (None, None),
    ],
)
def test_a_lottery_is_asked_for_by_true_or_its_name(
    folder: Path, said: object, kind: str | None
) -> None:
    put(folder, case=CASE | {"lottery": said})
    assert read(folder).lottery == kind


def test_names_may_hold_anything_and_tell_nobody_apart(folder: Path) -> None:
    names = ['"Smith, ""Jo"""', '"two\nlines"', '"two\r\nlines"', "=1+1", "Zoë", "Zoë"]
    rows = "".join(f"p{at},{name},x,1\n" for at, name in enumerate(names))
    put(folder, "\ufeffid,name,sector,score\n" + rows, {"seats": {"min": 1, "max": 1}})

    pool = read(folder).problem.pool

    assert pool == Pool(
        ids=("p0", "p1", "p2", "p3", "p4", "p5"),
        scores=(100,) * 6,
        attributes={"sector": ("x",) * 6},
    )


def test_values_are_equal_after_composing_and_trimming_and_case_matters(folder: Path) -> None:
    country = "Côte d’Ivoire"
    composed, apart = (unicodedata.normalize(form, country) for form in ("NFC", "NFD"))
    assert composed != apart
    put(
        folder,
        f"id,country,score\na,{composed},1\nb, {apart} ,2\nc,{composed.upper()},3\n",
        {
            "seats": {"min": 2, "max": 2},
            "quotas": [{"id": "q", "attribute": "country", "values": [f" {apart}"], "min": 2}],
        },
    )
    assert answer(read(folder)) == {"status": "optimal", "panel": ["a", "b"]}


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("7", 700),
        ("7.5", 750),
        ("07.05", 705),
        (" 7.50 ", 750),
        ("+0.29", 29),
        ("-0.29", -29),
        ("-3", -300),
        ("1.10", 110),
        ("9999999.99", 999_999_999),
    ],
)
def test_scores_are_exact_hundredths(folder: Path, text: str, hundredths: int) -> None:
    put(folder, f"id,score\na,{text}\n", {"seats": {"min": 1, "max": 1}})
    assert read(folder).problem.pool.scores == (hundredths,)


NO_SCORE = "is no number of at most seven digits and two decimal places."


@pytest.mark.parametrize(
    ("pool", "sentence"),
    [
        ("", 'pool.csv, line 1: there is no column "id".'),
        ("id;score\na;1\n", 'pool.csv, line 1: there is no column "id".'),
        ("id,name\na,A\n", 'pool.csv, line 1: there is no column "score".'),
        ("id,x,x ,score\n", 'pool.csv, line 1: two columns are called "x".'),
        ("id,,score\n", "pool.csv, line 1: column 2 has no name."),
        ("id,score\na,1,2\n", "pool.csv, line 2: has 3 cells, not 2."),
        ("id,score\na\n", "pool.csv, line 2: has 1 cells, not 2."),
        ("id,score\n ,1\n", "pool.csv, line 2, column id: is blank."),
        (
            'id,name,score\na,"A\nA",1\n\nb,,2\n a,,1\n',
            'pool.csv, line 6, column id: "a" stands in line 2 already.',
        ),
        ("id,score\na,\n", "pool.csv, line 2, column score: the score is missing."),
        ("id,score\na,7.555\n", f'pool.csv, line 2, column score: "7.555" {NO_SCORE}'),
        ("id,score\na,\u0667\n", f'pool.csv, line 2, column score: "\u0667" {NO_SCORE}'),
        ("id,score\na,nan\n", f'pool.csv, line 2, column score: "nan" {NO_SCORE}'),
        ("id,score\na,1e3\n", f'pool.csv, line 2, column score: "1e3" {NO_SCORE}'),
        ('id,score\na,"7,5"\n', f'pool.csv, line 2, column score: "7,5" {NO_SCORE}'),
        ("id,score\na,12345678\n", f'pool.csv, line 2, column score: "12345678" {NO_SCORE}'),
        (
            "id,score,eligible\na,1,No\n",
            'pool.csv, line 2, column eligible: "No" is neither yes nor no.',
        ),
        (
            'id,score\na,1\n"b,2\n',
            "pool.csv, line 3: is no CSV (unexpected end of data).",
        ),
        (
            'id,score\n"a"b,1\n',
            "pool.csv, line 2: is no CSV (',' expected after '\"').",
        ),
        (b"id,score\na,1\nJos\xe9,1\n", "pool.csv, line 3: is not UTF-8."),
        (
            f"id,score\n{'a' * 200_000},1\n",
            "pool.csv, line 2: is no CSV (field larger than field limit (131072)).",
        ),
        (
            "id,score\n\x1b[31mred,x\n",
            f'pool.csv, line 2, column score: "x" {NO_SCORE}',
        ),
    ],
)
def test_a_pool_that_is_wrong_is_refused_in_one_sentence(
    folder: Path, pool: str | bytes, sentence: str
) -> None:
    put(folder, pool, {"seats": {"min": 1, "max": 1}})
    assert refusal(folder) == sentence


def quota(**changed: object) -> dict[str, object]:
    return {"quotas": [{"id": "q", "attribute": "sector", "values": ["ngo"], **changed}]}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"seats": None}, 'case.json: the key "seats" is missing.'),
        ({"seats": 3}, "case.json, seats: is the number 3 where an object {...} is expected."),
        ({"seats": {"min": 3}}, 'case.json, seats: the key "max" is missing.'),
        ({"seats": {"min": 3, "max": 2}}, "case.json, seats: min is 3, which is more than max, 2."),
        (
            {"seats": {"min": -1, "max": 2}},
            "case.json, seats.min: is -1, not between 0 and 1000000000.",
        ),
        (
            {"seats": {"min": 1, "max": 10**100}},
            "case.json, seats.max: is far too large, not between 0 and 1000000000.",
        ),
        (
            {"seats": {"min": True, "max": 2}},
            "case.json, seats.min: is true where a whole number is expected.",
        ),
        (
            {"seats": {"min": 3.0, "max": 3}},
            "case.json, seats.min: is the number 3.0 where a whole number is expected.",
        ),
        (
            {"seats": {"min": "3", "max": 3}},
            'case.json, seats.min: is the text "3" where a whole number is expected.',
        ),
        (
            {"seats": {"mins": 3, "max": 3}},
            'case.json, seats: there is no key "mins" in this format; did you mean "min"?',
        ),
        (
            {"must_inclde": ["a"]},
            'case.json: there is no key "must_inclde" in this format; did you mean "must_include"?',
        ),
        ({"\x1b[2J": 1}, 'case.json: there is no key "\ufffd[2J" in this format.'),
        (
            {"objective": "best"},
            'case.json, objective: "best" is none; it is fill_then_score or max_total_score.',
        ),
        ({"quotas": {}}, "case.json, quotas: is an object where a list [...] is expected."),
        (
            {"quotas": [1]},
            "case.json, quotas[0]: is the number 1 where an object {...} is expected.",
        ),
        ({"quotas": [{}]}, 'case.json, quotas[0]: the key "id" is missing.'),
        (quota(id=" "), "case.json, quotas[0].id: is blank."),
        (quota(id=7), "case.json, quotas[0].id: is the number 7 where a text is expected."),
        (quota(id="seats"), 'case.json, quotas[0].id: "seats" is the format\'s own name.'),
        (
            quota() | {"group_limits": [{"id": "q", "attribute": "sector", "max": 1}]},
            'case.json, group_limits[0].id: "q" is given twice.',
        ),
        (
            quota(attribute="sex"),
            'case.json, quotas[0].attribute: the pool has no attribute column "sex".',
        ),
        (
            {"group_limits": [{"attribute": "sectro", "max": 1}]},
            (
                'case.json, group_limits[0].attribute: the pool has no attribute column "sectro"; '
                'did you mean "sector"?'
            ),
        ),
        (
            quota(attribute="name"),
            'case.json, quotas[0].attribute: the pool has no attribute column "name".',
        ),
        (quota(values=[]), "case.json, quotas[0].values: lists no value, so nobody would count."),
        (
            quota(values="ngo"),
            'case.json, quotas[0].values: is the text "ngo" where a list [...] is expected.',
        ),
        (
            quota(values=["ngo", None]),
            "case.json, quotas[0].values[1]: is null where a text is expected.",
        ),
        (
            quota(values=["\ud800"]),
            "case.json, quotas[0].values[0]: holds half of a character (a lone surrogate).",
        ),
        (quota(min=3, max=2), "case.json, quotas[0]: min is 3, which is more than max, 2."),
        (
            quota(priority=0),
            "case.json, quotas[0].priority: is 0, not between 1 and 1000000000.",
        ),
        (
            quota(relaxable="yes"),
            'case.json, quotas[0].relaxable: is the text "yes" where true or false is expected.',
        ),
        (
            {"set_limits": [{"id": "s", "members": ["a", "z"], "max": 1}]},
            'case.json, set_limits[0].members[1]: the pool has nobody with id "z".',
        ),
        (
            {"must_include": ["A"]},
            'case.json, must_include[0]: the pool has nobody with id "A".',
        ),
        (
            {"withdrawn": ["a"]},
            "case.json, withdrawn: people withdrew, but no current_panel says from what panel.",
        ),
        (
            {"lottery": "nash"},
            "case.json, lottery: is neither true, false, nor one of leximin and maximin.",
        ),
        (
            {"lottery": ["maximin"]},
            "case.json, lottery: is neither true, false, nor one of leximin and maximin.",
        ),
        (
            {"counterfactuals": {"force_in": []}},
            "case.json, counterfactuals.force_in: is a list where a whole number is expected.",
        ),
    ],
)
def test_a_case_that_is_wrong_is_refused_in_one_sentence(
    folder: Path, changed: dict[str, object], sentence: str
) -> None:
    put(folder, case=CASE | changed)
    assert refusal(folder) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "case.json, line 1: is no JSON (Expecting value)."),
        ("[]", "case.json: is a list where an object {...} is expected."),
        (
            '{"seats": {"min": 1,\n"min": 2, "max": 3}}',
            'case.json: the key "min" stands twice in one object.',
        ),
        ('{"seats": NaN}', "case.json: NaN is no number of JSON."),
        ("[" * 100_000, "case.json: holds something too long or too deep to be read."),
        (
            '{"seats": ' + "9" * 5_000 + "}",
            "case.json: holds something too long or too deep to be read.",
        ),
        ('{"seats": {}\n"x"}', "case.json, line 2: is no JSON (Expecting ',' delimiter)."),
    ],
)
def test_a_case_that_is_no_json_is_refused_in_one_sentence(
    folder: Path, text: str, sentence: str
) -> None:
    put(folder, case=text)
    assert refusal(folder) == sentence


def test_what_is_not_there_is_named(folder: Path) -> None:
    (folder / "case.json").unlink()
    assert refusal(folder) == "case.json cannot be read (No such file or directory)."
    assert refusal(folder / "none") == f"There is no folder {shown(folder / 'none')}."


def test_notes_for_people_are_left_unread(folder: Path) -> None:
    put(folder, case=CASE | {"title": "Water", "description": "2026"})
    assert answer(read(folder)) == {"status": "optimal", "panel": ["a", "b", "d"]}


def test_who_is_not_eligible_is_in_no_panel(folder: Path) -> None:
    put(folder, "id,score,eligible\na,9,no\nb,1,yes\nc,2,\n", {"seats": {"min": 2, "max": 2}})
    assert answer(read(folder)) == {"status": "optimal", "panel": ["b", "c"]}


def test_who_is_not_eligible_cannot_be_a_must(folder: Path) -> None:
    put(
        folder,
        "id,score,eligible\na,9,no\nb,1,yes\n",
        {"seats": {"min": 1, "max": 1}, "must_include": ["a"]},
    )
    assert answer(read(folder)) == {
        "status": "infeasible",
        "conflict": ["must_include"],
        "relaxation": {"status": "infeasible"},
    }


def test_nobody_to_choose_from_is_a_conflict_with_the_seats(folder: Path) -> None:
    put(folder, "id,score\n", {"seats": {"min": 1, "max": 1}})
    assert answer(read(folder)) == {
        "status": "infeasible",
        "conflict": ["seats"],
        "relaxation": {"status": "infeasible"},
    }


def test_a_blank_value_counts_only_where_it_is_listed(folder: Path) -> None:
    put(
        folder,
        "id,x,score\na,,9\nb,,8\nc,u,1\n",
        {
            "seats": {"min": 2, "max": 2},
            "quotas": [{"id": "q", "attribute": "x", "values": ["u", ""], "max": 2, "min": 2}],
            "group_limits": [{"id": "g", "attribute": "x", "max": 1}],
        },
    )
    assert answer(read(folder)) == {"status": "optimal", "panel": ["a", "b"]}


def test_a_conflict_is_named_with_the_cheapest_relaxation(folder: Path) -> None:
    put(
        folder,
        case=CASE
        | {
            "quotas": [
                {"id": "south", "attribute": "region", "values": ["south"], "min": 4},
                {"id": "north", "attribute": "region", "values": ["north"], "min": 1},
            ]
        },
    )
    told = answer(read(folder))
    assert told == {
        "status": "infeasible",
        "conflict": ["south"],
        "relaxation": {
            "status": "optimal",
            "panel": ["a", "c", "d"],
            "moves": [{"id": "south", "side": "min", "to": 2}],
        },
    }


def test_what_may_not_be_relaxed_and_contradicts_itself_has_no_relaxation(folder: Path) -> None:
    put(folder, case=CASE | {"must_include": ["a", "b", "c", "d"]})
    assert answer(read(folder)) == {
        "status": "infeasible",
        "conflict": ["must_include", "seats"],
        "relaxation": {"status": "infeasible"},
    }


def test_a_replacement_keeps_who_stayed_and_ranks_the_others(folder: Path) -> None:
    put(folder, case=CASE | {"current_panel": ["a", "b", "d"], "withdrawn": ["d"]})
    assert answer(read(folder)) == {
        "status": "optimal",
        "panel": ["a", "b", "e"],
        "replacement": {"panel": ["a", "b", "e"], "ranked_reserves": ["e", "f"]},
    }


def test_a_member_who_is_not_eligible_any_more_is_replaced_too(folder: Path) -> None:
    lines = [f"{line},{'no' if line[0] == 'd' else 'yes'}" for line in POOL.splitlines()[1:]]
    put(
        folder,
        "\n".join([f"{POOL.splitlines()[0]},eligible", *lines]),
        CASE | {"current_panel": ["a", "b", "d"]},
    )
    assert answer(read(folder))["replacement"] == {
        "panel": ["a", "b", "e"],
        "ranked_reserves": ["e", "f"],
    }


def test_counterfactuals_are_asked_of_the_best_scored_and_of_every_bound(folder: Path) -> None:
    put(
        folder,
        case=CASE | {"counterfactuals": {"force_in": 2, "force_out": 1, "quota_steps": True}},
    )
    assert answer(read(folder)) == {
        "status": "optimal",
        "panel": ["a", "b", "d"],
        "counterfactuals": [
            {
                "kind": "force_in",
                "candidate": "c",
                "status": "optimal",
                "score_change_hundredths": -25,
            },
            {
                "kind": "force_in",
                "candidate": "e",
                "status": "optimal",
                "score_change_hundredths": -50,
            },
            {
                "kind": "force_out",
                "candidate": "a",
                "status": "optimal",
                "score_change_hundredths": -75,
            },
            {
                "kind": "loosen_min",
                "quota": "states",
                "status": "optimal",
                "score_change_hundredths": 125,
            },
        ],
    }


def test_a_maximum_is_loosened_and_who_cannot_come_is_said(folder: Path) -> None:
    put(
        folder,
        case=CASE
        | {
            "quotas": [{"id": "ngos", "attribute": "sector", "values": ["ngo"], "max": 1}],
            "must_exclude": ["b"],
            "must_include": ["f"],
            "counterfactuals": {"force_in": 1, "force_out": 3, "quota_steps": True},
        },
    )
    told = answer(read(folder))
    assert told["panel"] == ["a", "d", "f"]
    assert told["counterfactuals"] == [
        {
            "kind": "force_in",
            "candidate": "b",
            "status": "infeasible",
            "score_change_hundredths": None,
        },
        *(
            {
                "kind": "force_out",
                "candidate": person,
                "status": status,
                "score_change_hundredths": change,
            }
            for person, status, change in [
                ("a", "optimal", -75),
                ("d", "optimal", -50),
                ("f", "infeasible", None),
            ]
        ),
        {
            "kind": "loosen_max",
            "quota": "ngos",
            "status": "optimal",
            "score_change_hundredths": 125,
        },
    ]


@pytest.mark.parametrize(("said", "kind"), [(True, "leximin"), ("maximin", "maximin")])
def test_a_lottery_gives_chances_over_panels_that_meet_all(
    folder: Path, said: object, kind: str
) -> None:
    put(folder, case=CASE | {"lottery": said})

    told = answer(read(folder))["lottery"]

    panels = [tuple(it["panel"]) for it in told["panels"]]
    assert told["kind"] == kind
    assert sum(it["probability"] for it in told["panels"]) == pytest.approx(1)
    assert set(panels) <= {it for it in combinations("abcdef", 3) if set(it) & set("def")}
    chances = {
        person: sum(it["probability"] for it in told["panels"] if person in it["panel"])
        for person in "abcdef"
    }
    assert min(chances.values()) == pytest.approx(1 / 2, abs=1e-3)


def test_any_order_of_the_rows_gives_the_same_bytes(folder: Path) -> None:
    head, *rows = POOL.replace("8.50", "9.00").replace("6.05", "7").splitlines()
    asked = {"force_in": 3, "force_out": 3, "quota_steps": True}
    case = CASE | {"counterfactuals": asked, "lottery": "maximin"}
    answers = set()
    for turn in range(6):
        random.Random(turn).shuffle(rows)  # noqa: S311 - any order will do
        put(folder, "\n".join([head, *rows]) + "\n", case)
        answers.add(in_json(answer(read(folder))))
    assert len(answers) == 1


VALUES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",;\n\r'), max_size=6
).map(lambda it: unicodedata.normalize("NFC", it).strip())


@st.composite
def cases(draw: st.DrawFn) -> Case:
    ids = draw(st.lists(VALUES.filter(bool), min_size=1, max_size=5, unique=True).map(sorted))
    column = st.tuples(*[VALUES] * len(ids))
    some = st.frozensets(st.sampled_from(ids))
    least = draw(st.integers(0, 3))
    names = draw(
        st.lists(
            VALUES.filter(lambda it: it and it not in {"seats", "must_include", "must_exclude"}),
            min_size=3,
            max_size=3,
            unique=True,
        )
    )
    problem = Problem(
        pool=Pool(
            ids=tuple(ids),
            scores=tuple(draw(st.integers(-99_999, 99_999)) for _ in ids),
            attributes={"sector": draw(column), "x y": draw(column)},
        ),
        seats=(least, least + draw(st.integers(0, 2))),
        quotas=(
            Quota(
                names[0],
                "x y",
                draw(st.frozensets(VALUES, min_size=1)),
                least,
                draw(st.none() | st.integers(3, 9)),
                draw(st.integers(1, 5)),
                draw(st.booleans()),
            ),
        ),
        group_limits=(GroupLimit(names[1], "sector", draw(st.integers(0, 9))),),
        set_limits=(SetLimit(names[2], draw(some), 0, draw(st.none() | st.integers(0, 9))),),
        must_include=draw(some),
        must_exclude=draw(some),
        objective=draw(st.sampled_from(Objective)),
        seed=draw(VALUES),
        seats_relaxable=draw(st.booleans()),
        seats_priority=draw(st.integers(1, 5)),
    )
    current = draw(some)
    return Case(
        problem,
        barred=draw(some),
        current_panel=current,
        withdrawn=draw(some) if current else frozenset(),
        lottery=draw(st.sampled_from([None, "leximin", "maximin"])),
        counterfactuals=Counterfactuals(draw(st.integers(0, 3)), 0, draw(st.booleans())),
    )


@settings(max_examples=60, deadline=None)
@given(case=cases())
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, case: Case
) -> None:
    folder = tmp_path_factory.mktemp("case")
    write(folder, case, {it: f'"{it}",\n=1' for it in case.problem.pool.ids})
    assert read(folder) == case


def test_people_with_several_values_are_written_as_columns_of_yes_and_no(tmp_path: Path) -> None:
    problem = Problem(
        pool=Pool(
            ids=("b", "a", "c"),
            scores=(300, 200, 100),
            attributes={
                "language": (frozenset({"en"}), frozenset({"es", "en"}), frozenset()),
                "sector": ("ngo", " ngo", "state"),
            },
        ),
        seats=(1, 1),
        quotas=(
            Quota("es", "language", frozenset({"es"}), 1),
            Quota("any", "language", frozenset({"es", "en"}), 1),
        ),
    )
    write(tmp_path, Case(problem), {"a": "Ana", "b": "Bo"})

    assert (tmp_path / "pool.csv").read_text() == (
        "id,name,language: en | es,language: es,sector,score,eligible\n"
        "a,Ana,yes,yes,ngo,2.00,yes\n"
        "b,Bo,yes,no,ngo,3.00,yes\n"
        "c,,no,no,state,1.00,yes\n"
    )
    again = read(tmp_path).problem
    assert again.quotas == (
        Quota("es", "language: es", frozenset({"yes"}), 1),
        Quota("any", "language: en | es", frozenset({"yes"}), 1),
    )
    assert again.quotas == plain(problem).quotas
    assert solver(again).best() == solver(problem).best()


def test_an_attribute_that_cannot_be_told_from_a_column_of_ours_is_not_written(
    tmp_path: Path,
) -> None:
    problem = Problem(Pool(("a",), (1,), {"name": ("x",)}), (1, 1))
    with pytest.raises(ValueError, match="name"):
        write(tmp_path, Case(problem), {})
