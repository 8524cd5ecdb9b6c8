"""Letters: read them as they will be sent, send them all; more time to answer; the end."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core.forms import Button
from eventsapp.core.i18n import gettext, ngettext
from eventsapp.core.policy import require
from eventsapp.experts import policy, queries
from eventsapp.experts.forms.replacing import MoreTimeForm
from eventsapp.experts.mails import context_of
from eventsapp.experts.manage.bp import bp, call_to_decide, found_application
from eventsapp.experts.models import Call
from eventsapp.experts.services import completion, offers, selection
from eventsapp.experts.words import OUTCOMES
from eventsapp.notices.mails import word


@bp.route("/selection/notify", methods=["GET", "POST"])
def notify(slug: str) -> ResponseReturnValue:
    """Show the letters as they will read, and send them all."""
    call = call_to_decide(slug)
    form = Button()
    if form.submitted():
        told = selection.notify(call)
        flash(gettext("The results are sent to %(count)s applicants.", count=told), "success")
        return redirect(url_for(".board", slug=slug))
    return render_template(
        "experts/manage/notify.html",
        event=call.event,
        letters=_letters(call),
        unready=selection.unready(call),
    )


def _letters(call: Call) -> list[dict[str, Any]]:
    """Word one letter per outcome, as its first real recipient will read it."""
    applications = queries.in_the_race(call)
    letters = []
    until = offers.answer_by(call)
    for outcome in OUTCOMES:
        to = [it for it in applications if it.decision is outcome]
        if to:
            wording = word(
                selection.LETTERS[outcome],
                to[0].account,
                scope=call.event.mail_scope,
                **{**context_of(to[0]), "answer_by": until},
            )
            letters.append({"outcome": outcome, "count": len(to), "to": to[0], "mail": wording})
    return letters


@bp.route("/selection/answers/<int:application_id>", methods=["GET", "POST"])
def more_time(slug: str, application_id: int) -> ResponseReturnValue:
    """Let one person answer later."""
    it = found_application(slug, application_id)
    require(policy.may_decide(g.account, it.call))
    back = url_for(".board", slug=slug) + "#places"
    form = MoreTimeForm()
    if form.submitted() and form.day.data:
        with form.showing_refusals():
            offers.give_time(it, form.day.data)
            flash(
                gettext("%(name)s has more time to answer and will get an email.", name=it.name),
                "success",
            )
            return redirect(back)
    return render_template(
        "experts/manage/more_time.html",
        event=it.call.event,
        call=it.call,
        application=it,
        form=form,
        back=back,
    ), form.status


@bp.post("/selection/complete")
def complete(slug: str) -> ResponseReturnValue:
    """End the call: no place is offered any more, and the reserves are told."""
    call = call_to_decide(slug)
    if Button().submitted():
        told = completion.complete(call)
        flash(
            ngettext(
                "The call is completed. %(num)s person on the reserve list will get an email.",
                "The call is completed. %(num)s people on the reserve list will get an email.",
                told,
            ),
            "success",
        )
    return redirect(url_for(".board", slug=slug))
