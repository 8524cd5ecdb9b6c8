"""Reading events: each question lives in the file of its subject."""

from eventsapp.events.queries.choices import choices, years_of_public_events
from eventsapp.events.queries.filters import (
    PUBLIC,
    RECENT_DAYS,
    Filter,
    When,
    holding,
    looked_for,
    not_understood,
)
from eventsapp.events.queries.finding import (
    ORDER,
    all_series,
    count_public_events,
    events_to_choose_from,
    parts_of,
    past_public,
    public_events,
    upcoming_public,
)
from eventsapp.events.queries.page import (
    Trouble,
    agenda_by_day,
    event_by_slug,
    event_page,
    load_parts,
    parties_by_role,
    public_companions,
    troubles,
)
from eventsapp.events.queries.parts import agenda_item, party, room, task_share, team_member
from eventsapp.events.queries.table import TABLE_HEAD, table

__all__ = [
    "ORDER",
    "PUBLIC",
    "RECENT_DAYS",
    "TABLE_HEAD",
    "Filter",
    "Trouble",
    "When",
    "agenda_by_day",
    "agenda_item",
    "all_series",
    "choices",
    "count_public_events",
    "event_by_slug",
    "event_page",
    "events_to_choose_from",
    "holding",
    "load_parts",
    "looked_for",
    "not_understood",
    "parties_by_role",
    "parts_of",
    "party",
    "past_public",
    "public_companions",
    "public_events",
    "room",
    "table",
    "task_share",
    "team_member",
    "troubles",
    "upcoming_public",
    "years_of_public_events",
]
