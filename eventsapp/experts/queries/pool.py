"""The people who can be chosen, and what a choice of them must meet, as the optimiser knows it.

Read column by column: four statements for any number of applications, and no row of the ORM.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any, NamedTuple

from sqlalchemy import func, select

from eventsapp.core.db import db
from eventsapp.core.names import region_of
from eventsapp.experts.models import Application, Call, Criterion, Review, Score
from eventsapp.experts.queries.reviewing import to_review
from eventsapp.experts.rules import (
    ApplicationStatus,
    Member,
    Target,
    TargetAttribute,
    body_of,
    median_score,
    of_question,
)
from eventsapp.experts.rules.reviewing import FEWEST_REVIEWS
from eventsapp.experts.rules.targets import ORGANIZATION
from eventsapp.organizations.queries import bodies_by_name
from eventsapp.questions.models import AnswerSheet, QuestionSetVersion
from eventsapp.questions.rules import shared_answers
from eventsapp.selection import GroupLimit, Pool, Problem, Quota

#: Those who can be, or have been, chosen.
IN_POOL = frozenset(
    {
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.SELECTED,
        ApplicationStatus.RESERVE,
        ApplicationStatus.NOT_SELECTED,
        ApplicationStatus.ACCEPTED,
    }
)
_FIRST_TIME = {None: "", True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class Person:
    """An application as a choice sees it: what targets count, without a name."""

    id: int
    status: ApplicationStatus
    #: What those of the same body share; "" for nobody's.
    body: str
    #: What targets count; what was not said is "" and counts for no target.
    attributes: Member


class Merit(NamedTuple):
    """What the reviews of an application add up to."""

    #: The median of the weighted totals, 0 to 10,000, halves rounded up.
    hundredths: int
    reviews: int

    @property
    def is_enough(self) -> bool:
        """Whether there are reviews enough to be proposed; a pin needs none."""
        return self.reviews >= FEWEST_REVIEWS


def people_of(call: Call, statuses: Collection[ApplicationStatus] = IN_POOL) -> list[Person]:
    """Return those whose application has one of the statuses and was not found ineligible."""
    asked = any(of_question(row.attribute) for row in call.targets)
    statement = (
        select(
            Application.id,
            Application.status,
            Application.affiliation,
            Application.organization_id,
            Application.country,
            Application.sector,
            Application.gender,
            Application.first_time,
            Application.languages,
            *((AnswerSheet.values, AnswerSheet.version_id) if asked else ()),
        )
        .where(
            Application.call_id == call.id,
            Application.status.in_(statuses),
            Application.decision.is_distinct_from(ApplicationStatus.INELIGIBLE),
            Application.merged_into_id.is_(None),
        )
        .order_by(Application.id)
    )
    if asked:
        statement = statement.outerjoin(AnswerSheet, AnswerSheet.id == Application.answer_sheet_id)
    contents = _contents(call) if asked else {}
    bodies = bodies_by_name()
    return [_person(row, contents, bodies) for row in db.session.execute(statement).mappings()]


def _contents(call: Call) -> dict[int, dict[str, Any]]:
    """Return what each version of the call's questions asks."""
    versions = select(QuestionSetVersion.id, QuestionSetVersion.content).where(
        QuestionSetVersion.question_set_id == call.question_set_id
    )
    return dict(db.session.execute(versions).all())


def _person(
    row: Mapping[Any, Any],
    contents: Mapping[int, dict[str, Any]],
    bodies: Mapping[str, Collection[int]],
) -> Person:
    version = row.get("version_id")
    said = shared_answers(contents[version], row["values"]) if version else {}
    attributes: dict[str, str | Collection[str]] = {
        TargetAttribute.SECTOR: row["sector"] or "",
        TargetAttribute.REGION: region_of(row["country"]),
        TargetAttribute.COUNTRY: row["country"] or "",
        TargetAttribute.GENDER: row["gender"] or "",
        TargetAttribute.LANGUAGE: frozenset(row["languages"]),
        TargetAttribute.FIRST_TIME: _FIRST_TIME[row["first_time"]],
        **{f"question:{key}": value for key, value in said.items()},
    }
    body = body_of(row["affiliation"], bodies, row["organization_id"])
    return Person(row["id"], row["status"], body, attributes)


def merits_of(call: Call) -> dict[int, Merit]:
    """Return what the reviews add up to, by application; those without any are left out."""
    totals = (
        select(
            Review.application_id,
            func.sum(Score.value * Criterion.weight),
            func.sum(Criterion.weight),
        )
        .join(Score, Score.review_id == Review.id)
        .join(Criterion, Criterion.id == Score.criterion_id)
        .join(Application, Application.id == Review.application_id)
        .where(*to_review(call), Review.recused.is_(False))
        .group_by(Review.id, Review.application_id)
    )
    found: dict[int, list[Fraction]] = {}
    for application_id, points, weights in db.session.execute(totals):
        found.setdefault(application_id, []).append(Fraction(20 * int(points), int(weights)))
    return {key: Merit(hundredths(median_score(it)), len(it)) for key, it in found.items()}


def hundredths(score: Fraction | None) -> int:
    """Return a score as the optimiser counts it: in whole hundredths, halves up."""
    return floor(100 * (score or 0) + Fraction(1, 2))


def problem_of(
    call: Call,
    people: Iterable[Person],
    merits: Mapping[int, Merit] | None = None,
    *,
    pinned_in: Collection[int] = (),
    pinned_out: Collection[int] = (),
) -> Problem:
    """Return the call's seats, targets and limit over these people.

    Without ``merits`` everybody is worth the same. With them, only people with reviews enough can
    be chosen; a person pinned in can be chosen anyway, for what their reviews add up to, or 0.
    As many seats are filled as the targets allow: none are left empty that could be taken.
    """
    pool = [
        it
        for it in people
        if merits is None or it.id in pinned_in or (it.id in merits and merits[it.id].is_enough)
    ]
    ids = frozenset(str(it.id) for it in pool)
    targets = [(f"t{row.id}", row.target) for row in call.targets]
    limit = call.organization_limit
    return Problem(
        pool=Pool(
            ids=tuple(str(it.id) for it in pool),
            scores=tuple(_worth(it.id, merits) for it in pool),
            attributes=_columns(pool, {target.attribute for _key, target in targets}),
        ),
        seats=(0, call.seats),
        quotas=tuple(_quota(key, target) for key, target in targets),
        group_limits=() if limit is None else (GroupLimit(ORGANIZATION, ORGANIZATION, limit),),
        must_include=ids & frozenset(map(str, pinned_in)),
        must_exclude=ids & frozenset(map(str, pinned_out)),
        seed=call.seed or "",
    )


def _worth(key: int, merits: Mapping[int, Merit] | None) -> int:
    return merits[key].hundredths if merits and key in merits else 0


def _columns(
    pool: Sequence[Person], wanted: Collection[str]
) -> dict[str, tuple[str | frozenset[str], ...]]:
    columns = {name: tuple(_value(it, name) for it in pool) for name in sorted(wanted)}
    return columns | {ORGANIZATION: tuple(it.body for it in pool)}


def _value(person: Person, attribute: str) -> str | frozenset[str]:
    value = person.attributes.get(attribute, "")
    return value if isinstance(value, str) else frozenset(value)


def _quota(key: str, target: Target) -> Quota:
    return Quota(
        id=key,
        attribute=target.attribute,
        values=frozenset({target.value}),
        minimum=target.minimum,
        maximum=target.maximum,
        priority=target.priority,
        relaxable=target.relaxable,
    )
