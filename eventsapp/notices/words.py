"""How the groups of notices and the choices about them are called; what is wrong with a text."""

from eventsapp.core.i18n import LazyString, _
from eventsapp.notices.rules import Choice, Group
from eventsapp.notices.rules.placeholders import Fault, Problem

GROUPS = {
    Group.REMINDERS: _("Reminders"),
    Group.NEWS: _("News"),
    Group.MAILINGS: _("Messages from organisers"),
}
#: What is in each.
CONTENTS = {
    Group.REMINDERS: _("What you still have to do, before it is due and when it is late."),
    Group.NEWS: _("Published reports, results of rating rounds, deadlines that were extended."),
    Group.MAILINGS: _("What the organisers of your events write to many people at once."),
}
CHOICES = {
    Choice.AT_ONCE: _("At once"),
    Choice.DAILY: _("Once a day, in one email"),
    Choice.NEVER: _("Not at all"),
}


def problem_text(problem: Problem) -> LazyString:
    """Say what is wrong with a text, and how it is mended."""
    hole = f"{{{problem.name}}}"
    match problem.fault:
        case Fault.EMPTY:
            return _("Write something here.")
        case Fault.UNKNOWN if problem.nearest:
            return _(
                "There is no placeholder %(name)s. Did you mean %(nearest)s?",
                name=hole,
                nearest=f"{{{problem.nearest}}}",
            )
        case Fault.UNKNOWN:
            return _("There is no placeholder %(name)s: use one of those below.", name=hole)
        case Fault.MISPLACED:
            return _("A link such as %(name)s cannot be in a subject.", name=hole)
        case Fault.STRAY:
            return _(
                "Braces belong only around the name of a placeholder, one on each side. Here one of"
                " them is alone or doubled."
            )
        case Fault.MISSING:
            return _("This email needs %(name)s: put it back.", name=hole)
