"""Who reviews whom: subjects in common, and how many reviews are wanted."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from fractions import Fraction

from eventsapp.experts.rules.scores import needs_another_review

#: Reviews that every application is to have.
FEWEST_REVIEWS = 2
#: Points of 100 for a language in common; the rest is for topics.
_FOR_LANGUAGE = 40


class Hitch(StrEnum):
    """Why an application cannot be given to a reviewer."""

    NO_APPLICATION = "no_application"
    NO_REVIEWER = "no_reviewer"
    APPLIES = "applies"
    CONFLICT = "conflict"
    HAS_IT = "has_it"
    INCOMPLETE = "incomplete"


def affinity(
    topics: Collection[str],
    languages: Collection[str],
    *,
    of_application: Collection[str],
    spoken: Collection[str],
) -> int:
    """Return from 0 to 100 how well a reviewer's topics and languages fit an application's.

    Where one of them has said nothing, nobody is better or worse for it: half the points.
    """
    return _share(topics, of_application, 100 - _FOR_LANGUAGE) + _share(
        languages, spoken, _FOR_LANGUAGE, one_will_do=True
    )


def _share(
    known: Collection[str], asked: Collection[str], points: int, *, one_will_do: bool = False
) -> int:
    if not known or not asked:
        return points // 2
    common = len(set(known) & set(asked))
    if one_will_do:
        return points if common else 0
    return points * common // len(set(asked))


def differ(totals: Sequence[Fraction], limit: int) -> bool:
    """Tell whether two reviews lie so far apart that a third one is asked for."""
    return len(totals) >= FEWEST_REVIEWS and needs_another_review(totals, limit, FEWEST_REVIEWS)


def reviews_wanted(totals: Sequence[Fraction], limit: int) -> int:
    """Return how many reviews an application is to have, those that are in counted too."""
    return max(FEWEST_REVIEWS, len(totals) + differ(totals, limit))
