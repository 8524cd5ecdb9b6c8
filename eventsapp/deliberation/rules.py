"""The rules of deliberation: what a panel's ratings say, and how proposals and rounds move on.

Everything is computed with exact fractions; whoever shows a figure rounds it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from fractions import Fraction
from statistics import median
from typing import Any, TypeVar


class Rule(StrEnum):
    """By which rule a round is counted: its method, parameters and version, kept with outcomes."""

    RAM = "ram-ipras/type7/1"
    AGREEMENT = "percent-agreement/75-of-opinions/quorum-50/1"
    SEVENTY_FIFTEEN = "70-15/1"


LOWEST, HIGHEST = 1, 9
FEWEST_SHOWN = 3
"""Figures of fewer ratings are shown to nobody: they would tell who rated what."""
_LOW_THIRD, _HIGH_THIRD = 3, 7
_FRACTIONS = ("median", "p30", "p70", "ipr", "ai", "ipras", "di")
_IPRAS_AT_CENTRE, _IPRAS_SLOPE = Fraction("2.35"), Fraction("1.5")
_AGREED, _QUORUM = Fraction(75, 100), Fraction(1, 2)


class ProposalStatus(StrEnum):
    """Where a proposal for a best practice stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCREENED_IN = "screened_in"
    RETURNED = "returned"
    OUT_OF_SCOPE = "out_of_scope"
    MERGED = "merged"
    ACCEPTED = "accepted"
    NOT_AGREED = "not_agreed"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"


class EvidenceLevel(StrEnum):
    """How much stands behind a practice (FAO evidence ladder, first three steps)."""

    IDEA = "idea"
    PROMISING = "promising"
    GOOD = "good"


class RoundStatus(StrEnum):
    """Where a round of rating stands; its rule is locked when it opens."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"
    FINAL = "final"


_PROPOSAL_MOVES: Mapping[ProposalStatus, frozenset[ProposalStatus]] = {
    ProposalStatus.DRAFT: frozenset({ProposalStatus.SUBMITTED, ProposalStatus.WITHDRAWN}),
    ProposalStatus.SUBMITTED: frozenset(
        {
            ProposalStatus.SCREENED_IN,
            ProposalStatus.RETURNED,
            ProposalStatus.OUT_OF_SCOPE,
            ProposalStatus.WITHDRAWN,
        }
    ),
    ProposalStatus.RETURNED: frozenset({ProposalStatus.SUBMITTED, ProposalStatus.WITHDRAWN}),
    ProposalStatus.SCREENED_IN: frozenset(
        {
            ProposalStatus.MERGED,
            ProposalStatus.ACCEPTED,
            ProposalStatus.NOT_AGREED,
            ProposalStatus.WITHDRAWN,
        }
    ),
    # What a panel said may be asked again in the next round, until it is published.
    ProposalStatus.ACCEPTED: frozenset({ProposalStatus.PUBLISHED, ProposalStatus.SCREENED_IN}),
    ProposalStatus.NOT_AGREED: frozenset({ProposalStatus.SCREENED_IN}),
}
_TEXT_IS_THE_AUTHORS = frozenset(
    {ProposalStatus.SUBMITTED, ProposalStatus.RETURNED, ProposalStatus.SCREENED_IN}
)
_ROUND_MOVES: Mapping[RoundStatus, frozenset[RoundStatus]] = {
    RoundStatus.PREPARED: frozenset({RoundStatus.OPEN}),
    RoundStatus.OPEN: frozenset({RoundStatus.CLOSED}),
    RoundStatus.CLOSED: frozenset({RoundStatus.FINAL}),
}

_Status = TypeVar("_Status", ProposalStatus, RoundStatus)


def can_move(now: _Status, then: _Status) -> bool:
    """Tell whether a proposal, or a round, may go from one status to the other."""
    if isinstance(now, ProposalStatus):
        return then in _PROPOSAL_MOVES.get(now, ())
    return then in _ROUND_MOVES.get(now, ())


def can_edit(status: ProposalStatus, *, in_open_round: bool) -> bool:
    """Tell whether a proposal's text may change: not while a panel rates it, nor once it has."""
    return status in _TEXT_IS_THE_AUTHORS and not in_open_round


class Counted(StrEnum):
    """Which votes a share is a share of."""

    OPINIONS = "opinions"
    CAST = "cast"
    PANEL = "panel"


def percent_agreement(
    *,
    agrees: int,
    cast: int,
    panel: int,
    no_opinion: int = 0,
    counted: Counted = Counted.OPINIONS,
) -> Fraction | None:
    """Return the share that agrees, 0 to 1, or None when there is nothing to count."""
    if not 0 <= agrees <= cast - no_opinion <= cast <= panel:
        raise ValueError("agrees, votes cast and panel do not fit each other")
    whole = {
        Counted.OPINIONS: cast - no_opinion,
        Counted.CAST: cast,
        Counted.PANEL: panel,
    }[counted]
    return Fraction(agrees, whole) if whole else None


