"""The form in which the questions of a published call are changed."""

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from eventsapp.core.i18n import _
from eventsapp.questions.forms import QuestionSetForm


class AmendedQuestionsForm(QuestionSetForm):
    """Other questions in the place of the published ones, and why."""

    reason = StringField(
        _("Reason"),
        [
            DataRequired(
                _("Say why. Everyone can read this on the page of the call and in an email.")
            ),
            Length(max=1000),
        ],
        description=_("Shown publicly, and sent to everyone who has started an application."),
    )
