"""Severe and lenient reviewers, and the scores without their habits, beside the raw ones."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from eventsapp import selection
from eventsapp.accounts.models import Account
from eventsapp.core.db import db
from eventsapp.experts.models import Review
from eventsapp.experts.queries.assigning import Desk
from eventsapp.experts.queries.conflicts import Applied
from eventsapp.selection import Calibrated, Habit


class HabitRow(NamedTuple):
    """A reviewer, and what is known of their habit."""

    account: Account
    habit: Habit


class CalibratedRow(NamedTuple):
    """An application with its score and its rank, as they are and without habits."""

    it: Applied
    score: Calibrated
    rank: int
    calibrated_rank: int

    @property
    def moved(self) -> int:
        """How many places it would stand higher (or lower, below 0)."""
        return self.rank - self.calibrated_rank


@dataclass(frozen=True)
class CalibrationView:
    """What reviews say about those who wrote them."""

    #: Most severe first.
    habits: list[HabitRow]
    #: Best raw score first.
    applications: list[CalibratedRow]
    #: Names of reviewers who can be compared with each other; one group where all can.
    groups: list[list[str]]
    #: The standard deviation of one total around quality and habit.
    noise: float

    @property
    def reach(self) -> float:
        """How far from 0 a drawing of all habits must go: a round number of points."""
        known = [row.habit for row in self.habits if row.habit.is_known]
        ends = [abs(habit.bias) + habit.error for habit in known]
        return max(5.0, -(-max(ends, default=0.0) // 5) * 5)


def calibration_of(of: Desk) -> CalibrationView:
    """Estimate the reviewers' habits from all reviews that are in; nothing is replaced by it."""
    found = selection.calibrate(
        {(str(it), str(account_id)): total for (it, account_id), total in of.scores.items()}
    )
    people = _people(of)
    raw = _ranks({int(key): it.raw for key, it in found.applications.items()})
    clear = _ranks({int(key): it.score for key, it in found.applications.items()})
    rows = [
        CalibratedRow(of.applications[int(key)], it, raw[int(key)], clear[int(key)])
        for key, it in found.applications.items()
    ]
    habits = [HabitRow(people[int(key)], it) for key, it in found.reviewers.items()]
    return CalibrationView(
        sorted(habits, key=lambda row: (row.habit.bias, row.account.id)),
        sorted(rows, key=lambda row: (row.rank, row.it.id)),
        [[str(people[int(key)]) for key in group] for group in found.groups],
        found.noise,
    )


def _people(of: Desk) -> dict[int, Account]:
    """Return everybody whose scores are in, of the team or not any more."""
    gone = {account_id for _, account_id in of.scores} - of.reviewers.keys()
    left = db.session.scalars(
        select(Account)
        .join(Review, Review.account_id == Account.id)
        .where(Review.account_id.in_(gone))
        .distinct()
    )
    return of.reviewers | ({it.id: it for it in left} if gone else {})


def _ranks(scores: dict[int, float]) -> dict[int, int]:
    """Rank by score as the board does: who is equal to a hundredth shares a rank (1, 1, 2)."""
    levels = sorted({round(score, 2) for score in scores.values()}, reverse=True)
    places = {level: place for place, level in enumerate(levels, start=1)}
    return {key: places[round(score, 2)] for key, score in scores.items()}
