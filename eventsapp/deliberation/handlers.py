"""What follows in deliberation: mails; run by the worker."""

from eventsapp.core.db import db
from eventsapp.deliberation.models import Proposal, Round
from eventsapp.deliberation.queries import experts_of, participants_of
from eventsapp.deliberation.rules import ProposalStatus, RoundStatus
from eventsapp.events.models import Event
from eventsapp.notices.services import post


def ask_experts(round_id: int) -> None:
    """Ask each expert to rate, while the round is open."""
    round_ = db.session.get_one(Round, round_id)
    if round_.status is not RoundStatus.OPEN:
        return
    for place in experts_of(round_.event):
        post(
            "deliberation_round_opened",
            to=place,
            key=f"round:{round_.id}:opened:{place.id}",
            about=f"event:{round_.event_id}",
            scope=round_.event.mail_scope,
            event=round_.event,
            name=place.name,
        )


def tell_results(event_id: int, round_id: int) -> None:
    """Tell each participant that the suggested set is published."""
    event = db.session.get_one(Event, event_id)
    for place in participants_of(event):
        post(
            "deliberation_results",
            to=place,
            key=f"round:{round_id}:results:{place.id}",
            about=f"event:{event.id}",
            scope=event.mail_scope,
            event=event,
            name=place.name,
        )


def ask_author(proposal_id: int, question: str) -> None:
    """Hand a returned proposal's author the facilitator's question."""
    proposal = db.session.get_one(Proposal, proposal_id)
    if proposal.status is not ProposalStatus.RETURNED or proposal.account is None:
        return
    post(
        "deliberation_returned",
        to=proposal.account,
        about=f"event:{proposal.event_id}",
        scope=proposal.event.mail_scope,
        event=proposal.event,
        proposal=proposal,
        question=question,
        name=str(proposal.account),
    )
