"""Calendars of public events and of one event, assembled from the texts that are kept."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from eventsapp.calendars.models import EntryText
from eventsapp.calendars.queries.kept import Feed, shelf
from eventsapp.calendars.queries.scopes import feed_name
from eventsapp.calendars.queries.stamps import (
    EventState,
    State,
    event_state,
    in_feed,
    public_state,
)
from eventsapp.core import settings
from eventsapp.core.db import db
from eventsapp.core.fuzzydate import Precision
from eventsapp.core.i18n import force_locale, gettext, say
from eventsapp.core.ical import calendar
from eventsapp.core.moments import fuzzy
from eventsapp.core.web import link
from eventsapp.core.words import LOCALES
from eventsapp.events.entries import COLOR, agenda_octets, event_octets
from eventsapp.events.models import AgendaItem, Event
from eventsapp.events.queries import PUBLIC, Filter, looked_for


class Agenda(StrEnum):
    """What the feed of one event shows beside its days."""

    WITH = "with"
    ONLY = "only"
    WITHOUT = "none"


def public_feed(language: str, wanted: Filter | None = None) -> Feed:
    """Return the feed of the public events of known days that a filter lets through.

    It holds the past too, as far back as the filter goes: a subscriber's calendar would lose what
    the feed drops. ``when=recent`` asks for a window of 90 days back, ``upcoming`` for none.
    """
    wanted = wanted or Filter()
    with force_locale(language):
        name = feed_name(wanted)
    state = public_state(wanted)
    return shelf.get(
        ("ics", language, wanted),
        (name, state),
        lambda: _public_feed(language, wanted, name, state),
    )


def event_feed(slug: str, language: str, agenda: Agenda = Agenda.WITH) -> Feed | None:
    """Return the feed of one public event and its agenda; empty while its days are not known.

    If it is cancelled it stays here for ever, and an empty calendar says why it is one: nothing
    would leave its reader guessing.
    """
    state = event_state(slug)
    if state is None:
        return None
    return shelf.get(
        ("event", state.id, language, agenda),
        state,
        lambda: _event_feed(language, agenda, state),
    )


def without_texts(most: int) -> Sequence[int]:
    """Return some of the public events of known days whose texts are not kept as they are now."""
    fresh = select(func.count()).where(EntryText.event_id == Event.id, *_fresh()).scalar_subquery()
    return db.session.scalars(
        select(Event.id)
        .where(PUBLIC, Event.date_precision == Precision.DAY, fresh < len(LOCALES))
        .limit(most)
    ).all()


def texts_of(event_id: int) -> dict[str, EntryText]:
    """Return the texts kept for an event, by language."""
    kept = db.session.scalars(select(EntryText).where(EntryText.event_id == event_id))
    return {text.locale: text for text in kept}


def _public_feed(language: str, wanted: Filter, name: str, state: State) -> Feed:
    made_now = and_(EntryText.event_id == Event.id, EntryText.locale == language, *_fresh())
    rows = db.session.execute(
        select(Event.id, EntryText.octets)
        .outerjoin(EntryText, made_now)
        .where(in_feed(), *looked_for(wanted))
        .order_by(Event.date_earliest, Event.id)  # as its index has them: nothing is sorted
    )
    texts: dict[int, bytes | None] = dict(rows.all())
    missing = [event_id for event_id, octets in texts.items() if octets is None]
    for event in _events(missing):
        texts[event.id] = event_octets(event, language)
    with force_locale(language):
        octets = calendar(
            name,
            [text for text in texts.values() if text],
            color=COLOR,
            source=link("calendars.public", lang=language, **wanted.asked),
            url=link("events.index", lang=language, **wanted.asked),
            description=gettext(
                "Events whose days are known. You find the others on the web page."
            ),
        )
    return Feed.of(octets, state.latest)


def _fresh() -> tuple[ColumnElement[bool], ...]:
    """Tell which texts are of their event as it is, and lead to where we are."""
    return EntryText.made_from == Event.changed_at, EntryText.base == settings.text("BASE_URL")


def _events(ids: Sequence[int]) -> Sequence[Event]:
    if not ids:
        return []
    return db.session.scalars(
        select(Event).where(Event.id.in_(ids)).options(joinedload(Event.series))
    ).all()


def _event_feed(language: str, agenda: Agenda, state: EventState) -> Feed:
    event = db.session.get_one(
        Event,
        state.id,
        options=[
            joinedload(Event.series),
            selectinload(Event.agenda).options(
                joinedload(AgendaItem.room), selectinload(AgendaItem.people)
            ),
        ],
    )
    vevents = []
    if event.date_precision is Precision.DAY:
        if agenda is not Agenda.ONLY:
            kept = db.session.scalar(
                select(EntryText.octets)
                .join(Event, Event.id == EntryText.event_id)
                .where(Event.id == event.id, EntryText.locale == language, *_fresh())
            )
            vevents.append(kept or event_octets(event, language))
        if agenda is not Agenda.WITHOUT:
            vevents.extend(agenda_octets(event, language))
    asked = {} if agenda is Agenda.WITH else {"agenda": agenda.value}
    with force_locale(language):
        octets = calendar(
            say(event.title, event.main_language),
            vevents,
            color=COLOR,
            source=link("calendars.event", slug=event.slug, lang=language, **asked),
            url=link("events.show", slug=event.slug),
            description=None if event.date.start else _undated(event),
        )
    return Feed.of(octets, state.latest)


def _undated(event: Event) -> str:
    """Say why the calendar of an event is empty, in the language in force."""
    why = gettext("The days of this event are not known yet. It appears here as soon as they are.")
    return f"{fuzzy(event.date)}\n\n{why}"
