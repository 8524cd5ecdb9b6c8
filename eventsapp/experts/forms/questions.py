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
            DataRequired(_("Say why: everybody reads it, on the page of the call and by mail.")),
            Length(max=1000),
        ],
        description=_("Said in public, and to everyone who has begun to apply."),
    )