def has_quorum(*, cast: int, panel: int, share: Fraction) -> bool:
    """Tell whether enough of the panel voted; the exact share is enough."""
    return cast >= panel * share


class Inclusion(StrEnum):
    """What the 70/15 rule says of an item."""

    IN = "in"
    OUT = "out"
    NEITHER = "neither"


def seventy_fifteen(ratings: Iterable[int]) -> Inclusion:
    """Include at 70 % or more in 7-9 and fewer than 15 % in 1-3; exclude if it is reversed."""
    values = _checked(ratings)
    low, high = _extremes(values)
    most, few = Fraction(70, 100) * len(values), Fraction(15, 100) * len(values)
    if high >= most and low < few:
        return Inclusion.IN
    if low >= most and high < few:
        return Inclusion.OUT
    return Inclusion.NEITHER


class Verdict(StrEnum):
    """What a panel thinks of a proposal."""

    APPROPRIATE = "appropriate"
    UNCERTAIN = "uncertain"
    INAPPROPRIATE = "inappropriate"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the ratings of one proposal in one round say, by IPRAS and by the classic test."""

    n: int
    median: Fraction
    p30: Fraction
    p70: Fraction
    ipr: Fraction
    ai: Fraction
    ipras: Fraction
    di: Fraction
    disagreement: bool
    verdict: Verdict
    classic_low: int
    classic_high: int
    classic_threshold: int
    classic_disagreement: bool
    borderline: bool


def outcome(ratings: Iterable[int]) -> Outcome | None:
    """Judge ratings from 1 to 9 by the RAND/UCLA method, or return None when nobody rated.

    The panel disagrees when the range between its 30th and 70th percentile (IPR) is wider than
    the range adjusted for symmetry (IPRAS) allows. The classic test counts the extreme thirds;
    where the two tests differ, the outcome is borderline.
    """
    values = _checked(ratings)
    if not values:
        return None
    p30, p70 = percentile(values, Fraction(3, 10)), percentile(values, Fraction(7, 10))
    ipr = p70 - p30
    ai = abs((LOWEST + HIGHEST) // 2 - (p30 + p70) / 2)
    ipras = _IPRAS_AT_CENTRE + _IPRAS_SLOPE * ai
    disagreement = ipr > ipras
    low, high = _extremes(values)
    threshold = classic_threshold(len(values))
    classic_disagreement = min(low, high) >= threshold
    middle = Fraction(median(map(Fraction, values)))
    return Outcome(
        n=len(values),
        median=middle,
        p30=p30,
        p70=p70,
        ipr=ipr,
        ai=ai,
        ipras=ipras,
        di=ipr / ipras,
        disagreement=disagreement,
        verdict=Verdict.UNCERTAIN if disagreement else _verdict(middle),
        classic_low=low,
        classic_high=high,
        classic_threshold=threshold,
        classic_disagreement=classic_disagreement,
        borderline=disagreement != classic_disagreement,
    )


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What a panel made of one proposal in one round; no outcome where nobody rated."""

    rule_id: str
    outcome: Outcome | None
    counts: tuple[int, ...]
    no_opinion: int
    #: How many could rate when the round opened.
    panel: int = 0

    @property
    def n(self) -> int:
        """How many rated it."""
        return sum(self.counts)

    @property
    def shows_figures(self) -> bool:
        """Whether enough people rated for figures not to give one of them away."""
        return self.n >= FEWEST_SHOWN

    @property
    def cast(self) -> int:
        """How many answered, those without an opinion too."""
        return self.n + self.no_opinion

    @property
    def verdict(self) -> Verdict | None:
        """What the panel thinks of it by the rule of its round; None where nobody rated."""
        if self.outcome is None:
            return None
        match self.rule_id:
            case Rule.AGREEMENT:
                return self._by_agreement(self.outcome)
            case Rule.SEVENTY_FIFTEEN:
                return _BY_INCLUSION[seventy_fifteen(self._ratings)]
            case _:
                return self.outcome.verdict

    @property
    def accepted(self) -> bool:
        """Whether the panel finds it appropriate."""
        return self.verdict is Verdict.APPROPRIATE

    @property
    def disagreement(self) -> bool:
        """Whether the panel disagrees, by a rule that tests it."""
        return self.tests_disagreement and self.outcome is not None and self.outcome.disagreement

    @property
    def borderline(self) -> bool:
        """Whether the two tests of disagreement differ, by a rule that has them."""
        return self.tests_disagreement and self.outcome is not None and self.outcome.borderline

    @property
    def tests_disagreement(self) -> bool:
        """Whether its rule looks at disagreement, and not only at shares."""
        return self.rule_id not in {Rule.AGREEMENT, Rule.SEVENTY_FIFTEEN}

    @property
    def _ratings(self) -> list[int]:
        return [
            value for value, count in enumerate(self.counts, start=LOWEST) for _each in range(count)
        ]

    def _by_agreement(self, figures: Outcome) -> Verdict:
        panel = max(self.panel, self.cast)  # an expert may have joined after the opening
        if not has_quorum(cast=self.cast, panel=panel, share=_QUORUM):
            return Verdict.UNCERTAIN
        for verdict, agrees in (
            (Verdict.APPROPRIATE, figures.classic_high),
            (Verdict.INAPPROPRIATE, figures.classic_low),
        ):
            share = percent_agreement(
                agrees=agrees, cast=self.cast, panel=panel, no_opinion=self.no_opinion
            )
            if share is not None and share >= _AGREED:
                return verdict
        return Verdict.UNCERTAIN

    @property
    def dissent(self) -> int:
        """How many rated outside the third of the scale in which the median lies."""
        if self.outcome is None:
            return 0
        third = _verdict(self.outcome.median)
        return sum(
            count
            for value, count in enumerate(self.counts, start=LOWEST)
            if _verdict(Fraction(value)) is not third
        )


