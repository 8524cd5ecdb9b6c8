"""The organiser's page of an amendment: change, look at what changes, confirm."""

from dataclasses import replace

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import clock
from eventsapp.core.i18n import gettext
from eventsapp.core.policy import require
from eventsapp.experts import policy
from eventsapp.experts.forms.amend import AmendForm, amend_form
from eventsapp.experts.manage.bp import bp, found_call
from eventsapp.experts.models import Call
from eventsapp.experts.queries import may_amend, terms_of
from eventsapp.experts.rules import Part, Terms
from eventsapp.experts.services import amendments
from eventsapp.experts.words import changes_text
from eventsapp.questions.queries import questions_of


@bp.route("/call/amend", methods=["GET", "POST"])
def amend(slug: str) -> ResponseReturnValue:
    """Change what the publication froze, once it has been seen what changes."""
    call = found_call(slug)
    require(policy.may_amend(g.account, call))
    form = amend_form(call)
    changed: list[str] = []
    if form.submitted():
        terms = _typed(call, form)
        with form.showing_refusals():
            if form.confirm.data:
                amendments.amend(call, terms, str(form.reason.data), g.account)
                flash(
                    gettext(
                        "The call is amended. Everyone who has started an application "
                        "will get an email."
                    ),
                    "success",
                )
                return redirect(url_for(".call", slug=slug))
            amendments.require_amendable(call, terms)
            changed = _in_words(call, terms)
    return render_template(
        "experts/manage/amend.html",
        event=call.event,
        call=call,
        form=form,
        changed=changed,
        may_amend=may_amend(call, clock.now()),
    ), form.status


def _in_words(call: Call, terms: Terms) -> list[str]:
    before, after = terms_of(call).as_json(), terms.as_json()
    main = call.event.main_language
    return changes_text(before, after, main, questions_of(call.question_set))


def _typed(call: Call, form: AmendForm) -> Terms:
    """Return the terms as typed; criteria as saved where they were no longer offered."""
    if Part.CRITERIA in may_amend(call, clock.now()):
        return form.typed_terms
    return replace(form.typed_terms, criteria=terms_of(call).criteria)
