"""Pages of a call for its readers and applicants."""

from http import HTTPStatus
from typing import NamedTuple

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from eventsapp.core import clock, files, throttle
from eventsapp.core.forms import Button
from eventsapp.core.i18n import gettext
from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.events.models import Event
from eventsapp.events.queries import event_by_slug
from eventsapp.experts import policy
from eventsapp.experts.forms.application import ApplicationForm, application_form
from eventsapp.experts.models import Application, Call
from eventsapp.experts.queries import (
    application_of,
    call_of,
    gaps_in,
    is_complete,
    question_gaps_in,
)
from eventsapp.experts.queries.nominations import invitation_for, nominations_for
from eventsapp.experts.rules import ApplicationStatus, Phase, gaps
from eventsapp.experts.services import applications
from eventsapp.experts.words import journey, what_next
from eventsapp.questions.queries import files_in, questions_of

bp = Blueprint("experts", __name__, url_prefix="/events/<slug>/call")


class _Found(NamedTuple):
    event: Event
    call: Call


def _found_call(slug: str) -> _Found:
    event = found(event_by_slug(slug))
    return _Found(event, found(call_of(event)))


@bp.get("/")
def call(slug: str) -> ResponseReturnValue:
    """Show the call: whom it seeks, how selection works, until when."""
    event, call = _found_call(slug)
    require(policy.may_see_call(g.account, call))
    own = application_of(g.account, call) if g.account else None
    return render_template(
        "experts/call.html",
        event=event,
        call=call,
        own=own,
        may_stand=policy.may_stand(g.account, call),
        phase=call.phase(clock.now()),
        asked=questions_of(call.question_set),
    )


@bp.get("/nominate")
def nominate(slug: str) -> ResponseReturnValue:
    """Lead the focal point of an invited body, who is signed in, to its private page."""
    _event, call = _found_call(slug)
    invitation = invitation_for(g.account, call) if g.account else None
    require(policy.may_nominate(g.account, invitation))
    return redirect(url_for("nominations.invited", invitation_token=found(invitation).token))


@bp.route("/apply", methods=["GET", "POST"])
def apply(slug: str) -> ResponseReturnValue:
    """Type an application, save it as a draft, submit it, change it."""
    if request.method == "POST":
        throttle.limit("form:apply")
    event, call = _found_call(slug)
    require(policy.may_apply(g.account, call))
    application = application_of(g.account, call)
    refusal = applications.refusal(call, g.account, application, clock.now())
    if refusal is not None and request.method == "GET":
        return redirect(url_for(".application" if application else ".call", slug=slug))
    form = application_form(call, g.account, application)
    try:
        if refusal is None and form.submitted() and (answer := _keep(form, call, application)):
            return answer
    except (
        applications.CallNotOpen,
        applications.AlreadyApplied,
        applications.NotNominated,
    ) as since:  # the deadline passed, or somebody decided, while the form was on its way
        refusal = since
    if refusal is not None:  # said on the form, so that nothing typed is lost
        form.form_errors.append(refusal.message)
    if request.method == "GET" and application and "check" in request.args:
        form.show(gaps_in(application))
        form.own.form.show(question_gaps_in(application))
        status = HTTPStatus.OK
    else:
        status = form.status
        if form.errors and refusal is None:
            form.ask_again_for_files()
    return render_template(
        "experts/apply.html",
        event=event,
        call=call,
        form=form,
        application=application,
        refused=refusal is not None,
        late=refusal is not None and clock.now() > call.closes_at,
        nominations=nominations_for(g.account, call),
        shut_out=policy.would_be_shut_out(g.account, call),
    ), status


def _keep(form: ApplicationForm, call: Call, application: Application | None) -> Response | None:
    """Save what was typed, and submit it if asked; None if the form shows what to mend."""
    answers, own = form.answers(call), form.own_answers(call, application)
    if application and application.status is ApplicationStatus.SUBMITTED:
        has_cv = bool(form.cv.data or application.cv_id)
        form.show(gaps(answers, sectors=call.sectors, cv_missing=call.cv_required and not has_cv))
        form.own.form.show_gaps(own)
    if form.errors:
        return None
    slug = call.event.slug
    cv = files.keep(form.cv.data) if form.cv.data else None
    saved = applications.save(call, g.account, answers, cv, own)
    if saved.status is ApplicationStatus.SUBMITTED:
        flash(gettext("Your changes are saved."), "success")
        return redirect(url_for(".application", slug=slug))
    if not form.submit.data:
        flash(gettext("Your draft is saved. It is not submitted yet."), "success")
        return redirect(url_for(".apply", slug=slug))
    if not is_complete(saved):
        return redirect(url_for(".apply", slug=slug, check=1))
    applications.submit(saved)
    flash(
        gettext("Your application has been submitted. We have sent you a confirmation by email."),
        "success",
    )
    return redirect(url_for(".application", slug=slug))


@bp.get("/application")
def application(slug: str) -> ResponseReturnValue:
    """Show applicants how their application stands, and what happens next."""
    event, call = _found_call(slug)
    require(policy.may_apply(g.account, call))
    own = application_of(g.account, call)
    if own is None:
        return redirect(url_for(".call", slug=slug))
    require(policy.may_see_own(g.account, own))
    phase = call.phase(clock.now())
    steps, here = journey(own.status, phase)
    return render_template(
        "experts/application.html",
        event=event,
        call=call,
        application=own,
        nominations=nominations_for(g.account, call),
        may_change=phase is Phase.OPEN and policy.may_stand(g.account, call),
        phase=phase,
        steps_of=steps,
        here=here,
        next_text=what_next(own.status, phase, waited=own.has_waited),
        too_late=own.status is ApplicationStatus.SELECTED and applications.is_too_late(own),
        may_withdraw=applications.may_withdraw(own),
        form=Button(),
    )


def _own_application(slug: str) -> Application:
    """Return the reader's own application, or answer that there is none."""
    _event, call = _found_call(slug)
    require(policy.may_apply(g.account, call))
    own = found(application_of(g.account, call))
    require(policy.may_see_own(g.account, own))
    return own


@bp.get("/application/cv")
def cv(slug: str) -> ResponseReturnValue:
    """Give applicants their own file back."""
    return files.download(found(_own_application(slug).cv))


@bp.get("/application/answers/<key>")
def answer_file(slug: str, key: str) -> ResponseReturnValue:
    """Give applicants back a file with which they answered a question."""
    sheet = _own_application(slug).answer_sheet
    return files.download(found(files_in(sheet).get(key)))


@bp.post("/application/withdraw")
def withdraw(slug: str) -> ResponseReturnValue:
    """Take the application back."""
    own = _own_application(slug)
    if Button().submitted():
        applications.withdraw(own)
        flash(gettext("Your application is withdrawn."), "success")
    return redirect(url_for(".application", slug=slug))


@bp.post("/application/accept")
def accept(slug: str) -> ResponseReturnValue:
    """Take the offered place."""
    own = _own_application(slug)
    if Button().submitted():
        applications.accept(own)
        flash(gettext("The place is yours: you are registered."), "success")
    return redirect(url_for(".application", slug=slug))


@bp.post("/application/decline")
def decline(slug: str) -> ResponseReturnValue:
    """Give the offered place back."""
    own = _own_application(slug)
    if Button().submitted():
        applications.decline(own)
        flash(gettext("You have declined the place. Thank you for telling us."), "success")
    return redirect(url_for(".application", slug=slug))
