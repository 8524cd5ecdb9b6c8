"""Who reviews what in a call, what is in the way, and how it could be shared out."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from sqlalchemy import func, select

from eventsapp import selection
from eventsapp.accounts.models import Account
from eventsapp.core.db import db
from eventsapp.events.models import TeamMember
from eventsapp.events.rules import TeamRole
from eventsapp.experts.models import (
    Application,
    Assignment,
    Call,
    Criterion,
    Review,
    Reviewer,
    Score,
)
from eventsapp.experts.queries.conflicts import (
    Applied,
    DeclaredConflict,
    Pair,
    applied_to,
    conflicts_in,
    reviews_in,
)
from eventsapp.experts.queries.reviewing import to_review
from eventsapp.experts.rules import ApplicationStatus
from eventsapp.experts.rules.reviewing import (
    FEWEST_REVIEWS,
    Hitch,
    affinity,
    differ,
    reviews_wanted,
)


@dataclass(frozen=True)
class ReviewerRow:
    """A reviewer, and how far they are."""

    account: Account
    profile: Reviewer | None
    assigned: int
    done: int
    conflicts: int

    @property
    def waiting(self) -> int:
        """How many of theirs they have not reviewed."""
        return self.assigned - self.done


@dataclass(frozen=True)
class ApplicationRow:
    """An application, who reviews it, and how many reviews it has of those wanted."""

    it: Applied
    #: Names, and whether their review is in.
    reviewers: list[tuple[str, bool]]
    done: int
    wanted: int
    differs: bool

    @property
    def missing(self) -> int:
        """How many reviewers it still needs."""
        return max(0, self.wanted - len(self.reviewers))


@dataclass(frozen=True)
class Desk:
    """Everything about who reviews what in one call."""

    call: Call
    applications: dict[int, Applied]
    #: The team's reviewers who do not apply themselves, by account.
    reviewers: dict[int, Account]
    #: Those who do, and so have no part in the review.
    applying: dict[int, Account]
    profiles: dict[int, Reviewer]
    assigned: frozenset[Pair]
    #: Reviews that were begun and are not recused, and those whose scores are in.
    begun: frozenset[Pair]
    done: frozenset[Pair]
    conflicts: dict[Pair, DeclaredConflict]
    #: The weighted totals, 0 to 100, of the reviews that are in.
    scores: Mapping[Pair, Fraction]

    @cached_property
    def totals(self) -> Mapping[int, list[Fraction]]:
        """The totals by application."""
        totals: dict[int, list[Fraction]] = defaultdict(list)
        for (application_id, _account_id), total in self.scores.items():
            totals[application_id].append(total)
        return totals

    @property
    def standing(self) -> frozenset[Pair]:
        """Who reviews what now: assigned to a reviewer, or begun, and not in conflict."""
        theirs = {pair for pair in self.assigned if pair[1] in self.reviewers}
        return frozenset((theirs | self.begun) - self.conflicts.keys())

    @property
    def unstarted(self) -> frozenset[Pair]:
        """What is assigned and could be taken back: nobody has opened the file."""
        return self.assigned - self.begun

    def differs(self, application_id: int) -> bool:
        """Tell whether a third review is asked for, because two lie too far apart."""
        return differ(self.totals.get(application_id, []), self.call.gap_limit)

    def reviewer_rows(self) -> list[ReviewerRow]:
        """Return the reviewers by name, with what they have and have done."""
        theirs = self.standing if self.assigned else self._everything()
        assigned = Counter(account_id for _, account_id in theirs)
        done = Counter(account_id for _, account_id in self.done)
        conflicts = Counter(account_id for _, account_id in self.conflicts)
        return [
            ReviewerRow(account, self.profiles.get(key), assigned[key], done[key], conflicts[key])
            for key, account in self.reviewers.items()
        ]

    def _everything(self) -> set[Pair]:
        pairs = {(it, account_id) for it in self.applications for account_id in self.reviewers}
        return pairs - self.conflicts.keys()

    def application_rows(self) -> list[ApplicationRow]:
        """Return the applications in order of arrival, with their reviewers."""
        names = defaultdict(list)
        for application_id, account_id in sorted(self.standing):
            reviewer = self.reviewers.get(account_id)
            is_done = (application_id, account_id) in self.done
            if reviewer is not None:
                names[application_id].append((str(reviewer), is_done))
        return [
            ApplicationRow(
                it,
                names[it.id],
                len(self.totals.get(it.id, [])),
                reviews_wanted(self.totals.get(it.id, []), self.call.gap_limit),
                self.differs(it.id),
            )
            for it in self.applications.values()
        ]

    def named(self, application: str, reviewer: str) -> Pair:
        """Return the keys of what a line of a table names; 0 where there is no such thing."""
        return (
            self._by_name.get(application.casefold(), 0),
            self._by_address.get(reviewer.casefold(), 0),
        )

    @cached_property
    def _by_name(self) -> Mapping[str, int]:
        """The applications by their numbers, and by the addresses of those who apply."""
        by_address = {it.email.casefold(): key for key, it in self.applications.items()}
        return by_address | {str(key): key for key in self.applications}

    @cached_property
    def _by_address(self) -> Mapping[str, int]:
        """The team's reviewers by their addresses."""
        people = self.reviewers | self.applying
        return {it.email.casefold(): key for key, it in people.items()}

    def hitch(self, application_id: int, account_id: int) -> Hitch | None:
        """Return why an application cannot be given to a reviewer; None if it can."""
        if application_id not in self.applications:
            return Hitch.NO_APPLICATION
        if account_id in self.applying:
            return Hitch.APPLIES
        if account_id not in self.reviewers:
            return Hitch.NO_REVIEWER
        if (application_id, account_id) in self.conflicts:
            return Hitch.CONFLICT
        if (application_id, account_id) in self.assigned:
            return Hitch.HAS_IT
        return None


