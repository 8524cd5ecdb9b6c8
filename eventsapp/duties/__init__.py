"""Duties: what people owe and until when; features above say so by one door.

A feature says what is owed now (``services.add_source``). From that follow the list on a person's
own page, the entries in their calendar, and the reminders: before the due date and after it.
"""

from flask import Flask

from eventsapp.core import outbox, runner, slots
from eventsapp.duties import handlers, mails, panels, queries
from eventsapp.notices.mails import can_be_worded
from eventsapp.notices.rules import Group
from eventsapp.notices.services import can_be_overtaken, can_do_without


def init_app(app: Flask) -> None:
    """Attach the list, the reminders and what the worker does every minute."""
    slots.fill(app, "mine.panels", panels.waiting, order=0)
    outbox.subscribe(app, "duty.reminder_due", handlers.remind)
    runner.every_minute(app, "keep duties in step", handlers.look)
    can_be_worded(mails.REMINDER, order=90)
    can_do_without(Group.REMINDERS, "duties_reminder")
    can_be_overtaken("duty", queries.is_overtaken)
