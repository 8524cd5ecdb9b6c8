"""Events as rows of a table to take along."""

from collections.abc import Iterable, Iterator

from eventsapp.core.i18n import say
from eventsapp.core.moments import fuzzy
from eventsapp.events.models import Event

TABLE_HEAD = (
    "slug", "kind", "status", "title", "date", "earliest", "latest", "timezone", "modality",
    "venue", "city", "region", "country", "seats", "seats_taken", "languages", "sectors",
)  # fmt: skip


def table(events: Iterable[Event]) -> Iterator[list[object]]:
    """Return a row of each event, in the order of ``TABLE_HEAD``."""
    for event in events:
        yield [
            event.slug,
            event.kind.value,
            event.status.value,
            say(event.title, event.main_language),
            fuzzy(event.date),
            event.date_earliest,
            event.date_latest,
            event.timezone,
            event.modality.value,
            event.venue,
            event.city,
            event.region,
            event.country,
            event.seats,
            event.seats_taken,
            " ".join(event.languages),
            ", ".join(event.sectors),
        ]
