"""What reviewers have to do."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import joinedload

from eventsapp.accounts.models import Account
from eventsapp.core.db import db
from eventsapp.events.models import TeamMember
from eventsapp.events.policy import ORGANISERS
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
        Application.call_id.in_(_keys(calls)),
        Application.status.not_in(policy.UNSEEN),
        Application.merged_into_id.is_(None),
    )


def review_queue(account: Account, call: Call) -> Queue:
    """Return what a reviewer has to do in a call."""
    (only,) = review_queues(account, [call])
    return only


def review_queues(account: Account, calls: Sequence[Call]) -> list[Queue]:
    """Return what a reviewer has to do in each of some calls, in as many queries as in one."""
    if not calls:
        return []
    shared_out, reviews = _shared_out(calls), _reviews_by(account, calls)
    in_conflict = closed_in(account, calls)
    own = select(Assignment.application_id).where(Assignment.account_id == account.id)
    rows = db.session.execute(
        select(
            Application.call_id, Application.id, Application.name, Application.affiliation,
            Application.sector, Application.languages, Application.topics,
        )
        .where(
            *to_review(*calls),
            or_(
                Application.call_id.not_in(shared_out),
                Application.id.in_(own),
                Application.id.in_(reviews.keys()),
            ),
        )
        .order_by(Application.id)
    )  # fmt: skip
    waiting: dict[int, list[Waiting]] = defaultdict(list)
    for row in rows:
        waiting[row.call_id].append(Waiting._make(row[1:]))
    made = []
    for call in calls:
        applications = waiting[call.id]
        closed = in_conflict[call.id].intersection(it.id for it in applications)
        if call.is_blind:
            applications = [it._replace(name="", affiliation="") for it in applications]
        done = frozenset(it.id for it in applications if reviews.get(it.id)) - closed
        made.append(Queue(applications, done, closed, call.id in shared_out))
    return made


def closed_to(account: Account, call: Call) -> frozenset[int]:
    """Return the applications that a conflict of interest closes to a person.

    As ``policy.is_in_conflict`` says, for all at once: those of which the person has declared a
    conflict and, to a reviewer, those of the same organisation, whoever is to review them; and
    what was merged with these.
    """
    return closed_in(account, [call])[call.id]


def closed_in(account: Account, calls: Sequence[Call]) -> Mapping[int, frozenset[int]]:
    """Return the same of each of some calls, by call."""
    if not calls:
        return {}
    declared = db.session.execute(
        select(Application.call_id, Application.id)
        .join(Review.application)
        .where(
            Application.call_id.in_(_keys(calls)), Review.account_id == account.id, Review.recused
        )
    )
    merged = policy.merges_in(*calls)
    closed: dict[int, set[int]] = {call.id: set() for call in calls}
    for call_id, key in (*declared, *_of_own_body(account, calls)):
        closed[call_id] |= one_person(key, merged)
    return {call_id: frozenset(keys) for call_id, keys in closed.items()}


def _of_own_body(account: Account, calls: Sequence[Call]) -> Iterator[tuple[int, int]]:
    """Yield (call, application) of the reviewer's own organisation."""
    if not account.affiliation:
        return
    reviewed = select(TeamMember.event_id).where(
        TeamMember.account_id == account.id, TeamMember.role == TeamRole.REVIEWER
    )
    rows = db.session.execute(
        select(
            Application.call_id, Application.id, Application.affiliation,
            Application.organization_id,
        )
        .join(Application.call)
        .where(Application.call_id.in_(_keys(calls)), Call.event_id.in_(reviewed))
    ).all()  # fmt: skip
    if not rows:
        return
    bodies = bodies_by_name()
    marks = body_marks(account.affiliation, bodies)
    for call_id, key, affiliation, number in rows:
        if marks & body_marks(affiliation, bodies, number):
            yield call_id, key


def _reviews_by(account: Account, calls: Iterable[Call]) -> dict[int, bool]:
    """Return what a person has begun, by application, and whether it is scored."""
    begun = (
        select(Review.application_id, exists().where(Score.review_id == Review.id))
        .join(Review.application)
        .where(Application.call_id.in_(_keys(calls)), Review.account_id == account.id)
    )
    return dict(db.session.execute(begun).all())


def _shared_out(calls: Iterable[Call]) -> frozenset[int]:
    """Return the calls in which anything is assigned; until then everybody reviews everything."""
    some = (
        select(Application.call_id)
        .join(Assignment.application)
        .where(Application.call_id.in_(_keys(calls)))
        .distinct()
    )
    return frozenset(db.session.scalars(some))


def _keys(calls: Iterable[Call]) -> list[int]:
    return [it.id for it in calls]


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
    return _calls_of(account, TeamMember.role == TeamRole.REVIEWER)


def calls_decided_by(account: Account, *conditions: ColumnElement[bool]) -> list[Call]:
    """Return such calls of events that a person organises, unless they apply: as ``may_decide``."""
    return _calls_of(account, TeamMember.role.in_(ORGANISERS), *conditions)


def calls_to_share_out(account: Account) -> list[Call]:
    """Return the calls whose reviews an organiser has begun to share out."""
    begun = exists().where(
        Assignment.application_id == Application.id, Application.call_id == Call.id
    )
    return calls_decided_by(account, begun)


def _calls_of(
    account: Account, part: ColumnElement[bool], *conditions: ColumnElement[bool]
) -> list[Call]:
    """Return calls of events in whose team a person has a part, the first to close first."""
    theirs = select(TeamMember.event_id).where(TeamMember.account_id == account.id, part)
    return list(
        db.session.scalars(
            select(Call)
            .where(Call.event_id.in_(theirs), ~policy.applies(account), *conditions)
            .options(joinedload(Call.event))
            .order_by(Call.closes_at, Call.id)
        )
    )
