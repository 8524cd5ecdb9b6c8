"""What calendars show on the pages of events."""

from flask import render_template

from eventsapp.core.fuzzydate import Precision
from eventsapp.core.i18n import gettext, locale, say
from eventsapp.core.web import link
from eventsapp.events.models import Event
from eventsapp.events.rules import is_public


def feed_link(address: str, title: str) -> str:
    """Name a feed in the head of a page."""
    return render_template("calendars/feed_link.html", address=address, title=title)


def public_feed_link() -> str:
    """Name the feed of all public events."""
    return feed_link(link("calendars.public", lang=locale()), gettext("Public events"))


def event_feed_links(event: Event) -> str | None:
    """Name an event's own feed, and the one of all events."""
    if not is_public(event.status):
        return None
    own = feed_link(
        link("calendars.event", slug=event.slug, lang=locale()),
        say(event.title, event.main_language),
    )
    return own + public_feed_link()


def add_to_calendar(event: Event) -> str | None:
    """Offer to put an event of known days into one's calendar."""
    if not is_public(event.status) or event.date_precision is not Precision.DAY:
        return None
    return render_template("calendars/add_button.html", event=event)
