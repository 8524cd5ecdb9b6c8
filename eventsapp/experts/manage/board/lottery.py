"""Fair lotteries: ask for one over a band or over everybody, and see which there are."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core.i18n import _, gettext, ngettext
from eventsapp.experts import queries
from eventsapp.experts.forms.lottery import LotteryForm, lottery_form
from eventsapp.experts.forms.whatif import WhatIf, what_if
from eventsapp.experts.manage.board.panel import not_yet
from eventsapp.experts.manage.board.trouble import Breaches, Trouble, broken_by, trouble
from eventsapp.experts.manage.bp import bp, call_to_decide
from eventsapp.experts.models import Call
from eventsapp.experts.queries import Lots, Parting, Workbench
from eventsapp.experts.rules import Band, ProposedBand, RunKind
from eventsapp.experts.rules.conditions import Conditions
from eventsapp.experts.services import lotteries
from eventsapp.experts.words.explanations import Teller

FIXED = Breaches(
    _("%(count)s people are in whatever the draw, for %(seats)s seats."),
    _("The people who are in whatever the draw take %(now)s of %(most)s places: %(target)s."),
    _("Of the people who are in whatever the draw, more than %(count)s are from one organisation."),
)


@bp.route("/selection/lottery", methods=["GET", "POST"])
def lottery(slug: str) -> ResponseReturnValue:
    """Say among whom lots are to be drawn, and have the numbered panels made."""
    call = call_to_decide(slug)
    if too_early := not_yet(call):
        return too_early
    bench = queries.workbench(call)
    what = what_if(request.args, bench.published, bench.people)
    proposed = queries.proposed_band(bench, what.conditions)
    form = lottery_form(proposed)
    if form.recount.data:
        form.validate()
        fragment = "HX-Request" in request.headers
        page = "experts/manage/lottery_parts.html" if fragment else "experts/manage/lottery.html"
        return render_template(page, **_asked(call, bench, what, proposed, form)), 200
    trouble = None
    if form.submitted():
        kind = RunKind(form.rule.data)
        with form.showing_refusals():
            try:
                run = lotteries.ask(call, kind, what.conditions, form.band, g.account)
            except lotteries.NoSuchPanel:
                trouble = trouble_of(call, bench, what.conditions, form.band)
                raise
            return redirect(url_for(".lottery_result", slug=slug, lottery_id=run.id))
    told = _asked(call, bench, what, proposed, form)
    told["trouble"] = trouble or told["trouble"]
    return render_template("experts/manage/lottery.html", **told), form.status


def _asked(
    call: Call, bench: Workbench, what: WhatIf, proposed: ProposedBand | None, form: LotteryForm
) -> dict[str, Any]:
    """Return what the page of the form shows."""
    conditions = what.conditions
    any_panel = proposed or not bench.choosable(conditions) or bench.best(conditions)
    parts = queries.parting(bench, conditions, form.band)
    teller = teller_of(bench, conditions, parts)
    return {
        "event": call.event,
        "call": call,
        "form": form,
        "address": what.address(),
        "proposed": proposed,
        "choosable": bench.choosable(conditions),
        "conditions": conditions,
        "parts": parts,
        "pinned": len(conditions.must_include & bench.people.keys()),
        "broken": broken_by(bench, conditions, parts.fixed, teller, FIXED),
        "departures": [teller.departure(it) for it in conditions.departures(what.published)],
        "trouble": trouble_of(call, bench, conditions, None) if not any_panel else None,
        "lotteries": [Lots(it, bench) for it in queries.lotteries_of(call)],
    }


def teller_of(bench: Workbench, conditions: Conditions, parts: Parting) -> Teller:
    """Return what says things about conditions under which a band puts people in and out."""
    fixed = len(parts.fixed)
    return Teller(
        conditions,
        bench.quota_ids,
        str,
        bench.questions,
        {
            "must_include": ngettext(
                "%(num)s person, above the band or pinned, is in",
                "%(num)s people, above the band or pinned, are in",
                fixed,
            ),
            "must_exclude": gettext(
                "Those below the band stay out, like those who are pinned out or have too few"
                " reviews"
            ),
        },
    )


def trouble_of(
    call: Call, bench: Workbench, conditions: Conditions, band: Band | None
) -> Trouble | None:
    """Say why no panel can be drawn; None where counting the band says it already."""
    parts = queries.parting(bench, conditions, band)
    if parts.empty > 0:
        return None
    return trouble(
        bench,
        parts.conditions(conditions),
        bench.published,
        teller_of(bench, conditions, parts),
        lambda address: url_for(".lottery", slug=call.event.slug, **address),
    )
