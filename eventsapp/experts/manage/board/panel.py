"""Propose a panel: the best one under conditions that follow every change at once.

The conditions stand in the address, so nothing is saved by trying them, and an address can be
kept or sent to a colleague. With htmx only the changed parts of the page travel.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from flask import flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import clock
from eventsapp.core.errors import Refused
from eventsapp.core.forms import Button
from eventsapp.core.i18n import gettext
from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.experts import policy, queries
from eventsapp.experts.forms.board import ScenarioForm
from eventsapp.experts.forms.sieve import Sieve
from eventsapp.experts.forms.whatif import WhatIf, what_if
from eventsapp.experts.manage.board.trouble import PICKS, broken_by, trouble
from eventsapp.experts.manage.bp import bp, call_to_decide, found_call
from eventsapp.experts.models import Call
from eventsapp.experts.queries import Contender, Workbench
from eventsapp.experts.rules import PinSide, RunKind
from eventsapp.experts.rules.conditions import Conditions, key_of
from eventsapp.experts.services import proposals, scenarios, selection
from eventsapp.experts.words import explanations
from eventsapp.selection import Panel, Why

#: Who stands first outside the panel, where nobody is looked for.
NEXT = 8
#: So many are named in a sentence.
FEW = 6


@dataclass(frozen=True)
class Proposal:
    """What one request is about: a call's board, the conditions, and who looks."""

    call: Call
    bench: Workbench
    what: WhatIf
    hidden: frozenset[int]
    _around: dict[str, list[str]] = field(default_factory=dict)

    def url(self, endpoint: str = "panel", **values: Any) -> str:
        """Return the address of a page about these conditions."""
        address = self.what.address()
        return url_for(f"experts_manage.{endpoint}", slug=self.call.event.slug, **address, **values)

    def person_url(self, endpoint: str, key: int) -> str:
        """Return the address of a page about a person; quickly, for there are many."""
        if endpoint not in self._around:
            self._around[endpoint] = self.url(endpoint, application_id=0).split("/0", 1)
        before, after = self._around[endpoint]
        return f"{before}/{key}{after}"

    def to(self, address: dict[str, Any]) -> str:
        """Return the address of other conditions."""
        return url_for("experts_manage.panel", slug=self.call.event.slug, **address)

    def hides(self, panel: Panel) -> bool:
        """Tell whether what a panel is worth must not be said to this person."""
        return queries.hides(self.hidden, panel)

    def arrivals(self, now: Panel, before: Panel) -> list[int]:
        """Return who is in one panel and not in the other."""
        return [int(key) for key in now.members if key not in before.members]

    def named(self, keys: list[int]) -> list[str]:
        """Name people, in the order of their ranks."""
        return [it.name for it in self.bench.contenders.values() if it.id in keys]

    @property
    def teller(self) -> explanations.Teller:
        """What says things about these conditions."""
        bench = self.bench
        return explanations.Teller(
            self.what.conditions, bench.quota_ids, self.name, bench.questions
        )

    def name(self, key: str) -> str:
        """Name a person by the optimiser's id."""
        it = self.bench.contenders.get(int(key)) if key.isdecimal() else None
        return it.name if it else key


@bp.get("/selection/panel")
def panel(slug: str) -> ResponseReturnValue:
    """Show the best panel under the conditions of the address."""
    call = call_to_decide(slug)
    if refusal := not_yet(call):
        return refusal
    proposal = _proposal(call)
    fragment = "HX-Request" in request.headers
    response = make_response(
        render_template(
            "experts/manage/workbench.html" if fragment else "experts/manage/panel.html",
            **_shown(proposal),
        )
    )
    if fragment:
        response.headers["HX-Replace-Url"] = proposal.url()
        response.headers["Vary"] = "HX-Request"
    return response


@bp.get("/selection/panel/costs")
def panel_costs(slug: str) -> ResponseReturnValue:
    """Show what each target costs, exactly."""
    call = call_to_decide(slug)
    if refusal := not_yet(call):
        return refusal
    proposal = _proposal(call)
    fragment = "HX-Request" in request.headers
    conditions = proposal.what.conditions
    return render_template(
        "experts/manage/costs.html" if fragment else "experts/manage/costs_page.html",
        event=call.event,
        call=call,
        proposal=proposal,
        best=proposal.bench.best(conditions),
        costs=proposal.bench.costs(conditions),
        targets=conditions.targets,
        limit=conditions.organization_limit,
    )


