"""Sample reviewers of the call under review, and how far they have come.

Each application has gone to two of them. Some read severely, some kindly; where two differ by more
than the call allows, most have a third review; a few reviews are still to be written, so that
nobody who signs in finds an empty desk.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random

from sqlalchemy import insert

from eventsapp.accounts.queries import account_by_email
from eventsapp.accounts.services import new_account
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.demo import writing
from eventsapp.demo.people import Person
from eventsapp.demo.terms import CRITERIA
from eventsapp.events.models import TeamMember
from eventsapp.events.rules import TeamRole
from eventsapp.experts.models import Application, Assignment, Call, Review, Reviewer, Score
from eventsapp.experts.rules import AssignedBy, Conflict, differ, weighted_total
from eventsapp.organizations.queries import organization_named

WEIGHTS = [weight for _name, weight, _labels in CRITERIA]
#: Of those whose two reviews lie too far apart: how many have no third reviewer yet, and how many
#: wait for that review.
UNASKED, AWAITED = 5, 4
#: Kinds of conflict that were declared, and what was said.
CONFLICTS = (
    (Conflict.COLLABORATION, "We wrote a manual together in 2021."),
    (Conflict.SUPERVISION, "I supervised this thesis."),
    (Conflict.FAMILY, ""),
    (Conflict.COLLABORATION, "We share an office at a joint project."),
    (Conflict.GAIN, "The applicant's agency has hired me as a consultant."),
    (Conflict.COMPETITION, "We applied for the same grant this spring."),
    (Conflict.OTHER, "We are close friends."),
    (Conflict.COLLABORATION, ""),
)


@dataclass(frozen=True)
class Reader:
    """One sample reviewer, and how they read."""

    email: str
    name: str
    #: Points of 5 by which their scores lie above or below those of others.
    bias: float
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    locale: str
    affiliation: str = ""
    #: The newest of theirs that they have not reviewed yet.
    waiting: int = 0


READERS = (
    Reader("reviewer@example.org", "Rafael Reviewer (sample)", 0.0,
           ("Contracts and wages", "Working time and rest"), ("en", "es"), "es", waiting=7),
    Reader("reviewer2@example.org", "Renée Reviewer (sample)", 0.4,
           ("Access to justice", "Inspection"), ("en", "es", "fr"), "fr", waiting=3),
    Reader("reviewer3@example.org", "Rita Reviewer (sample)", -0.45,
           ("Inspection", "Social security"), ("es", "pt"), "es", "Obs. Casa Adentro (muestra)"),
    Reader("reviewer4@example.org", "Ruth Reviewer (sample)", 0.1,
           ("Recruitment", "Access to justice"), ("en", "es"), "en", "Lakeside Legal Clinic (sample)", 1),
    Reader("reviewer5@example.org", "Rogério Reviewer (sample)", -0.1,
           ("Social security", "Contracts and wages"), ("es", "pt"), "pt"),
    Reader("reviewer6@example.org", "Rosana Reviewer (sample)", 0.3,
           ("Working time and rest", "Recruitment"), ("es", "pt"), "es", "Techo Claro (muestra)"),
    Reader("reviewer7@example.org", "Régine Reviewer (sample)", -0.2,
           ("Access to justice", "Working time and rest"), ("en", "fr"), "fr"),
)  # fmt: skip


Pair = tuple[Application, int]
"""An application, and the account of a reviewer."""


@dataclass
class _Desk:
    """Who reads what while it is shared out, and who must not."""

    readers: dict[int, Reader]
    load: Counter[int] = field(default_factory=Counter)
    #: The accounts that must not read an application, or have it already; by application.
    taken: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def give(self, application: Application) -> Pair:
        """Give an application to whoever fits it, and has not much more to read than others."""
        chosen = min(
            (key for key in self.readers if key not in self.taken[application.id]),
            key=lambda key: self.load[key] - 4 * self._fit(self.readers[key], application),
        )
        self.load[chosen] += 1
        self.taken[application.id].add(chosen)
        return application, chosen

    def _fit(self, reader: Reader, application: Application) -> int:
        common = set(reader.topics) & set(application.topics)
        return len(common) + 2 * bool(set(reader.languages) & set(application.languages))


def review_all(call: Call, applications: Mapping[Application, Person], random: Random) -> None:
    """Share applications out to sample reviewers, and let them write most of their reviews."""
    desk = _Desk(_team(call))
    _shut_out_own_bodies(desk, applications)
    recused = _recuse(desk, applications, random)
    given = [desk.give(it) for it in applications for _twice in range(2)]
    minds = {it: _mind(person, random) for it, person in applications.items()}
    scores = {
        (it, key): _scores(desk.readers[key], minds[it], random) for it, key in _begun(desk, given)
    }
    third = _third_opinions(call, desk, scores, random)
    for it, key in third[AWAITED:]:
        scores[it, key] = _scores(desk.readers[key], minds[it], random)
    _save(
        call, desk, {AssignedBy.OPTIMISER: given, AssignedBy.HAND: third}, scores, recused, random
    )


def _team(call: Call) -> dict[int, Reader]:
    """Give the call its reviewers, with what they know about; return them by account."""
    accounts = {
        reader: account_by_email(reader.email)
        or new_account(reader.email, reader.name, locale=reader.locale, is_sample=True)
        for reader in READERS
    }
    there = {it.account for it in call.event.team if it.role is TeamRole.REVIEWER}
    for reader, account in accounts.items():
        account.affiliation = reader.affiliation
        if account not in there:
            call.event.team.append(TeamMember(account=account, role=TeamRole.REVIEWER))
        db.session.add(
            Reviewer(
                call=call,
                account=account,
                topics=list(reader.topics),
                languages=list(reader.languages),
            )
        )
    db.session.flush()
    return {account.id: reader for reader, account in accounts.items()}


def _shut_out_own_bodies(desk: _Desk, applications: Iterable[Application]) -> None:
    for key, reader in desk.readers.items():
        body = organization_named(reader.affiliation) if reader.affiliation else None
        for it in applications:
            if body is not None and it.organization_id == body.id:
                desk.taken[it.id].add(key)


def _recuse(desk: _Desk, applications: Iterable[Application], random: Random) -> list[Review]:
    """Let reviewers declare conflicts of interest, each of another kind."""
    declared = []
    chosen = random.sample(list(applications), len(CONFLICTS))
    for it, (kind, reason) in zip(chosen, CONFLICTS, strict=True):
        key = random.choice([key for key in desk.readers if key not in desk.taken[it.id]])
        desk.taken[it.id].add(key)
        declared.append(
            Review(
                application_id=it.id,
                account_id=key,
                recused=True,
                conflict=kind,
                recusal_reason=reason,
                changed_at=_some_time(random),
            )
        )
    return declared


def _begun(desk: _Desk, given: Sequence[Pair]) -> list[Pair]:
    """Leave out the newest of each reviewer's that still wait for them."""
    left = {key: reader.waiting for key, reader in desk.readers.items()}
    begun = []
    for it, key in reversed(given):
        if left[key]:
            left[key] -= 1
        else:
            begun.append((it, key))
    return begun[::-1]


