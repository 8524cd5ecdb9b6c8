"""Pages where participants propose and rate, and where everybody reads the outcome."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core.i18n import _, locale
from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.deliberation import policy, queries, services
from eventsapp.deliberation.forms import PracticeForm, rate_form
from eventsapp.deliberation.rules import RoundStatus, can_edit
from eventsapp.events.policy import may_facilitate, may_see
from eventsapp.events.queries import event_by_slug

bp = Blueprint("deliberation", __name__, url_prefix="/events/<slug>/practices")


@bp.get("/")
def practices(slug: str) -> ResponseReturnValue:
    """Show the suggested set once it is published; to participants, all that leads there."""
    event = found(event_by_slug(slug))
    place = queries.place_of(g.account, event)
    require(may_see(g.account, event) or place is not None)
    inside = policy.may_see_proposals(g.account, event, place)
    results = queries.results_of(event, published=not inside)
    return render_template(
        "deliberation/practices.html",
        event=event,
        agreed=[result for result in results if result.tally.accepted],
        not_agreed=[result for result in results if not result.tally.accepted],
        proposals=queries.proposals_of(event) if inside else [],
        unpublished=any(result.round.status is RoundStatus.CLOSED for result in results),
        inside=inside,
        may_propose=policy.may_propose(place),
        may_rate=policy.may_rate(place),
        facilitates=may_facilitate(g.account, event),
        now_open=queries.open_round(event) if inside else None,
    )


@bp.get("/<int:number>/")
def proposal(slug: str, number: int) -> ResponseReturnValue:
    """Show one proposal to participants and the team."""
    event = found(event_by_slug(slug))
    require(policy.may_see_proposals(g.account, event, queries.place_of(g.account, event)))
    shown = found(queries.proposal_by_number(event, number))
    mine = policy.may_edit(g.account, shown)
    return render_template(
        "deliberation/proposal.html",
        event=event,
        proposal=shown,
        question=queries.question_about(shown) if mine else None,
        may_edit=mine and can_edit(shown.status, in_open_round=queries.is_being_rated(shown)),
    )


@bp.route("/propose", methods=["GET", "POST"])
def propose(slug: str) -> ResponseReturnValue:
    """Take a participant's proposal."""
    event = found(event_by_slug(slug))
    require(policy.may_propose(queries.place_of(g.account, event)))
    form = PracticeForm(data={"language": locale()})
    if form.submitted():
        made = services.propose(event, g.account, form.practice)
        flash(_("We have your proposal. The facilitator will look at it next."), "success")
        return redirect(url_for(".proposal", slug=slug, number=made.number))
    return render_template("deliberation/propose.html", event=event, form=form), form.status


@bp.route("/<int:number>/edit", methods=["GET", "POST"])
def edit(slug: str, number: int) -> ResponseReturnValue:
    """Let authors change their text until a round opens."""
    event = found(event_by_slug(slug))
    shown = found(queries.proposal_by_number(event, number))
    require(policy.may_edit(g.account, shown))
    form = PracticeForm(obj=shown)
    if form.submitted():
        services.edit(shown, form.practice)
        flash(_("Your changes are saved."), "success")
        return redirect(url_for(".proposal", slug=slug, number=number))
    return (
        render_template("deliberation/edit.html", event=event, proposal=shown, form=form),
        form.status,
    )


@bp.post("/<int:number>/withdraw")
def withdraw(slug: str, number: int) -> ResponseReturnValue:
    """Let authors take their proposal back."""
    event = found(event_by_slug(slug))
    shown = found(queries.proposal_by_number(event, number))
    require(policy.may_edit(g.account, shown))
    services.withdraw(shown)
    flash(_("Your proposal is withdrawn."), "success")
    return redirect(url_for(".practices", slug=slug))


@bp.route("/rate", methods=["GET", "POST"])
def rate(slug: str) -> ResponseReturnValue:
    """Take an expert's ratings of all proposals of the open round."""
    event = found(event_by_slug(slug))
    require(policy.may_rate(queries.place_of(g.account, event)))
    now_open = queries.open_round(event)
    if now_open is None:
        return render_template("deliberation/no_round.html", event=event)
    proposals = queries.proposals_in(now_open)
    given = queries.answers_of(g.account, now_open)
    form = rate_form(proposals, given)
    if form.submitted():
        services.rate(now_open, g.account, form.answers)
        flash(_("Your ratings are saved. You can change them until the round closes."), "success")
        return redirect(url_for(".rate", slug=slug))
    return (
        render_template(
            "deliberation/rate.html",
            event=event,
            round=now_open,
            proposals=proposals,
            answered=len(given),
            form=form,
        ),
        form.status,
    )
