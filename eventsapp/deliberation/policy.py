"""Who may do what with proposals and rounds.

``place`` is the person's confirmed registration at the event, if there is one.
"""

from eventsapp.accounts.models import Account
from eventsapp.deliberation.models import Proposal
from eventsapp.events.models import Event
from eventsapp.events.policy import has_team_role, may_facilitate
from eventsapp.events.rules import TeamRole
from eventsapp.registration.models import Registration
from eventsapp.registration.rules import Category, Status

PROPOSERS = frozenset({Category.PARTICIPANT, Category.EXPERT, Category.DELEGATE})


def may_see_proposals(account: Account | None, event: Event, place: Registration | None) -> bool:
    """Let the team and confirmed participants see proposals before they are published."""
    return (
        _confirmed(place)
        or may_facilitate(account, event)
        or has_team_role(account, event, *TeamRole)
    )


def may_propose(place: Registration | None) -> bool:
    """Let confirmed participants propose, but not observers, press or interpreters."""
    return _confirmed(place) and place is not None and place.category in PROPOSERS


def may_rate(place: Registration | None) -> bool:
    """Only experts with a confirmed place rate: no observer, and no organiser as such."""
    return _confirmed(place) and place is not None and place.category is Category.EXPERT


def may_edit(account: Account | None, proposal: Proposal) -> bool:
    """Let authors change their own text; the rules say until when."""
    return account is not None and proposal.account_id == account.id


def _confirmed(place: Registration | None) -> bool:
    return place is not None and place.status is Status.CONFIRMED
