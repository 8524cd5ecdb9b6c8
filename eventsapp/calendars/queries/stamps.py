"""When what a feed shows last changed, in one query: its state.

Every feed of public events, however narrow its filter, takes the stamp of all of them: it moves
with each change, so also when an event leaves the filter, and never goes back. A stamp for each
of the countless combinations would save no more than a few answers of unchanged octets to the few
programs that ask by time alone; those that ask by ETag get their 304, for it is of the octets.
"""

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, String, and_, cast, func, literal, or_, select

from eventsapp.calendars.models import FeedStamp
from eventsapp.core import clock, settings
from eventsapp.core.db import db
from eventsapp.core.fuzzydate import Precision
from eventsapp.events.models import AgendaItem, Event
from eventsapp.events.queries import PUBLIC, RECENT_DAYS, Filter, When
from eventsapp.events.rules import Status

PUBLIC_SCOPE = "public"


class State(NamedTuple):
    """What a feed of public events is kept under."""

    events: int
    dated: int
    changed_at: datetime | None
    stamped_at: datetime | None
    revision: int | None
    #: When the last of what only waits for its time went out of the feed.
    left_at: datetime | None

    @property
    def latest(self) -> datetime | None:
        """The moment of the last change."""
        return later(self.changed_at, self.stamped_at, self.left_at)


class EventState(NamedTuple):
    """What the feed of one event is kept under."""

    id: int
    changed_at: datetime
    stamped_at: datetime | None
    revision: int | None
    items: int
    agenda_changed_at: datetime | None

    @property
    def latest(self) -> datetime | None:
        """The moment of the last change."""
        return later(self.changed_at, self.stamped_at, self.agenda_changed_at)


def event_scope(event_id: int | str) -> str:
    """Name the scope of one event's own feed."""
    return f"event:{event_id}"


def stamp(scope: str) -> FeedStamp | None:
    """Return when a scope last changed, held for this transaction."""
    return db.session.scalar(select(FeedStamp).where(FeedStamp.scope == scope).with_for_update())


def public_state(wanted: Filter) -> State:
    """Return the state of all public events, and of the days that a filter depends on."""
    today = clock.today(clock.LAST_ZONE)
    cancelled, window = settings.days("CALENDAR_CANCELLED_DAYS"), _window(wanted.when)
    events, dated, changed, stamped, revision, last_cancelled, last_in_window = db.session.execute(
        select(
            func.count(),
            func.count().filter(Event.date_precision == Precision.DAY),
            func.max(Event.changed_at),
            _stamped(FeedStamp.changed_at, PUBLIC_SCOPE),
            _stamped(FeedStamp.revision, PUBLIC_SCOPE),
            func.max(Event.date_latest).filter(
                Event.status == Status.CANCELLED, Event.date_latest < today - cancelled
            ),
            func.max(Event.date_latest).filter(Event.date_latest < today - (window or timedelta())),
        ).where(PUBLIC)
    ).one()
    left = [_gone(last_cancelled, cancelled)]
    if window is not None:
        left.append(_gone(last_in_window, window))
    return State(events, dated, changed, stamped, revision, later(*left))


def public_change() -> datetime | None:
    """Return when anything about any public event last changed, as feeds tell it."""
    return db.session.scalar(select(_stamped(FeedStamp.changed_at, PUBLIC_SCOPE)))


def event_state(slug: str) -> EventState | None:
    """Return the state of one public event and its agenda."""
    scope = literal(event_scope("")).concat(cast(Event.id, String))
    items = (AgendaItem.event_id == Event.id,)
    row = db.session.execute(
        select(
            Event.id,
            Event.changed_at,
            _stamped(FeedStamp.changed_at, scope),
            _stamped(FeedStamp.revision, scope),
            select(func.count()).where(*items).scalar_subquery(),
            select(func.max(AgendaItem.changed_at)).where(*items).scalar_subquery(),
        ).where(PUBLIC, Event.slug == slug)
    ).one_or_none()
    return None if row is None else EventState(*row)


def in_feed() -> ColumnElement[bool]:
    """Tell what a feed holds: days that are known, and what was cancelled for a stated time.

    A date that is not known to the day is never turned into one.
    """
    since = clock.today(clock.LAST_ZONE) - settings.days("CALENDAR_CANCELLED_DAYS")
    stays = or_(Event.status != Status.CANCELLED, Event.date_latest >= since)
    return and_(PUBLIC, Event.date_precision == Precision.DAY, stays)


def left_at(event: Event) -> datetime | None:
    """Return when a cancelled event has left the feeds; None while it is in them."""
    if event.status is not Status.CANCELLED:
        return None
    gone = _gone(event.date_latest, settings.days("CALENDAR_CANCELLED_DAYS"))
    return gone if gone is not None and gone <= clock.now() else None


def is_kept(event: Event) -> bool:
    """Tell whether feeds still hold an event: what was cancelled, for a stated time."""
    return left_at(event) is None


def later(*moments: datetime | None) -> datetime | None:
    """Return the last of the moments that there are."""
    return max((moment for moment in moments if moment is not None), default=None)


def _stamped(column: Any, scope: Any) -> ScalarSelect[Any]:
    return select(column).where(FeedStamp.scope == scope).scalar_subquery()


def _window(when: When) -> timedelta | None:
    """Return how long after its last day an event changes sides; None where it never does."""
    if when is When.ALL:
        return None
    return timedelta(days=RECENT_DAYS) if when is When.RECENT else timedelta()


def _gone(last: date | None, stays: timedelta) -> datetime | None:
    """Return when what ended on that day was out of its window, at midnight in the last zone."""
    if last is None:
        return None
    return clock.moment(datetime.combine(last + stays + timedelta(days=1), time()), clock.LAST_ZONE)
