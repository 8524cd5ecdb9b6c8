"""Events and agenda items as entries of a calendar, worded in the language that is in force."""

from dataclasses import replace
from datetime import date, datetime

from eventsapp.core import clock
from eventsapp.core.i18n import force_locale, gettext, say
from eventsapp.core.ical import Entry, EntryStatus, vevent
from eventsapp.core.moments import fuzzy
from eventsapp.core.names import country_name
from eventsapp.core.newsfeeds import Item
from eventsapp.core.web import link
from eventsapp.events import words
from eventsapp.events.models import AgendaItem, Event
from eventsapp.events.rules import ItemKind, Kind, Modality, Status, last_day

#: Of our calendars, and of the kinds of events in them.
COLOR = "teal"
COLORS = {
    Kind.CONFERENCE: "royalblue",
    Kind.SEMINAR: "seagreen",
    Kind.SYMPOSIUM: "mediumpurple",
    Kind.WORKSHOP: "darkorange",
    Kind.MEETING: "steelblue",
    Kind.VISIT: "olivedrab",
    Kind.SESSION: "firebrick",
}

_STATUSES = {
    Status.CANCELLED: EntryStatus.CANCELLED,
    Status.POSTPONED: EntryStatus.TENTATIVE,
}


def event_octets(event: Event, language: str) -> bytes:
    """Return the VEVENT of an event of known days, in a language."""
    with force_locale(language):
        return vevent(event_entry(event))


def agenda_octets(event: Event, language: str) -> list[bytes]:
    """Return the VEVENTs of an event's agenda, in a language."""
    with force_locale(language):
        return [vevent(item_entry(event, item)) for item in event.agenda]


def event_news(event: Event, language: str) -> Item:
    """Return an event as a piece of news, its date in words: it may be known to no day."""
    with force_locale(language):
        facts = [fuzzy(event.date), ", ".join(place_of(event)), _description(event)]
        return Item(
            id=f"urn:uuid:{event.uid}",
            url=link("events.show", slug=event.slug),
            title=_marked(event, say(event.title, event.main_language)),
            text="\n\n".join(part for part in facts if part),
            changed_at=event.changed_at,
            tags=[words.kind_label(event.kind, event.is_best_practices), *event.subjects],
        )


def event_entry(event: Event, *, times: tuple[date, date] | None = None) -> Entry:
    """Return the entry of an event of known days, or of other times, as anyone may see it."""
    starts, ends = times or times_of(event)
    return Entry(
        uid=event.uid,
        sequence=event.sequence,
        summary=_marked(event, say(event.title, event.main_language)),
        created_at=event.created_at,
        changed_at=event.changed_at,
        starts=starts,
        ends=ends,
        zone=_zone(event),
        status=_status(event),
        location=", ".join(place_of(event)),
        geo=event.coordinates,
        url=link("events.show", slug=event.slug),
        description=_description(event),
        categories=[words.kind_label(event.kind, event.is_best_practices), *event.subjects],
        transparent=not isinstance(starts, datetime),
        related_to=f"series-{event.series.slug}" if event.series else None,
        color=COLORS[event.kind],
    )


def item_entry(event: Event, item: AgendaItem) -> Entry:
    """Return an agenda item's entry; what changes the event's place or status changes it too.

    What is put off or cancelled keeps its hours, for they are what its readers know it by, says so,
    and takes nobody's time.
    """
    room = [item.room.name] if item.room else []
    return Entry(
        uid=item.uid,
        sequence=event.sequence + item.sequence,
        summary=_marked(event, say(item.title, event.main_language)),
        created_at=event.created_at,
        changed_at=max(event.changed_at, item.changed_at),
        starts=item.starts_at,
        ends=item.ends_at,
        zone=_zone(event),
        status=_status(event),
        location=", ".join([*room, *place_of(event)]),
        geo=event.coordinates,
        url=link("events.show", slug=event.slug),
        description=_item_description(event, item),
        categories=[str(words.ITEM_KINDS[item.kind])],
        transparent=item.kind is ItemKind.BREAK or event.status in _STATUSES,
        related_to=event.uid,
        color=COLORS[event.kind],
    )


def participant_entry(event: Event) -> Entry:
    """Return the entry of an event of known days for who takes part: with the link to join."""
    online = event.modality is not Modality.IN_PERSON
    return replace(event_entry(event), conference_url=event.join_url if online else None)


def times_of(event: Event) -> tuple[date, date]:
    """Return the hours of an event of one day, where they are known; else its whole days."""
    if event.date_start is None or event.date_end is None:
        raise ValueError("only events of known days enter a calendar")
    if event.starts_at and event.ends_at:
        starts, ends = (clock.wall(it, event.timezone) for it in (event.starts_at, event.ends_at))
        if starts.date() == last_day(ends):
            return event.starts_at, event.ends_at
    return event.date_start, event.date_end


def _zone(event: Event) -> str | None:
    """Return the zone to write times in; what is only online happens nowhere, thus in UTC."""
    return None if event.modality is Modality.ONLINE else event.timezone


def _status(event: Event) -> EntryStatus:
    return _STATUSES.get(event.status, EntryStatus.CONFIRMED)


def _marked(event: Event, title: str) -> str:
    """Say before the title what many calendars do not show of the status."""
    title = title or words.kind_label(event.kind, event.is_best_practices)
    if event.status is Status.CANCELLED:
        return str(gettext("Cancelled: %(title)s", title=title))
    if event.status is Status.POSTPONED:
        return str(gettext("Postponed: %(title)s", title=title))
    return title


def place_of(event: Event) -> list[str]:
    """Return where an event is held, from the venue to the country, as far as it is known."""
    if event.modality is Modality.ONLINE:
        return [gettext("Online")]
    country = country_name(event.country) if event.country else None
    parts = [part for part in (event.venue, event.city, event.region, country) if part]
    return parts or ([event.place_as_given] if event.place_as_given else [])


def _description(event: Event) -> str:
    said = [event.cancelled_reason or ""] if event.status is Status.CANCELLED else []
    said.append(say(event.summary or event.purpose, event.main_language))
    return "\n\n".join(part for part in said if part)


def _item_description(event: Event, item: AgendaItem) -> str:
    people = [
        gettext(
            "%(role)s: %(name)s",
            role=words.ITEM_ROLES[person.role],
            name=f"{person.name} ({person.affiliation})" if person.affiliation else person.name,
        )
        for person in item.people
    ]
    said = [
        say(event.title, event.main_language),  # one calendar holds the openings of many events
        say(item.description, event.main_language),
        "\n".join(people),
    ]
    return "\n\n".join(part for part in said if part)
