"""The candidates, ranked; the choice by hand, and how it stands to the targets."""

from math import ceil
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import clock
from eventsapp.core.forms import Button
from eventsapp.core.i18n import gettext
from eventsapp.core.names import country_name, language_name, region_name, region_of, sector_name
from eventsapp.core.policy import require
from eventsapp.core.spreadsheets import csv_response
from eventsapp.experts import policy, queries
from eventsapp.experts.forms.board import BoardForm, board_form
from eventsapp.experts.forms.sieve import PER_PAGE, SORTS, Sieve, sieve, states
from eventsapp.experts.manage.bp import bp, call_to_decide, found_application, found_event
from eventsapp.experts.models import Call
from eventsapp.experts.queries import Contender, Workbench
from eventsapp.experts.queries.nominations import nominations_in
from eventsapp.experts.queries.twins import matching
from eventsapp.experts.rules import ApplicationStatus, CallStatus, Phase
from eventsapp.experts.services import proposals, selection
from eventsapp.experts.words import APPLICATION_STATUSES, OUTCOMES, gender_label
from eventsapp.experts.words.nominating import nominators_text


@bp.route("/selection", methods=["GET", "POST"])
def board(slug: str) -> ResponseReturnValue:
    """Rank the applications, and choose; nothing is seen outside before the results are sent."""
    event = found_event(slug)
    require(policy.may_manage_call(g.account, event))
    call = queries.call_of(event)
    if call is None or call.status is CallStatus.DRAFT:
        return render_template("experts/manage/no_board.html", event=event)
    require(policy.may_decide(g.account, call))
    bench = queries.workbench(call)
    wanted = sieve(request.args)
    passed = wanted.sift(bench.contenders.values())
    if wanted.sort == "score":
        passed = queries.hidden_last(passed, queries.hidden_from(g.account, call))
    shown = passed[(wanted.page - 1) * PER_PAGE : wanted.page * PER_PAGE]
    form = board_form(shown)
    if form.recount.data:
        form.validate()
        return _board(call, bench, form, wanted, passed), 200
    if form.submitted():
        with form.showing_refusals():
            selection.decide(call, form.choices)
            flash(gettext("The outcomes are saved. Applicants cannot see them yet."), "success")
            return redirect(url_for(".board", slug=slug, **wanted.address()))
    return _board(call, bench, form, wanted, passed), form.status


def _board(
    call: Call, bench: Workbench, form: BoardForm, wanted: Sieve, passed: list[Contender]
) -> str:
    phase = call.phase(clock.now())
    deciding = phase in selection.DECIDING
    everyone = bench.contenders.values()
    chosen = (
        form.selected(everyone)
        if deciding
        else frozenset(it.id for it in everyone if it.status in queries.TAKEN)
    )
    left = queries.own_reviews_left(g.account, call)
    hidden = queries.hidden_from(g.account, call)
    may_compare = deciding and not left and bool(bench.people)
    best = bench.best(bench.published) if may_compare and chosen else None
    fragment = request.headers.get("HX-Request") and form.recount.data
    return render_template(
        "experts/manage/meters.html" if fragment else "experts/manage/board.html",
        event=call.event,
        call=call,
        phase=phase,
        matching=None if fragment else matching(g.account, call),
        deciding=deciding,
        rows=passed[(wanted.page - 1) * PER_PAGE : wanted.page * PER_PAGE],
        count=len(passed),
        everyone=len(everyone),
        pages=ceil(len(passed) / PER_PAGE),
        wanted=wanted,
        sectors=sorted({it.sector for it in everyone if it.sector}, key=sector_name),
        regions=sorted({key for it in everyone if (key := region_of(it.country))}, key=region_name),
        states=states(),
        sorts=SORTS,
        form=form,
        hidden=hidden,
        chosen=chosen,
        scored=any(it.totals for it in everyone),
        undecided=sum(it.decision is None for it in everyone),
        meters=bench.meters(bench.published, chosen),
        questions=bench.questions,
        crowded=bench.bodies_over(bench.published, chosen),
        score=bench.score(chosen) if may_compare and not hidden & chosen else None,
        best=None if best is None or queries.hides(hidden, best) else best,
        own_reviews_left=left,
        silent=bench.silent,
        pool_meters=bench.meters(bench.published, bench.people),
        unready=selection.unready(call) if deciding else None,
        nominations=nominations_in(call),
        **_places(call, phase),
    )


def _places(call: Call, phase: Phase) -> dict[str, Any]:
    """Return how the places stand, once the results are sent."""
    if phase not in {Phase.NOTIFIED, Phase.COMPLETED}:
        return {"places": None}
    lapsed = [it for it in queries.freed(call) if it.status is ApplicationStatus.NO_ANSWER]
    return {
        "places": queries.places_of(call),
        "awaited": queries.awaited(call),
        "lapsed": lapsed,
        "reserves": queries.reserves(call),
    }


@bp.post("/selection/rest")
def decline_the_rest(slug: str) -> ResponseReturnValue:
    """Give everybody who has no outcome yet "not selected"."""
    call = call_to_decide(slug)
    if Button().submitted():
        count = proposals.decline_the_rest(call)
        flash(
            gettext(
                "%(count)s people are now “not selected”. No one has been notified yet.",
                count=count,
            ),
            "success",
        )
    return redirect(url_for(".board", slug=slug))


@bp.get("/selection.csv")
def board_csv(slug: str) -> ResponseReturnValue:
    """Give the board as a table."""
    call = call_to_decide(slug)
    hidden, nominations = queries.hidden_from(g.account, call), nominations_in(call)
    return csv_response(
        f"selection-{slug}",
        [
            gettext("Rank"), gettext("Name"), gettext("Organisation"), gettext("Country"),
            gettext("Sector"), gettext("Gender"), gettext("Languages"), gettext("Score"),
            gettext("Reviews"), gettext("Totals"), gettext("Status"), gettext("Outcome"),
            gettext("Place on the reserve list"), gettext("Reason"), gettext("Nominated by"),
        ],
        [
            [*_line(it, seen=it.id not in hidden), nominators_text(nominations.get(it.id, ()))]
            for it in queries.hidden_last(queries.contenders(call), hidden)
        ],
    )  # fmt: skip


def _line(it: Contender, *, seen: bool) -> list[Any]:
    return [
        it.rank if seen else "",
        it.name,
        it.affiliation,
        country_name(it.country),
        sector_name(it.sector),
        gender_label(it.gender),
        ", ".join(language_name(code) for code in it.languages),
        f"{float(it.score):.2f}" if seen and it.score is not None else "",
        len(it.totals),
        " / ".join(f"{float(total):.2f}" for total in it.totals) if seen else "",
        str(APPLICATION_STATUSES[it.status]),
        str(OUTCOMES[it.decision]) if it.decision else "",
        it.reserve_rank or "",
        it.reason,
    ]


@bp.get("/applications/<int:application_id>")
def application(slug: str, application_id: int) -> ResponseReturnValue:
    """Show organisers one application, with its reviews."""
    it = found_application(slug, application_id)
    require(policy.may_decide(g.account, it.call) and policy.may_read(g.account, it))
    return render_template(
        "experts/manage/application.html",
        event=it.call.event,
        call=it.call,
        application=it,
        shows_reviews=policy.may_see_reviews(g.account, it),
    )
