"""Whether records hold: their hashes, their chain, and each selection computed again."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eventsapp.selection.exchange import Case, Unreadable
from eventsapp.selection.exchange.answering import replacement
from eventsapp.selection.exchange.reading import shown
from eventsapp.selection.problem import Infeasible, Panel, Unfinished
from eventsapp.selection.record import second
from eventsapp.selection.record.bodies import case_of, drawn, tie_break
from eventsapp.selection.record.chain import NUMBER, PREVIOUS
from eventsapp.selection.record.history import Result, agreements
from eventsapp.selection.record.reports import Check, Finding, Report
from eventsapp.selection.record.writing import canonical, digest
from eventsapp.selection.solving import Solver
from eventsapp.selection.watch import Watch

#: What a body raises that does not say what it should.
MALFORMED = (KeyError, TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError)


@dataclass(frozen=True)
class _Kept:
    """A line, opened: what it says of its record, and what is true of it."""

    body: dict[str, Any]
    stated: str
    actual: str


def verify(
    lines: Iterable[str], *, second_solver: bool = False, watch: Watch | None = None
) -> Report:
    """Check an export line by line; with ``second_solver`` ask independent programmes too."""
    findings: list[Finding] = []
    before: _Kept | None = None
    bodies: list[Mapping[str, Any]] = []
    watch = watch or Watch()
    count = 0
    for count, text in enumerate(lines, 1):
        kept = _open(text)
        if kept is None:
            found: Iterable[Result] = [(Check.FORM, False, "is not a record in canonical JSON.")]
        else:
            links = _links(kept, before, is_first=count == 1, number=count)
            agreed = _agreements(kept.body, bodies)
            again = _selection(kept.body, watch, second_solver=second_solver)
            found = [*links, *agreed, *again]
        findings += [Finding(count, *it) for it in found]
        bodies.append(kept.body if kept else {})
        before = kept
    return Report(tuple(findings), count, before.actual if before else None)


def _open(text: str) -> _Kept | None:
    try:
        parsed = json.loads(text)
        if canonical(parsed) != text.encode() or parsed.keys() != {"record", "sha256"}:
            return None
        body, stated = parsed["record"], parsed["sha256"]
    except (ValueError, AttributeError, RecursionError):
        return None
    return _Kept(body, stated, digest(canonical(body))) if isinstance(body, dict) else None


def _links(kept: _Kept, before: _Kept | None, *, is_first: bool, number: int) -> Iterator[Result]:
    same = kept.stated == kept.actual
    yield Check.HASH, same, f"its SHA-256 is {'as' if same else 'not as'} stated."
    if kept.body.get(NUMBER) != number:
        yield Check.CHAIN, False, f"calls itself number {shown(kept.body.get(NUMBER))}."
    if before is None and not is_first:
        return
    follows = kept.body.get(PREVIOUS) in ({before.stated, before.actual} if before else {None})
    if is_first:
        sentence = "begins the chain." if follows else "names one before it: the start is missing."
    else:
        sentence = f"{'follows' if follows else 'does not follow'} the record before it."
    yield Check.CHAIN, follows, sentence


def _agreements(body: Mapping[str, Any], before: list[Mapping[str, Any]]) -> Iterator[Result]:
    try:
        yield from agreements(body, before)
    except MALFORMED as error:
        yield Check.FORM, False, f"cannot be compared ({type(error).__name__}: {error})."


def _selection(body: Mapping[str, Any], watch: Watch, *, second_solver: bool) -> Iterator[Result]:
    """Check what a record says of its inputs, and compute it again if it says what came out."""
    if "inputs" not in body:
        return
    same = digest(canonical(body["inputs"])) == body.get("inputs_sha256")
    yield (
        Check.INPUTS,
        same,
        f"its inputs {'are' if same else 'are not'} those it names the hash of.",
    )
    if "outcome" not in body:
        return
    try:
        seed = body["seed"]["value"] if body.get("seed") else ""
        case, told = case_of(body["inputs"], seed), body["outcome"]
        if "panels" in told:
            yield from _draw(case, told)
        else:
            yield from _again(case, told, watch)
            if second_solver:
                yield from _opinions(case, told)
    except Unfinished:
        yield Check.TIME, False, "there was no time to compute it again."
    except Unreadable as error:
        yield Check.FORM, False, f"cannot be computed again: {error}"
    except MALFORMED as error:
        yield Check.FORM, False, f"cannot be computed again ({type(error).__name__}: {error})."


def _again(case: Case, told: Mapping[str, Any], watch: Watch) -> Iterator[Result]:
    best = _best(case, watch)
    if told["status"] == "optimal" and best is not None and not best.proven:
        raise Unfinished
    if told["status"] == "infeasible" or best is None:
        agree = best is None and told["status"] == "infeasible"
        yield Check.PANEL, agree, _in_words(best.members if best else None, agree=agree)
        return
    scores = dict(zip(case.problem.pool.ids, case.problem.pool.scores, strict=True))
    value = sum(scores[it] for it in told["panel"])
    if told["status"] == "optimal":
        same = tuple(told["panel"]) == best.members
        yield Check.PANEL, same, _in_words(best.members, agree=same)
        right = value == told["value"] == best.score
        bound = told["bound"] == best.bound and told["gap"] == 0
        limit = best.bound
    else:
        met = second.meets(case, told["panel"])
        yield Check.PANEL, met, f"its panel {'meets' if met else 'does not meet'} all requirements."
        right = value == told["value"]
        bound = best.score <= told["bound"] and told["gap"] == told["bound"] - told["value"]
        limit = best.score
    yield Check.VALUE, right, _compared("value", told["value"], value if right else best.score)
    yield Check.BOUND, bound, _compared("bound", told["bound"], told["bound"] if bound else limit)
    lots = tie_break(case.problem.seed, told["panel"])
    same = lots == told["tie_break"]
    yield Check.TIE_BREAK, same, _compared("tie-break", told["tie_break"], lots)


def _best(case: Case, watch: Watch) -> Panel | None:
    if case.is_barred_needed:
        return None
    try:
        if case.current_panel:
            return replacement(case).panel
        return Solver(case.open_problem).best(watch)
    except Infeasible:
        return None


def _draw(case: Case, told: Mapping[str, Any]) -> Iterator[Result]:
    panels = [tuple(it) for it in told["panels"]]
    bad = [at for at, it in enumerate(panels) if not second.meets(case, it)]
    sentence = f"{len(bad)} of its {len(panels)} panels do not meet the requirements."
    if not bad:
        sentence = f"all its {len(panels)} panels meet the requirements."
    yield Check.PANEL, not bad, sentence
    again = drawn([panels[at] for at in told["numbered"]], told["digits"])
    same = again == dict(told)
    sentence = "gives" if same else "does not give"
    yield (
        Check.DRAW,
        same,
        f"the number {told['digits']} {sentence} the panel and the chances told.",
    )


def _opinions(case: Case, told: Mapping[str, Any]) -> Iterator[Result]:
    is_proven = told["status"] == "optimal"
    for name, said in second.opinions(case):
        if said is None or told["status"] == "infeasible":
            agree = said is None and told["status"] == "infeasible"
            sentence = _in_words(said.panel if said else None, agree=agree)
        elif is_proven:
            agree = (list(said.panel), said.value) == (told["panel"], told["value"])
            sentence = _in_words(said.panel, agree=agree)
        else:
            agree = told["value"] <= said.value <= told["bound"]
            sentence = f"the best panel is worth {said.value}, told is at most {told['bound']}."
        yield Check.SECOND_SOLVER, agree, f"{name} says: {sentence}"


def _in_words(panel: Iterable[str] | None, *, agree: bool) -> str:
    if panel is None:
        return f"{'as told, no' if agree else 'no'} panel is possible."
    if agree:
        return "the panel is the one that is computed from its inputs."
    return f"computed from its inputs, the panel is {', '.join(panel)}."


def _compared(what: str, told: object, found: object) -> str:
    return f"its {what} is {told}." if told == found else f"its {what} is {found}, not {told}."
