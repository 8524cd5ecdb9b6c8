"""Reading calendars: each question lives in the file of its subject."""

from eventsapp.calendars.queries.feeds import (
    Agenda,
    event_feed,
    public_feed,
    texts_of,
    without_texts,
)
from eventsapp.calendars.queries.kept import Feed, shelf
from eventsapp.calendars.queries.news import Form, news_feed
from eventsapp.calendars.queries.personal import ENDING, calendar_at, calendar_of, personal_feed
from eventsapp.calendars.queries.scopes import Holding, feed_name, holding, is_known
from eventsapp.calendars.queries.stamps import PUBLIC_SCOPE, event_scope, later, stamp

__all__ = [
    "ENDING",
    "PUBLIC_SCOPE",
    "Agenda",
    "Feed",
    "Form",
    "Holding",
    "calendar_at",
    "calendar_of",
    "event_feed",
    "event_scope",
    "feed_name",
    "holding",
    "is_known",
    "later",
    "news_feed",
    "personal_feed",
    "public_feed",
    "shelf",
    "stamp",
    "texts_of",
    "without_texts",
]
