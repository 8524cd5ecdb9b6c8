"""Reading proposals, rounds and what came of them; ratings of an open round are never read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from eventsapp.accounts.models import Account
from eventsapp.audit.queries import entries_about
from eventsapp.core.db import db
from eventsapp.deliberation.models import Proposal, Rating, Round
from eventsapp.deliberation.rules import ProposalStatus, RoundStatus, Tally, from_plain
from eventsapp.duties.rules import Owed
from eventsapp.events.models import Event, TeamMember
from eventsapp.events.rules import TeamRole
from eventsapp.registration.models import Registration
from eventsapp.registration.rules import Category, Status

#: Rounds whose results may be read at all.
CLOSED = (RoundStatus.CLOSED, RoundStatus.FINAL)
FACILITATORS = (TeamRole.LEAD_ORGANISER, TeamRole.CO_ORGANISER, TeamRole.FACILITATOR)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What the panel made of one proposal, the last time it was asked."""

    proposal: Proposal
    round: Round
    tally: Tally
    #: Without names, in the order of the alphabet; none where figures are not shown.
    comments: Sequence[str]


@dataclass(frozen=True)
class Progress:
    """How many of a panel have answered: something, and everything."""

    begun: int
    complete: int
    panel: int


@dataclass(frozen=True)
class ToRate:
    """An open round in which a person may rate, and how far they are."""

    round: Round
    answered: int
    proposals: int

    @property
    def done(self) -> bool:
        """Whether every proposal has an answer."""
        return self.answered >= self.proposals


def place_of(account: Account | None, event: Event) -> Registration | None:
    """Return a person's confirmed place at an event, by account or by their confirmed address."""
    if account is None:
        return None
    return db.session.scalar(
        select(Registration)
        .where(
            Registration.event_id == event.id,
            Registration.status == Status.CONFIRMED,
            _belongs_to(account),
        )
        .order_by(Registration.account_id.is_(None))
        .limit(1)
    )


def experts_of(event: Event) -> list[Registration]:
    """Return who may rate: the experts with a confirmed place."""
    return [place for place in participants_of(event) if place.category is Category.EXPERT]


def participants_of(event: Event) -> list[Registration]:
    """Return everybody with a confirmed place."""
    return list(
        db.session.scalars(
            select(Registration)
            .where(Registration.event_id == event.id, Registration.status == Status.CONFIRMED)
            .options(joinedload(Registration.account))
            .order_by(Registration.id)
        )
    )


def proposals_of(event: Event) -> list[Proposal]:
    """Return an event's proposals in the order of their numbers."""
    return list(
        db.session.scalars(
            select(Proposal)
            .where(Proposal.event_id == event.id)
            .options(joinedload(Proposal.account))
            .order_by(Proposal.number)
        )
    )


def suggested(event: Event) -> list[Proposal]:
    """Return the published set: what the panel agreed on."""
    return list(
        db.session.scalars(
            select(Proposal)
            .where(Proposal.event_id == event.id, Proposal.status == ProposalStatus.PUBLISHED)
            .order_by(Proposal.number)
        )
    )


def proposal_by_number(event: Event, number: int) -> Proposal | None:
    """Return one proposal of this event."""
    return db.session.scalar(
        select(Proposal).where(Proposal.event_id == event.id, Proposal.number == number)
    )


def proposals_in(round_: Round) -> list[Proposal]:
    """Return the proposals that a round asks about."""
    return list(
        db.session.scalars(
            select(Proposal)
            .where(Proposal.id.in_([int(key) for key in round_.outcomes]))
            .order_by(Proposal.number)
        )
    )


def rounds_of(event: Event) -> list[Round]:
    """Return an event's rounds, first one first."""
    return list(
        db.session.scalars(select(Round).where(Round.event_id == event.id).order_by(Round.number))
    )


def open_round(event: Event) -> Round | None:
    """Return the round in which experts rate now."""
    return db.session.scalar(
        select(Round).where(Round.event_id == event.id, Round.status == RoundStatus.OPEN)
    )


def is_being_rated(proposal: Proposal) -> bool:
    """Tell whether the open round asks about a proposal."""
    now = open_round(proposal.event)
    return now is not None and str(proposal.id) in now.outcomes


def question_about(proposal: Proposal) -> str | None:
    """Return what the facilitator last said when returning or leaving out a proposal."""
    said = {ProposalStatus.RETURNED, ProposalStatus.OUT_OF_SCOPE}
    if proposal.status not in said:
        return None
    return next(
        (
            entry.reason
            for entry in entries_about(f"event:{proposal.event_id}")
            if entry.action == f"proposal.{proposal.status}"
            and entry.details.get("proposal") == proposal.number
        ),
        None,
    )


def answers_of(account: Account, round_: Round) -> dict[int, Rating]:
    """Return a person's own answers in a round, by proposal."""
    own = select(Rating).where(Rating.round_id == round_.id, Rating.account_id == account.id)
    return {rating.proposal_id: rating for rating in db.session.scalars(own)}


def progress_of(round_: Round) -> Progress:
    """Count who has answered, never what."""
    (only,) = progress_in([round_])
    return only


def progress_in(rounds: Sequence[Round]) -> list[Progress]:
    """Count who has answered in each of some rounds."""
    answers: dict[int, list[int]] = defaultdict(list)
    for round_id, count in db.session.execute(
        select(Rating.round_id, func.count())
        .where(Rating.round_id.in_([it.id for it in rounds]))
        .group_by(Rating.round_id, Rating.account_id)
    ):
        answers[round_id].append(count)
    return [
        Progress(
            begun=len(answers[it.id]),
            complete=sum(count >= len(it.outcomes) for count in answers[it.id]),
            panel=it.panel_size or 0,
        )
        for it in rounds
    ]


