"""Forms for the turns in an event's life."""

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from eventsapp.core.forms import Form
from eventsapp.core.i18n import _
from eventsapp.events.forms.dates import FuzzyDateForm


class PostponeForm(FuzzyDateForm):
    """The new date of an event, as far as it is known."""

    reason = StringField(
        _("Reason"), [Optional(), Length(max=500)], description=_("For the record.")
    )


class CancelForm(Form):
    """Why an event is called off."""

    reason = TextAreaField(
        _("Reason"),
        [DataRequired(_("Write why the event is cancelled.")), Length(max=1000)],
        description=_("Shown on the event's page and sent to the people who registered."),
    )
