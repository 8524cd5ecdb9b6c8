"""Records: what a choice was computed from and what came out, chained, and never changed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eventsapp.core import clock
from eventsapp.core.actor import actor
from eventsapp.core.db import db, lock
from eventsapp.experts.models import Application, Call, Draw, Run, SelectionRecord
from eventsapp.experts.queries import Costs, Effect, Lots, Vacancies, Workbench, workbench
from eventsapp.experts.queries.records import (
    Told,
    basis,
    case_of_places,
    newest_record,
    record_in,
    said_in,
)
from eventsapp.experts.rules import ApplicationStatus, RecordKind
from eventsapp.experts.rules.conditions import Conditions, Departure
from eventsapp.experts.rules.fixing import OWN_RANDOMNESS
from eventsapp.selection import Panel, Price
from eventsapp.selection.record import Link, drawn, engine, link, outcome

#: What ``basis`` writes.
BASIS = ("inputs", "inputs_sha256", "criteria", "reviews", "pins")
OUTCOMES = (
    ApplicationStatus.SELECTED,
    ApplicationStatus.RESERVE,
    ApplicationStatus.NOT_SELECTED,
    ApplicationStatus.INELIGIBLE,
)


def keep(call: Call, kind: RecordKind, *, by: int | None = None, **body: Any) -> SelectionRecord:
    """Add a record to the call's chain, after all others; it is never changed again.

    ``by``: the id of whoever asked for it, where the worker does it for them.
    """
    lock(call)
    at, by = clock.now().replace(microsecond=0), by or actor().id
    before = newest_record(call)
    made = link(
        {
            "call": str(call.id),
            "kind": kind,
            "at": at.isoformat().replace("+00:00", "Z"),
            "by": None if by is None else str(by),
            **body,
        },
        Link(before.number, "", before.sha256) if before else None,
    )
    record = SelectionRecord(
        call_id=call.id,
        number=made.number,
        kind=kind,
        at=at,
        account_id=by,
        body=made.text,
        sha256=made.sha256,
        previous_sha256=before.sha256 if before else None,
    )
    db.session.add(record)
    db.session.flush()
    return record


def seed_of(call: Call) -> Told | None:
    """Return what a record says of the call's seed; None: none is drawn yet."""
    if call.seed is None:
        return None
    return {"value": call.seed, "source": call.seed_source or OWN_RANDOMNESS}


def keep_inputs(call: Call, source: str) -> SelectionRecord:
    """Fix all that panels are computed from but for the seed, and where that will come from."""
    bench = workbench(call)
    return keep(
        call,
        RecordKind.INPUTS,
        source=source or OWN_RANDOMNESS,
        engine=engine(),
        **basis(call, bench, bench.published),
    )


def keep_proposal(
    call: Call, bench: Workbench, conditions: Conditions, panel: Panel
) -> SelectionRecord:
    """Record a panel that is taken as it was proposed, with all that was told about it."""
    return keep(
        call,
        RecordKind.PROPOSAL,
        **basis(call, bench, conditions),
        departures=departures_told(conditions.departures(bench.published)),
        seed=seed_of(call),
        engine=engine(),
        outcome=outcome(bench.problem(conditions), panel),
        explanations=_explained(bench, conditions) if panel.proven else None,
    )


def keep_decision(call: Call, applications: Iterable[Application]) -> SelectionRecord:
    """Record what everybody is told, and how it differs from the panel that was proposed."""
    told = _by_outcome(applications)
    bench = workbench(call)
    follows = newest_record(call, RecordKind.PROPOSAL, RecordKind.LOTTERY)
    selected = set(told[ApplicationStatus.SELECTED])
    panel = set(said_in(follows)["outcome"]["panel"]) if follows else selected
    return keep(
        call,
        RecordKind.DECISION,
        **basis(call, bench, bench.published),
        seed=seed_of(call),
        engine=engine(),
        decision={
            **told,
            "value": bench.score(map(int, selected)),
            "follows": follows.number if follows else None,
            "added": sorted(selected - panel),
            "removed": sorted(panel - selected),
        },
    )