def results_of(event: Event, *, published: bool = False) -> list[Result]:
    """Return the latest result of each proposal: of closed rounds, or of published ones only."""
    wanted = (RoundStatus.FINAL,) if published else CLOSED
    rounds = [round_ for round_ in rounds_of(event) if round_.status in wanted]
    latest = {int(key): round_ for round_ in rounds for key in round_.outcomes}
    comments = _comments_of(rounds)
    return [
        _result(proposal, latest[proposal.id], comments)
        for proposal in proposals_of(event)
        if proposal.id in latest and proposal.status is not ProposalStatus.WITHDRAWN
    ]


def result_of(proposal: Proposal) -> Result | None:
    """Return the latest result of one proposal; None where no closed round asked about it."""
    results = (it for it in results_of(proposal.event) if it.proposal is proposal)
    return next(results, None)


def rounds_to_rate(account: Account) -> list[ToRate]:
    """Return the open rounds in which a person may rate."""
    rounds = db.session.scalars(
        select(Round)
        .join(Registration, Registration.event_id == Round.event_id)
        .where(
            Round.status == RoundStatus.OPEN,
            Registration.status == Status.CONFIRMED,
            Registration.category == Category.EXPERT,
            _belongs_to(account),
        )
        .options(joinedload(Round.event))
        .distinct()
        .order_by(Round.id)
    )
    return [
        ToRate(round_, len(answers_of(account, round_)), len(round_.outcomes)) for round_ in rounds
    ]


def ratings_owed(account_id: int | None) -> Iterable[Owed]:
    """Return the open rounds in which a person has something left to rate; of all, with a date."""
    expert = Account.__table__.c.id
    answered = (
        select(func.count())
        .where(Rating.round_id == Round.id, Rating.account_id == expert)
        .correlate(Round, Account)
        .scalar_subquery()
    )
    unclaimed = and_(
        Registration.account_id.is_(None),
        Registration.email == Account.email,
        Account.confirmed_at.is_not(None),
    )
    rows = db.session.execute(
        select(Round.id, expert, answered)
        .join(Registration, Registration.event_id == Round.event_id)
        .join(Account, or_(Registration.account_id == expert, unclaimed))
        .where(
            Round.status == RoundStatus.OPEN,
            Registration.status == Status.CONFIRMED,
            Registration.category == Category.EXPERT,
            expert == account_id if account_id else Round.due_at.is_not(None),
        )
        .distinct()
        .order_by(Round.id, expert)
    ).all()
    rounds = db.session.scalars(
        select(Round)
        .where(Round.id.in_({round_id for round_id, _whose, _answers in rows}))
        .options(joinedload(Round.event))
    )
    asked = {it.id: it for it in rounds}
    for round_id, whose, answers in rows:
        if answers < len(asked[round_id].outcomes):
            yield _owed(asked[round_id], whose)


def waiting_for_screening(account: Account) -> list[tuple[Event, int]]:
    """Count, per event that a person facilitates, the proposals nobody has screened."""
    waiting = (
        select(Proposal.event_id, func.count().label("count"))
        .where(Proposal.status == ProposalStatus.SUBMITTED)
        .group_by(Proposal.event_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Event, waiting.c.count)
        .join(waiting, waiting.c.event_id == Event.id)
        .where(_facilitates(account))
        .order_by(Event.id)
    )
    return [(event, count) for event, count in rows]


def open_rounds_led_by(account: Account) -> list[Round]:
    """Return the open rounds of events that a person facilitates."""
    return list(
        db.session.scalars(
            select(Round)
            .join(Round.event)
            .where(Round.status == RoundStatus.OPEN, _facilitates(account))
            .options(joinedload(Round.event))
            .order_by(Round.id)
        )
    )


def _owed(round_: Round, account_id: int) -> Owed:
    event = round_.event
    return Owed(
        account_id=account_id,
        about=f"round:{round_.id}",
        title=event.title,
        main_language=event.main_language,
        address={"slug": event.slug},
        due_at=round_.due_at,
        zone=event.timezone,
        scope=event.mail_scope,
        reply_to=event.contact_email,
    )


def _result(
    proposal: Proposal, round_: Round, comments: Mapping[tuple[int, int], list[str]]
) -> Result:
    tally = from_plain(round_.outcomes[str(proposal.id)])
    said = comments.get((round_.id, proposal.id), []) if tally.shows_figures else []
    return Result(proposal=proposal, round=round_, tally=tally, comments=said)


def _comments_of(rounds: Iterable[Round]) -> dict[tuple[int, int], list[str]]:
    """Return comments by round and proposal, in an order that tells nothing of who wrote them."""
    written = select(Rating.round_id, Rating.proposal_id, Rating.comment).where(
        Rating.round_id.in_([round_.id for round_ in rounds]), Rating.comment != ""
    )
    comments = defaultdict(list)
    for round_id, proposal_id, comment in sorted(db.session.execute(written)):
        comments[round_id, proposal_id].append(comment)
    return comments


def _belongs_to(account: Account) -> ColumnElement[bool]:
    mine = Registration.account_id == account.id
    if account.confirmed_at is None:
        return mine
    unclaimed = and_(Registration.account_id.is_(None), Registration.email == account.email.lower())
    return or_(mine, unclaimed)


def _facilitates(account: Account) -> ColumnElement[bool]:
    return Event.team.any(
        and_(TeamMember.account_id == account.id, TeamMember.role.in_(FACILITATORS))
    )
