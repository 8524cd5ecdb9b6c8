"""Runs: computations that take longer than a page may, done by the worker step by step.

A run holds no lock while it computes: it reads, lets the database go, and says how far it has come
in short transactions of its own, which also tell it when somebody has asked it to stop.
"""

import time
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import select

from eventsapp.accounts.models import Account
from eventsapp.core import clock, outbox
from eventsapp.core.db import checkpoint, db, lock, release
from eventsapp.experts.models import Call, Run
from eventsapp.experts.queries import (
    Workbench,
    lots_of,
    numbering_seed,
    parting,
    scores_without,
    workbench,
)
from eventsapp.experts.queries.lotteries import LOTTERIES
from eventsapp.experts.queries.records import basis, case_of, lines_of
from eventsapp.experts.rules import RunKind, RunState, band_from_json
from eventsapp.experts.rules.conditions import Conditions, from_json
from eventsapp.experts.services import records
from eventsapp.selection import LotteryKind, Progress, Watch
from eventsapp.selection.record import verify

#: How long a run may look; then it tells the best it has found, and how far that may be from best.
SECONDS = 30
LIMITS = {RunKind.LEXIMIN: 60, RunKind.VERIFICATION: 120}
#: How often it says how far it has come.
PAUSE = 0.5
UNDER_WAY = frozenset({RunState.WAITING, RunState.RUNNING})
Reading = Callable[[Run, Workbench, Conditions], dict[str, Any]]
Computation = Callable[[Workbench, Conditions, dict[str, Any], Watch], dict[str, Any]]
log = structlog.get_logger()


def ask(call: Call, kind: RunKind, conditions: Conditions, by: Account | None, **more: Any) -> Run:
    """Have something computed; the same, if it is under way already, is not begun twice.

    ``more`` is what the kind needs besides the conditions, as plain values.
    """
    lock(call)
    task = {"conditions": conditions.as_json(), **more}
    for run in db.session.scalars(
        select(Run).where(Run.call_id == call.id, Run.kind == kind, Run.state.in_(UNDER_WAY))
    ):
        if all(run.task[key] == value for key, value in task.items()):
            return run
    run = Run(
        call=call, kind=kind, asked_at=clock.now(), account_id=by.id if by else None, task=task
    )
    db.session.add(run)
    db.session.flush()
    outbox.put("selection.asked", run_id=run.id)
    return run


def cancel(run: Run) -> None:
    """Ask a run to stop: it keeps the best it has found."""
    lock(run)
    if run.state in UNDER_WAY and run.cancel_asked_at is None:
        run.cancel_asked_at = clock.now()
        if run.state is RunState.WAITING:
            run.state, run.finished_at = RunState.CANCELLED, clock.now()


def compute(run_id: int) -> None:
    """Do what a run asks for, unless it is done: a run whose worker was killed begins anew."""
    run = db.session.get_one(Run, run_id)
    if run.state not in UNDER_WAY:
        return
    run.state = RunState.RUNNING
    bench = workbench(run.call)
    run.task = run.task | {"stamp": bench.stamp}
    conditions = from_json(run.task["conditions"], bench.published.targets)
    task = run.task | READS[run.kind](run, bench, conditions)
    computation, limit = COMPUTATIONS[run.kind], LIMITS.get(run.kind, SECONDS)
    checkpoint()
    release()
    watch = Watch(limit, tell=_teller(run_id))
    try:
        result, error = computation(bench, conditions, task, watch), None
    except Exception as trouble:
        log.warning("run failed", run=run_id, exc_info=trouble)
        result, error = None, type(trouble).__name__
    run = lock(db.session.get_one(Run, run_id))
    run.result, run.error, run.finished_at = result, error, clock.now()
    run.state = RunState.FAILED if error else RunState.DONE
    if run.kind in LOTTERIES and result and result["panels"]:
        run.result = result | {"record": records.keep_lots(run, task["basis"], result).number}
    if run.cancel_asked_at is not None and not error:
        run.state = RunState.CANCELLED


def _teller(run_id: int) -> Callable[[Progress], bool]:
    """Return what writes progress down now and then, and says whether to stop."""
    last = time.monotonic()

    def tell(progress: Progress) -> bool:
        nonlocal last
        if time.monotonic() - last < PAUSE:
            return False
        last = time.monotonic()
        run = db.session.get_one(Run, run_id, populate_existing=True)
        run.progress = {
            "stage": progress.stage,
            "share": progress.share,
            "best": progress.best,
            "bound": progress.bound,
        }
        stop = run.cancel_asked_at is not None
        checkpoint()
        return stop

    return tell


def _panel(
    bench: Workbench, conditions: Conditions, _task: dict[str, Any], watch: Watch
) -> dict[str, Any]:
    panel = bench.search(conditions, watch)
    if panel is None:
        return {"panel": None}
    return {
        "panel": [int(key) for key in panel.members],
        "score": panel.score,
        "bound": panel.bound,
        "proven": panel.proven,
    }


def _swings(
    bench: Workbench, conditions: Conditions, task: dict[str, Any], watch: Watch
) -> dict[str, Any]:
    told = bench.swings(conditions, task["reviews"], watch)
    if told is None:
        return {"swings": None, "reviews": 0}
    return {
        "reviews": told.reviews,
        "swings": [
            {
                "review": int(it.review),
                "leave": [int(key) for key in it.leave],
                "come": [int(key) for key in it.come],
            }
            for it in told.swings
        ],
    }


def _lots(kind: LotteryKind) -> Computation:
    def compute(
        bench: Workbench, conditions: Conditions, task: dict[str, Any], watch: Watch
    ) -> dict[str, Any]:
        band = band_from_json(task["band"])
        return lots_of(bench, conditions, band, kind, seed=task["seed"], watch=watch)

    return compute


def _verified(
    _bench: Workbench, _conditions: Conditions, task: dict[str, Any], watch: Watch
) -> dict[str, Any]:
    report = verify(task["lines"], watch=watch)
    return {
        "records": report.records,
        "sha256": report.sha256,
        "findings": [[it.record, it.check, it.holds] for it in report.findings],
    }


def _read_lots(run: Run, bench: Workbench, conditions: Conditions) -> dict[str, Any]:
    banded = parting(bench, conditions, band_from_json(run.task["band"])).conditions(conditions)
    rule: LotteryKind = "maximin" if run.kind is RunKind.MAXIMIN else "leximin"
    return {
        "seed": numbering_seed(run.call),
        "basis": basis(run.call, bench, conditions, case_of(bench, banded, rule)),
    }


#: What a kind reads from the database before it lets it go.
READS: dict[RunKind, Reading] = {
    RunKind.PANEL: lambda _run, _bench, _conditions: {},
    RunKind.SENSITIVITY: lambda run, _bench, _conditions: {"reviews": scores_without(run.call)},
    RunKind.MAXIMIN: _read_lots,
    RunKind.LEXIMIN: _read_lots,
    RunKind.VERIFICATION: lambda run, _bench, _conditions: {"lines": lines_of(run.call)},
}
COMPUTATIONS: dict[RunKind, Computation] = {
    RunKind.PANEL: _panel,
    RunKind.SENSITIVITY: _swings,
    RunKind.MAXIMIN: _lots("maximin"),
    RunKind.LEXIMIN: _lots("leximin"),
    RunKind.VERIFICATION: _verified,
}
