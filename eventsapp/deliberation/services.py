"""Changing proposals, rounds and ratings."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, TypedDict

from sqlalchemy import func, select

from eventsapp.accounts.models import Account
from eventsapp.audit.services import record
from eventsapp.core import clock, outbox
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.deliberation import queries, rules
from eventsapp.deliberation.models import Proposal, Rating, Round
from eventsapp.deliberation.rules import EvidenceLevel, ProposalStatus, RoundStatus, Rule
from eventsapp.duties.rules import may_be_due
from eventsapp.events.models import Event


class Practice(TypedDict):
    """What people write about a practice."""

    title: str
    problem: str
    description: str
    where_used: str
    evidence: str
    evidence_level: EvidenceLevel
    conditions: str
    language: str


class Answer(NamedTuple):
    """A rating from 1 to 9, or None for no opinion, and why."""

    value: int | None
    comment: str = ""


class TextIsFixed(Refused):
    """A panel rates it, or has rated it."""

    message = _("This proposal can no longer be changed: its rating has begun or is over.")


class AlreadyMovedOn(Refused):
    """Somebody was faster, or the way does not lead there."""

    message = _("This proposal has changed in the meantime: see where it stands now.")


class ReasonMissing(Refused):
    """Authors are told why."""

    message = _("Say why: the author sees your text.")


class RoundIsOpen(Refused):
    """One round at a time."""

    message = _("A rating round is open already: close it first.")


class NothingToRate(Refused):
    """A round without proposals."""

    message = _("No proposal is ready to be rated: screen at least one in first.")


class NobodyToRate(Refused):
    """A round without a panel."""

    message = _("No expert has a confirmed place at this event yet, so nobody could rate.")


class DueTooEarly(Refused):
    """Nobody rates yesterday."""

    message = _("Choose a day that has not passed.")


class RoundIsNotOpen(Refused):
    """Closed, or not opened yet."""

    message = _("This rating round is not open: answers are taken only while it is.")


class NothingToPublish(Refused):
    """No results, or published already."""

    message = _("There are no new results to publish: close a rating round first.")


def propose(event: Event, author: Account | None, practice: Practice) -> Proposal:
    """Put a practice before the facilitator; without an author it is the team's own entry."""
    lock(event)  # proposals of one event are numbered one after the other
    last = db.session.scalar(select(func.max(Proposal.number)).where(Proposal.event_id == event.id))
    proposal = Proposal(
        event=event,
        number=(last or 0) + 1,
        status=ProposalStatus.SUBMITTED,
        account=author,
        created_at=clock.now(),
        **practice,
    )
    db.session.add(proposal)
    db.session.flush()
    record("proposal.submitted", f"event:{event.id}", proposal=proposal.number)
    return proposal


def edit(proposal: Proposal, practice: Practice) -> None:
    """Change the text; a proposal that was returned is submitted again by it."""
    lock(proposal.event)
    lock(proposal)
    if not rules.can_edit(proposal.status, in_open_round=queries.is_being_rated(proposal)):
        raise TextIsFixed
    for name, value in practice.items():
        setattr(proposal, name, value)
    if proposal.status is ProposalStatus.RETURNED:
        proposal.status = ProposalStatus.SUBMITTED
    record("proposal.changed", f"event:{proposal.event_id}", proposal=proposal.number)


def screen_in(proposal: Proposal) -> None:
    """Let the panel rate a proposal in the next round."""
    _move(proposal, ProposalStatus.SCREENED_IN)


def send_back(proposal: Proposal, question: str) -> None:
    """Return a proposal to its author with a question."""
    _move(proposal, ProposalStatus.RETURNED, reason=question)
    outbox.put("proposal.returned", proposal_id=proposal.id, question=question)


def leave_out(proposal: Proposal, reason: str) -> None:
    """Say that a proposal is out of the event's scope."""
    _move(proposal, ProposalStatus.OUT_OF_SCOPE, reason=reason)


def withdraw(proposal: Proposal) -> None:
    """Take a proposal back, while no panel rates it."""
    lock(proposal.event)
    if queries.is_being_rated(proposal):
        raise TextIsFixed
    _move(proposal, ProposalStatus.WITHDRAWN)


