"""The rules of choosing experts: scores, targets, ranks, and how calls and applications move on.

Scores are exact fractions; targets are shown beside the ranked list and never change a score.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from statistics import median
from typing import NamedTuple, TypeVar


class CallStatus(StrEnum):
    """Where a call for experts stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    UNDER_REVIEW = "under_review"
    DECIDED = "decided"
    NOTIFIED = "notified"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


class ApplicationStatus(StrEnum):
    """Where an expert's application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    INELIGIBLE = "ineligible"
    SELECTED = "selected"
    RESERVE = "reserve"
    NOT_SELECTED = "not_selected"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    WITHDRAWN = "withdrawn"


_CALL_MOVES: Mapping[CallStatus, frozenset[CallStatus]] = {
    CallStatus.DRAFT: frozenset({CallStatus.PUBLISHED, CallStatus.WITHDRAWN}),
    CallStatus.PUBLISHED: frozenset({CallStatus.CLOSED, CallStatus.WITHDRAWN}),
    # A closed call may be reopened, for a reason that is said in public.
    CallStatus.CLOSED: frozenset(
        {CallStatus.PUBLISHED, CallStatus.UNDER_REVIEW, CallStatus.WITHDRAWN}
    ),
    CallStatus.UNDER_REVIEW: frozenset({CallStatus.DECIDED, CallStatus.WITHDRAWN}),
    # An outcome may be taken back while nobody has been told.
    CallStatus.DECIDED: frozenset(
        {CallStatus.UNDER_REVIEW, CallStatus.NOTIFIED, CallStatus.WITHDRAWN}
    ),
    CallStatus.NOTIFIED: frozenset({CallStatus.COMPLETED}),
}
_APPLICATION_MOVES: Mapping[ApplicationStatus, frozenset[ApplicationStatus]] = {
    ApplicationStatus.DRAFT: frozenset({ApplicationStatus.SUBMITTED, ApplicationStatus.WITHDRAWN}),
    ApplicationStatus.SUBMITTED: frozenset(
        {
            ApplicationStatus.INELIGIBLE,
            ApplicationStatus.SELECTED,
            ApplicationStatus.RESERVE,
            ApplicationStatus.NOT_SELECTED,
            ApplicationStatus.WITHDRAWN,
        }
    ),
    ApplicationStatus.RESERVE: frozenset(
        {
            ApplicationStatus.SELECTED,
            ApplicationStatus.NOT_SELECTED,
            ApplicationStatus.WITHDRAWN,
        }
    ),
    ApplicationStatus.SELECTED: frozenset(
        {
            ApplicationStatus.ACCEPTED,
            ApplicationStatus.DECLINED,
            ApplicationStatus.NO_ANSWER,
            ApplicationStatus.WITHDRAWN,
        }
    ),
    ApplicationStatus.ACCEPTED: frozenset({ApplicationStatus.WITHDRAWN}),
}

_Status = TypeVar("_Status", CallStatus, ApplicationStatus)


def can_move(now: _Status, then: _Status) -> bool:
    """Tell whether a call, or an application, may go from one status to the other."""
    if isinstance(now, CallStatus):
        return then in _CALL_MOVES.get(now, ())
    return then in _APPLICATION_MOVES.get(now, ())


def is_open(opens_at: datetime, closes_at: datetime, now: datetime) -> bool:
    """Tell whether one may apply now; the closing moment itself is in time."""
    return opens_at <= now <= closes_at


class Phase(StrEnum):
    """Where a call stands by the clock: its status, and whether one may apply."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"
    UNDER_REVIEW = "under_review"
    DECIDED = "decided"
    NOTIFIED = "notified"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


def phase(status: CallStatus, opens_at: datetime, closes_at: datetime, now: datetime) -> Phase:
    """Tell where a call stands now: a published call opens and closes by the clock."""
    if status is not CallStatus.PUBLISHED:
        return Phase(status.value)
    if now < opens_at:
        return Phase.UPCOMING
    return Phase.OPEN if is_open(opens_at, closes_at, now) else Phase.CLOSED


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


class TargetAttribute(StrEnum):
    """What a balanced group is balanced in."""

    SECTOR = "sector"
    COUNTRY = "country"
    GENDER = "gender"
    LANGUAGE = "language"


class MeterState(StrEnum):
    """How a group stands to a target."""

    SHORT = "short"
    MET = "met"
    OVER = "over"


@dataclass(frozen=True)
class Target:
    """How many of the chosen should share a value, such as the sector "labor"; None: any number."""

    attribute: TargetAttribute
    value: str
    minimum: int = 0
    maximum: int | None = None


@dataclass(frozen=True)
class Meter:
    """A target, how many of a group meet it now, and what that means."""

    target: Target
    now: int
    state: MeterState


Member = Mapping[str, str | Collection[str]]
"""A person's attributes by name; one such as language may have several values."""


