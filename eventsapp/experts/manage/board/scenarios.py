"""Scenarios: panels kept under a name, side by side, and one of them taken as the choice."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core.forms import Button
from eventsapp.core.i18n import gettext
from eventsapp.core.web import found
from eventsapp.experts import queries
from eventsapp.experts.forms.whatif import address_of
from eventsapp.experts.manage.board.panel import is_taken
from eventsapp.experts.manage.bp import bp, call_to_decide
from eventsapp.experts.models import Call, Scenario
from eventsapp.experts.queries import Contender, Workbench
from eventsapp.experts.rules import Meter
from eventsapp.experts.rules.conditions import Conditions, Departure, from_json
from eventsapp.experts.services import scenarios
from eventsapp.experts.words import explanations

#: So many fit side by side.
MOST = 4


@dataclass(frozen=True)
class Kept:
    """A scenario as it stands now."""

    scenario: Scenario
    conditions: Conditions
    departures: list[Departure]
    members: frozenset[int]
    meters: list[Meter]
    #: What its panel is worth with today's scores, in hundredths; as saved it may have been other.
    score: int
    #: Those of its panel who cannot be chosen any more.
    gone: int
    url: str

    #: What is not as it was published, and who was pinned.
    said: list[str]


@bp.get("/selection/scenarios")
def scenario_list(slug: str) -> ResponseReturnValue:
    """List the scenarios, and set some of them side by side."""
    call = call_to_decide(slug)
    if left := queries.own_reviews_left(g.account, call):
        return render_template("experts/manage/no_panel.html", event=call.event, left=left)
    bench = queries.workbench(call)
    kept = [_kept(call, bench, it) for it in queries.scenarios_of(call)]
    chosen = request.args.getlist("compare", type=int)[:MOST]
    compared = [it for it in kept if it.scenario.id in chosen]
    return render_template(
        "experts/manage/scenarios.html",
        event=call.event,
        call=call,
        kept=kept,
        compared=compared,
        most=MOST,
        questions=bench.questions,
        differing=_differing(bench, compared),
        shared=len(frozenset.intersection(*(it.members for it in compared))) if compared else 0,
        hidden=queries.hidden_from(g.account, call),
    )


@bp.post("/selection/scenarios/<int:scenario_id>/take")
def take_scenario(slug: str, scenario_id: int) -> ResponseReturnValue:
    """Take a scenario's panel as the choice; nobody is told yet."""
    call = call_to_decide(slug)
    scenario = found(queries.scenario_in(call, scenario_id))
    if not Button().submitted():
        return redirect(url_for(".scenario_list", slug=slug))
    it = _kept(call, queries.workbench(call), scenario)
    if not is_taken(call, it.conditions, it.members):
        return redirect(it.url)
    flash(
        gettext(
            "The panel of “%(name)s” is selected. No one has been notified yet.", name=scenario.name
        ),
        "success",
    )
    return redirect(url_for(".board", slug=slug))


@bp.post("/selection/scenarios/<int:scenario_id>/delete")
def delete_scenario(slug: str, scenario_id: int) -> ResponseReturnValue:
    """Delete a scenario; the choice stays as it is."""
    call = call_to_decide(slug)
    scenario = found(queries.scenario_in(call, scenario_id))
    if Button().submitted():
        scenarios.forget(scenario)
        flash(gettext("The scenario is deleted."), "success")
    return redirect(url_for(".scenario_list", slug=slug))


def _kept(call: Call, bench: Workbench, scenario: Scenario) -> Kept:
    conditions = from_json(scenario.conditions, bench.published.targets)
    members = frozenset(scenario.outcome["panel"])
    address: dict[str, Any] = address_of(conditions, bench.published)
    teller = explanations.Teller(conditions, bench.quota_ids, str, bench.questions)
    return Kept(
        scenario,
        conditions,
        conditions.departures(bench.published),
        members,
        bench.meters(conditions, members),
        bench.score(members),
        len(members - bench.people.keys()),
        url_for(".panel", slug=call.event.slug, **address),
        [
            *(teller.departure(it) for it in conditions.departures(bench.published)),
            *_by_force(bench, conditions),
        ],
    )


def _by_force(bench: Workbench, conditions: Conditions) -> Iterator[str]:
    """Say who had to be in, or out."""
    if names := _names(bench, conditions.must_include):
        yield gettext("Must be in: %(names)s", names=explanations.listed(names))
    if names := _names(bench, conditions.must_exclude):
        yield gettext("Must not be in: %(names)s", names=explanations.listed(names))


def _names(bench: Workbench, keys: Collection[int]) -> list[str]:
    return [it.name for it in bench.contenders.values() if it.id in keys]


def _differing(bench: Workbench, compared: list[Kept]) -> list[Contender]:
    """Return who is in one of the panels and not in another, by rank."""
    if not compared:
        return []
    some = frozenset.union(*(it.members for it in compared))
    every = frozenset.intersection(*(it.members for it in compared))
    return [it for it in bench.contenders.values() if it.id in some - every]