def open_round(event: Event, rule: Rule = Rule.RAM) -> Round:
    """Ask the experts about all proposals screened in; the rule and the panel are fixed now."""
    lock(event)
    if queries.open_round(event) is not None:
        raise RoundIsOpen
    ready = [p for p in queries.proposals_of(event) if p.status is ProposalStatus.SCREENED_IN]
    if not ready:
        raise NothingToRate
    panel = queries.experts_of(event)
    if not panel:
        raise NobodyToRate
    opened = Round(
        event=event,
        number=len(queries.rounds_of(event)) + 1,
        status=RoundStatus.OPEN,
        rule_id=rule,
        opened_at=clock.now(),
        panel_size=len(panel),
        outcomes={str(proposal.id): None for proposal in ready},
    )
    db.session.add(opened)
    db.session.flush()
    record(
        "round.opened",
        f"event:{event.id}",
        round=opened.number,
        rule=opened.rule_id,
        panel=opened.panel_size,
        proposals=[proposal.number for proposal in ready],
    )
    outbox.put("round.opened", round_id=opened.id)
    return opened


def ask_until(round_: Round, day: date | None) -> None:
    """Ask for the ratings until the end of a day in the event's zone; None: without a date."""
    asked = lock(round_)
    if asked.status is not RoundStatus.OPEN:
        raise RoundIsNotOpen
    due_at = clock.end_of(day, asked.event.timezone) if day else None
    if due_at and not may_be_due(due_at, clock.now()):
        raise DueTooEarly
    asked.due_at = due_at
    record(
        "round.due",
        f"event:{asked.event_id}",
        round=asked.number,
        until=due_at.isoformat() if due_at else None,
    )
    outbox.put("round.due_moved", round_id=asked.id)


def rate(round_: Round, account: Account, answers: Mapping[int, Answer]) -> None:
    """Keep a person's answers by proposal, each in place of their earlier one."""
    now_open = lock(round_)  # twice the same click waits here, and finds what the first one made
    if now_open.status is not RoundStatus.OPEN:
        raise RoundIsNotOpen
    given = queries.answers_of(account, now_open)
    for proposal_id, answer in answers.items():
        if str(proposal_id) not in now_open.outcomes:
            raise RoundIsNotOpen
        rating = given.get(proposal_id)
        if rating is None:
            rating = Rating(round=now_open, proposal_id=proposal_id, account_id=account.id)
            db.session.add(rating)
        elif (rating.value, rating.comment) == answer:
            continue
        rating.value, rating.comment = answer
        rating.changed_at = clock.now()
    db.session.flush()


def close_round(round_: Round) -> None:
    """End the rating, compute and keep each outcome, and move the proposals on."""
    closed = lock(round_)
    if not rules.can_move(closed.status, RoundStatus.CLOSED):
        raise RoundIsNotOpen
    outcomes = {}
    for proposal in queries.proposals_in(closed):
        values = select(Rating.value).where(
            Rating.round_id == closed.id, Rating.proposal_id == proposal.id
        )
        tally = rules.tally(
            db.session.scalars(values), closed.rule_id or Rule.RAM, panel=closed.panel_size or 0
        )
        outcomes[str(proposal.id)] = rules.to_plain(tally)
        if tally.verdict is not None:
            proposal.status = (
                ProposalStatus.ACCEPTED if tally.accepted else ProposalStatus.NOT_AGREED
            )
    closed.outcomes = outcomes
    closed.status = RoundStatus.CLOSED
    closed.closed_at = clock.now()
    progress = queries.progress_of(closed)
    record(
        "round.closed",
        f"event:{closed.event_id}",
        round=closed.number,
        rule=closed.rule_id,
        answered=progress.begun,
        panel=progress.panel,
    )


def publish(event: Event) -> None:
    """Publish the suggested set: what was agreed, and what was not, with the figures."""
    lock(event)
    if queries.open_round(event) is not None:
        raise RoundIsOpen
    rounds = [r for r in queries.rounds_of(event) if r.status is RoundStatus.CLOSED]
    if not rounds:
        raise NothingToPublish
    for round_ in rounds:
        round_.status = RoundStatus.FINAL
    for proposal in queries.proposals_of(event):
        if proposal.status is ProposalStatus.ACCEPTED:
            proposal.status = ProposalStatus.PUBLISHED
    event.changed_at = clock.now()
    record("practices.published", f"event:{event.id}", rounds=[r.number for r in rounds])
    outbox.put("practices.published", event_id=event.id, round_id=rounds[-1].id)


def _move(proposal: Proposal, then: ProposalStatus, *, reason: str | None = None) -> None:
    lock(proposal.event)
    lock(proposal)
    if reason is not None and not reason.strip():
        raise ReasonMissing
    if not rules.can_move(proposal.status, then):
        raise AlreadyMovedOn
    record(
        f"proposal.{then}",
        f"event:{proposal.event_id}",
        reason=reason,
        proposal=proposal.number,
        before=proposal.status,
    )
    proposal.status = then
