"""Changing registrations: each verb lives in the file of its subject."""

from eventsapp.registration.services.invitations import (
    CHANGED,
    begin_telling,
    take_changes_back,
    tell,
)
from eventsapp.registration.services.replies import Outcome, take_reply
from eventsapp.registration.services.seats import (
    NoSeatLeft,
    NotRegistered,
    NotYourChoice,
    OverAlready,
    RegistrationClosed,
    TooLateToCancel,
    add,
    admit,
    cancel,
    choose_zone,
    follow_address,
    note_attendance,
    register,
    remove,
    seats_changed,
)
from eventsapp.registration.services.tags import (
    NoSuchTag,
    TooManyTags,
    add_tag,
    take_tag_off,
)

__all__ = [
    "CHANGED",
    "NoSeatLeft",
    "NoSuchTag",
    "NotRegistered",
    "NotYourChoice",
    "Outcome",
    "OverAlready",
    "RegistrationClosed",
    "TooLateToCancel",
    "TooManyTags",
    "add",
    "add_tag",
    "admit",
    "begin_telling",
    "cancel",
    "choose_zone",
    "follow_address",
    "note_attendance",
    "register",
    "remove",
    "seats_changed",
    "take_changes_back",
    "take_reply",
    "take_tag_off",
    "tell",
]
