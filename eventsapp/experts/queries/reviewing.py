"""What reviewers have to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import joinedload

from eventsapp.accounts.models import Account
from eventsapp.core.db import db
from eventsapp.events.models import TeamMember
from eventsapp.events.policy import ORGANISERS, has_team_role
from eventsapp.events.rules import TeamRole
from eventsapp.experts import policy
from eventsapp.experts.models import Application, Assignment, Call, Review, Reviewer, Score
from eventsapp.experts.rules import body_marks, one_person
from eventsapp.organizations.queries import bodies_by_name


class Waiting(NamedTuple):
    """An application as it stands in a queue; in a blind review without a name and a body."""

    id: int
    name: str
    affiliation: str
    sector: str | None
    languages: list[str]
    topics: list[str]


@dataclass(frozen=True)
class Queue:
    """A reviewer's applications: those to do, those done, those closed to them by a conflict."""

    applications: list[Waiting]
    done: frozenset[int]
    closed: frozenset[int]
    #: Whether these are the reviewer's own; where nothing is assigned, everybody reviews all.
    is_assigned: bool

    @property
    def todo(self) -> list[Waiting]:
        """The applications that still wait for this reviewer, in order."""
        return [it for it in self.applications if it.id not in self.done | self.closed]

    @property
    def total(self) -> int:
        """How many this reviewer has to review."""
        return len(self.applications) - len(self.closed)

    def next_after(self, application_id: int) -> Waiting | None:
        """Return the next one to do after a given one, beginning anew at the end."""
        waiting = [it for it in self.todo if it.id != application_id]
        later = (it for it in waiting if it.id > application_id)
        return next(later, waiting[0] if waiting else None)


def to_review(*calls: Call) -> tuple[ColumnElement[bool], ...]:
    """Return what is true of the applications that are reviewed: in, not taken back, not merged."""
    return (
        Application.call_id.in_([it.id for it in calls]),
        Application.status.not_in(policy.UNSEEN),
        Application.merged_into_id.is_(None),
    )


def review_queue(account: Account, call: Call) -> Queue:
    """Return what a reviewer has to do in a call."""
    is_assigned, in_conflict = has_assignments(call), closed_to(account, call)
    reviews = _reviews_by(account, call)
    statement = (
        select(
            Application.id, Application.name, Application.affiliation, Application.sector,
            Application.languages, Application.topics,
        )
        .where(*to_review(call))
        .order_by(Application.id)
    )  # fmt: skip
    if is_assigned:
        own = select(Assignment.application_id).where(Assignment.account_id == account.id)
        statement = statement.where(
            or_(Application.id.in_(own), Application.id.in_(reviews.keys()))
        )
    applications = [Waiting(*row) for row in db.session.execute(statement)]
    closed = in_conflict.intersection(it.id for it in applications)
    if call.is_blind:
        applications = [it._replace(name="", affiliation="") for it in applications]
    done = frozenset(it.id for it in applications if reviews.get(it.id)) - closed
    return Queue(applications, done, closed, is_assigned)


def closed_to(account: Account, call: Call) -> frozenset[int]:
    """Return the applications that a conflict of interest closes to a person.

    As ``policy.is_in_conflict`` says, for all at once: those of which the person has declared a
    conflict and, to a reviewer, those of the same organisation, whoever is to review them; and
    what was merged with these.
    """
    recused = select(Review.application_id).join(Review.application)
    declared = db.session.scalars(
        recused.where(
            Application.call_id == call.id, Review.account_id == account.id, Review.recused
        )
    )
    merged = policy.merges_in(call)
    closed = {*declared, *_of_own_body(account, call)}
    return frozenset(key for it in closed for key in one_person(it, merged))


def _of_own_body(account: Account, call: Call) -> Iterator[int]:
    if not account.affiliation or not has_team_role(account, call.event, TeamRole.REVIEWER):
        return
    bodies = bodies_by_name()
    marks = body_marks(account.affiliation, bodies)
    named = select(Application.id, Application.affiliation, Application.organization_id)
    for key, affiliation, number in db.session.execute(named.where(Application.call_id == call.id)):
        if marks & body_marks(affiliation, bodies, number):
            yield key


def _reviews_by(account: Account, call: Call) -> dict[int, bool]:
    """Return what a person has begun, by application, and whether it is scored."""
    begun = (
        select(Review.application_id, exists().where(Score.review_id == Review.id))
        .join(Review.application)
        .where(Application.call_id == call.id, Review.account_id == account.id)
    )
    return dict(db.session.execute(begun).all())


def has_assignments(call: Call) -> bool:
    """Tell whether anything is assigned to anybody; until then everybody reviews everything."""
    some = exists().where(
        Assignment.application_id == Application.id, Application.call_id == call.id
    )
    return bool(db.session.scalar(select(some)))


def newest_assignment(call_id: int, account_id: int) -> datetime | None:
    """Return when a reviewer was last given an application of a call, if ever."""
    return db.session.scalar(
        select(func.max(Assignment.at))
        .join(Assignment.application)
        .where(Application.call_id == call_id, Assignment.account_id == account_id)
    )


def reviewer_profile(call: Call, account: Account) -> Reviewer | None:
    """Return what a reviewer knows about and takes on, if anybody has said so."""
    return db.session.scalar(
        select(Reviewer).where(Reviewer.call_id == call.id, Reviewer.account_id == account.id)
    )


def calls_to_review(account: Account) -> list[Call]:
    """Return the calls in which a person is a reviewer and does not apply."""
    calls = db.session.scalars(
        select(Call)
        .join(TeamMember, TeamMember.event_id == Call.event_id)
        .where(TeamMember.account_id == account.id, TeamMember.role == TeamRole.REVIEWER)
        .options(joinedload(Call.event))
        .order_by(Call.closes_at)
    )
    return [call for call in calls if policy.may_review(account, call)]


def calls_to_share_out(account: Account) -> list[Call]:
    """Return the calls whose reviews an organiser has begun to share out."""
    own = select(TeamMember.event_id).where(
        TeamMember.account_id == account.id, TeamMember.role.in_(ORGANISERS)
    )
    begun = exists().where(
        Assignment.application_id == Application.id, Application.call_id == Call.id
    )
    calls = db.session.scalars(
        select(Call)
        .where(Call.event_id.in_(own), begun)
        .options(joinedload(Call.event))
        .order_by(Call.closes_at)
    )
    return [call for call in calls if policy.may_decide(account, call)]
