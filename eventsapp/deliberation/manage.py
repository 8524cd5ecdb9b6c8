"""Pages where the facilitator screens proposals and leads the rounds of rating."""

from functools import partial

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from eventsapp.core.forms import options
from eventsapp.core.i18n import _, gettext, locale
from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.deliberation import queries, services
from eventsapp.deliberation.forms import DecisionForm, EntryForm, PracticeForm, RoundForm
from eventsapp.deliberation.models import Proposal
from eventsapp.deliberation.rules import ProposalStatus, RoundStatus, Rule, can_edit, can_move
from eventsapp.duties.forms import DueForm
from eventsapp.events.models import Event
from eventsapp.events.policy import may_facilitate
from eventsapp.events.queries import event_by_slug

bp = Blueprint("deliberation_manage", __name__, url_prefix="/organise/events/<slug>/practices")


@bp.get("/")
def proposals(slug: str) -> ResponseReturnValue:
    """List the proposals, and say where the rounds stand."""
    return _proposals_page(_led(slug), RoundForm(formdata=None))


def _proposals_page(event: Event, form: RoundForm) -> ResponseReturnValue:
    rounds = queries.rounds_of(event)
    now_open = next((r for r in rounds if r.status is RoundStatus.OPEN), None)
    listed = queries.proposals_of(event)
    page = render_template(
        "deliberation/manage/proposals.html",
        event=event,
        form=form,
        proposals=listed,
        rounds=rounds,
        now_open=now_open,
        progress=queries.progress_of(now_open) if now_open else None,
        results={result.proposal.id: result for result in queries.results_of(event)},
        ready=sum(p.status is ProposalStatus.SCREENED_IN for p in listed),
        experts=len(queries.experts_of(event)),
        unpublished=any(r.status is RoundStatus.CLOSED for r in rounds),
    )
    return page, form.status


@bp.route("/new", methods=["GET", "POST"])
def enter(slug: str) -> ResponseReturnValue:
    """Enter a proposal on behalf of somebody."""
    event = _led(slug)
    people = {
        str(place.account_id): place.account
        for place in queries.participants_of(event)
        if place.account is not None
    }
    form = EntryForm(data={"language": locale()})
    form.author.choices = options(
        {"": gettext("Nobody in particular: the discussion")}
        | {key: str(account) for key, account in people.items()}
    )
    if form.submitted():
        made = services.propose(event, people.get(form.author.data), form.practice)
        flash(_("The proposal is entered."), "success")
        return redirect(url_for(".proposal", slug=slug, number=made.number))
    return render_template("deliberation/manage/enter.html", event=event, form=form), form.status


@bp.route("/<int:number>/", methods=["GET", "POST"])
def proposal(slug: str, number: int) -> ResponseReturnValue:
    """Show one proposal and decide what becomes of it."""
    event = _led(slug)
    shown = _proposal(event, number)
    form = DecisionForm()
    if form.submitted():
        reason = (form.reason.data or "").strip()
        match form.decision.data:
            case "in":
                services.screen_in(shown)
            case "back":
                services.send_back(shown, reason)
            case "out":
                services.leave_out(shown, reason)
        flash(_("Your decision is saved."), "success")
        return redirect(url_for(".proposals", slug=slug))
    being_rated = queries.is_being_rated(shown)
    return (
        render_template(
            "deliberation/manage/proposal.html",
            event=event,
            proposal=shown,
            form=form,
            being_rated=being_rated,
            result=queries.result_of(shown),
            can_edit=can_edit(shown.status, in_open_round=being_rated),
            ways={
                way: can_move(shown.status, then)
                for way, then in (
                    ("in", ProposalStatus.SCREENED_IN),
                    ("back", ProposalStatus.RETURNED),
                    ("out", ProposalStatus.OUT_OF_SCOPE),
                )
            },
        ),
        form.status,
    )


@bp.route("/<int:number>/edit", methods=["GET", "POST"])
def edit(slug: str, number: int) -> ResponseReturnValue:
    """Edit a proposal for clarity, until a round opens."""
    event = _led(slug)
    shown = _proposal(event, number)
    form = PracticeForm(obj=shown)
    if form.submitted():
        services.edit(shown, form.practice)
        flash(_("The changes are saved."), "success")
        return redirect(url_for(".proposal", slug=slug, number=number))
    return (
        render_template("deliberation/manage/edit.html", event=event, proposal=shown, form=form),
        form.status,
    )


@bp.post("/rounds/open")
def open_round(slug: str) -> ResponseReturnValue:
    """Open a round for all proposals screened in, by the rule that is chosen."""
    event = _led(slug)
    form = RoundForm()
    if not form.submitted():
        return _proposals_page(event, form)
    opened = services.open_round(event, Rule(form.rule.data or Rule.RAM))
    flash(_("Round %(number)s is open, and the experts get an email.", number=opened.number))
    return _back(slug)


@bp.route("/rounds/due", methods=["GET", "POST"])
def round_due(slug: str) -> ResponseReturnValue:
    """Say until when ratings are asked for."""
    event = _led(slug)
    asked = found(queries.open_round(event))
    form = DueForm(asked.due_at, event.timezone)
    if form.kept(partial(services.ask_until, asked)):
        flash(_("The date is saved. Experts see it and are reminded of it."), "success")
        return _back(slug)
    return render_template("deliberation/manage/due.html", event=event, form=form), form.status


@bp.post("/rounds/close")
def close_round(slug: str) -> ResponseReturnValue:
    """Close the open round, which computes the outcomes."""
    event = _led(slug)
    now_open = queries.open_round(event)
    if now_open is None:
        raise services.RoundIsNotOpen
    services.close_round(now_open)
    flash(_("Round %(number)s is closed, and its outcomes are computed.", number=now_open.number))
    return _back(slug)


@bp.post("/publish")
def publish(slug: str) -> ResponseReturnValue:
    """Publish the suggested set."""
    event = _led(slug)
    services.publish(event)
    flash(_("The suggested set is published, and the participants get an email."), "success")
    return _back(slug)


def _led(slug: str) -> Event:
    event = found(event_by_slug(slug))
    require(may_facilitate(g.account, event))
    return event


def _proposal(event: Event, number: int) -> Proposal:
    return found(queries.proposal_by_number(event, number))


def _back(slug: str) -> Response:
    return redirect(url_for(".proposals", slug=slug))
