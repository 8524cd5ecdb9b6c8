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

__all__ = [
    "CHANGED",
    "NoSeatLeft",
    "NotRegistered",
    "NotYourChoice",
    "Outcome",
    "OverAlready",
    "RegistrationClosed",
    "TooLateToCancel",
    "add",
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
    "tell",
]
