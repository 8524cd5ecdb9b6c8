"""What the public is told of a selection: numbers per target, no scores and no names."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from eventsapp.core.db import db
from eventsapp.experts.models import Application, Call, SelectionRecord
from eventsapp.experts.queries.board import TAKEN
from eventsapp.experts.queries.pool import people_of
from eventsapp.experts.queries.records import fixed, newest_record, record_in, said_in
from eventsapp.experts.rules import (
    FEWEST_REVIEWS,
    ApplicationStatus,
    RecordKind,
    meter,
)
from eventsapp.experts.rules.conditions import Departure
from eventsapp.experts.rules.fixing import Difference, difference
from eventsapp.experts.rules.rationale import Balance, Origin, Rationale, is_sensitive, told


def rationale(call: Call) -> Rationale | None:
    """Return what the public may be told of a selection; None before the results are sent."""
    record = newest_record(call, RecordKind.DECISION)
    last = newest_record(call)
    if record is None or last is None or call.notified_at is None:
        return None
    said, drawn = said_in(record), newest_record(call, RecordKind.SEED)
    seed = said_in(drawn) if drawn and call.seed else None
    decision, pool = said["decision"], said["inputs"]["pool"]
    reviews = said["reviews"]
    accepted = select(func.count()).where(
        Application.call_id == call.id, Application.status == ApplicationStatus.ACCEPTED
    )
    again = (
        select(func.count(Application.id))
        .join(Application.call)
        .where(Call.id == call.id, Application.offered_at > Call.notified_at)
    )
    return Rationale(
        decided_at=record.at,
        applied=len(pool) + len(decision["ineligible"]),
        eligible=len(pool),
        reviewed=sum(len(it["used"]) >= FEWEST_REVIEWS for it in reviews),
        selected=len(decision["selected"]),
        accepted=db.session.scalar(accepted) or 0,
        offered_again=db.session.scalar(again) or 0,
        balances=list(_balances(call, said)),
        reviews=sum(len(it["used"]) for it in reviews),
        left_out=sum(len(it["left_out"]) for it in reviews),
        in_conflict=sum(bool(it["left_out"]) for it in reviews),
        origin=_origin(call, decision, seed),
        fixed_sha256=seed["inputs_sha256"] if seed else None,
        fixed_at=_at(call, seed["fixed"]) if seed else None,
        last_sha256=last.sha256,
    )


def _balances(call: Call, said: Mapping[str, Any]) -> Iterator[Balance]:
    targets = {f"t{row.id}": row.target for row in call.targets}
    pool = {it["id"]: it["attributes"] for it in said["inputs"]["pool"]}
    selected = said["decision"]["selected"]
    today = [it.attributes for it in people_of(call, TAKEN)]
    for quota in said["inputs"]["quotas"]:
        target = targets.get(quota["id"])
        if target is None:
            continue
        having = {key for key, it in pool.items() if it[quota["attribute"]] in quota["values"]}
        decided = sum(it in having for it in selected)
        least, most = quota["min"], quota.get("max")
        yield Balance(
            replace(target, minimum=least, maximum=most),
            told(len(having), len(pool), sensitive=is_sensitive(target.attribute)),
            decided,
            meter(target, today).now,
            decided >= least and (most is None or decided <= most),
        )


def _at(call: Call, number: int) -> datetime | None:
    return db.session.scalar(
        select(SelectionRecord.at).where(
            SelectionRecord.call_id == call.id, SelectionRecord.number == number
        )
    )


def _origin(
    call: Call, decision: Mapping[str, Any], seed: Mapping[str, Any] | None
) -> Origin | None:
    record = record_in(call, decision["follows"]) if decision["follows"] else None
    if record is None:
        return None
    said = said_in(record)
    return Origin(
        is_proven=said["outcome"]["status"] == "optimal",
        digits=said["outcome"].get("digits", ""),
        source=said.get("source") or "",
        pins=len(said.get("pins", ())),
        departures=list(_departures(call, said.get("departures", ()))),
        changed=_changed(call, said, seed) if record.kind is RecordKind.PROPOSAL else None,
        added=len(decision["added"]),
        removed=len(decision["removed"]),
    )


def _changed(
    call: Call, said: Mapping[str, Any], seed: Mapping[str, Any] | None
) -> Difference | None:
    """Return what had changed since it was fixed; other terms are told as departures."""
    if seed is None or said["inputs_sha256"] == seed["inputs_sha256"]:
        return None
    then = fixed(call)
    if then is None:
        return None
    return replace(difference(then.inputs, said["inputs"]), terms=False) or None


def _departures(call: Call, said: Iterable[Mapping[str, Any]]) -> Iterator[Departure]:
    targets = {(it.attribute, it.value): it.target for it in call.targets}
    for it in said:
        target, now = targets.get((it["attribute"], it["value"])), it["now"]
        if it["attribute"] is not None:
            if target is None:
                continue
            target = replace(target, minimum=now[0] or 0, maximum=now[1])
        yield Departure(target, it["what"], tuple(it["published"]), tuple(now))
