"""What organisers type about the mails of an event."""

from wtforms import IntegerField, StringField
from wtforms.validators import Length, NumberRange, Optional

from eventsapp.core.forms import Form
from eventsapp.core.i18n import _
from eventsapp.notices.queries import MOST_REPEATS


class HoldForm(Form):
    """Why all mails are held."""

    reason = StringField(
        _("Reason, for the rest of the team"),
        [Optional(), Length(max=300)],
        description=_("For example: the venue may still change."),
    )


class AgainForm(Form):
    """A mail is sent again; how often it was so before, so that a second click does nothing."""

    times = IntegerField(validators=[Optional(), NumberRange(min=0, max=MOST_REPEATS - 1)])
