"""Computations that take longer than a page may: ask for one, watch it, stop it, read it."""

from dataclasses import dataclass

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core.forms import Button
from eventsapp.core.web import found
from eventsapp.experts import queries
from eventsapp.experts.forms.whatif import address_of, what_if
from eventsapp.experts.manage.board.panel import not_yet
from eventsapp.experts.manage.bp import bp, call_to_decide
from eventsapp.experts.models import Call, Run
from eventsapp.experts.queries import Contender, Workbench
from eventsapp.experts.rules import RunKind, RunState
from eventsapp.experts.rules.conditions import from_json
from eventsapp.experts.services import runs

#: The page that shows what a kind has found; each lottery has one of its own.
PAGES = {RunKind.PANEL: "experts_manage.panel", RunKind.SENSITIVITY: "experts_manage.sensitivity"}


@dataclass(frozen=True)
class Swing:
    """One review without which the panel would be another."""

    reviewer: str
    about: Contender | None
    leave: list[str]
    come: list[str]


@bp.post("/selection/runs/<kind>")
def ask_run(slug: str, kind: str) -> ResponseReturnValue:
    """Have the worker compute something under the conditions of the address."""
    call = call_to_decide(slug)
    asked = found(next((it for it in PAGES if it == kind), None))
    if refusal := not_yet(call):
        return refusal
    if Button().submitted():
        bench = queries.workbench(call)
        what = what_if(request.args, bench.published, bench.people)
        runs.ask(call, asked, what.conditions, g.account)
        return redirect(url_for(PAGES[asked], slug=slug, **what.address()))
    return redirect(url_for(PAGES[asked], slug=slug))


@bp.get("/selection/runs/<int:run_id>")
def run(slug: str, run_id: int) -> ResponseReturnValue:
    """Say how far a run is."""
    call = call_to_decide(slug)
    it = found(queries.run_in(call, run_id))
    if it.kind is not RunKind.VERIFICATION and (refusal := not_yet(call)):
        return refusal
    fragment = "HX-Request" in request.headers
    page = render_template(
        "experts/manage/run.html" if fragment else "experts/manage/run_page.html",
        event=call.event,
        run=it,
        found_at=_address(call, it),
        hidden=queries.hidden_from(g.account, call),
    )
    # What is verified stands all over the page that waits for it.
    refresh = fragment and it.kind is RunKind.VERIFICATION and it.state is RunState.DONE
    return page, {"HX-Refresh": "true"} if refresh else {}


@bp.post("/selection/runs/<int:run_id>/cancel")
def cancel_run(slug: str, run_id: int) -> ResponseReturnValue:
    """Stop a run: it keeps the best it has found."""
    call = call_to_decide(slug)
    it = found(queries.run_in(call, run_id))
    if Button().submitted():
        runs.cancel(it)
    return redirect(url_for(".run", slug=slug, run_id=run_id))


@bp.get("/selection/sensitivity")
def sensitivity(slug: str) -> ResponseReturnValue:
    """Show which reviews decide who is in the panel, each left out alone."""
    call = call_to_decide(slug)
    if refusal := not_yet(call):
        return refusal
    bench = queries.workbench(call)
    what = what_if(request.args, bench.published, bench.people)
    newest = queries.newest_run(call, RunKind.SENSITIVITY, what.conditions)
    return render_template(
        "experts/manage/sensitivity.html",
        event=call.event,
        address=what.address(),
        choosable=bench.choosable(what.conditions),
        run=newest,
        found_at="",
        hidden=queries.hidden_from(g.account, call),
        outdated=bool(newest and newest.result and newest.task.get("stamp") != bench.stamp),
        swings=_swings(call, bench, newest),
    )


def _address(call: Call, it: Run) -> str:
    """Return where one sees what a run has found."""
    if it.kind is RunKind.VERIFICATION:
        return url_for(".record", slug=call.event.slug)
    if it.kind not in PAGES:
        return url_for(".lottery_result", slug=call.event.slug, lottery_id=it.id)
    published = queries.workbench(call).published
    conditions = from_json(it.task["conditions"], published.targets)
    return url_for(PAGES[it.kind], slug=call.event.slug, **address_of(conditions, published))


def _swings(call: Call, bench: Workbench, run: Run | None) -> list[Swing]:
    """Read the swings of a run, without those that a person must not see."""
    if run is None or not run.result or not run.result["swings"]:
        return []
    hidden = queries.hidden_from(g.account, call)
    who = queries.reviewers_of([it["review"] for it in run.result["swings"]])
    told = [
        it
        for it in run.result["swings"]
        if it["review"] in who
        and not hidden.intersection([who[it["review"]][1], *it["leave"], *it["come"]])
    ]
    return [
        Swing(
            who[it["review"]][0],
            bench.contenders.get(who[it["review"]][1]),
            [bench.contenders[key].name for key in it["leave"] if key in bench.contenders],
            [bench.contenders[key].name for key in it["come"] if key in bench.contenders],
        )
        for it in told
    ]
