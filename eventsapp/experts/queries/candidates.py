"""The applications on the selection board, light: no row of the ORM, however many there are."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, exists, func, select

from eventsapp.accounts.models import Account
from eventsapp.core.db import db
from eventsapp.events import policy as event_policy
from eventsapp.events.rules import TeamRole
from eventsapp.experts.models import Application, Call, Criterion, Pin, Review, Score
from eventsapp.experts.queries.reviewing import closed_to, review_queue, to_review
from eventsapp.experts.rules import (
    ApplicationStatus,
    PinSide,
    median_score,
    needs_another_review,
    rank,
)
from eventsapp.selection import Panel


@dataclass(frozen=True, slots=True)
class Contender:
    """One application on the selection board."""

    id: int
    name: str
    affiliation: str
    country: str | None
    sector: str | None
    gender: str | None
    languages: tuple[str, ...]
    status: ApplicationStatus
    decision: ApplicationStatus | None
    reserve_rank: int | None
    reason: str
    declares_interests: bool
    rank: int | None
    #: The median of the totals, 0 to 100.
    score: Fraction | None
    totals: tuple[Fraction, ...]
    #: Reviewers who have declared a conflict of interest.
    recused: int
    needs_another_review: bool
    pin: PinSide | None
    pin_reason: str

    @property
    def reviews_differ(self) -> bool:
        """Whether a third review is wanted because two lie too far apart."""
        return len(self.totals) > 1 and self.needs_another_review


def contenders(call: Call) -> list[Contender]:
    """Return the applications by score, best first; a recused reviewer counts nowhere."""
    rows = {it.id: it for it in db.session.execute(_applications(call))}
    totals, recused = _reviews(call)
    pins = {pin.application_id: pin for pin in db.session.scalars(_pins(call))}
    ranked = rank(
        (key, median_score(totals.get(key, ())), it.submitted_at or it.created_at)
        for key, it in rows.items()
    )
    made = []
    for place, key in ranked:
        it, given, pin = rows[key], totals.get(key, ()), pins.get(key)
        made.append(
            Contender(
                id=key,
                name=it.name,
                affiliation=it.affiliation,
                country=it.country,
                sector=it.sector,
                gender=it.gender,
                languages=tuple(it.languages),
                status=it.status,
                decision=it.decision,
                reserve_rank=it.reserve_rank,
                reason=it.decision_reason or "",
                declares_interests=bool(it.interests),
                rank=place,
                score=median_score(given),
                totals=tuple(given),
                recused=recused.get(key, 0),
                needs_another_review=needs_another_review(given, call.gap_limit),
                pin=pin.side if pin else None,
                pin_reason=pin.reason if pin else "",
            )
        )
    return made


def hidden_from(account: Account, call: Call) -> frozenset[int]:
    """Return whose scores a person must not see yet, or never.

    As ``policy.has_own_mind`` says, for all applications at once: a reviewer sees others' scores
    of what they have scored themselves; once all that is theirs to review is done, of everybody
    but those closed to them by a conflict.
    """
    if event_policy.has_team_role(account, call.event, TeamRole.REVIEWER):
        queue = review_queue(account, call)
        if not queue.todo:
            return closed_to(account, call)
        seen = select(Application.id).where(*to_review(call))
        return frozenset(db.session.scalars(seen)) - queue.done
    begun = (
        select(Review.application_id)
        .join(Review.application)
        .where(
            Application.call_id == call.id,
            Review.account_id == account.id,
            Review.recused | ~exists().where(Score.review_id == Review.id),
        )
    )
    return frozenset(db.session.scalars(begun)) | closed_to(account, call)


def hides(hidden: Collection[int], panel: Panel) -> bool:
    """Tell whether what a panel is worth would tell the score of somebody in it who is hidden."""
    return any(int(key) in hidden for key in panel.members)


def hidden_last(ranked: Iterable[Contender], hidden: Collection[int]) -> list[Contender]:
    """Return them in their order, but those whose scores are hidden last: an order tells much."""
    return sorted(ranked, key=lambda it: it.id in hidden)


def own_reviews_left(account: Account, call: Call) -> int:
    """Count what waits for a person's own review before proposals may show what others think."""
    if not event_policy.has_team_role(account, call.event, TeamRole.REVIEWER):
        return 0
    return len(review_queue(account, call).todo)


def _applications(call: Call) -> Any:
    return (
        select(
            Application.id, Application.name, Application.affiliation, Application.country,
            Application.sector, Application.gender, Application.languages, Application.status,
            Application.decision, Application.reserve_rank, Application.decision_reason,
            Application.interests, Application.submitted_at, Application.created_at,
        )
        .where(*to_review(call))
        .order_by(Application.id)
    )  # fmt: skip


def _reviews(call: Call) -> tuple[dict[int, list[Fraction]], Counter[int]]:
    """Return the reviews' totals, and how many have recused themselves, by application."""
    statement = (
        select(
            Review.application_id,
            Review.recused,
            func.sum(Score.value * Criterion.weight),
            func.sum(Criterion.weight),
        )
        .join(Review.application)
        .outerjoin(Score, Score.review_id == Review.id)
        .outerjoin(Criterion, Criterion.id == Score.criterion_id)
        .where(Application.call_id == call.id)
        .group_by(Review.id, Review.application_id, Review.recused)
        .order_by(Review.id)
    )
    totals: dict[int, list[Fraction]] = defaultdict(list)
    recused: Counter[int] = Counter()
    for key, is_recused, points, weights in db.session.execute(statement):
        if is_recused:
            recused[key] += 1
        elif weights:
            totals[key].append(Fraction(20 * int(points), int(weights)))
    return totals, recused


def _pins(call: Call) -> Select[Pin]:
    return select(Pin).join(Pin.application).where(Application.call_id == call.id)
