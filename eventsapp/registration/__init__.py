"""Registration: people ask for a seat at an event, and get one or wait."""

from flask import Flask

from eventsapp.core import inbox, menus, outbox, slots
from eventsapp.core.i18n import _
from eventsapp.notices.mails import can_be_worded
from eventsapp.registration import handlers, mails, manage, panels, routes, words

REACTIONS: dict[str, outbox.Handler] = {
    "registration.confirmed": handlers.tell_confirmed,
    "registration.waiting": handlers.tell_waiting,
    "registration.promoted": handlers.tell_promoted,
    "registration.cancelled": handlers.tell_cancelled,
    "registration.repeated": handlers.tell_repeated,
    "registration.event_settled": handlers.tell_when_settled,
    "registration.event_changed": handlers.tell_event_changed,
    "registration.event_cancelled": handlers.tell_event_cancelled,
    "registration.declined_by_calendar": handlers.ask_who_declined,
    "account.address_moved": handlers.follow_address,
    "event.changed": handlers.event_changed,
    "event.cancelled": handlers.event_cancelled,
}


def init_app(app: Flask) -> None:
    """Attach the pages, the panels and the reactions."""
    app.register_blueprint(routes.bp)
    app.register_blueprint(manage.bp)
    app.jinja_env.filters.update(words.FILTERS)
    for name, handler in REACTIONS.items():
        outbox.subscribe(app, name, handler)
    can_be_worded(*mails.MAILS, order=10)
    inbox.subscribe(app, handlers.take_reply)
    slots.fill(app, "event.actions", panels.register_button, order=10)
    slots.fill(app, "event.panels", panels.participants, order=80)
    slots.fill(app, "mine.panels", panels.mine, order=20)
    slots.fill(app, "manage.panels", panels.seats, order=20)
    menus.add_page(app, "event", "people", "registration_manage.participants", _("Participants"))
