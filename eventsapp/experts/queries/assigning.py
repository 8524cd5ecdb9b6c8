"""Who reviews what in a call, what is in the way, and how it could be shared out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

from sqlalchemy import func, select

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
    Said,
    applied_to,
    conflicts_in,
    reviews_in,
)
from eventsapp.experts.queries.reviewing import to_review
from eventsapp.experts.rules import ApplicationStatus
from eventsapp.experts.rules.reviewing import (
    Hitch,
    differ,
    reviews_wanted,
)
from eventsapp.organizations.queries import bodies_by_name


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
    (only,) = desks([call])
    return only


def desks(calls: Sequence[Call]) -> list[Desk]:
    """Return who reviews what in each of some calls, in as many queries as in one."""
    if not calls:
        return []
    applied, written = _by_call(applied_to(calls)), _by_call(reviews_in(calls))
    teams, applying = _teams(calls), _applying(calls)
    profiles, assigned = _profiles(calls), _assigned(calls)
    scores, bodies = _scores(calls), bodies_by_name()
    made = []
    for call in calls:
        team = teams[call.event_id]
        reviewers = {key: it for key, it in team.items() if key not in applying[call.id]}
        known = {it.id: it for it in applied[call.id] if it.merged_into_id is None}
        begun = [it for it in written[call.id] if it.application_id in known and not it.recused]
        made.append(
            Desk(
                call,
                known,
                reviewers,
                {key: it for key, it in team.items() if key in applying[call.id]},
                profiles[call.id],
                frozenset(assigned[call.id]),
                frozenset((it.application_id, it.account_id) for it in begun),
                frozenset((it.application_id, it.account_id) for it in begun if it.is_in),
                conflicts_in(applied[call.id], written[call.id], team, reviewers.values(), bodies),
                scores[call.id],
            )
        )
    return made


Row = TypeVar("Row", Applied, Said)


def _by_call(rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.call_id].append(row)
    return found


def _keys(calls: Iterable[Call]) -> list[int]:
    return [it.id for it in calls]


def _teams(calls: Iterable[Call]) -> Mapping[int, dict[int, Account]]:
    """Return the reviewers of the calls' events, by event and account."""
    rows = db.session.execute(
        select(TeamMember.event_id, Account)
        .join(TeamMember.account)
        .where(
            TeamMember.event_id.in_([it.event_id for it in calls]),
            TeamMember.role == TeamRole.REVIEWER,
        )
        .order_by(Account.name, Account.email)
    )
    found: dict[int, dict[int, Account]] = defaultdict(dict)
    for event_id, account in rows:
        found[event_id][account.id] = account
    return found


def _applying(calls: Iterable[Call]) -> Mapping[int, set[int]]:
    """Return the accounts that apply, by call: they have no part in the review."""
    rows = db.session.execute(
        select(Application.call_id, Application.account_id).where(
            Application.call_id.in_(_keys(calls)),
            Application.status != ApplicationStatus.WITHDRAWN,
        )
    )
    found: dict[int, set[int]] = defaultdict(set)
    for call_id, account_id in rows:
        found[call_id].add(account_id)
    return found


def _profiles(calls: Iterable[Call]) -> Mapping[int, dict[int, Reviewer]]:
    """Return what reviewers know about and take on, by call and account."""
    found: dict[int, dict[int, Reviewer]] = defaultdict(dict)
    for it in db.session.scalars(select(Reviewer).where(Reviewer.call_id.in_(_keys(calls)))):
        found[it.call_id][it.account_id] = it
    return found


def _assigned(calls: Iterable[Call]) -> Mapping[int, set[Pair]]:
    rows = db.session.execute(
        select(Application.call_id, Assignment.application_id, Assignment.account_id)
        .join(Assignment.application)
        .where(*to_review(*calls))
    )
    found: dict[int, set[Pair]] = defaultdict(set)
    for call_id, application_id, account_id in rows:
        found[call_id].add((application_id, account_id))
    return found


def _scores(calls: Iterable[Call]) -> Mapping[int, dict[Pair, Fraction]]:
    points, weights = func.sum(Score.value * Criterion.weight), func.sum(Criterion.weight)
    rows = db.session.execute(
        select(Application.call_id, Review.application_id, Review.account_id, points, weights)
        .join(Review.application)
        .join(Score, Score.review_id == Review.id)
        .join(Score.criterion)
        .where(*to_review(*calls), Review.recused.is_(False))
        .group_by(Application.call_id, Review.application_id, Review.account_id)
    )
    found: dict[int, dict[Pair, Fraction]] = defaultdict(dict)
    for call_id, application_id, account_id, got, of in rows:
        found[call_id][application_id, account_id] = Fraction(100 * int(got), 5 * int(of))
    return found
