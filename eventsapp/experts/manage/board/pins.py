"""Pins: somebody must be in the panel, or must not; kept with a reason."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core.forms import Button
from eventsapp.core.i18n import gettext
from eventsapp.core.policy import require
from eventsapp.core.web import safe_next
from eventsapp.experts import policy
from eventsapp.experts.forms.board import PinForm
from eventsapp.experts.manage.bp import bp, found_application
from eventsapp.experts.rules import PinSide
from eventsapp.experts.services import pins


@bp.route("/selection/pins/<int:application_id>", methods=["GET", "POST"])
def pin(slug: str, application_id: int) -> ResponseReturnValue:
    """Say that somebody must be in every proposal, or in none, and why."""
    it = found_application(slug, application_id)
    require(policy.may_decide(g.account, it.call))
    back = safe_next(request.args.get("next"), url_for(".panel", slug=slug))
    saved = pins.pin_of(it)
    form = PinForm(
        side=saved.side if saved else request.args.get("side"),
        reason=saved.reason if saved else "",
    )
    if form.submitted():
        with form.showing_refusals():
            pins.pin(it, PinSide(form.side.data), str(form.reason.data), g.account)
            flash(gettext("The pin is saved with its reason."), "success")
            return redirect(back)
    return render_template(
        "experts/manage/pin.html",
        event=it.call.event,
        application=it,
        form=form,
        saved=saved,
        back=back,
    ), form.status


@bp.post("/selection/pins/<int:application_id>/remove")
def unpin(slug: str, application_id: int) -> ResponseReturnValue:
    """Leave somebody to their score and the targets again."""
    it = found_application(slug, application_id)
    require(policy.may_decide(g.account, it.call))
    if Button().submitted():
        pins.unpin(it)
        flash(gettext("The pin is removed."), "success")
    return redirect(safe_next(request.args.get("next"), url_for(".panel", slug=slug)))
