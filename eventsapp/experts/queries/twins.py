"""Applications that are perhaps one person's, and what organisers have said of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.events.models import TeamMember
from eventsapp.events.policy import ORGANISERS
from eventsapp.experts import policy
from eventsapp.experts.models import Apart, Application, Call, Nominee, Review
from eventsapp.experts.queries.reviewing import closed_to, to_review
from eventsapp.experts.rules import Applicant, Likeness, Phase, Twins, body_marks, twins
from eventsapp.organizations.queries import bodies_by_name

#: While organisers may still say who is one person: nobody has been told a result.
MATCHING = frozenset({Phase.OPEN, Phase.CLOSED, Phase.UNDER_REVIEW, Phase.DECIDED})


@dataclass(frozen=True)
class Pair:
    """Two applications side by side, the older one first."""

    first: Application
    second: Application
    likeness: Likeness


def twins_in(call: Call) -> list[Twins]:
    """Return the applications to a call that are perhaps one person's and were not judged yet."""
    judged = {(it.first_id, it.second_id) for it in db.session.scalars(_apart(call))}
    return [it for it in twins(_applicants(call)) if (it.first, it.second) not in judged]


def twins_for(account: Account, call: Call) -> list[Twins]:
    """Return those of them that a person may judge: of whom no conflict hides either one."""
    found = twins_in(call)
    closed = closed_to(account, call) if found else frozenset()
    return [it for it in found if not {it.first, it.second} & closed]


@dataclass(frozen=True)
class Matching:
    """How many pairs are perhaps one person's, and how many applications were merged."""

    open: int
    merged: int


def matching(account: Account, call: Call) -> Matching:
    """Return what the pages of a call say of twins to a person who decides."""
    return Matching(twins_to_judge(account, call), len(merged_in(account, call)))


def twins_to_judge(account: Account, call: Call) -> int:
    """Count them while something can be done about them."""
    return len(twins_for(account, call)) if call.phase(clock.now()) in MATCHING else 0


def calls_with_twins(account: Account) -> list[tuple[Call, int]]:
    """Return the calls of an organiser in which there are any, and how many."""
    own = select(TeamMember.event_id).where(
        TeamMember.account_id == account.id, TeamMember.role.in_(ORGANISERS)
    )
    calls = db.session.scalars(
        select(Call)
        .where(Call.event_id.in_(own))
        .options(joinedload(Call.event))
        .order_by(Call.closes_at)
    )
    counted = [
        (call, twins_to_judge(account, call)) for call in calls if policy.may_decide(account, call)
    ]
    return [(call, count) for call, count in counted if count]


def pairs_of(found: Collection[Twins]) -> list[Pair]:
    """Read the applications themselves, with all that is compared of them."""
    keys = {key for it in found for key in (it.first, it.second)}
    read = {
        it.id: it
        for it in db.session.scalars(
            select(Application)
            .where(Application.id.in_(keys))
            .options(
                joinedload(Application.account),
                joinedload(Application.cv),
                joinedload(Application.organization),
                undefer(Application.statement),
                selectinload(Application.reviews).selectinload(Review.scores),
            )
        )
    }
    return [Pair(read[it.first], read[it.second], it.likeness) for it in found]


def merged_in(account: Account, call: Call) -> list[Application]:
    """Return the applications that were merged into another, but for those hidden by a conflict."""
    closed = closed_to(account, call)
    merged = db.session.scalars(
        select(Application)
        .where(
            Application.call_id == call.id,
            Application.status.not_in(policy.UNSEEN),
            Application.merged_into_id.is_not(None),
        )
        .options(joinedload(Application.merged_into), joinedload(Application.account))
        .order_by(Application.id)
    )
    return [it for it in merged if not {it.id, it.merged_into_id} & closed]


def apart_in(account: Account, call: Call) -> list[Apart]:
    """Return the pairs that were held to be two people, but for those hidden by a conflict."""
    closed = closed_to(account, call)
    return [
        it for it in db.session.scalars(_apart(call)) if not {it.first_id, it.second_id} & closed
    ]


def apart_of(one: Application, other: Application) -> Apart | None:
    """Return what was said of two applications that are two people's, if it was."""
    first, second = sorted((one.id, other.id))
    return db.session.scalar(
        select(Apart).where(Apart.first_id == first, Apart.second_id == second)
    )


def _apart(call: Call) -> Select[Apart]:
    return (
        select(Apart)
        .join(Apart.first)
        .where(Application.call_id == call.id)
        .options(joinedload(Apart.first), joinedload(Apart.second))
        .order_by(Apart.id)
    )


def _applicants(call: Call) -> Iterable[Applicant]:
    bodies = bodies_by_name()
    nominated: dict[int, list[str]] = defaultdict(list)
    for key, email in db.session.execute(
        select(Application.id, Nominee.email)
        .join(Application, Application.id == Nominee.application_id)
        .where(Application.call_id == call.id)
    ):
        nominated[key].append(email)
    rows = db.session.execute(
        select(
            Application.id, Application.name, Account.email, Application.born_on,
            Application.affiliation, Application.organization_id,
        )
        .join(Application.account)
        .where(*to_review(call))
        .order_by(Application.id)
    )  # fmt: skip
    return [
        Applicant(
            key,
            name,
            [email, *nominated.get(key, ())],
            born_on,
            body_marks(affiliation, bodies, number),
        )
        for key, name, email, born_on, affiliation, number in rows
    ]
