"""The record of a selection: fix what is decided on, draw the seed, read, verify, take along."""

import io
import zipfile
from dataclasses import dataclass
from itertools import groupby

from flask import Response, flash, g, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import clock
from eventsapp.core.forms import Button
from eventsapp.core.i18n import gettext
from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.experts import policy, queries
from eventsapp.experts.forms.seed import DigitsForm, SourceForm
from eventsapp.experts.manage.bp import bp, call_to_decide, found_call
from eventsapp.experts.models import Call, Run
from eventsapp.experts.queries.records import (
    changed_since,
    fixed,
    lines_of,
    newest_verification,
    record_in,
    records_of,
    said_in,
    unproven,
)
from eventsapp.experts.rules import RecordKind, RunKind
from eventsapp.experts.services import runs, seeds
from eventsapp.experts.services.selection import DECIDING
from eventsapp.experts.words.records import check_text, difference_text
from eventsapp.selection.exchange import files
from eventsapp.selection.record import Check, case_of


@dataclass(frozen=True)
class Verdict:
    """What verifying one record has found."""

    holds: bool
    #: Whether nothing was found that does not hold, but time was too short to look at everything.
    is_unfinished: bool
    #: What does not hold, if anything; else all that does.
    said: list[str]


@bp.get("/selection/record")
def record(slug: str) -> ResponseReturnValue:
    """Show the chain of records, and how far the choice of a seed is."""
    call = call_to_decide(slug)
    return _page(call)


@bp.post("/selection/record/draw")
def draw_seed(slug: str) -> ResponseReturnValue:
    """Fix what is decided on, and let the server draw the seed."""
    call = found_call(slug)
    require(_may_fix(call))
    if Button().submitted():
        seeds.draw(call)
        flash(gettext("The data are frozen and recorded, and the seed is drawn."), "success")
    return redirect(url_for(".record", slug=slug))


@bp.post("/selection/record/fix")
def fix_for_draw(slug: str) -> ResponseReturnValue:
    """Fix what is decided on; the seed will be drawn in public."""
    call = found_call(slug)
    require(_may_fix(call))
    form = SourceForm()
    if form.submitted():
        with form.showing_refusals():
            seeds.fix(call, str(form.source.data).strip())
            flash(
                gettext("The data are frozen and recorded. Publish their SHA-256 before the draw."),
                "success",
            )
            return redirect(url_for(".record", slug=slug))
    return _page(call, source=form), form.status


@bp.post("/selection/record/digits")
def enter_digits(slug: str) -> ResponseReturnValue:
    """Take the digits of the public draw as the seed."""
    call = found_call(slug)
    require(_may_fix(call))
    form = DigitsForm()
    if form.submitted():
        with form.showing_refusals():
            seeds.enter(call, str(form.digits.data))
            flash(gettext("The seed is recorded. It decides among equally good panels."), "success")
            return redirect(url_for(".record", slug=slug))
    return _page(call, digits=form), form.status


@bp.post("/selection/record/verify")
def verify_records(slug: str) -> ResponseReturnValue:
    """Have the worker compute everything again from the records alone."""
    call = call_to_decide(slug)
    if Button().submitted():
        bench = queries.workbench(call)
        runs.ask(call, RunKind.VERIFICATION, bench.published, g.account)
    return redirect(url_for(".record", slug=slug) + "#verified")


@bp.get("/selection/record.jsonl")
def record_lines(slug: str) -> ResponseReturnValue:
    """Give the whole chain, one record a line."""
    call = found_call(slug)
    require(_may_take_along(call))
    text = "".join(f"{it}\n" for it in lines_of(call))
    return _attachment(f"record-{slug}.jsonl", text.encode(), "application/jsonl")


@bp.get("/selection/record/<int:number>.zip")
def record_files(slug: str, number: int) -> ResponseReturnValue:
    """Give what one record was computed from, in the neutral format."""
    call = found_call(slug)
    require(_may_take_along(call))
    told = said_in(found(record_in(call, number)))
    found(told.get("inputs"))
    case = case_of(told["inputs"], (told.get("seed") or {}).get("value", ""))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files(case, {}).items():
            archive.writestr(name, text)
    return _attachment(f"selection-{slug}-{number}.zip", packed.getvalue(), "application/zip")


def _attachment(name: str, content: bytes, media_type: str) -> Response:
    response = send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _may_fix(call: Call) -> bool:
    """Let who may decide fix and draw, once what others think cannot sway their own reviews."""
    return policy.may_decide(g.account, call) and not queries.own_reviews_left(g.account, call)


def _may_take_along(call: Call) -> bool:
    """Give all scores only to those from whom none are hidden."""
    return policy.may_decide(g.account, call) and not queries.hidden_from(g.account, call)


def _page(call: Call, source: SourceForm | None = None, digits: DigitsForm | None = None) -> str:
    left = queries.own_reviews_left(g.account, call)
    then = fixed(call)
    run = newest_verification(call)
    bench, chain = queries.workbench(call), records_of(call)
    return render_template(
        "experts/manage/record.html",
        event=call.event,
        call=call,
        deciding=call.phase(clock.now()) in DECIDING,
        left=left,
        may_take_along=_may_take_along(call),
        choosable=bench.choosable(bench.published),
        fixed=then,
        changed=difference_text(changed_since(call, then)) if then else [],
        records=chain,
        computable={it.number for it in chain if it.kind is not RecordKind.SEED},
        unproven=unproven(call),
        run=run,
        found_at=url_for(".record", slug=call.event.slug),
        verdicts=_verdicts(run),
        source=source or SourceForm(formdata=None),
        digits=digits or DigitsForm(formdata=None),
    )


def _verdicts(run: Run | None) -> dict[int, Verdict]:
    """Return what the last run found, by the record's number."""
    if run is None or not run.result:
        return {}
    made = {}
    for number, group in groupby(run.result["findings"], key=lambda it: it[0]):
        findings = [(check, holds) for _number, check, holds in group]
        failed = {check for check, holds in findings if not holds}
        wrong = [check_text(check, holds=False) for check, holds in findings if not holds]
        right = [check_text(check, holds=True) for check, holds in findings if holds]
        said = list(dict.fromkeys(wrong or right))
        made[number] = Verdict(not wrong, failed == {Check.TIME}, said)
    return made
