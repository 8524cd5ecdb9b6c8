"""The rules of nominating: where an invitation stands, who stands on a list, who is reminded."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, TypeVar

from eventsapp.duties.rules import OFFSETS
from eventsapp.experts.rules.choosing import NomineeStatus
from eventsapp.experts.rules.states import Phase

#: Nominees who hold a place on their body's list.
STANDING = frozenset({NomineeStatus.NOMINATED, NomineeStatus.ACCEPTED, NomineeStatus.CONFIRMED})
#: While bodies are invited and nominate.
TAKING = frozenset({Phase.UPCOMING, Phase.OPEN})
#: People one body may be asked for.
MOST_PLACES = 50
#: Days before the deadline on which bodies that have not answered are reminded.
REMIND_BODIES_BEFORE = tuple(-days for days in OFFSETS if days < 0)
#: Days before the deadline on which nominees who have not answered are.
REMIND_NOMINEES_BEFORE = (3,)
#: Days before the deadline from which silent bodies are an organiser's duty.
DUTY = timedelta(days=14)
#: Nobody is reminded who was written to so shortly before.
REST = timedelta(days=2)


class InvitationState(StrEnum):
    """Where an invitation to nominate stands."""

    INVITED = "invited"
    OPENED = "opened"
    NOMINATED = "nominated"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


#: Bodies from which nobody stands, and that have not said that nobody will.
UNANSWERED = frozenset({InvitationState.INVITED, InvitationState.OPENED})


class InviteHitch(StrEnum):
    """Why a body cannot be invited."""

    ADDRESS_TWICE = "address_twice"
    ADDRESS_INVITED = "address_invited"
    BODY_TWICE = "body_twice"
    BODY_INVITED = "body_invited"


class Nomination(NamedTuple):
    """That a body has named an applicant, as its n-th choice; and whether it still does."""

    body: str
    rank: int
    stands: bool
    invitation_id: int


def invitation_state(
    *, opened: bool, standing: int, declined: bool, withdrawn: bool
) -> InvitationState:
    """Tell where an invitation stands, by the furthest that it has come."""
    if withdrawn:
        return InvitationState.WITHDRAWN
    if standing:
        return InvitationState.NOMINATED
    if declined:
        return InvitationState.DECLINED
    return InvitationState.OPENED if opened else InvitationState.INVITED


def is_rested(written_at: datetime, now: datetime) -> bool:
    """Tell whether somebody may be reminded again who was last written to at a moment."""
    return now - written_at >= REST


Item = TypeVar("Item")


def moved(order: Sequence[Item], item: Item, *, up: bool) -> list[Item]:
    """Return a list in which one item has changed places with its neighbour, if it has one."""
    made, here = list(order), order.index(item)
    there = here - 1 if up else here + 1
    if 0 <= there < len(made):
        made[here], made[there] = made[there], made[here]
    return made
