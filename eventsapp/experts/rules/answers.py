"""What an applicant says, and what is missing before it can be handed in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from eventsapp.questions.rules import words_in

LONGEST_STATEMENT = 500
"""Words in a statement."""
EARLIEST_BIRTH = date(1900, 1, 1)


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
    born_on: date | None = None
    first_time: bool | None = None
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
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


def can_be_born_on(day: date, today: date) -> bool:
    """Tell whether somebody who applies today can have been born on a day."""
    return EARLIEST_BIRTH <= day < today
