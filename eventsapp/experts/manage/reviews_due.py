"""Until when the reviewers of a call are asked for their scores."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import clock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import gettext
from eventsapp.core.policy import require
from eventsapp.experts import policy
from eventsapp.experts.forms.assigning import DueForm
from eventsapp.experts.manage.bp import bp, found_call
from eventsapp.experts.services import assigning


@bp.route("/reviews/due", methods=["GET", "POST"])
def reviews_due(slug: str) -> ResponseReturnValue:
    """Say until when reviews are asked for."""
    call = found_call(slug)
    require(policy.may_decide(g.account, call))
    now = call.reviews_due_at and clock.wall(call.reviews_due_at, call.timezone).date()
    form = DueForm(data={"day": now})
    if form.submitted():
        try:
            assigning.ask_until(call, form.day.data)
        except Refused as refusal:
            form.day.errors = [refusal.message]
        else:
            flash(gettext("The date is kept. Reviewers see it, and are reminded by it."), "success")
            return redirect(url_for(".assignments", slug=slug))
    return render_template(
        "experts/manage/reviews_due.html", event=call.event, call=call, form=form
    ), form.status
