"""How the groups of notices, and the choices about them, are called."""

from eventsapp.core.i18n import _
from eventsapp.notices.rules import Choice, Group

GROUPS = {
    Group.REMINDERS: _("Reminders"),
    Group.NEWS: _("News"),
}
#: What is in each.
CONTENTS = {
    Group.REMINDERS: _("Drafts, reviews and nominations that wait while there is still time."),
    Group.NEWS: _("Published reports, results of rating rounds, deadlines that were extended."),
}
CHOICES = {
    Choice.AT_ONCE: _("At once"),
    Choice.DAILY: _("Once a day, in one mail"),
    Choice.NEVER: _("Not at all"),
}
