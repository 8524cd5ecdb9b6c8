"""Calendars: what is on, in the form that the calendars of other people read."""

from flask import Flask

from eventsapp.calendars import handlers, panels, routes
from eventsapp.core import outbox, runner, slots

#: What changes the text of an event in calendars.
NEWS = ("event.published", "event.changed", "event.cancelled", "agenda.changed")


def init_app(app: Flask) -> None:
    """Attach the feeds, their links on the pages of events, and the reactions."""
    app.register_blueprint(routes.bp)
    for name in NEWS:
        outbox.subscribe(app, name, handlers.keep_texts)
    runner.every_minute(app, "keep texts of calendars", handlers.keep_what_is_missing)
    slots.fill(app, "event.feeds", panels.event_feed_links)
    slots.fill(app, "event.actions", panels.add_to_calendar, order=80)
    outbox.subscribe(app, "account.address_moved", handlers.address_moved)
    slots.fill(app, "mine.panels", panels.own_calendar, order=90)
    slots.fill(app, "registration.seat", panels.either_of_two)
    slots.fill(app, "home.feeds", panels.public_feed_link)
    slots.fill(app, "events.feeds", panels.list_feed_links)
    slots.fill(app, "events.list_actions", panels.subscribe_to_list)
    slots.fill(app, "organization.panels", panels.subscribe_to_organization, order=90)