def _mind(person: Person, random: Random) -> list[float]:
    """Return what an application deserves by each criterion, on the scale of 0 to 5."""
    of_talent = [person.talent + random.gauss(0, 0.3) for _criterion in WEIGHTS[:-1]]
    return [*of_talent, 0.8 + 1.2 * len(person.languages)]


def _scores(reader: Reader, deserved: Sequence[float], random: Random) -> list[int]:
    """Return what a reviewer gives by each criterion, in their way."""
    mood = reader.bias + random.gauss(0, 0.28)
    return [min(5, max(0, round(it + mood + random.gauss(0, 0.5)))) for it in deserved]


def _total(scores: Sequence[int]) -> Fraction:
    names = [str(place) for place, _score in enumerate(scores)]
    return weighted_total(
        dict(zip(names, scores, strict=True)), dict(zip(names, WEIGHTS, strict=True))
    )


def _third_opinions(
    call: Call, desk: _Desk, scores: Mapping[Pair, Sequence[int]], random: Random
) -> list[Pair]:
    """Ask a third reviewer where two differ too much, but for a few where nobody is asked yet."""
    totals = defaultdict(list)
    for (it, _key), given in scores.items():
        totals[it].append(_total(given))
    differing = [it for it, both in totals.items() if differ(both, call.gap_limit)]
    random.shuffle(differing)
    return [desk.give(it) for it in differing[UNASKED:]]


def _some_time(random: Random) -> datetime:
    return clock.now() - timedelta(days=random.uniform(0.2, 10))


def _save(
    call: Call,
    desk: _Desk,
    given: Mapping[AssignedBy, Sequence[Pair]],
    scores: Mapping[Pair, Sequence[int]],
    recused: Sequence[Review],
    random: Random,
) -> None:
    assigned_at = call.closes_at + timedelta(hours=12)
    db.session.execute(
        insert(Assignment),
        [
            {"application_id": it.id, "account_id": key, "at": assigned_at, "by": by}
            for by, pairs in given.items()
            for it, key in pairs
        ],
    )
    reviews = {
        pair: Review(
            application_id=pair[0].id,
            account_id=pair[1],
            comment=_comment(desk.readers[pair[1]], values, random),
            changed_at=_some_time(random),
        )
        for pair, values in scores.items()
    }
    db.session.add_all([*reviews.values(), *recused])
    db.session.flush()
    criteria = [it.id for it in call.criteria]
    db.session.execute(
        insert(Score),
        [
            {"review_id": reviews[pair].id, "criterion_id": criterion, "value": value}
            for pair, values in scores.items()
            for criterion, value in zip(criteria, values, strict=True)
        ],
    )


def _comment(reader: Reader, values: Sequence[int], random: Random) -> str:
    if random.random() < 0.4:
        return ""
    return writing.comment(random, reader.locale, float(_total(values)))
