"""The organiser's page of the reviews: who reviews what, and how far they are."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import clock
from eventsapp.core.errors import Refused
from eventsapp.core.forms import Button
from eventsapp.core.i18n import gettext, ngettext, pgettext
from eventsapp.core.policy import require
from eventsapp.core.spreadsheets import csv_response
from eventsapp.core.web import found
from eventsapp.experts import policy
from eventsapp.experts.forms.assigning import (
    AutomaticForm,
    FileForm,
    HandForm,
    Line,
    PairsForm,
    TextForm,
    hand_form,
    lines_of,
    takes_form,
    written,
)
from eventsapp.experts.forms.tables import text_of
from eventsapp.experts.manage.bp import bp, call_to_decide, found_event
from eventsapp.experts.manage.review import paged
from eventsapp.experts.queries import call_of
from eventsapp.experts.queries.assigning import ApplicationRow, Desk, desk
from eventsapp.experts.queries.calibration import calibration_of
from eventsapp.experts.queries.conflicts import Pair
from eventsapp.experts.queries.reviewing import closed_to, review_queue
from eventsapp.experts.queries.sharing import proposal
from eventsapp.experts.queries.twins import matching
from eventsapp.experts.rules import AssignedBy, CallStatus
from eventsapp.experts.rules.reviewing import Hitch
from eventsapp.experts.services import assigning, reviews
from eventsapp.experts.services.assigning import Given, NothingToAssign
from eventsapp.experts.words import hitch_text


@bp.get("/reviews")
def assignments(slug: str) -> ResponseReturnValue:
    """Show who reviews what, how far everybody is, and what is missing."""
    event = found_event(slug)
    require(policy.may_manage_call(g.account, event))
    call = call_of(event)
    if call is None or call.status is CallStatus.DRAFT:
        return render_template("experts/manage/assign_none.html", event=event)
    require(policy.may_decide(g.account, call))
    of = desk(call)
    return _page(of, hand_form(of))


def _page(of: Desk, form: HandForm, status: int = HTTPStatus.OK) -> tuple[str, int]:
    rows = of.application_rows()
    show = request.args.get("show", "all")
    chosen = _shown(rows, show)
    return render_template(
        "experts/manage/assign.html",
        event=of.call.event,
        call=of.call,
        phase=of.call.phase(clock.now()),
        matching=matching(g.account, of.call),
        is_open=reviews.reviews_are_open(of.call),
        desk=of,
        reviewers=of.reviewer_rows(),
        show=show,
        missing=sum(row.missing > 0 for row in rows),
        thirds=sum(row.differs for row in rows),
        behind=sum(row.waiting > 0 for row in of.reviewer_rows()),
        form=form,
        automatic=AutomaticForm(formdata=None, meta=AutomaticForm.WITHOUT_CSRF),
        file_form=FileForm(formdata=None),
        **paged(chosen),
    ), status


def _shown(rows: list[ApplicationRow], show: str) -> list[ApplicationRow]:
    match show:
        case "missing":
            return [row for row in rows if row.missing]
        case "third":
            return [row for row in rows if row.differs]
        case _:
            return rows


@bp.post("/reviews/by-hand")
def assign(slug: str) -> ResponseReturnValue:
    """Give the ticked applications to a reviewer, or take them back."""
    call = call_to_decide(slug)
    of = desk(call)
    form = hand_form(of)
    if not form.submitted():
        return _page(of, form, form.status)
    ticked, reviewer = form.applications.data or [], int(form.reviewer.data)
    if form.take.data:
        taken = assigning.take(call, ticked, reviewer)
        flash(
            ngettext(
                "%(num)s assignment is taken back.", "%(num)s assignments are taken back.", taken
            ),
            "success",
        )
    else:
        given = assigning.give(call, [(it, reviewer) for it in ticked], AssignedBy.HAND)
        _tell(of, given)
    return redirect(url_for(".assignments", slug=slug))


def _tell(of: Desk, given: Given) -> None:
    """Say what came of it, and of each that was left out why."""
    flash(
        ngettext(
            "%(num)s review is assigned. The reviewer will get an email in a few minutes.",
            "%(num)s reviews are assigned. Each reviewer will get one email in a few minutes.",
            given.new,
        ),
        "success",
    )
    for (application_id, account_id), hitch in given.left_out[:10]:
        reviewer = (of.reviewers | of.applying).get(account_id)
        flash(
            hitch_text(
                hitch, application=str(application_id), reviewer=str(reviewer or account_id)
            ),
            "warning",
        )


@bp.get("/reviews/proposal")
def propose(slug: str) -> ResponseReturnValue:
    """Show how what is missing would be shared out; nothing is saved yet."""
    call = call_to_decide(slug)
    if not reviews.reviews_are_open(call):
        raise NothingToAssign
    form = AutomaticForm(request.args, meta=AutomaticForm.WITHOUT_CSRF)
    each = form.each.data if form.validate() else AutomaticForm.LEAST
    of = desk(call)
    shared = proposal(of, each)
    return render_template(
        "experts/manage/assign_proposal.html",
        event=call.event,
        desk=of,
        proposal=shared,
        form=PairsForm(formdata=None, pairs=written(shared.new)),
    )


@bp.post("/reviews/proposal")
def apply_proposal(slug: str) -> ResponseReturnValue:
    """Assign as proposed; what a conflict has come between is left out, and said."""
    call = call_to_decide(slug)
    form = PairsForm()
    if form.submitted():
        _tell(desk(call), assigning.give(call, form.chosen, AssignedBy.OPTIMISER))
    return redirect(url_for(".assignments", slug=slug))


@dataclass(frozen=True)
class _Table:
    """What a table of assignments says: what can be used, and what cannot, in words."""

    text: str
    pairs: list[Pair]
    problems: list[tuple[int, str]]


def _read(of: Desk, text: str) -> _Table:
    pairs, problems = [], []
    for line in lines_of(text):
        pair = of.named(line.application, line.reviewer)
        hitch = _hitch(of, line, pair)
        if hitch is None:
            pairs.append(pair)
        elif hitch is not Hitch.HAS_IT:
            said = hitch_text(hitch, application=line.application, reviewer=line.reviewer)
            problems.append((line.number, said))
    return _Table(text, pairs, problems)


def _hitch(of: Desk, line: Line, pair: Pair) -> Hitch | None:
    if not line.application or not line.reviewer:
        return Hitch.INCOMPLETE
    return of.hitch(*pair)


@bp.post("/reviews/file")
def assign_file(slug: str) -> ResponseReturnValue:
    """Assign from a table: at once if every line is good, else after its faults were shown."""
    call = call_to_decide(slug)
    of = desk(call)
    form = FileForm()
    if form.submitted():
        try:
            table = _read(of, text_of(form.table.data.stream.read()))
        except Refused as refusal:
            form.table.errors = [refusal.message]
        else:
            if not table.problems:
                return _use(of, table)
            return _faults(of, table)
    return render_template(
        "experts/manage/assign_file.html", event=call.event, form=form
    ), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/reviews/file/good-lines")
def assign_good_lines(slug: str) -> ResponseReturnValue:
    """Assign the lines of a shown table that can be used."""
    of = desk(call_to_decide(slug))
    form = TextForm()
    if form.submitted():
        return _use(of, _read(of, form.text.data or ""))
    return redirect(url_for(".assignments", slug=slug))


def _use(of: Desk, table: _Table) -> ResponseReturnValue:
    _tell(of, assigning.give(of.call, table.pairs, AssignedBy.FILE))
    return redirect(url_for(".assignments", slug=of.call.event.slug))


def _faults(of: Desk, table: _Table) -> tuple[str, int]:
    return render_template(
        "experts/manage/assign_file.html",
        event=of.call.event,
        form=FileForm(formdata=None),
        table=table,
        again=TextForm(formdata=None, text=table.text),
    ), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/reviews/clear")
def clear_assignments(slug: str) -> ResponseReturnValue:
    """Take back everything that nobody has opened yet."""
    call = call_to_decide(slug)
    if Button().submitted():
        taken = assigning.clear(call)
        flash(
            ngettext(
                "%(num)s assignment is taken back.", "%(num)s assignments are taken back.", taken
            ),
            "success",
        )
    return redirect(url_for(".assignments", slug=slug))


@bp.post("/reviews/remind")
def remind_reviewers(slug: str) -> ResponseReturnValue:
    """Remind those who have reviews left to write."""
    call = call_to_decide(slug)
    if Button().submitted():
        told = assigning.remind(call)
        flash(
            ngettext("%(num)s reviewer is reminded.", "%(num)s reviewers are reminded.", told),
            "success",
        )
    return redirect(url_for(".assignments", slug=slug))


@bp.route("/reviews/reviewers/<int:reviewer_id>", methods=["GET", "POST"])
def reviewer(slug: str, reviewer_id: int) -> ResponseReturnValue:
    """Say what a reviewer knows about and reads, and how many applications they take on."""
    call = call_to_decide(slug)
    of = desk(call)
    account = found(of.reviewers.get(reviewer_id))
    form = takes_form(call, of.profiles.get(reviewer_id))
    if form.submitted():
        profile = assigning.know(call, account, form.topics.data or [], form.languages.data or [])
        assigning.limit(profile, form.most.data)
        flash(gettext("The settings for %(name)s are saved.", name=str(account)), "success")
        return redirect(url_for(".assignments", slug=slug))
    return render_template(
        "experts/manage/assign_reviewer.html",
        event=call.event,
        call=call,
        reviewer=account,
        form=form,
    ), form.status


@bp.get("/reviews.csv")
def assignments_csv(slug: str) -> ResponseReturnValue:
    """Give the assignments as a table that can be uploaded again."""
    of = desk(call_to_decide(slug))
    return csv_response(
        f"reviews-{slug}",
        [
            gettext("Application"), gettext("Reviewer’s address"), gettext("Reviewer"),
            gettext("Applicant"), gettext("State"),
        ],
        [_line(of, pair) for pair in sorted(of.standing) if pair[1] in of.reviewers],
    )  # fmt: skip


def _line(of: Desk, pair: Pair) -> list[Any]:
    account = of.reviewers[pair[1]]
    if pair in of.done:
        state = pgettext("review", "Reviewed")
    elif pair in of.begun:
        state = pgettext("review", "Started")
    else:
        state = pgettext("review", "Waiting")
    return [pair[0], account.email, str(account), of.applications[pair[0]].name, state]


@bp.get("/reviews/calibration")
def calibration(slug: str) -> ResponseReturnValue:
    """Show severe and lenient reviewers, and what scores would be without their habits."""
    call = call_to_decide(slug)
    of = desk(call)
    view, closed = calibration_of(of), closed_to(g.account, call)
    rows = sorted(view.applications, key=lambda row: row.it.id in closed)
    return render_template(
        "experts/manage/assign_calibration.html",
        event=call.event,
        calibration=view,
        is_hidden=g.account.id in of.reviewers and bool(review_queue(g.account, call).todo),
        closed=closed,
        **paged(rows),
    )
