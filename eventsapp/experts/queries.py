"""Reading calls, applications, reviews, and how they rank."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from eventsapp.accounts.models import Account
from eventsapp.core.db import db
from eventsapp.events.models import Event, TeamMember
from eventsapp.events.rules import TeamRole
from eventsapp.experts import policy
from eventsapp.experts.models import Application, Call, Review, Score
from eventsapp.experts.rules import (
    ApplicationStatus,
    Gap,
    Meter,
    Reserve,
    gaps,
    median_score,
    meter,
    needs_another_review,
    next_reserve,
    rank,
)
from eventsapp.organizations.models import Alias
from eventsapp.organizations.rules import folded

TAKEN = frozenset({ApplicationStatus.SELECTED, ApplicationStatus.ACCEPTED})
FREED = frozenset(
    {ApplicationStatus.DECLINED, ApplicationStatus.WITHDRAWN, ApplicationStatus.NO_ANSWER}
)


def call_of(event: Event) -> Call | None:
    """Return the event's call, if it has one."""
    return db.session.scalar(select(Call).where(Call.event_id == event.id))


def application_of(account: Account, call: Call) -> Application | None:
    """Return a person's application to a call, if there is one."""
    return db.session.scalar(
        select(Application).where(
            Application.account_id == account.id, Application.call_id == call.id
        )
    )


def application_in(call: Call, application_id: int) -> Application | None:
    """Return one application to this call, by its number."""
    return db.session.scalar(
        select(Application).where(Application.id == application_id, Application.call_id == call.id)
    )


def applications_by(account: Account) -> list[Application]:
    """Return a person's applications, newest first."""
    return list(
        db.session.scalars(
            select(Application)
            .where(Application.account_id == account.id)
            .options(joinedload(Application.call).joinedload(Call.event))
            .order_by(Application.created_at.desc(), Application.id.desc())
        )
    )


def gaps_in(application: Application) -> dict[str, Gap]:
    """Return what a saved application still lacks, by field."""
    call = application.call
    return gaps(
        application.answers,
        sectors=call.sectors,
        cv_missing=call.cv_required and application.cv_id is None,
    )


def in_the_race(call: Call) -> list[Application]:
    """Return the applications that reviewers and organisers may see, in order of arrival."""
    return list(db.session.scalars(_seen(call)))


def _seen(call: Call) -> Select[Application]:
    return (
        select(Application)
        .where(Application.call_id == call.id, Application.status.not_in(policy.UNSEEN))
        .options(selectinload(Application.reviews).selectinload(Review.scores))
        .order_by(Application.id)
        .execution_options(populate_existing=True)  # as it stands once the call is locked
    )


def count_of_applications(call: Call) -> int:
    """Count the applications that are in and not taken back."""
    counted = select(func.count()).where(
        Application.call_id == call.id, Application.status.not_in(policy.UNSEEN)
    )
    return db.session.scalar(counted) or 0


@dataclass(frozen=True)
class Queue:
    """A reviewer's applications: those to do, those done, those with a conflict."""

    applications: list[Application]
    done: frozenset[int]
    recused: frozenset[int]

    @property
    def todo(self) -> list[Application]:
        """The applications that still wait for this reviewer, in order."""
        return [it for it in self.applications if it.id not in self.done | self.recused]

    @property
    def total(self) -> int:
        """How many this reviewer has to review."""
        return len(self.applications) - len(self.recused)

    def next_after(self, application_id: int) -> Application | None:
        """Return the next one to do after a given one, beginning anew at the end."""
        waiting = [it for it in self.todo if it.id != application_id]
        later = (it for it in waiting if it.id > application_id)
        return next(later, waiting[0] if waiting else None)


def review_queue(account: Account, call: Call) -> Queue:
    """Return what a reviewer has to do in a call."""
    applications = in_the_race(call)
    own = [(it, policy.review_by(account, it)) for it in applications]
    return Queue(
        applications,
        frozenset(it.id for it, review in own if review and review.is_in),
        frozenset(it.id for it, review in own if review and review.recused),
    )


