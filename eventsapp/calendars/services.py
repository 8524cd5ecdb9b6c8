"""Keeping calendars: each event's text, when feeds last changed, and what people choose."""

from datetime import datetime, timedelta

from eventsapp.accounts.models import Account
from eventsapp.calendars import queries
from eventsapp.calendars.models import EntryText, FeedStamp, PersonalCalendar
from eventsapp.calendars.rules import Alarm
from eventsapp.core import clock, settings
from eventsapp.core.db import db, lock
from eventsapp.core.fuzzydate import Precision
from eventsapp.core.words import LOCALES
from eventsapp.events.entries import event_octets
from eventsapp.events.models import Event
from eventsapp.events.rules import is_public


def keep_texts(event_id: int) -> None:
    """Write an event's text anew in each language, or drop it where the event has left.

    A draft moves no feed: when it is worked on is nobody's business yet.
    """
    event = db.session.get(Event, event_id)
    if event is not None:
        lock(event)  # another worker may be at the same
        if not is_public(event.status):
            return
    kept = queries.texts_of(event_id)
    if event is None or event.date_precision is not Precision.DAY:
        for text in kept.values():
            db.session.delete(text)
    else:
        for locale in LOCALES:
            text = kept.get(locale) or EntryText(event_id=event.id, locale=locale)
            text.made_from, text.base = event.changed_at, settings.text("BASE_URL")
            text.octets = event_octets(event, locale)
            db.session.add(text)
    for scope in (queries.PUBLIC_SCOPE, queries.event_scope(event_id)):
        _move(scope)


def choose(
    account: Account, *, registrations: bool, agenda: bool, duties: bool, alarm: Alarm
) -> None:
    """Keep what a person's own calendar shows, and when it rings."""
    own = _own(account)
    own.registrations, own.agenda, own.duties = registrations, agenda, duties
    own.alarm = alarm


def renew_address(account: Account) -> None:
    """Give a person's own calendar a new private address; an old one leads nowhere at once."""
    _own(account).seal()


def revoke_address(account: Account) -> None:
    """Let no address lead to a person's own calendar any more; done twice it does no harm."""
    if queries.calendar_of(account) is not None:
        _own(account).open_no_more()


def address_moved(account_id: int) -> None:
    """Say that a person's places may be others, for they are found by their mail address too."""
    account = db.session.get(Account, account_id)
    if account is not None and queries.calendar_of(account) is not None:
        _own(account)


def _own(account: Account) -> PersonalCalendar:
    """Return a person's own calendar, to be changed now."""
    own = queries.calendar_of(account)
    if own is None:
        own = PersonalCalendar(account=account, changed_at=clock.now())
        db.session.add(own)
    else:
        own.changed_at = _after(own.changed_at)
    return own


def _after(moment: datetime) -> datetime:
    """Return the present moment, later than another even if the clock was set back."""
    return max(clock.now(), moment + timedelta(microseconds=1))


def _move(scope: str) -> None:
    """Say that a scope has changed now."""
    stamp = queries.stamp(scope)
    if stamp is None:
        db.session.add(FeedStamp(scope=scope, changed_at=clock.now(), revision=1))
        return
    stamp.changed_at = _after(stamp.changed_at)
    stamp.revision += 1
