"""The organiser's page of the call: write, preview, publish; then extend, reopen, withdraw."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import clock
from eventsapp.core.i18n import force_locale, gettext
from eventsapp.core.policy import require
from eventsapp.core.words import LOCALES
from eventsapp.events.models import Event
from eventsapp.experts import policy
from eventsapp.experts.forms.call import (
    CallForm,
    ExtendForm,
    ReopenForm,
    WithdrawCallForm,
    call_form,
)
from eventsapp.experts.manage.bp import bp, found_call, found_event
from eventsapp.experts.models import Call
from eventsapp.experts.queries import (
    call_of,
    contradictions_in,
    dry_run,
    forecast,
    may_amend,
)
from eventsapp.experts.rules import CallStatus, Part, Phase, leaves_no_room_for_silence
from eventsapp.experts.services import calls, deadlines
from eventsapp.questions.queries import questions_of


@bp.route("/call", methods=["GET", "POST"])
def call(slug: str) -> ResponseReturnValue:
    """Write the call while it is a draft; afterwards show what everybody applies under."""
    event = found_event(slug)
    require(policy.may_manage_call(g.account, event))
    saved = call_of(event)
    if saved is not None and saved.status is not CallStatus.DRAFT:
        return _published(saved)
    form = call_form(event, saved)
    if form.recount.data:
        form.validate()
        return _draft(event, saved, form), 200
    if form.submitted():
        with form.showing_refusals():
            return _save(event, form)
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
    question_set = saved.question_set if saved else None
    shown = {
        "event": event,
        "form": form,
        "asked": questions_of(question_set),
        "terms": form.typed_terms,
        "problems": contradictions_in(
            form.seats.data or 0, form.typed_targets, form.all_sectors, question_set
        ),
        "crowded": leaves_no_room_for_silence(form.seats.data or 0, form.typed_targets),
    }
    if request.headers.get("HX-Request") and form.recount.data:
        return _preview(form, shown)
    return render_template(
        "experts/manage/call.html", call=saved, preview=_preview(form, shown), **shown
    )


def _preview(form: CallForm, shown: dict[str, object]) -> str:
    """Show the public page as it will read, in the language that was chosen."""
    chosen = form.preview_locale.data
    with force_locale(chosen if chosen in LOCALES else "en"):
        as_read = render_template("experts/manage/as_read.html", **shown)
    return render_template("experts/manage/preview.html", as_read=as_read, **shown)


@bp.post("/call/extend")
def extend(slug: str) -> ResponseReturnValue:
    """Move the deadline away."""
    saved = found_call(slug)
    require(policy.may_manage_call(g.account, saved.event))
    form = ExtendForm()
    if form.submitted():
        with form.showing_refusals():
            deadlines.extend(saved, form.moment(saved.timezone))
            flash(
                gettext(
                    "The deadline is extended. Everyone who has started an "
                    "application will get an email."
                ),
                "success",
            )
            return redirect(url_for(".call", slug=slug))
    return _published(saved, extend=form), form.status


@bp.post("/call/reopen")
def reopen(slug: str) -> ResponseReturnValue:
    """Open a closed call again."""
    saved = found_call(slug)
    require(policy.may_manage_call(g.account, saved.event))
    form = ReopenForm()
    if form.submitted():
        with form.showing_refusals():
            deadlines.reopen(saved, form.moment(saved.timezone), str(form.reason.data))
            flash(
                gettext(
                    "The call is open again. Everyone who has started an "
                    "application will get an email."
                ),
                "success",
            )
            return redirect(url_for(".call", slug=slug))
    return _published(saved, reopen=form), form.status


@bp.post("/call/withdraw")
def withdraw(slug: str) -> ResponseReturnValue:
    """Take the call back."""
    saved = found_call(slug)
    require(policy.may_manage_call(g.account, saved.event))
    form = WithdrawCallForm()
    if form.submitted():
        with form.showing_refusals():
            calls.withdraw(saved, str(form.reason.data))
            flash(
                gettext("The call is withdrawn. Everyone who has applied will get an email."),
                "success",
            )
            return redirect(url_for(".call", slug=slug))
    return _published(saved, withdraw=form), form.status


def _published(
    saved: Call,
    *,
    extend: ExtendForm | None = None,
    reopen: ReopenForm | None = None,
    withdraw: WithdrawCallForm | None = None,
) -> str:
    now = clock.now()
    phase = saved.phase(now)
    run = dry_run(saved, now)
    amendable = may_amend(saved, now)
    sees = phase in {Phase.UPCOMING, Phase.OPEN} and policy.may_decide(g.account, saved)
    return render_template(
        "experts/manage/published.html",
        event=saved.event,
        call=saved,
        phase=phase,
        run=run,
        sees=sees,
        foreseen=forecast(saved) if sees and run.submitted and not run.in_danger else None,
        may_amend=bool(amendable) and policy.may_amend(g.account, saved),
        may_reopen=Part.CRITERIA in amendable,
        asked=questions_of(saved.question_set),
        extend_form=extend or ExtendForm(formdata=None),
        reopen_form=reopen or ReopenForm(formdata=None),
        withdraw_form=withdraw or WithdrawCallForm(formdata=None),
    )
