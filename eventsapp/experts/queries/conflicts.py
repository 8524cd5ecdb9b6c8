"""Who must not review whom: conflicts of interest that were declared, or found by the system."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, select

from eventsapp.accounts.models import Account
from eventsapp.core.db import db
from eventsapp.experts import policy
from eventsapp.experts.models import Application, Call, Review, Score
from eventsapp.experts.queries.reviewing import to_review
from eventsapp.experts.rules import Conflict, body_marks, one_person
from eventsapp.organizations.queries import bodies_by_name

Pair = tuple[int, int]
"""An application and a reviewer's account, by their keys."""


class Applied(NamedTuple):
    """An application as it is shared out."""

    id: int
    name: str
    email: str
    affiliation: str
    organization_id: int | None
    sector: str | None
    topics: list[str]
    languages: list[str]


class DeclaredConflict(NamedTuple):
    """A conflict of interest: said by the reviewer, or found by the system."""

    application: Applied
    reviewer: Account
    kind: Conflict
    reason: str | None
    is_found: bool


class Said(NamedTuple):
    """A review as it stands, without its scores."""

    application_id: int
    account_id: int
    recused: bool
    kind: Conflict | None
    reason: str | None
    is_in: bool


def reviews_in(call: Call) -> list[Said]:
    """Return how the reviews of a call stand."""
    rows = db.session.execute(
        select(
            Review.application_id, Review.account_id, Review.recused, Review.conflict,
            Review.recusal_reason, exists().where(Score.review_id == Review.id),
        )
        .join(Review.application)
        .where(Application.call_id == call.id)
    )  # fmt: skip
    return [Said(*row) for row in rows]


def applied_to(call: Call, *which: ColumnElement[bool]) -> Iterable[Applied]:
    """Return what is reviewed of a call's applications, or those that meet a condition."""
    rows = db.session.execute(
        select(
            Application.id, Application.name, Account.email, Application.affiliation,
            Application.organization_id, Application.sector, Application.topics,
            Application.languages,
        )
        .join(Application.account)
        .where(*(which or to_review(call)))
        .order_by(Application.id)
    )  # fmt: skip
    return (Applied(*row) for row in rows)


def conflicts_in(
    call: Call,
    written: Iterable[Said],
    applications: Mapping[int, Applied],
    team: Mapping[int, Account],
    reviewers: Mapping[int, Account],
) -> dict[Pair, DeclaredConflict]:
    """Return the conflicts, found and declared; of a merged application with the one that stays."""
    merged = policy.merges_in(call)
    gone = {it.id: it for it in applied_to(call, Application.id.in_(merged))} if merged else {}
    known = _found((*applications.values(), *gone.values()), reviewers.values())
    for said in written:
        it = applications.get(said.application_id) or gone.get(said.application_id)
        if said.recused and it is not None and said.account_id in team:
            known[it.id, said.account_id] = DeclaredConflict(
                it, team[said.account_id], said.kind or Conflict.OTHER, said.reason, is_found=False
            )
    for (key, account_id), conflict in list(known.items()):
        for other in one_person(key, merged) & applications.keys():
            known.setdefault(
                (other, account_id), conflict._replace(application=applications[other])
            )
    return {pair: it for pair, it in known.items() if pair[0] in applications}


def _found(
    applications: Iterable[Applied], reviewers: Iterable[Account]
) -> dict[Pair, DeclaredConflict]:
    """Find the reviewers of an applicant's own organisation, by all of its names."""
    bodies = bodies_by_name()
    by_mark: dict[str | int, list[Account]] = defaultdict(list)
    for reviewer in reviewers:
        for mark in body_marks(reviewer.affiliation, bodies):
            by_mark[mark].append(reviewer)
    return {
        (it.id, reviewer.id): DeclaredConflict(
            it, reviewer, Conflict.SAME_ORGANIZATION, None, is_found=True
        )
        for it in applications
        for mark in body_marks(it.affiliation, bodies, it.organization_id)
        for reviewer in by_mark.get(mark, ())
    }
