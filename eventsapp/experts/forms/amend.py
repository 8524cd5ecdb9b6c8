"""The form of an amendment: the published terms, and why they change."""

from wtforms import SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length

from eventsapp.core.i18n import _
from eventsapp.experts.forms.terms import TermsForm, terms_data
from eventsapp.experts.models import Call
from eventsapp.questions.queries import questions_of


class AmendForm(TermsForm):
    """Other terms in the place of those that were published."""

    reason = TextAreaField(
        _("Reason"),
        [
            DataRequired(
                _("Say why. Everyone can read this on the page of the call and in an email.")
            ),
            Length(max=1000),
        ],
        description=_("Shown publicly, and sent to everyone who has started an application."),
    )
    look = SubmitField(_("See what changes"))
    confirm = SubmitField(_("Amend, and tell everyone"))


def amend_form(call: Call) -> AmendForm:
    """Return the form of an amendment: as it was sent, or the terms as they are."""
    form = AmendForm(data=terms_data(call, blank_targets=1))
    form.offer(call.sectors, questions_of(call.question_set))
    return form
