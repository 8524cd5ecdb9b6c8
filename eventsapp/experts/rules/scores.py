"""What reviews add up to, and how applications rank by them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from statistics import median
from typing import NamedTuple


def weighted_total(scores: Mapping[str, int], weights: Mapping[str, int], top: int = 5) -> Fraction:
    """Return a review's total from 0 to 100: scores from 0 to top, each with its weight."""
    if scores.keys() != weights.keys():
        raise ValueError("every criterion has one score and one weight")
    if any(weight < 0 for weight in weights.values()) or not any(weights.values()):
        raise ValueError("weights are not negative, and one at least counts")
    if not all(0 <= score <= top for score in scores.values()):
        raise ValueError(f"scores go from 0 to {top}")
    points = sum(weights[criterion] * score for criterion, score in scores.items())
    return Fraction(100 * points, top * sum(weights.values()))


def median_score(totals: Iterable[Fraction]) -> Fraction | None:
    """Return the median of the reviews' totals, or None without a review."""
    values = list(totals)
    return Fraction(median(values)) if values else None


def needs_another_review(totals: Sequence[Fraction], limit: int = 20, minimum: int = 2) -> bool:
    """Tell whether reviews are too few; where they lie too far apart, one more is asked for."""
    if len(totals) < minimum:
        return True
    return len(totals) == minimum and max(totals) - min(totals) > limit


class Candidate(NamedTuple):
    """An application as the ranking sees it."""

    id: int
    score: Fraction | None
    submitted_at: datetime


class Ranked(NamedTuple):
    """An application and its rank; without a score it has none."""

    rank: int | None
    id: int


def rank(candidates: Iterable[tuple[int, Fraction | None, datetime]]) -> list[Ranked]:
    """Order by score, best first, without a score last; equal scores share a rank (1, 1, 2).

    Those who share a rank stand in the order in which they applied.
    """
    ordered = sorted(
        (Candidate(*candidate) for candidate in candidates),
        key=lambda it: (it.score is None, -(it.score or 0), it.submitted_at, it.id),
    )
    scores = sorted({it.score for it in ordered if it.score is not None}, reverse=True)
    ranks = {score: place for place, score in enumerate(scores, start=1)}
    return [Ranked(None if it.score is None else ranks[it.score], it.id) for it in ordered]
