"""What has changed among public events, for readers of news and for web sites."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import select

from eventsapp.calendars.queries.kept import Feed, shelf
from eventsapp.calendars.queries.scopes import feed_name
from eventsapp.calendars.queries.stamps import State, public_state
from eventsapp.core import settings
from eventsapp.core.db import db
from eventsapp.core.i18n import force_locale
from eventsapp.core.newsfeeds import Head, Item, atom, json_feed
from eventsapp.core.web import link
from eventsapp.events.entries import event_news
from eventsapp.events.models import Event
from eventsapp.events.queries import Filter, looked_for

#: How many of the latest changes a feed of news tells.
NEWEST = 50
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Form(StrEnum):
    """As what news are written; the value is the endpoint."""

    ATOM = "calendars.atom"
    JSON = "calendars.json"


_WRITERS: dict[Form, Callable[[Head, Sequence[Item]], bytes]] = {
    Form.ATOM: atom,
    Form.JSON: json_feed,
}


def news_feed(form: Form, language: str, wanted: Filter) -> Feed:
    """Return the latest changes of public events, newest first; those without a day too."""
    with force_locale(language):
        name = feed_name(wanted)
    state = public_state(wanted)
    return shelf.get(
        (form, language, wanted),
        (name, state),
        lambda: _news_feed(form, language, wanted, name, state),
    )


def _news_feed(form: Form, language: str, wanted: Filter, name: str, state: State) -> Feed:
    events = db.session.scalars(
        select(Event)
        .where(*looked_for(wanted))
        .order_by(Event.changed_at.desc(), Event.id.desc())
        .limit(NEWEST)
    ).all()
    head = Head(
        title=name,
        author=settings.text("SITE_NAME"),
        language=language,
        address=link(form.value, lang=language, **wanted.asked),
        page=link("events.index", lang=language, **wanted.asked),
        changed_at=state.latest or _NEVER,
    )
    items = [event_news(event, language) for event in events]
    return Feed.of(_WRITERS[form](head, items), state.latest)
