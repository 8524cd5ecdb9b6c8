"""The organiser's page of the call: write, publish, extend, withdraw."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import clock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import gettext
from eventsapp.core.policy import require
from eventsapp.events.models import Event
from eventsapp.experts import policy
from eventsapp.experts.forms.call import (
    CallForm,
    ExtendForm,
    WithdrawCallForm,
    call_form,
)
from eventsapp.experts.manage.bp import bp, found_call, found_event
from eventsapp.experts.models import Call
from eventsapp.experts.queries import call_of, count_of_applications
from eventsapp.experts.rules import CallStatus, contradictions
from eventsapp.experts.services import calls


@bp.route("/call", methods=["GET", "POST"])
def call(slug: str) -> ResponseReturnValue:
    """Write the call while it is a draft; afterwards show what everybody applies under."""
    event = found_event(slug)
    require(policy.may_manage_call(g.account, event))
    saved = call_of(event)
    if saved is not None and saved.status is not CallStatus.DRAFT:
        return _published(saved, ExtendForm(), WithdrawCallForm())
    form = call_form(event, saved)
    if form.recount.data:
        form.validate()
        return _draft(event, saved, form), 200
    if form.submitted():
        try:
            return _save(event, form)
        except Refused as refusal:  # said on the form, so that nothing typed is lost
            form.form_errors.append(refusal.message)
    return _draft(event, saved, form), form.status


def _save(event: Event, form: CallForm) -> ResponseReturnValue:
    saved = calls.save(event, form.plan())
    if form.publish.data:
        calls.publish(saved)
        flash(gettext("The call is published."), "success")
    else:
        flash(gettext("The draft is saved. Only the organisers see it."), "success")
    return redirect(url_for(".call", slug=event.slug))


def _draft(event: Event, saved: Call | None, form: CallForm) -> str:
    fragment = request.headers.get("HX-Request") and form.recount.data
    return render_template(
        "experts/manage/sums.html" if fragment else "experts/manage/call.html",
        event=event,
        call=saved,
        form=form,
        weights=sum(criterion.weight for criterion in form.typed_criteria),
        minima=_minima(form),
        problems=contradictions(form.seats.data or 0, form.typed_targets, form.all_sectors),
    )


def _minima(form: CallForm) -> dict[str, int]:
    """Add up how many people the targets ask for, by attribute."""
    sums: dict[str, int] = {}
    for target in form.typed_targets:
        sums[target.attribute] = sums.get(target.attribute, 0) + target.minimum
    return sums


@bp.post("/call/extend")
def extend(slug: str) -> ResponseReturnValue:
    """Move the deadline away."""
    saved = found_call(slug)
    require(policy.may_manage_call(g.account, saved.event))
    form = ExtendForm()
    if form.submitted():
        calls.extend(saved, form.moment(saved.timezone))
        flash(
            gettext("The deadline is extended. Everyone who has begun to apply is told."),
            "success",
        )
        return redirect(url_for(".call", slug=slug))
    return _published(saved, form, WithdrawCallForm(formdata=None)), form.status


@bp.post("/call/withdraw")
def withdraw(slug: str) -> ResponseReturnValue:
    """Take the call back."""
    saved = found_call(slug)
    require(policy.may_manage_call(g.account, saved.event))
    form = WithdrawCallForm()
    if form.submitted():
        calls.withdraw(saved, str(form.reason.data))
        flash(gettext("The call is withdrawn. Everyone who has applied is told."), "success")
        return redirect(url_for(".call", slug=slug))
    return _published(saved, ExtendForm(formdata=None), form), form.status


def _published(saved: Call, extend_form: ExtendForm, withdraw_form: WithdrawCallForm) -> str:
    return render_template(
        "experts/manage/published.html",
        event=saved.event,
        call=saved,
        phase=saved.phase(clock.now()),
        count=count_of_applications(saved),
        extend_form=extend_form,
        withdraw_form=withdraw_form,
    )
