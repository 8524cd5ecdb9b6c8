"""Reading calendars: feeds as octets, kept in this process until what they show has changed."""

import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, String, and_, cast, func, literal, select
from sqlalchemy.orm import joinedload, selectinload

from eventsapp.calendars.models import EntryText, FeedStamp
from eventsapp.core.db import db
from eventsapp.core.fuzzydate import Precision
from eventsapp.core.i18n import force_locale, gettext, say
from eventsapp.core.ical import calendar, zones_in
from eventsapp.core.web import link
from eventsapp.events.entries import agenda_octets, event_octets
from eventsapp.events.models import AgendaItem, Event
from eventsapp.events.queries import ORDER, PUBLIC

PUBLIC_SCOPE = "public"
#: A date that is not known to the day is never turned into one.
IN_FEED = and_(PUBLIC, Event.date_precision == Precision.DAY)


@dataclass(frozen=True)
class Feed:
    """A calendar as it is sent, plain and packed by gzip."""

    octets: bytes
    packed: bytes
    #: Of the plain octets.
    etag: str
    #: Never goes back, whatever leaves the feed.
    changed_at: datetime | None

    @classmethod
    def of(cls, octets: bytes, changed_at: datetime | None) -> "Feed":
        """Make a feed of a calendar's octets."""
        packed = gzip.compress(octets, compresslevel=6, mtime=0)
        return cls(octets, packed, hashlib.sha256(octets).hexdigest()[:32], changed_at)


class Holding(NamedTuple):
    """How many public events the feed holds, and how many have no day yet and are not in it."""

    dated: int
    undated: int


def event_scope(event_id: int | str) -> str:
    """Name the scope of one event's own feed."""
    return f"event:{event_id}"


def public_feed(language: str) -> Feed:
    """Return the feed of all public events of known days, in a language."""
    state = db.session.execute(
        select(
            func.count().filter(Event.date_precision == Precision.DAY),
            func.max(Event.changed_at),
            _stamp(FeedStamp.changed_at, PUBLIC_SCOPE),
            _stamp(FeedStamp.revision, PUBLIC_SCOPE),
        ).where(PUBLIC)
    ).one()
    return _public_feed(language, tuple(state))


def event_feed(slug: str, language: str) -> Feed | None:
    """Return the feed of one public event and its agenda; empty while its days are not known."""
    scope = literal(event_scope("")).concat(cast(Event.id, String))
    items = (AgendaItem.event_id == Event.id,)
    state = db.session.execute(
        select(
            Event.id,
            Event.changed_at,
            _stamp(FeedStamp.changed_at, scope),
            _stamp(FeedStamp.revision, scope),
            select(func.count()).where(*items).scalar_subquery(),
            select(func.max(AgendaItem.changed_at)).where(*items).scalar_subquery(),
        ).where(PUBLIC, Event.slug == slug)
    ).one_or_none()
    return None if state is None else _event_feed(language, tuple(state))


def holding() -> Holding:
    """Count what the public feed holds, and what it cannot hold."""
    dated, public = db.session.execute(
        select(func.count().filter(Event.date_precision == Precision.DAY), func.count()).where(
            PUBLIC
        )
    ).one()
    return Holding(dated, public - dated)


def forget() -> None:
    """Let go of the feeds that this process keeps."""
    _public_feed.cache_clear()
    _event_feed.cache_clear()


def texts_of(event_id: int) -> dict[str, EntryText]:
    """Return the texts kept for an event, by language."""
    kept = db.session.scalars(select(EntryText).where(EntryText.event_id == event_id))
    return {text.locale: text for text in kept}


def stamp(scope: str) -> FeedStamp | None:
    """Return when a scope last changed, held for this transaction."""
    return db.session.scalar(select(FeedStamp).where(FeedStamp.scope == scope).with_for_update())


def _stamp(column: Any, scope: Any) -> ScalarSelect[Any]:
    return select(column).where(FeedStamp.scope == scope).scalar_subquery()


@lru_cache(maxsize=8)
def _public_feed(language: str, state: tuple[Any, ...]) -> Feed:
    """Assemble the public feed; its state is what it is kept under."""
    _, changed_at, stamped_at, _ = state
    kept = db.session.execute(
        select(Event.id, EntryText.octets)
        .outerjoin(
            EntryText,
            and_(
                EntryText.event_id == Event.id,
                EntryText.locale == language,
                EntryText.made_from == Event.changed_at,
            ),
        )
        .where(IN_FEED)
        .order_by(*ORDER)
    )
    texts: dict[int, bytes | None] = dict(kept.all())
    missing = [event_id for event_id, octets in texts.items() if octets is None]
    if missing:
        for event in db.session.scalars(select(Event).where(Event.id.in_(missing))):
            texts[event.id] = event_octets(event, language)
    with force_locale(language):
        octets = _joined(
            gettext("Public events"),
            [text for text in texts.values() if text],
            source=link("calendars.public", lang=language),
            url=link("events.index", lang=language),
            description=gettext("Events whose days are known. Others are on the web page."),
        )
    return Feed.of(octets, _later(changed_at, stamped_at))


@lru_cache(maxsize=64)
def _event_feed(language: str, state: tuple[Any, ...]) -> Feed:
    """Assemble one event's feed; its state is what it is kept under."""
    event_id, changed_at, stamped_at, _, _, agenda_changed_at = state
    event = db.session.get_one(
        Event,
        event_id,
        options=[
            selectinload(Event.agenda).options(
                joinedload(AgendaItem.room), selectinload(AgendaItem.people)
            )
        ],
    )
    vevents = []
    if event.date_precision is Precision.DAY:
        kept = texts_of(event.id).get(language)
        fresh = kept is not None and kept.made_from == event.changed_at
        vevents = [
            kept.octets if kept and fresh else event_octets(event, language),
            *agenda_octets(event, language),
        ]
    with force_locale(language):
        octets = _joined(
            say(event.title, event.main_language),
            vevents,
            source=link("calendars.event", slug=event.slug, lang=language),
            url=link("events.show", slug=event.slug),
        )
    return Feed.of(octets, _later(changed_at, stamped_at, agenda_changed_at))


def _joined(name: str, vevents: Sequence[bytes], **head: str) -> bytes:
    zones = {zone for octets in vevents for zone in zones_in(octets)}
    return calendar(name, vevents, zones, **head)


def _later(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)
