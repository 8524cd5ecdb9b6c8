"""How the experts were selected: read it as the public will, publish it, take it back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core.forms import Button
from eventsapp.core.i18n import gettext
from eventsapp.experts.manage.bp import bp, call_to_decide
from eventsapp.experts.queries.rationale import rationale as rationale_of
from eventsapp.experts.services import rationale as services
from eventsapp.questions.queries import questions_of


@bp.get("/selection/rationale")
def rationale(slug: str) -> ResponseReturnValue:
    """Show the page as everybody will read it."""
    call = call_to_decide(slug)
    return render_template(
        "experts/manage/rationale.html",
        event=call.event,
        call=call,
        rationale=rationale_of(call),
        asked=questions_of(call.question_set),
    )


@bp.post("/selection/rationale/publish")
def publish_rationale(slug: str) -> ResponseReturnValue:
    """Put the page before the public."""
    call = call_to_decide(slug)
    if Button().submitted():
        services.publish(call)
        flash(gettext("The page on how the experts were selected is now public."), "success")
    return redirect(url_for(".rationale", slug=slug))


@bp.post("/selection/rationale/take-back")
def take_back_rationale(slug: str) -> ResponseReturnValue:
    """Take the page from the public again."""
    call = call_to_decide(slug)
    if Button().submitted():
        services.take_back(call)
        flash(gettext("The page is no longer public."), "success")
    return redirect(url_for(".rationale", slug=slug))