def desk(call: Call) -> Desk:
    """Return who reviews what in a call, in a dozen queries however many there are."""
    applications = {it.id: it for it in applied_to(call)}
    team = _team(call)
    applying = _applying(call)
    reviewers = {key: it for key, it in team.items() if key not in applying}
    profiles = db.session.scalars(select(Reviewer).where(Reviewer.call_id == call.id))
    begun, done = set(), set()
    written = reviews_in(call)
    for said in written:
        if said.application_id in applications and not said.recused:
            pair = (said.application_id, said.account_id)
            begun.add(pair)
            done |= {pair} if said.is_in else set()
    return Desk(
        call,
        applications,
        reviewers,
        {key: it for key, it in team.items() if key in applying},
        {it.account_id: it for it in profiles},
        frozenset(_assigned(call)),
        frozenset(begun),
        frozenset(done),
        conflicts_in(call, written, applications, team, reviewers),
        _scores(call),
    )


def _team(call: Call) -> dict[int, Account]:
    accounts = db.session.scalars(
        select(Account)
        .join(TeamMember, TeamMember.account_id == Account.id)
        .where(TeamMember.event_id == call.event_id, TeamMember.role == TeamRole.REVIEWER)
        .order_by(Account.name, Account.email)
    )
    return {it.id: it for it in accounts}


def _applying(call: Call) -> set[int]:
    """Return the accounts that apply: they have no part in the review."""
    return set(
        db.session.scalars(
            select(Application.account_id).where(
                Application.call_id == call.id, Application.status != ApplicationStatus.WITHDRAWN
            )
        )
    )


def _assigned(call: Call) -> Iterable[Pair]:
    return (
        (application_id, account_id)
        for application_id, account_id in db.session.execute(
            select(Assignment.application_id, Assignment.account_id)
            .join(Assignment.application)
            .where(*to_review(call))
        )
    )


def _scores(call: Call) -> dict[Pair, Fraction]:
    points, weights = func.sum(Score.value * Criterion.weight), func.sum(Criterion.weight)
    rows = db.session.execute(
        select(Review.application_id, Review.account_id, points, weights)
        .join(Review.application)
        .join(Score, Score.review_id == Review.id)
        .join(Score.criterion)
        .where(*to_review(call), Review.recused.is_(False))
        .group_by(Review.application_id, Review.account_id)
    )
    return {
        (application_id, account_id): Fraction(100 * int(got), 5 * int(of))
        for application_id, account_id, got, of in rows
    }


@dataclass(frozen=True)
class Proposal:
    """How reviews could be shared out: what is new, and what that comes to."""

    new: list[Pair]
    loads: list[tuple[Account, int, int]]
    unmet: dict[int, int]


def proposal(of: Desk, each: int = FEWEST_REVIEWS) -> Proposal:
    """Share out what is missing: what stands is kept, and nobody in conflict gets anything.

    Applications whose two reviews lie too far apart get a third reviewer.
    """
    third = [str(key) for key in of.applications if of.differs(key)]
    pairs, unmet, loads = _shared_out(of, list(map(str, of.applications)), each, of.standing)
    if third and each <= FEWEST_REVIEWS:
        pairs, lacking, loads = _shared_out(of, third, FEWEST_REVIEWS + 1, pairs)
        unmet |= lacking
    before = Counter(account_id for _, account_id in of.standing)
    return Proposal(
        sorted(pairs - of.standing),
        [(it, before[key], loads.get(key, before[key])) for key, it in of.reviewers.items()],
        unmet,
    )


def _shared_out(
    of: Desk, applications: list[str], each: int, fixed: Collection[Pair]
) -> tuple[frozenset[Pair], dict[int, int], dict[int, int]]:
    done = selection.assign(
        applications,
        [selection.Reviewer(str(key), _most(of.profiles.get(key))) for key in of.reviewers],
        per_application=each,
        affinity=_affinities(of),
        conflicts=[_texts(pair) for pair in of.conflicts],
        fixed=[_texts(pair) for pair in fixed],
    )
    return (
        frozenset((int(application), int(reviewer)) for application, reviewer in done.pairs),
        {int(key): missing for key, missing in done.unmet.items()},
        {int(key): load for key, load in done.loads.items()},
    )


def _most(profile: Reviewer | None) -> int | None:
    return profile.most if profile else None


def _texts(pair: Pair) -> tuple[str, str]:
    return str(pair[0]), str(pair[1])


def _affinities(of: Desk) -> dict[tuple[str, str], int]:
    return {
        (str(it.id), str(key)): affinity(
            profile.topics, profile.languages, of_application=it.topics, spoken=it.languages
        )
        for key, profile in of.profiles.items()
        if key in of.reviewers
        for it in of.applications.values()
    }