def keep_lots(run: Run, told: Told, lots: Mapping[str, Any]) -> SelectionRecord:
    """Record the numbered panels of a lottery before anything is drawn from them.

    ``told``: the ``basis`` that they were computed from.
    """
    return keep(
        run.call,
        RecordKind.LOTS,
        by=run.account_id,
        **told,
        lottery=run.id,
        rule=run.kind,
        band=run.task["band"],
        numbering=lots["seed"],
        lots=_numbered(lots),
        proven=lots["proven"],
        seed=seed_of(run.call),
        engine=engine(),
    )


def keep_lottery(draw: Draw, lots: Lots, *, changed: bool) -> SelectionRecord:
    """Record what was drawn, with all that the lottery was computed from then.

    ``changed``: whether anything of that is different now.
    """
    run, bench, result = draw.run, workbench(draw.run.call), draw.run.result or {}
    fixed = record_in(run.call, result.get("record", 0))
    told = said_in(fixed) if fixed else basis(run.call, bench, lots.conditions)
    numbered = _numbered(result)
    return keep(
        run.call,
        RecordKind.LOTTERY,
        **{key: told[key] for key in BASIS},
        lottery=run.id,
        follows=fixed.number if fixed else None,
        source=draw.source,
        reason=draw.reason,
        changed_since=changed,
        departures=departures_told(lots.conditions.departures(bench.published)),
        seed=seed_of(run.call),
        engine=engine(),
        outcome=drawn([numbered["panels"][at] for at in numbered["numbered"]], draw.digits),
    )


def keep_replacement(
    call: Call, vacancies: Vacancies, effect: Effect, reason: str
) -> SelectionRecord:
    """Record to whom places are offered that came back, and who would be the best for them."""
    bench, best = vacancies.bench, vacancies.best.panel
    return keep(
        call,
        RecordKind.REPLACEMENT,
        **basis(call, bench, vacancies.conditions, case_of_places(vacancies)),
        departures=departures_told(vacancies.conditions.departures(vacancies.published)),
        seed=seed_of(call),
        engine=engine(),
        outcome=outcome(vacancies.problem, best) if best else {"status": "infeasible"},
        replacement={
            "stay": _ids(vacancies.stay),
            "offered": _ids(effect.chosen),
            "best": _ids(vacancies.come),
            "cost": effect.cost,
            "fewer": effect.fewer,
            "keeps_targets": effect.keeps,
            "reason": reason or None,
        },
    )


def _numbered(lots: Mapping[str, Any]) -> Told:
    """Return distinct panels, and the panel of each number, with ids as records write them."""
    panels = [sorted(map(str, it)) for it in lots["panels"]]
    order = sorted(range(len(panels)), key=panels.__getitem__)
    place = {was: now for now, was in enumerate(order)}
    return {
        "panels": [panels[at] for at in order],
        "numbered": [place[at] for at in lots["numbered"]],
    }


def _ids(keys: Iterable[int]) -> list[str]:
    return sorted(map(str, keys))


def departures_told(departures: Sequence[Departure]) -> list[Told]:
    """Say what is not as it was published, as plain values."""
    return [
        {
            "what": it.name,
            "attribute": it.target.attribute if it.target else None,
            "value": it.target.value if it.target else None,
            "published": list(it.published),
            "now": list(it.now),
        }
        for it in departures
    ]


def _by_outcome(applications: Iterable[Application]) -> dict[str, list[str]]:
    """Return who has which outcome: the reserve list in its order, the others sorted."""
    every = list(applications)
    told = {it.value: sorted(str(one.id) for one in every if one.decision is it) for it in OUTCOMES}
    waiting = [it for it in every if it.decision is ApplicationStatus.RESERVE]
    waiting.sort(key=lambda it: (it.reserve_rank or len(every), it.id))
    return told | {ApplicationStatus.RESERVE.value: [str(it.id) for it in waiting]}


def _explained(bench: Workbench, conditions: Conditions) -> Told | None:
    """Return what the conditions cost, in hundredths; None where there was no time to find out."""
    costs: Costs | None = bench.costs(conditions)
    if costs is None:
        return None
    every = [price for prices in costs.targets.values() for price in prices]
    return {
        "total": costs.total,
        "tied": costs.tied,
        "prices": [_price(it) for it in (*every, *costs.organization_limit)],
    }


def _price(it: Price) -> Told:
    return {
        "id": it.quota,
        "side": it.side,
        "binding": it.binding,
        "change": it.change,
        "dropped": it.dropped,
    }
