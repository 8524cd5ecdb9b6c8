"""What every change to an event leaves behind: when it changed, what it is found by, the news."""

from eventsapp.core import clock, outbox
from eventsapp.core.names import country_names
from eventsapp.events.models import Event
from eventsapp.organizations.queries import names_of
from eventsapp.organizations.rules import folded


def note_change(event: Event, *, moved: bool = False) -> None:
    """Say that something a reader sees has changed; moved: the calendar entry has, too."""
    event.changed_at = clock.now()
    if moved:
        event.sequence += 1
    refresh_search_text(event)
    outbox.put("event.changed", event_id=event.id)


def refresh_search_text(event: Event) -> None:
    """Fold what searches look into: titles, the main one first, place, organisations, texts."""
    main = event.title.read(event.main_language).text
    texts = [
        main,
        *event.title.values(),
        event.venue,
        event.city,
        event.region,
        event.place_as_given,
        *country_names(event.country),
        *event.subjects,
        *(event.series.name.values() if event.series else ()),
        *(name for party in event.parties for name in names_of(party.organization)),
        *event.summary.values(),
        *event.purpose.values(),
        *event.expected_outputs.values(),
    ]
    event.search_text = " ".join(dict.fromkeys(folded(text) for text in texts if text))
