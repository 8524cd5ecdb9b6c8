"""How what is missing of a call's reviews could be shared out."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from eventsapp import selection
from eventsapp.accounts.models import Account
from eventsapp.experts.models import Reviewer
from eventsapp.experts.queries.assigning import Desk
from eventsapp.experts.queries.conflicts import Pair
from eventsapp.experts.rules.reviewing import FEWEST_REVIEWS, affinity


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
