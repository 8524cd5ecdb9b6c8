"""A duty as an entry of its person's calendar: the half hour before it is due."""

from datetime import timedelta

from eventsapp.core.i18n import gettext
from eventsapp.core.ical import Entry
from eventsapp.core.web import link
from eventsapp.duties.models import Duty
from eventsapp.duties.words import Source, task_of

#: A moment without any length is not drawn by most calendars.
DRAWN = timedelta(minutes=30)


def duty_entry(source: Source, duty: Duty) -> Entry:
    """Return the entry of a duty, in the language that is in force."""
    task = task_of(source, duty.title, duty.main_language)
    return Entry(
        uid=duty.uid,
        sequence=duty.sequence,
        summary=gettext("Due: %(task)s", task=task),
        created_at=duty.created_at,
        changed_at=duty.changed_at,
        starts=duty.due_at - DRAWN,
        ends=duty.due_at,
        zone=duty.zone,
        url=link(source.endpoint, **duty.address),
        transparent=True,
    )
