"""Letters: read them as they will be sent, send them all, and offer places that came back."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import mailer
from eventsapp.core.forms import Button
from eventsapp.core.i18n import gettext
from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.experts import policy, queries
from eventsapp.experts.manage.bp import bp, found_call
from eventsapp.experts.models import Application, Call
from eventsapp.experts.services import selection
from eventsapp.experts.words import OUTCOMES


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
