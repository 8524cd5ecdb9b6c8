"""Who must not review whom: conflicts of interest that were declared, or found by the system."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import exists, or_, select

from eventsapp.accounts.models import Account
from eventsapp.core.db import db
from eventsapp.experts.models import Application, Call, Review, Score
from eventsapp.experts.policy import UNSEEN
from eventsapp.experts.rules import Conflict, body_marks, one_person

Pair = tuple[int, int]
"""An application and a reviewer's account, by their keys."""


class Applied(NamedTuple):
    """An application as it is shared out."""

    id: int
    call_id: int
    #: Where it went, if it was merged into another: then nobody reviews it any more.
    merged_into_id: int | None
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
    call_id: int
    account_id: int
    recused: bool
    kind: Conflict | None
    reason: str | None
    is_in: bool


def reviews_in(calls: Iterable[Call]) -> list[Said]:
    """Return how the reviews of calls stand."""
    rows = db.session.execute(
        select(
            Review.application_id, Application.call_id, Review.account_id, Review.recused,
            Review.conflict, Review.recusal_reason, exists().where(Score.review_id == Review.id),
        )
        .join(Review.application)
        .where(Application.call_id.in_([it.id for it in calls]))
    )  # fmt: skip
    return [Said(*row) for row in rows]


def applied_to(calls: Iterable[Call]) -> list[Applied]:
    """Return the applications to calls that are reviewed, and those merged into another."""
    rows = db.session.execute(
        select(
            Application.id, Application.call_id, Application.merged_into_id, Application.name,
            Account.email, Application.affiliation, Application.organization_id,
            Application.sector, Application.topics, Application.languages,
        )
        .join(Application.account)
        .where(
            Application.call_id.in_([it.id for it in calls]),
            or_(Application.status.not_in(UNSEEN), Application.merged_into_id.is_not(None)),
        )
        .order_by(Application.id)
    )  # fmt: skip
    return [Applied._make(row) for row in rows]


def conflicts_in(
    applied: Iterable[Applied],
    written: Iterable[Said],
    team: Mapping[int, Account],
    reviewers: Iterable[Account],
    bodies: Mapping[str, frozenset[int]],
) -> dict[Pair, DeclaredConflict]:
    """Return the conflicts in one call, found and declared.

    Those of a merged application count with the one that stays. ``bodies``: by name.
    """
    by_id = {it.id: it for it in applied}
    merged = {it.id: it.merged_into_id for it in by_id.values() if it.merged_into_id is not None}
    known = _found(by_id.values(), reviewers, bodies)
    for said in written:
        it = by_id.get(said.application_id)
        if said.recused and it is not None and said.account_id in team:
            known[it.id, said.account_id] = DeclaredConflict(
                it, team[said.account_id], said.kind or Conflict.OTHER, said.reason, is_found=False
            )
    for (key, account_id), conflict in list(known.items()):
        for other in one_person(key, merged) & by_id.keys():
            known.setdefault((other, account_id), conflict._replace(application=by_id[other]))
    return {pair: it for pair, it in known.items() if pair[0] not in merged}


def _found(
    applications: Iterable[Applied],
    reviewers: Iterable[Account],
    bodies: Mapping[str, frozenset[int]],
) -> dict[Pair, DeclaredConflict]:
    """Find the reviewers of an applicant's own organisation, by all of its names."""
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
