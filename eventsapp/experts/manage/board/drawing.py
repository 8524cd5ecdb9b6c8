"""A lottery that was computed: its chances, its numbered panels, and the draw."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import clock
from eventsapp.core.i18n import LazyString, _, gettext
from eventsapp.core.policy import require
from eventsapp.core.spreadsheets import csv_response
from eventsapp.core.web import found
from eventsapp.experts import policy, queries
from eventsapp.experts.forms.lottery import EVERYBODY, IN_BAND, DrawForm
from eventsapp.experts.forms.sieve import PER_PAGE, Sieve
from eventsapp.experts.forms.whatif import address_of
from eventsapp.experts.manage.board.lottery import teller_of, trouble_of
from eventsapp.experts.manage.board.panel import own_reviews_first
from eventsapp.experts.manage.bp import bp, call_to_decide, found_call
from eventsapp.experts.models import Call, Draw, Run
from eventsapp.experts.queries import Contender, Lots, Workbench
from eventsapp.experts.rules import NUMBERS, spread
from eventsapp.experts.services import lotteries, selection
from eventsapp.experts.services.runs import UNDER_WAY


class Fate(StrEnum):
    """What a lottery does with somebody."""

    DRAWN = "drawn"
    IMPOSSIBLE = "impossible"
    FIXED = "fixed"


FATES: dict[Fate, LazyString] = {
    Fate.DRAWN: _("By lot"),
    Fate.IMPOSSIBLE: _("In no panel that meets the conditions"),
    Fate.FIXED: _("In, whatever the draw"),
}


@dataclass(frozen=True)
class Row:
    """One person of a lottery, and their chance."""

    person: Contender
    fate: Fate
    #: In so many of the numbered panels.
    chance: int


@dataclass(frozen=True)
class Drawn:
    """A draw, and whom it chose."""

    draw: Draw
    names: list[str]
    #: Those of them who cannot be chosen any more.
    gone: list[str]


@bp.get("/selection/lottery/<int:lottery_id>")
def lottery_result(slug: str, lottery_id: int) -> ResponseReturnValue:
    """Show how far a lottery is, then the chances, the numbered panels and what was drawn."""
    call = call_to_decide(slug)
    run = found(queries.lottery_in(call, lottery_id))
    if refusal := own_reviews_first(call):
        return refusal
    return _page(call, run, DrawForm(formdata=None))


@bp.post("/selection/lottery/<int:lottery_id>/draw")
def draw_lottery(slug: str, lottery_id: int) -> ResponseReturnValue:
    """Take the panel whose number was drawn as the choice; nobody is told yet."""
    call = call_to_decide(slug)
    run = found(queries.lottery_in(call, lottery_id))
    form = DrawForm()
    if form.submitted():
        typed = (str(form.digits.data), str(form.source.data), str(form.reason.data or ""))
        digits, source, reason = typed
        with form.showing_refusals():
            lotteries.draw(run, digits, source, g.account, reason)
            flash(
                gettext(
                    "The panel with number %(number)s is selected. Give the "
                    "others an outcome, then read and send the letters. No one "
                    "has been notified yet.",
                    number=digits,
                ),
                "success",
            )
            return redirect(url_for(".lottery_result", slug=slug, lottery_id=run.id))
    return _page(call, run, form), form.status


@bp.get("/selection/lottery/<int:lottery_id>/panels.csv")
def lottery_panels(slug: str, lottery_id: int) -> ResponseReturnValue:
    """Give the numbered panels as a table: to be published, or for organisers with names."""
    call = found_call(slug)
    require(policy.may_decide(g.account, call) and not queries.own_reviews_left(g.account, call))
    lots = Lots(found(queries.lottery_in(call, lottery_id)), queries.workbench(call))
    if "names" not in request.args:
        return csv_response(
            f"lottery-{lottery_id}-panels",
            [gettext("Number"), gettext("Applications")],
            [(f"{number:03}", _listed(panel)) for number, panel in _numbered(lots)],
        )
    hidden = queries.hidden_from(g.account, call)
    names = lots.names | {key: gettext("(hidden, application %(id)s)", id=key) for key in hidden}
    return csv_response(
        f"lottery-{lottery_id}-panels-with-names",
        [gettext("Number"), gettext("Applications"), gettext("Names")],
        [
            (f"{number:03}", _listed(panel), "; ".join(names[key] for key in panel))
            for number, panel in _numbered(lots)
        ],
    )


def _numbered(lots: Lots) -> Iterator[tuple[int, list[int]]]:
    return enumerate(lots.panels[place] for place in lots.numbered)


def _listed(panel: list[int]) -> str:
    return " ".join(map(str, panel))


@bp.get("/selection/lottery/<int:lottery_id>/chances.csv")
def lottery_chances(slug: str, lottery_id: int) -> ResponseReturnValue:
    """Give everybody's chance as a table."""
    call = found_call(slug)
    require(policy.may_decide(g.account, call) and not queries.own_reviews_left(g.account, call))
    bench = queries.workbench(call)
    lots = Lots(found(queries.lottery_in(call, lottery_id)), bench)
    hidden = queries.hidden_from(g.account, call)
    return csv_response(
        f"lottery-{lottery_id}-chances",
        [
            gettext("Application"), gettext("Name"), gettext("Score"),
            gettext("Numbers of 1,000"), gettext("How"),
        ],
        [
            (
                it.person.id,
                it.person.name,
                *(
                    ("", "", "")
                    if it.person.id in hidden
                    else (_score(it.person), it.chance, str(FATES[it.fate]))
                ),
            )
            for it in _rows(lots, bench, hidden)
        ],
    )  # fmt: skip


