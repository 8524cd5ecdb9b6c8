"""How the alarms of a person's own calendar are called."""

from eventsapp.calendars.rules import Alarm
from eventsapp.core.i18n import _

ALARMS = {
    Alarm.NONE: _("No alarm"),
    Alarm.QUARTER: _("15 minutes before"),
    Alarm.HOUR: _("1 hour before"),
    Alarm.DAY: _("1 day before"),
}
