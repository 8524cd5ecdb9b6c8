"""What a person chooses for a calendar of their own."""

from wtforms import BooleanField, SelectField

from eventsapp.calendars.words import ALARMS
from eventsapp.core.forms import Form
from eventsapp.core.i18n import _


class PersonalForm(Form):
    """What it shows, and when it rings."""

    registrations = BooleanField(
        _("My registrations"),
        description=_(
            "With the private link to join, where an event is online and you have a seat."
        ),
    )
    agenda = BooleanField(
        _("Agenda items"),
        description=_("Of the events at which you have a seat, and wherever you speak."),
    )
    duties = BooleanField(
        _("What waits for you"),
        description=_("Deadlines of your own: an application to hand in, an offer to answer."),
    )
    alarm = SelectField(
        _("Alarm"),
        description=_(
            "For events of whole days it rings at nine in the morning of the day before. Some"
            " calendars, Google’s among them, ignore it."
        ),
        choices=[(alarm.value, label) for alarm, label in ALARMS.items()],
    )