def _score(person: Contender) -> str:
    return "" if person.score is None else f"{float(person.score):.2f}"


def _page(call: Call, run: Run, form: DrawForm) -> str:
    bench = queries.workbench(call)
    lots = Lots(run, bench)
    hidden = queries.hidden_from(g.account, call)
    rows = _rows(lots, bench, hidden)
    wanted = Sieve(q=request.args.get("q", "").strip()[:100])
    shown = {it.id for it in wanted.sift(row.person for row in rows)}
    passed = [it for it in rows if it.person.id in shown]
    page = max(request.args.get("page", 1, type=int), 1)
    everyone = queries.draws_of(call)
    form.reason.required = bool(everyone)
    deciding = call.phase(clock.now()) in selection.DECIDING
    return render_template(
        "experts/manage/lottery_result.html",
        event=call.event,
        run=run,
        goes_on=run.state in UNDER_WAY,
        found_at=url_for(".lottery_result", slug=call.event.slug, lottery_id=run.id),
        lots=lots,
        departures=_departures(lots, bench),
        deciding=deciding,
        form=form,
        again=_again(lots, bench),
        drawn=[_drawn(it, lots, bench) for it in run.draws],
        draws_elsewhere=[it for it in everyone if it.run_id != run.id],
        gone=[lots.names[key] for key in sorted(lots.gone)],
        bars=spread(lots.uneven),
        trouble=trouble_of(call, bench, lots.conditions, lots.band)
        if lots.is_infeasible and not lots.is_outdated
        else None,
        rows=passed[(page - 1) * PER_PAGE : page * PER_PAGE],
        count=len(passed),
        q=wanted.q,
        page=page,
        pages=ceil(len(passed) / PER_PAGE),
        fates=FATES,
        hidden=hidden,
        numbers=NUMBERS,
    )


def _rows(lots: Lots, bench: Workbench, hidden: Collection[int]) -> list[Row]:
    """Return who is in a lottery, the smallest chance first; who is in anyway stands last.

    Behind them stand those whose scores are hidden from the reader: an order tells much.
    """
    rows = [
        Row(it, fate, lots.chances[it.id])
        for it in bench.contenders.values()
        if lots.panels and (fate := _fate(lots, it.id))
    ]
    order = list(Fate)
    return sorted(rows, key=lambda it: (it.person.id in hidden, order.index(it.fate), it.chance))


def _fate(lots: Lots, key: int) -> Fate | None:
    if key in lots.impossible:
        return Fate.IMPOSSIBLE
    if key in lots.fixed:
        return Fate.FIXED
    return Fate.DRAWN if key in lots.drawn else None


def _drawn(draw: Draw, lots: Lots, bench: Workbench) -> Drawn:
    panel = lots.panel(draw.digits)
    here = [key for key in bench.contenders if key in panel and key in bench.people]
    gone = [key for key in panel if key not in bench.people]
    return Drawn(draw, [lots.names[key] for key in here], [lots.names[key] for key in gone])


def _departures(lots: Lots, bench: Workbench) -> list[str]:
    """Say what is not as it was published of the conditions that a lottery keeps."""
    parts = queries.parting(bench, lots.conditions, lots.band)
    teller = teller_of(bench, lots.conditions, parts)
    return [teller.departure(it) for it in lots.conditions.departures(bench.published)]


def _again(lots: Lots, bench: Workbench) -> dict[str, Any]:
    """Return what to send to have it computed anew, with the people and pins of now."""
    band, published = lots.band, bench.published
    pins = {"must_include": published.must_include, "must_exclude": published.must_exclude}
    return {
        "address": address_of(lots.conditions.but(**pins), published),
        "over": IN_BAND if band else EVERYBODY,
        "low": f"{band.low / 100:.2f}" if band else "",
        "high": f"{band.high / 100:.2f}" if band else "",
        "rule": lots.run.kind,
    }