@bp.get("/selection/panel/why/<int:application_id>")
def why(slug: str, application_id: int) -> ResponseReturnValue:
    """Tell why somebody is in the panel, or is not."""
    call = call_to_decide(slug)
    if refusal := not_yet(call):
        return refusal
    proposal = _proposal(call)
    person = found(proposal.bench.contenders.get(application_id))
    fragment = "HX-Request" in request.headers
    return render_template(
        "experts/manage/why.html" if fragment else "experts/manage/why_page.html",
        event=call.event,
        proposal=proposal,
        person=person,
        said=_said(proposal, person),
    )


@bp.post("/selection/panel/take")
def take_panel(slug: str) -> ResponseReturnValue:
    """Fill in the outcomes from the panel that was shown; nobody is told yet."""
    call = call_to_decide(slug)
    members = {int(key) for key in request.form.getlist("member") if key.isdecimal()}
    if not Button().submitted():
        return redirect(url_for(".panel", slug=slug))
    proposal = _proposal(call)
    if not is_taken(call, proposal.what.conditions, members):
        return redirect(proposal.url())
    flash(
        gettext(
            "%(count)s people are selected. Give the others an outcome, then "
            "read and send the letters. No one has been notified yet.",
            count=len(members),
        ),
        "success",
    )
    return redirect(url_for(".board", slug=slug))


def is_taken(call: Call, conditions: Conditions, members: Collection[int]) -> bool:
    """Take a panel as it was proposed; if it is not proposed any more, say why and take none."""
    try:
        taken = proposals.choose(call, conditions, members)
    except proposals.PanelMoved as refusal:
        flash(str(refusal.message), "warning")
        return False
    bench = queries.workbench(call)
    if taken is None:
        flash(_decided_by_seed(call, bench, conditions, members), "warning")
        return False
    if conditions.departures(bench.published):
        flash(
            gettext(
                "This panel was found under conditions that were not published. The record"
                " says which."
            ),
            "warning",
        )
    return True


def _decided_by_seed(
    call: Call, bench: Workbench, conditions: Conditions, members: Collection[int]
) -> str:
    """Say that another panel than the one shown is proposed, now that the seed is drawn."""
    best = bench.best(conditions)
    inside = {int(key) for key in best.members} if best else set()
    names = {it.id: it.name for it in bench.contenders.values()}
    come = [name for key, name in names.items() if key in inside.difference(members)]
    gone = [name for key, name in names.items() if key in set(members) - inside]
    if not come or len(come) > FEW or not best or best.score != bench.score(members):
        return str(
            gettext(
                "The seed is drawn: %(seed)s. It leads to a different panel from the one you saw."
                " Look at it, then choose it.",
                seed=call.seed,
            )
        )
    return str(
        gettext(
            "The seed is drawn: %(seed)s. Between equally good panels, it decides for %(come)s"
            " instead of %(gone)s. Look at this panel, then choose it.",
            seed=call.seed,
            come=explanations.listed(come),
            gone=explanations.listed(gone),
        )
    )


@bp.post("/selection/panel/save")
def save_scenario(slug: str) -> ResponseReturnValue:
    """Keep the conditions and their best panel under a name."""
    call = found_call(slug)
    require(policy.may_decide(g.account, call) and not queries.own_reviews_left(g.account, call))
    proposal = _proposal(call)
    form = ScenarioForm()
    best = proposal.bench.best(proposal.what.conditions)
    if form.submitted() and best is not None:
        name, conditions = str(form.name.data).strip(), proposal.what.conditions
        try:
            scenarios.save(call, name, conditions, best, g.account)
        except Refused as refusal:  # said on the form, so that nothing typed is lost
            form.name.errors = [refusal.message]
        else:
            flash(gettext("The scenario is saved: compare it with others here."), "success")
            return redirect(url_for(".scenario_list", slug=slug))
    return render_template("experts/manage/panel.html", **_shown(proposal, form)), form.status


def not_yet(call: Call) -> str | None:
    """Say why nothing can be proposed, on a page of its own."""
    if refusal := own_reviews_first(call):
        return refusal
    if call.phase(clock.now()) in selection.DECIDING:
        return None
    return render_template("experts/manage/no_panel.html", event=call.event, left=0)


def own_reviews_first(call: Call) -> str | None:
    """Say that a person's own reviews come first, on a page of its own."""
    left = queries.own_reviews_left(g.account, call)
    if not left:
        return None
    return render_template("experts/manage/no_panel.html", event=call.event, left=left)


def _proposal(call: Call) -> Proposal:
    bench = queries.workbench(call)
    what = what_if(request.args, bench.published, bench.people)
    return Proposal(call, bench, what, queries.hidden_from(g.account, call))


