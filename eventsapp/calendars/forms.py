"""What a person chooses for a calendar of their own."""

from wtforms import BooleanField, SelectField

from eventsapp.calendars.words import ALARMS
from eventsapp.core.forms import Form, options
from eventsapp.core.i18n import _


class PersonalForm(Form):
    """What it shows, and when it rings."""

    registrations = BooleanField(
        _("My registrations"),
        description=_("With your private link to join, if an event is online and you have a seat."),
    )
    agenda = BooleanField(
        _("Agenda items"),
        description=_(
            "For the events at which you have a seat, and wherever an agenda names you with your"
            " email address."
        ),
    )
    duties = BooleanField(
        _("What you have to do"),
        description=_(
            "Your own deadlines, such as an application to submit or an offer to answer."
        ),
    )
    alarm = SelectField(
        _("Alarm"),
        description=_(
            "For whole-day events it rings at nine in the morning the day before. Some calendars,"
            " including Google’s, ignore it."
        ),
        choices=options(ALARMS),
    )