_BY_INCLUSION: Mapping[Inclusion, Verdict] = {
    Inclusion.IN: Verdict.APPROPRIATE,
    Inclusion.NEITHER: Verdict.UNCERTAIN,
    Inclusion.OUT: Verdict.INAPPROPRIATE,
}


def tally(values: Iterable[int | None], rule: str = Rule.RAM, *, panel: int = 0) -> Tally:
    """Count the ratings of a panel, None being no opinion, to be judged by a rule."""
    answers = list(values)
    ratings = [value for value in answers if value is not None]
    return Tally(
        rule_id=rule,
        outcome=outcome(ratings),
        counts=tuple(ratings.count(value) for value in range(LOWEST, HIGHEST + 1)),
        no_opinion=len(answers) - len(ratings),
        panel=panel,
    )


def to_plain(tallied: Tally) -> dict[str, Any]:
    """Turn a tally into plain values to keep, fractions exactly: "17/10"."""
    plain = asdict(tallied)
    if tallied.outcome is not None:
        figures = plain["outcome"]
        plain["outcome"] = {
            name: str(value) if isinstance(value, Fraction) else value
            for name, value in figures.items()
        }
    return plain | {"counts": list(tallied.counts)}


def from_plain(plain: Mapping[str, Any]) -> Tally:
    """Read a kept tally as it was."""
    kept = plain["outcome"]
    return Tally(
        rule_id=plain["rule_id"],
        outcome=None if kept is None else _outcome_from_plain(kept),
        counts=tuple(plain["counts"]),
        no_opinion=plain["no_opinion"],
        panel=plain.get("panel", 0),
    )


def _outcome_from_plain(kept: Mapping[str, Any]) -> Outcome:
    exact = {name: Fraction(kept[name]) for name in _FRACTIONS}
    return Outcome(**{**kept, **exact, "verdict": Verdict(kept["verdict"])})


def percentile(values: Iterable[int], p: Fraction) -> Fraction:
    """Return a percentile by linear interpolation at (n-1)p, as R's type 7 does; p is 0 to 1."""
    ordered = sorted(values)
    if not ordered or not 0 <= p <= 1:
        raise ValueError("a percentile needs values, and a share from 0 to 1")
    h = (len(ordered) - 1) * Fraction(p)
    below = int(h)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (h - below) * (ordered[above] - ordered[below])


def classic_threshold(n: int) -> int:
    """Return how many ratings in each extreme third make n people disagree.

    Published for panels of 8 to 16; for other sizes this is our extension.
    """
    return max(1, (n + 1) // 3)


def _verdict(middle: Fraction) -> Verdict:
    if middle >= _HIGH_THIRD:
        return Verdict.APPROPRIATE
    if middle <= _LOW_THIRD:
        return Verdict.INAPPROPRIATE
    return Verdict.UNCERTAIN


def _checked(ratings: Iterable[int]) -> Sequence[int]:
    values = sorted(ratings)
    if values and not LOWEST <= values[0] <= values[-1] <= HIGHEST:
        raise ValueError(f"ratings go from {LOWEST} to {HIGHEST}")
    return values


def _extremes(values: Sequence[int]) -> tuple[int, int]:
    """Count the ratings 1-3 and the ratings 7-9."""
    low = sum(value <= _LOW_THIRD for value in values)
    high = sum(value >= _HIGH_THIRD for value in values)
    return low, high