def meter(target: Target, members: Iterable[Member]) -> Meter:
    """Hold a group against a target."""
    now = sum(target.value in _values(member.get(target.attribute, ())) for member in members)
    if now < target.minimum:
        return Meter(target, now, MeterState.SHORT)
    if target.maximum is not None and now > target.maximum:
        return Meter(target, now, MeterState.OVER)
    return Meter(target, now, MeterState.MET)


def _values(value: str | Collection[str]) -> Collection[str]:
    return (value,) if isinstance(value, str) else value


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


class Flaw(StrEnum):
    """Why a call's numbers cannot all hold."""

    ORDER = "order"
    MAXIMUM_BELOW_MINIMUM = "maximum_below_minimum"
    MINIMUM_ABOVE_SEATS = "minimum_above_seats"
    MINIMA_ABOVE_SEATS = "minima_above_seats"
    MAXIMA_BELOW_SEATS = "maxima_below_seats"
    SECTOR_NOT_OFFERED = "sector_not_offered"
    TWICE = "twice"


class Contradiction(NamedTuple):
    """One flaw: which attribute and value it concerns, the number that is wrong, the seats."""

    flaw: Flaw
    attribute: TargetAttribute | None = None
    value: str = ""
    number: int = 0
    seats: int = 0


def contradictions(
    seats: int, targets: Sequence[Target], sectors: Collection[str]
) -> list[Contradiction]:
    """Return why the targets cannot all hold together with the seats; nothing if they can."""
    found = [flaw for target in targets for flaw in _flaws(target, seats, sectors)]
    groups: dict[TargetAttribute, list[Target]] = defaultdict(list)
    for target in targets:
        groups[target.attribute].append(target)
    for attribute, group in groups.items():
        values = [target.value for target in group]
        twice = sorted({value for value in values if values.count(value) > 1})
        found += [Contradiction(Flaw.TWICE, attribute, value) for value in twice]
        if attribute is TargetAttribute.LANGUAGE:
            continue  # one person may count for several languages
        minima = sum(target.minimum for target in group)
        if minima > seats and len(group) > 1:
            found.append(Contradiction(Flaw.MINIMA_ABOVE_SEATS, attribute, "", minima, seats))
        if attribute is TargetAttribute.SECTOR and set(sectors) <= set(values):
            found += _too_narrow(group, seats)
    return found


def _flaws(target: Target, seats: int, sectors: Collection[str]) -> Iterable[Contradiction]:
    attribute, value = target.attribute, target.value
    if target.maximum is not None and target.maximum < target.minimum:
        yield Contradiction(Flaw.MAXIMUM_BELOW_MINIMUM, attribute, value, target.maximum, seats)
    if target.minimum > seats:
        yield Contradiction(Flaw.MINIMUM_ABOVE_SEATS, attribute, value, target.minimum, seats)
    if attribute is TargetAttribute.SECTOR and value not in sectors:
        yield Contradiction(Flaw.SECTOR_NOT_OFFERED, attribute, value)


def _too_narrow(group: Sequence[Target], seats: int) -> Iterable[Contradiction]:
    """Find seats that nobody can take, where everyone has one of these sectors."""
    maxima = [target.maximum for target in group if target.maximum is not None]
    if len(maxima) == len(group) and sum(maxima) < seats:
        yield Contradiction(Flaw.MAXIMA_BELOW_SEATS, TargetAttribute.SECTOR, "", sum(maxima), seats)


LONGEST_STATEMENT = 500
"""Words in a statement."""


def words_in(text: str) -> int:
    """Count the words of a text."""
    return len(text.split())


class Gap(StrEnum):
    """What keeps an answer from being complete."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    NOT_OFFERED = "not_offered"


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What an applicant has said so far."""

    name: str = ""
    affiliation: str = ""
    country: str | None = None
    sector: str | None = None
    gender: str | None = None
    languages: tuple[str, ...] = ()
    statement: str = ""
    interests: str = ""
    no_interests: bool = False
    consent: bool = False


def gaps(answers: Answers, *, sectors: Collection[str], cv_missing: bool = False) -> dict[str, Gap]:
    """Return what an application still lacks before it can be submitted, by field."""
    needed = ("name", "affiliation", "country", "sector", "languages", "statement", "consent")
    found = {field: Gap.MISSING for field in needed if not getattr(answers, field)}
    if answers.sector and answers.sector not in sectors:
        found["sector"] = Gap.NOT_OFFERED
    if words_in(answers.statement) > LONGEST_STATEMENT:
        found["statement"] = Gap.TOO_LONG
    if not answers.no_interests and not answers.interests:
        found["interests"] = Gap.MISSING
    if cv_missing:
        found["cv"] = Gap.MISSING
    return found


class Reserve(NamedTuple):
    """An application on the reserve list."""

    id: int
    rank: int
    sector: str | None


def next_reserve(reserves: Iterable[Reserve], sector: str | None) -> Reserve | None:
    """Return who takes a freed place: the first of the same sector, else the first of all."""
    return min(reserves, key=lambda it: (it.sector != sector, it.rank, it.id), default=None)
