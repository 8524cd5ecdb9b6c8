"""The selection board: choose, hold the choice against the targets, tell everyone, fill gaps."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import clock, mailer
from eventsapp.core.errors import Refused
from eventsapp.core.forms import Button
from eventsapp.core.i18n import gettext
from eventsapp.core.names import country_name, language_name, sector_name
from eventsapp.core.policy import require
from eventsapp.core.spreadsheets import csv_response
from eventsapp.core.web import found
from eventsapp.experts import policy, queries
from eventsapp.experts.forms.board import BoardForm, board_form
from eventsapp.experts.manage.bp import bp, found_application, found_call, found_event
from eventsapp.experts.models import Application, Call
from eventsapp.experts.queries import BoardRow
from eventsapp.experts.rules import CallStatus
from eventsapp.experts.services import selection
from eventsapp.experts.words import APPLICATION_STATUSES, OUTCOMES, gender_label


@bp.route("/selection", methods=["GET", "POST"])
def board(slug: str) -> ResponseReturnValue:
    """Rank the applications, and choose; nothing is seen outside before the results are sent."""
    event = found_event(slug)
    require(policy.may_manage_call(g.account, event))
    call = queries.call_of(event)
    if call is None or call.status is CallStatus.DRAFT:
        return render_template("experts/manage/no_board.html", event=event)
    require(policy.may_decide(g.account, call))
    rows = queries.board(call)
    form = board_form(row.application for row in rows)
    if form.recount.data:
        form.validate()
        return _board(call, rows, form), 200
    if form.submitted():
        try:
            selection.decide(call, form.choices)
        except Refused as refusal:  # said on the form, so that nothing typed is lost
            form.form_errors.append(refusal.message)
        else:
            flash(gettext("The choice is saved. Applicants see nothing of it yet."), "success")
            return redirect(url_for(".board", slug=slug))
    return _board(call, rows, form), form.status


def _board(call: Call, rows: list[BoardRow], form: BoardForm) -> str:
    phase = call.phase(clock.now())
    deciding = phase in selection.DECIDING
    chosen = [row.application for row in rows if _is_chosen(row.application, form, deciding)]
    fragment = request.headers.get("HX-Request") and form.recount.data
    return render_template(
        "experts/manage/meters.html" if fragment else "experts/manage/board.html",
        event=call.event,
        call=call,
        phase=phase,
        deciding=deciding,
        rows=rows,
        form=form,
        visible={
            row.application.id for row in rows if policy.has_own_mind(g.account, row.application)
        },
        chosen=chosen,
        pool=[row.application for row in rows],
        meters=queries.meters(call, chosen),
        pool_meters=queries.meters(call, [row.application for row in rows]),
        unready=selection.unready(call) if deciding else None,
        **_gaps_to_fill(call),
    )


def _is_chosen(application: Application, form: BoardForm, deciding: bool) -> bool:  # noqa: FBT001
    return application.id in form.selected if deciding else application.status in queries.TAKEN


def _gaps_to_fill(call: Call) -> dict[str, Any]:
    """Return what an organiser needs to offer freed places to the reserve list."""
    if call.status is not CallStatus.NOTIFIED:
        return {"free": 0, "freed": [], "reserves": []}
    return {
        "free": max(queries.free_places(call), 0),
        "freed": [(it, queries.replacement(call, it.sector)) for it in queries.freed(call)],
        "reserves": queries.reserves(call),
    }


@bp.get("/selection.csv")
def board_csv(slug: str) -> ResponseReturnValue:
    """Give the board as a table."""
    call = found_call(slug)
    require(policy.may_decide(g.account, call))
    return csv_response(
        f"selection-{slug}",
        [
            gettext("Rank"), gettext("Name"), gettext("Organisation"), gettext("Country"),
            gettext("Sector"), gettext("Gender"), gettext("Languages"), gettext("Score"),
            gettext("Reviews"), gettext("Totals"), gettext("Status"), gettext("Outcome"),
            gettext("Place on the reserve list"), gettext("Reason"),
        ],
        [_line(row) for row in queries.board(call)],
    )  # fmt: skip


def _line(row: BoardRow) -> list[Any]:
    it = row.application
    seen = policy.has_own_mind(g.account, it)
    return [
        row.rank if seen else "",
        it.name,
        it.affiliation,
        country_name(it.country),
        sector_name(it.sector),
        gender_label(it.gender),
        ", ".join(language_name(code) for code in it.languages),
        f"{float(row.score):.2f}" if seen and row.score is not None else "",
        len(row.reviews),
        " / ".join(f"{float(review.total):.2f}" for review in row.reviews) if seen else "",
        str(APPLICATION_STATUSES[it.status]),
        str(OUTCOMES[it.decision]) if it.decision else "",
        it.reserve_rank or "",
        it.decision_reason or "",
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


@bp.route("/selection/notify", methods=["GET", "POST"])
def notify(slug: str) -> ResponseReturnValue:
    """Show the letters as they will read, and send them all."""
    call = found_call(slug)
    require(policy.may_decide(g.account, call))
    form = Button()
    if form.submitted():
        told = selection.notify(call)
        flash(gettext("The results are sent to %(count)s applicants.", count=told), "success")
        return redirect(url_for(".board", slug=slug))
    return render_template(
        "experts/manage/notify.html",
        event=call.event,
        call=call,
        letters=_letters(call),
        unready=selection.unready(call),
    )


def _letters(call: Call) -> list[dict[str, Any]]:
    """Word one letter per outcome, as its first real recipient will read it."""
    applications = queries.in_the_race(call)
    letters = []
    for outcome in OUTCOMES:
        to = [it for it in applications if it.decision is outcome]
        if to:
            wording = mailer.word(
                selection.LETTERS[outcome],
                to[0].account,
                application=to[0],
                call=call,
                event=call.event,
            )
            letters.append({"outcome": outcome, "count": len(to), "to": to[0], "mail": wording})
    return letters


@bp.post("/selection/offer")
def offer(slug: str) -> ResponseReturnValue:
    """Offer a free place to the first reserve, of the sector that lost someone first."""
    call = found_call(slug)
    require(policy.may_decide(g.account, call))
    if Button().submitted():
        freed = request.form.get("freed", type=int)
        lost: Application | None = None
        if freed is not None:
            lost = found(queries.application_in(call, freed))
        chosen = selection.offer_to_reserve(call, lost)
        flash(gettext("The place is offered to %(name)s.", name=chosen.name), "success")
    return redirect(url_for(".board", slug=slug))
