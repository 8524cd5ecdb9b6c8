"""The reserve by profile: before the letters, who could come for whom with all targets kept."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core.forms import Button
from eventsapp.core.i18n import ngettext
from eventsapp.experts import queries
from eventsapp.experts.manage.board.panel import not_yet
from eventsapp.experts.manage.bp import bp, call_to_decide
from eventsapp.experts.queries import ReserveTable, Workbench
from eventsapp.experts.services import proposals
from eventsapp.experts.words import explanations


@bp.route("/selection/reserve", methods=["GET", "POST"])
def reserve(slug: str) -> ResponseReturnValue:
    """Show who could replace whom, and put them on the reserve list; nobody is told yet."""
    call = call_to_decide(slug)
    if refusal := not_yet(call):
        return refusal
    if Button().submitted():
        people = {int(key) for key in request.form.getlist("application") if key.isdecimal()}
        count = proposals.put_on_reserve(call, people)
        flash(
            ngettext(
                "%(num)s person is now on the reserve list. No one has been notified yet.",
                "%(num)s people are now on the reserve list. No one has been notified yet.",
                count,
            ),
            "success",
        )
        return redirect(url_for(".reserve", slug=slug))
    bench = queries.workbench(call)
    table = queries.reserve_table(bench)
    on_list = [it for it in bench.contenders.values() if it.decision == "reserve"]
    return render_template(
        "experts/manage/reserve.html",
        event=call.event,
        table=table,
        hidden=queries.hidden_from(g.account, call),
        given=_given(bench, table) if table else [],
        by_hand=[it for it in on_list if table and it not in table.people],
    )


def _given(bench: Workbench, table: ReserveTable) -> list[str]:
    """Say what the panel does not keep of what was published."""
    teller = explanations.Teller(table.conditions, bench.quota_ids, str, bench.questions)
    return [teller.departure(it) for it in table.conditions.departures(bench.published)]
