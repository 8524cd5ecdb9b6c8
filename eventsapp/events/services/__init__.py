"""Changing events: each verb lives in the file of its subject."""

from eventsapp.events.services.agenda import (
    Person,
    add_item,
    add_room,
    change_item,
    move_item,
    remove_item,
    remove_room,
)
from eventsapp.events.services.changes import note_change, refresh_search_text
from eventsapp.events.services.details import (
    change_event,
    copy_organizations,
    create_event,
    series_called,
)
from eventsapp.events.services.lifecycle import (
    cancel,
    close_registration,
    mark_held,
    mark_reported,
    postpone,
    publish,
    reopen_registration,
)
from eventsapp.events.services.parties import (
    add_party,
    add_task,
    move_party,
    remove_party,
    remove_task,
)
from eventsapp.events.services.team import dismiss, invite

__all__ = [
    "Person",
    "add_item",
    "add_party",
    "add_room",
    "add_task",
    "cancel",
    "change_event",
    "change_item",
    "close_registration",
    "copy_organizations",
    "create_event",
    "dismiss",
    "invite",
    "mark_held",
    "mark_reported",
    "move_item",
    "move_party",
    "note_change",
    "postpone",
    "publish",
    "refresh_search_text",
    "remove_item",
    "remove_party",
    "remove_room",
    "remove_task",
    "reopen_registration",
    "series_called",
]
