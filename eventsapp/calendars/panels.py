"""What calendars show on the pages of events."""

from dataclasses import replace

from flask import render_template

from eventsapp.accounts.models import Account
from eventsapp.calendars import queries
from eventsapp.core.fuzzydate import Precision
from eventsapp.core.i18n import locale, say
from eventsapp.core.web import link
from eventsapp.events.models import Event
from eventsapp.events.queries import Filter, When, count_public_events
from eventsapp.events.rules import Status, is_public
from eventsapp.organizations.models import Organization
from eventsapp.registration.models import Registration

#: The feeds of any list of events, by the kind of file that they are.
FEEDS = {
    "calendars.public": "text/calendar",
    "calendars.atom": "application/atom+xml",
    "calendars.json": "application/feed+json",
}


def feed_link(address: str, title: str, kind: str = "text/calendar") -> str:
    """Name a feed in the head of a page."""
    return render_template("calendars/feed_link.html", address=address, title=title, kind=kind)


def public_feed_link() -> str:
    """Name the feed of all public events."""
    return list_feed_links(Filter())


def list_feed_links(wanted: Filter) -> str:
    """Name the feed of the events that a list shows."""
    wanted = _to_follow(wanted)
    if not queries.is_known(wanted):
        return public_feed_link()
    name = queries.feed_name(wanted)
    return "".join(
        feed_link(link(endpoint, lang=locale(), **wanted.asked), name, kind)
        for endpoint, kind in FEEDS.items()
    )


def subscribe_to_list(wanted: Filter) -> str:
    """Offer to subscribe to the events that a list shows."""
    return render_template("calendars/subscribe_button.html", address=_choosing(_to_follow(wanted)))


def _to_follow(wanted: Filter) -> Filter:
    """Keep what is over for a while: from a calendar it would go on the very next day."""
    return replace(wanted, when=When.RECENT) if wanted.when is When.UPCOMING else wanted


def _choosing(wanted: Filter) -> str:
    """Return the address of the page that says how to subscribe to this."""
    return link("calendars.subscribe", **wanted.asked)


def subscribe_to_organization(organization: Organization) -> str | None:
    """Offer to subscribe to the events that an organisation has a part in."""
    wanted = Filter(organization=organization.slug)
    if not count_public_events(wanted):
        return None
    return render_template("calendars/organization.html", address=_choosing(wanted))


def event_feed_links(event: Event) -> str | None:
    """Name an event's own feed, and the one of all events."""
    if not is_public(event.status):
        return None
    own = feed_link(
        link("calendars.event", slug=event.slug, lang=locale()),
        say(event.title, event.main_language),
    )
    return own + public_feed_link()


def own_calendar(account: Account) -> str:
    """Lead a person to a calendar of their own."""
    calendar = queries.calendar_of(account)
    subscribed = calendar is not None and calendar.token_hash is not None
    return render_template("calendars/own_panel.html", subscribed=subscribed)


def either_of_two(registration: Registration) -> str | None:
    """Say to whoever has a seat by which of two ways it comes into their calendar."""
    event = registration.event
    if event.date_precision is not Precision.DAY or event.status is Status.CANCELLED:
        return None
    return render_template("calendars/either.html")


def add_to_calendar(event: Event) -> str | None:
    """Offer to put an event of known days into one's calendar, unless it is cancelled."""
    takes_place = is_public(event.status) and event.status is not Status.CANCELLED
    if not takes_place or event.date_precision is not Precision.DAY:
        return None
    return render_template("calendars/add_button.html", event=event)
