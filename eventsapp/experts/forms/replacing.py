"""What organisers say about places that are free: why somebody comes, and who gets more time."""

from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired, Length

from eventsapp.core.forms import Form
from eventsapp.core.i18n import _


class OfferForm(Form):
    """Why a choice is made; needed where it is not the best one."""

    reason = TextAreaField(
        _("Reason"),
        [Length(max=500, message=_("At most 500 characters."))],
        description=_("It is kept in the record of the selection, with your name."),
    )


class MoreTimeForm(Form):
    """Until when one person may answer."""

    day = DateField(
        _("Last day to answer"),
        [InputRequired(_("Choose a day."))],
        description=_("The end of this day, in the zone of the call."),
    )
