"""Applications that are perhaps one person's, and what organisers have said of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.experts import policy
from eventsapp.experts.models import Apart, Application, Call, Nominee, Review
from eventsapp.experts.queries.reviewing import calls_decided_by, closed_in, closed_to, to_review
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
    return _twins([call])[call.id]


def twins_for(account: Account, call: Call) -> list[Twins]:
    """Return those of them that a person may judge: of whom no conflict hides either one."""
    return _twins_for(account, [call])[call.id]


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
    now = clock.now()
    calls = [it for it in calls_decided_by(account) if it.phase(now) in MATCHING]
    found = _twins_for(account, calls)
    return [(call, len(found[call.id])) for call in calls if found[call.id]]


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


def _twins(calls: Sequence[Call]) -> Mapping[int, list[Twins]]:
    judged = {(it.first_id, it.second_id) for it in db.session.scalars(_apart(*calls))}
    return {
        call_id: [it for it in twins(applicants) if (it.first, it.second) not in judged]
        for call_id, applicants in _applicants(calls).items()
    }


def _twins_for(account: Account, calls: Sequence[Call]) -> Mapping[int, list[Twins]]:
    found = _twins(calls)
    closed = closed_in(account, [call for call in calls if found[call.id]])
    return {
        call_id: [it for it in pairs if not {it.first, it.second} & closed[call_id]]
        for call_id, pairs in found.items()
    }


def _apart(*calls: Call) -> Select[Apart]:
    return (
        select(Apart)
        .join(Apart.first)
        .where(Application.call_id.in_([it.id for it in calls]))
        .options(joinedload(Apart.first), joinedload(Apart.second))
        .order_by(Apart.id)
    )


def _applicants(calls: Sequence[Call]) -> Mapping[int, list[Applicant]]:
    bodies = bodies_by_name()
    nominated: dict[int, list[str]] = defaultdict(list)
    for key, email in db.session.execute(
        select(Application.id, Nominee.email)
        .join(Application, Application.id == Nominee.application_id)
        .where(Application.call_id.in_([it.id for it in calls]))
    ):
        nominated[key].append(email)
    rows = db.session.execute(
        select(
            Application.call_id, Application.id, Application.name, Account.email,
            Application.born_on, Application.affiliation, Application.organization_id,
        )
        .join(Application.account)
        .where(*to_review(*calls))
        .order_by(Application.id)
    )  # fmt: skip
    found: dict[int, list[Applicant]] = {it.id: [] for it in calls}
    for call_id, key, name, email, born_on, affiliation, number in rows:
        marks = body_marks(affiliation, bodies, number)
        emails = [email, *nominated.get(key, ())]
        found[call_id].append(Applicant(key, name, emails, born_on, marks))
    return found