def _shown(proposal: Proposal, form: ScenarioForm | None = None) -> dict[str, Any]:
    bench, what = proposal.bench, proposal.what
    conditions = what.conditions
    best = bench.best(conditions) if bench.choosable(conditions) else None
    run = None
    if best and not best.proven:
        run = queries.newest_run(proposal.call, RunKind.PANEL, conditions)
        best = queries.found_panel(proposal.call, bench, conditions) or best
    members = [int(key) for key in best.members] if best else []
    inside = frozenset(members)
    everyone = bench.contenders.values()
    return {
        "event": proposal.call.event,
        "call": proposal.call,
        "proposal": proposal,
        "hidden": proposal.hidden,
        "what": what,
        "conditions": conditions,
        "panel": best,
        "run": run,
        "members": queries.hidden_last((it for it in everyone if it.id in inside), proposal.hidden),
        "others": _others(proposal, inside),
        "q": request.args.get("q", "").strip()[:100],
        "meters": _meters(bench, conditions, members),
        "usual": bench.best(what.published) if what.is_changed else None,
        "choosable": bench.choosable(conditions),
        "unscored": [it for it in everyone if it.id in bench.unscored and it.id not in inside],
        "pinned": _pinned(proposal),
        "overpinned": broken_by(bench, conditions, conditions.must_include, proposal.teller, PICKS),
        "departures": [
            proposal.teller.departure(it) for it in conditions.departures(what.published)
        ],
        "trouble": trouble(
            bench, conditions, what.published, proposal.teller, proposal.to, proposal.hidden
        )
        if best is None and bench.choosable(conditions)
        else None,
        "form": form or ScenarioForm(formdata=None),
    }


def _meters(bench: Workbench, conditions: Conditions, members: list[int]) -> list[dict[str, Any]]:
    counted = zip(bench.meters(conditions, members), bench.available(conditions), strict=True)
    return [
        {"place": place, "key": key_of(meter.target), "meter": meter, "available": available}
        for place, (meter, available) in enumerate(counted)
    ]


def _others(proposal: Proposal, inside: frozenset[int]) -> list[Contender]:
    """Return who is looked for, or who stands first among those not in the panel."""
    bench = proposal.bench
    keys = bench.people.keys() - inside
    outside = [it for it in bench.contenders.values() if it.id in keys]
    wanted = Sieve(q=request.args.get("q", "").strip()[:100])
    if wanted.q:
        return queries.hidden_last(wanted.sift(outside), proposal.hidden)[: 3 * NEXT]
    scored = [it for it in outside if it.id not in bench.unscored]
    return queries.hidden_last(scored, proposal.hidden)[:NEXT]


def _pinned(proposal: Proposal) -> list[tuple[Contender, PinSide, bool]]:
    """Return who is in or out by force, and whether that is saved with a reason."""
    bench, conditions = proposal.bench, proposal.what.conditions
    sides = dict.fromkeys(conditions.must_include, PinSide.IN)
    sides |= dict.fromkeys(conditions.must_exclude, PinSide.OUT)
    return [
        (it, side, it.pin is side)
        for it in bench.contenders.values()
        if (side := sides.get(it.id)) is not None
    ]


def _said(proposal: Proposal, person: Contender) -> list[str]:
    """Say why a person is in or out, by the strongest cause first."""
    bench, conditions = proposal.bench, proposal.what.conditions
    if person.id in proposal.hidden:
        return [
            gettext("You cannot see this person, because a conflict of interest has been declared.")
        ]
    if person.id not in bench.people:
        return [gettext("This application can no longer be selected.")]
    if person.id in conditions.must_include | conditions.must_exclude:
        side = (
            gettext("pinned in") if person.id in conditions.must_include else gettext("pinned out")
        )
        return [gettext("%(name)s was %(side)s by an organiser.", name=person.name, side=side)]
    if person.id in bench.unscored:
        return [
            gettext(
                "%(name)s has fewer than two reviews, so they are left out of "
                "proposals until there are more reviews or an organiser says "
                "that they must be in.",
                name=person.name,
            )
        ]
    told = bench.why(conditions, person.id)
    if told is None:
        return [gettext("No panel meets these conditions.")]
    return _why(proposal, told)


def _why(proposal: Proposal, told: Why) -> list[str]:
    """Say what an answer of the optimiser tells, unless it tells of somebody who is hidden."""
    if any(int(key) in proposal.hidden for key in (*told.leave, *told.come)):
        return [
            gettext(
                "This answer is hidden because it would reveal the score of "
                "someone with whom you have a conflict of interest."
            )
        ]
    said = explanations.why_text(told, proposal.name)
    if told.conflict:
        texts = gettext("; ").join(proposal.teller.requirements(told.conflict))
        said.append(gettext("These cannot hold together with that: %(what)s.", what=texts))
    return said
