"""Mailings: the mails of an event in the hands of its organisers."""

from flask import Flask

from eventsapp.core import menus, outbox, slots
from eventsapp.core.i18n import _
from eventsapp.mailings import handlers, mails, panels, words
from eventsapp.mailings.manage import bp
from eventsapp.mailings.queries.mailings import is_overtaken
from eventsapp.notices.rules import Group
from eventsapp.notices.services import can_be_overtaken, can_do_without


def init_app(app: Flask) -> None:
    """Attach the pages of organisers, and what is said of mails on their other pages."""
    app.register_blueprint(bp)
    app.jinja_env.filters.update(words.FILTERS | {"mailing_subject": mails.subject_of})
    menus.add_page(app, "event", "mails", "mailings_manage.mails", _("Sent and waiting"))
    menus.add_page(app, "event", "mails", "mailings_manage.mailings", _("Mailings"))
    menus.add_page(app, "event", "mails", "mailings_manage.wordings", _("Email texts"))
    slots.fill(app, "manage.strips", panels.strip, order=10)
    can_do_without(Group.MAILINGS, mails.KIND)
    can_be_overtaken("mailing", is_overtaken)
    outbox.subscribe(app, "mailing.due", handlers.begin)
    outbox.subscribe(app, "mailing.tell", handlers.tell)
    outbox.subscribe(app, "registration.tag_renamed", handlers.tag_renamed)
    outbox.subscribe(app, "event.changed", handlers.event_moved)
    for name in ("call.planned", "call.extended", "call.reopened"):
        outbox.subscribe(app, name, handlers.deadline_moved)
