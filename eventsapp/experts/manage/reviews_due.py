"""Until when the reviewers of a call are asked for their scores."""

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core.i18n import gettext
from eventsapp.duties.forms import DueForm
from eventsapp.experts.manage.bp import bp, call_to_decide
from eventsapp.experts.services import assigning


@bp.route("/reviews/due", methods=["GET", "POST"])
def reviews_due(slug: str) -> ResponseReturnValue:
    """Say until when reviews are asked for."""
    call = call_to_decide(slug)
    form = DueForm(call.reviews_due_at, call.timezone)
    if form.kept(partial(assigning.ask_until, call)):
        flash(gettext("The date is saved. Reviewers see it and are reminded of it."), "success")
        return redirect(url_for(".assignments", slug=slug))
    return render_template(
        "experts/manage/reviews_due.html", event=call.event, form=form
    ), form.status
