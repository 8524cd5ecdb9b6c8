"""What a record says. Ids only, never names; whole numbers; moments as ISO 8601 text in UTC.

========================  ==========================================================================
key                       what
========================  ==========================================================================
``call``                  the call's id
``kind``                  "inputs", "seed", "proposal", "lots", "lottery", "decision",
                          "replacement"
``at``, ``by``            when, and the id of the account that pressed the button
``inputs``                all that was computed from, see ``inputs``: scores, attributes, targets,
                          pins, limits, objective; without the seed
``inputs_sha256``         of ``inputs``: published before the seed is drawn
``seed``                  ``{"value", "source"}``: what decides among equals, and where it is from
``criteria``              ``[{"id", "weight"}]``
``reviews``               ``[{"application", "used": [{"reviewer", "score", "points": {criterion:
                          0 to 5}}], "left_out": [{"reviewer", "reason"}]}]``: what the scores of
                          the inputs are the medians of, and which reviews counted nowhere because
                          of a conflict of interest
``pins``                  ``[{"application", "side", "reason"}]``: who had to be in or out, and why;
                          null: it was tried without a reason
``departures``            ``[{"what", "attribute", "value", "published", "now"}]``: what is not as
                          it was published
``engine``                code, solver, their versions and the options, see ``engine``
``outcome``               status, panel, value, bound, gap, tie-break, see ``outcome``; of a lottery
                          the panels and the number drawn, see ``drawn``
``decision``              ``{"selected", "reserve", "not_selected", "ineligible", "value",
                          "follows", "added", "removed"}``: what was told to everybody, and by whom
                          it differs from the panel of the record whose number is ``follows``
``lots``                  ``{"panels", "numbered"}``: what lots are drawn from, fixed before the
                          draw; in ``outcome`` of the lottery that ``follows`` it once more
``replacement``           ``{"stay", "offered", "best", "cost", "fewer", "keeps_targets",
                          "reason"}``: who has a place, to whom one that came back is offered, and
                          who would be the best; ``outcome`` is of those who stay and the best
``explanations``          what was told with it: prices, reasons, in hundredths
``number``                1, 2, 3 ... and ``previous_sha256``: written by ``chain.link``
========================  ==========================================================================

A record with ``inputs``, ``seed`` and ``outcome`` can be computed again, and is. One of the kind
"inputs" is the promise after which the seed was drawn; ``source`` says from where it was to come.
One of the kind "seed" tells what was drawn then. Further keys may be added.
"""

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from eventsapp.selection.exchange.cases import Case, plain
from eventsapp.selection.exchange.documents import from_json, to_json
from eventsapp.selection.exchange.reading import Part, Unreadable
from eventsapp.selection.problem import Panel, Pool, Problem

#: As HiGHS knows them; texts, because they are fractions.
OPTIONS = {"mip_rel_gap": "0", "mip_abs_gap": "0.49", "threads": "1"}


def inputs(case: Case) -> dict[str, Any]:
    """Return all that a case is computed from but the seed: what case.json and pool.csv say."""
    problem = plain(case.problem)
    pool = problem.pool
    told = to_json(replace(case, problem=problem))
    del told["seed"]
    told["pool"] = [
        {
            "id": key,
            "score": score,
            "attributes": {name: pool.attributes[name][at] for name in pool.attributes},
            "barred": key in case.barred,
        }
        for key, score, at in sorted(zip(pool.ids, pool.scores, range(len(pool.ids)), strict=True))
    ]
    return told


def case_of(told: object, seed: str) -> Case:
    """Return the case that a record was computed from; raise ``Unreadable``."""
    document = Part(told, "inputs")
    rows = list(document.parts("pool"))
    names = sorted({key for row in rows for key in row.part("attributes").values})
    pool = Pool(
        ids=tuple(row.text("id") for row in rows),
        scores=tuple(_score(row) for row in rows),
        attributes={
            name: tuple(row.part("attributes").text(name) for row in rows) for name in names
        },
    )
    barred = frozenset(row.text("id") for row in rows if row.flag("barred", default=False))
    if len(set(pool.ids)) < len(rows):
        raise Unreadable("inputs, pool: somebody is listed twice.")
    rest = {key: it for key, it in document.values.items() if key != "pool"}
    case = from_json(rest, pool, barred, "inputs")
    return replace(case, problem=case.problem.but(seed=seed))


def _score(row: Part) -> int:
    score = row.needed("score")
    if isinstance(score, bool) or not isinstance(score, int):
        raise row.unreadable("score", "is no whole number of hundredths.")
    return score


def outcome(problem: Problem, panel: Panel) -> dict[str, Any]:
    """Return what came out; a panel that is not proven is "feasible", and says how far off."""
    return {
        "status": "optimal" if panel.proven else "feasible",
        "panel": sorted(panel.members),
        "value": panel.score,
        "bound": panel.bound,
        "gap": panel.bound - panel.score,
        "tie_break": tie_break(problem.seed, panel.members),
    }


def drawn(panels: Sequence[Sequence[str]], digits: str) -> dict[str, Any]:
    """Return what came out of a lottery over numbered panels, the first of which is 0.

    Chances are how many of the panels somebody is in; those who are in none have none.
    """
    distinct = sorted({tuple(sorted(it)) for it in panels})
    chances = Counter(person for it in panels for person in it)
    return {
        "status": "drawn",
        "panels": [list(it) for it in distinct],
        "numbered": [bisect_left(distinct, tuple(sorted(it))) for it in panels],
        "digits": digits,
        "panel": sorted(panels[int(digits)]),
        "least": min(chances.values()),
        "most": max(chances.values()),
    }


def tie_break(seed: str, members: Iterable[str]) -> int:
    """Return the sum of the members' lots, the highest of which decides among equals.

    A lot is 1 + the first eight bytes of SHA-256("seed|id") modulo 2^23: by the isolation lemma
    (Mulmuley, Vazirani, Vazirani 1987) one panel alone has the highest sum.
    """
    return sum(_lot(seed, it) for it in members)


def _lot(seed: str, person: str) -> int:
    first = hashlib.sha256(f"{seed}|{person}".encode()).digest()[:8]
    return 1 + int.from_bytes(first, "big") % 2**23


def engine() -> dict[str, Any]:
    """Return by what a panel was computed."""
    return {
        "code": version("eventsapp"),
        "solver": "HiGHS",
        "version": version("highspy"),
        "options": OPTIONS,
    }
