"""Where the seed of a selection comes from, and its digits."""

from wtforms import StringField, SubmitField
from wtforms.validators import DataRequired, Length

from eventsapp.core.forms import Form
from eventsapp.core.i18n import _


class SourceForm(Form):
    """A public draw whose digits nobody knows yet."""

    source = StringField(
        _("Which draw"),
        [
            DataRequired(_("Name a public draw that is still to come.")),
            Length(max=200, message=_("At most 200 characters.")),
        ],
        description=_(
            "So that anybody can look it up: which lottery, which day, which of its numbers."
        ),
    )
    fix = SubmitField(_("Freeze the data now; the digits follow"))


class DigitsForm(Form):
    """What was drawn in public."""

    digits = StringField(
        _("The digits, as they were drawn"),
        [
            DataRequired(_("Write at least four digits, as they were drawn.")),
            Length(max=200, message=_("At most 200 characters.")),
        ],
        description=_("Spaces and signs between them do not count."),
    )
    enter = SubmitField(_("Use these digits as the seed"))
