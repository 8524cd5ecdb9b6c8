"""The organiser's page of a call's own questions, and the files that answer them."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from eventsapp.core import clock, files
from eventsapp.core.i18n import force_locale, gettext
from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.core.words import LOCALES
from eventsapp.experts import policy
from eventsapp.experts.forms.questions import AmendedQuestionsForm
from eventsapp.experts.manage.bp import bp, found_application, found_event
from eventsapp.experts.models import Call
from eventsapp.experts.queries import call_of
from eventsapp.experts.rules import CallStatus
from eventsapp.experts.services import questions as services
from eventsapp.questions.forms import QuestionSetForm, answers_form, question_set_form
from eventsapp.questions.queries import files_in, questions_of
from eventsapp.questions.rules import askable


@bp.route("/call/questions", methods=["GET", "POST"])
def questions(slug: str) -> ResponseReturnValue:
    """Write the call's own questions; once it is published, change them with a public reason."""
    event = found_event(slug)
    require(policy.may_manage_call(g.account, event))
    call = call_of(event)
    if call is None:
        flash(gettext("Write the call first; then add questions of your own."))
        return redirect(url_for(".call", slug=slug))
    form = question_set_form(
        questions_of(call.question_set),
        event.main_language,
        QuestionSetForm if call.status is CallStatus.DRAFT else AmendedQuestionsForm,
    )
    if form.save.data and form.submitted() and form.is_sound():
        with form.showing_refusals():
            return _save(call, form)
    preview = _preview(form, event.main_language)
    if form.preview.data and request.headers.get("HX-Request"):
        return preview
    return render_template(
        "experts/manage/questions.html",
        event=event,
        form=form,
        preview=preview,
        is_draft=call.status is CallStatus.DRAFT,
        is_open=call.phase(clock.now()) in services.AMENDABLE,
    ), form.status


def _save(call: Call, form: QuestionSetForm) -> ResponseReturnValue:
    if isinstance(form, AmendedQuestionsForm):
        services.amend(call, form.questions, str(form.reason.data).strip(), g.account)
        flash(
            gettext(
                "The questions are changed. Everyone who has started an application "
                "will get an email."
            ),
            "success",
        )
    else:
        services.ask(call, form.questions)
        flash(
            gettext("The questions are saved. Everyone who applies will be asked them."), "success"
        )
    return redirect(url_for(".questions", slug=call.event.slug))


def _preview(form: QuestionSetForm, main: str) -> Markup:
    """Show the questions that are complete as they will be asked, in the language chosen."""
    locale = form.preview_locale.data if form.preview_locale.data in LOCALES else main
    written = form.questions
    shown = askable(written)
    with force_locale(locale):
        page = render_template(
            "questions/preview.html",
            own=answers_form(shown, main)(prefix="preview-"),
            left_out=len(written) - len(shown),
            preview_in=locale,
        )
    return Markup(page)  # noqa: S704 -- a rendered template


@bp.get("/applications/<int:application_id>/answers/<key>")
def answer_file(slug: str, application_id: int, key: str) -> ResponseReturnValue:
    """Give a file that answers a question to those who may have the curriculum vitae."""
    application = found_application(slug, application_id)
    require(policy.may_have_files(g.account, application))
    return files.download(found(files_in(application.answer_sheet).get(key)))
