"""Records: what a choice was computed from and what came out, chained, and never changed."""

from collections.abc import Iterable, Sequence
from typing import Any

from eventsapp.core import clock
from eventsapp.core.actor import actor
from eventsapp.core.db import db, lock
from eventsapp.experts.models import Application, Call, SelectionRecord
from eventsapp.experts.queries import Costs, Workbench, workbench
from eventsapp.experts.queries.records import Told, basis, newest_record, said_in
from eventsapp.experts.rules import ApplicationStatus, RecordKind
from eventsapp.experts.rules.conditions import Conditions, Departure
from eventsapp.experts.rules.fixing import OWN_RANDOMNESS
from eventsapp.selection import Panel, Price
from eventsapp.selection.record import Link, engine, link, outcome

OUTCOMES = (
    ApplicationStatus.SELECTED,
    ApplicationStatus.RESERVE,
    ApplicationStatus.NOT_SELECTED,
    ApplicationStatus.INELIGIBLE,
)


def keep(call: Call, kind: RecordKind, **body: Any) -> SelectionRecord:
    """Add a record to the call's chain, after all others; it is never changed again."""
    lock(call)
    at, by = clock.now().replace(microsecond=0), actor().id
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