def same_organization(one: str, other: str) -> bool:
    """Tell whether two names mean the same body, as far as we know its aliases."""
    first, second = folded(one), folded(other)
    if not first or not second:
        return False
    if first == second:
        return True
    bodies = db.session.execute(
        select(Alias.folded, Alias.organization_id).where(Alias.folded.in_((first, second)))
    ).all()
    of = {name: {body for alias, body in bodies if alias == name} for name in (first, second)}
    return bool(of[first] & of[second])


@dataclass(frozen=True)
class BoardRow:
    """One application on the selection board."""

    application: Application
    rank: int | None
    score: Fraction | None
    reviews: list[Review]
    recused: int

    @property
    def needs_another_review(self) -> bool:
        """Whether there are too few reviews, or two that lie too far apart."""
        return needs_another_review([review.total for review in self.reviews])

    @property
    def reviews_differ(self) -> bool:
        """Whether a third review is wanted because two lie too far apart."""
        return len(self.reviews) > 1 and self.needs_another_review


def board(call: Call) -> list[BoardRow]:
    """Return the applications by score, best first; a recused reviewer counts nowhere."""
    statement = _seen(call).options(
        selectinload(Application.reviews).joinedload(Review.account),
        selectinload(Application.reviews).selectinload(Review.scores).joinedload(Score.criterion),
    )
    applications = {it.id: it for it in db.session.scalars(statement)}
    reviews = {it.id: [r for r in it.reviews if r.is_in] for it in applications.values()}
    scores = {key: median_score(review.total for review in of) for key, of in reviews.items()}
    ranked = rank(
        (it.id, scores[it.id], it.submitted_at or it.created_at) for it in applications.values()
    )
    return [
        BoardRow(
            applications[key],
            place,
            scores[key],
            reviews[key],
            sum(review.recused for review in applications[key].reviews),
        )
        for place, key in ranked
    ]


def meters(call: Call, chosen: Iterable[Application]) -> list[Meter]:
    """Hold a choice of applications against each target of the call."""
    members = [application.member for application in chosen]
    return [meter(row.target, members) for row in call.targets]


def meters_now(call: Call) -> list[Meter]:
    """Hold what stands now against the targets: those who have a place, else all applications."""
    applications = in_the_race(call)
    taken = [it for it in applications if it.status in TAKEN]
    return meters(call, taken or applications)


def free_places(call: Call) -> int:
    """Count the places of a call that nobody has been offered, or that came back."""
    taken = select(func.count()).where(
        Application.call_id == call.id, Application.status.in_(TAKEN)
    )
    return call.seats - (db.session.scalar(taken) or 0)


def freed(call: Call) -> list[Application]:
    """Return the selected who do not come, in the order in which they said so."""
    return list(
        db.session.scalars(
            select(Application)
            .where(
                Application.call_id == call.id,
                Application.decision == ApplicationStatus.SELECTED,
                Application.status.in_(FREED),
            )
            .order_by(Application.answered_at, Application.id)
        )
    )


def reserves(call: Call) -> list[Application]:
    """Return those on the reserve list, in their order."""
    return list(
        db.session.scalars(
            select(Application)
            .where(Application.call_id == call.id, Application.status == ApplicationStatus.RESERVE)
            .order_by(Application.reserve_rank, Application.id)
        )
    )


def replacement(call: Call, sector: str | None) -> Application | None:
    """Return who takes a freed place next: the first reserve of its sector, else of all."""
    waiting = {it.id: it for it in reserves(call)}
    first = next_reserve(
        (Reserve(it.id, it.reserve_rank or 0, it.sector) for it in waiting.values()), sector
    )
    return waiting[first.id] if first else None


def outcomes(call: Call) -> Counter[ApplicationStatus | None]:
    """Count the applications of a call by what the organisers have chosen."""
    return Counter(it.decision for it in in_the_race(call))


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
