"""Keeping calendars: each event's text in each language, and when feeds last changed."""

from datetime import timedelta

from eventsapp.calendars import queries
from eventsapp.calendars.models import EntryText, FeedStamp
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.core.fuzzydate import Precision
from eventsapp.core.words import LOCALES
from eventsapp.events.entries import event_octets
from eventsapp.events.models import Event
from eventsapp.events.rules import is_public


def keep_texts(event_id: int) -> None:
    """Write an event's text anew in each language, or drop it where the event has left."""
    event = db.session.get(Event, event_id)
    kept = queries.texts_of(event_id)
    if event is None or not is_public(event.status) or event.date_precision is not Precision.DAY:
        for text in kept.values():
            db.session.delete(text)
    else:
        for locale in LOCALES:
            text = kept.get(locale) or EntryText(event_id=event.id, locale=locale)
            text.made_from, text.octets = event.changed_at, event_octets(event, locale)
            db.session.add(text)
    for scope in (queries.PUBLIC_SCOPE, queries.event_scope(event_id)):
        _move(scope)


def _move(scope: str) -> None:
    """Say that a scope has changed now, later than ever before even if the clock was set back."""
    stamp = queries.stamp(scope)
    if stamp is None:
        db.session.add(FeedStamp(scope=scope, changed_at=clock.now(), revision=1))
        return
    stamp.changed_at = max(clock.now(), stamp.changed_at + timedelta(microseconds=1))
    stamp.revision += 1
