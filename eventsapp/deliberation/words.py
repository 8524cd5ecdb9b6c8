"""How the trade calls what the rules of deliberation name."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction

from babel.numbers import format_decimal

from eventsapp.core.i18n import LazyString, _, gettext, lazy_pgettext, locale, ngettext
from eventsapp.deliberation.rules import (
    LOWEST,
    EvidenceLevel,
    ProposalStatus,
    RoundStatus,
    Rule,
    Tally,
    Verdict,
)

PROPOSAL_STATUSES: dict[ProposalStatus, LazyString] = {
    ProposalStatus.DRAFT: lazy_pgettext("proposal", "Draft"),
    ProposalStatus.SUBMITTED: lazy_pgettext("proposal", "Submitted"),
    ProposalStatus.SCREENED_IN: lazy_pgettext("proposal", "Screened in"),
    ProposalStatus.RETURNED: lazy_pgettext("proposal", "Returned with a question"),
    ProposalStatus.OUT_OF_SCOPE: lazy_pgettext("proposal", "Out of scope"),
    ProposalStatus.MERGED: lazy_pgettext("proposal", "Merged"),
    ProposalStatus.ACCEPTED: lazy_pgettext("proposal", "Agreed"),
    ProposalStatus.NOT_AGREED: lazy_pgettext("proposal", "Not agreed"),
    ProposalStatus.WITHDRAWN: lazy_pgettext("proposal", "Withdrawn"),
    ProposalStatus.PUBLISHED: lazy_pgettext("proposal", "Published as suggested"),
}
ROUND_STATUSES: dict[RoundStatus, LazyString] = {
    RoundStatus.PREPARED: lazy_pgettext("round", "Prepared"),
    RoundStatus.OPEN: lazy_pgettext("round", "Open"),
    RoundStatus.CLOSED: lazy_pgettext("round", "Closed"),
    RoundStatus.FINAL: lazy_pgettext("round", "Final"),
}
VERDICTS: dict[Verdict, LazyString] = {
    Verdict.APPROPRIATE: lazy_pgettext("verdict", "Appropriate"),
    Verdict.UNCERTAIN: lazy_pgettext("verdict", "Uncertain"),
    Verdict.INAPPROPRIATE: lazy_pgettext("verdict", "Inappropriate"),
}
EVIDENCE_LEVELS: dict[EvidenceLevel, LazyString] = {
    EvidenceLevel.IDEA: lazy_pgettext("evidence", "Idea"),
    EvidenceLevel.PROMISING: lazy_pgettext("evidence", "Promising practice"),
    EvidenceLevel.GOOD: lazy_pgettext("evidence", "Good practice"),
}
#: What each level asks for, said to whoever chooses one.
EVIDENCE_HINTS: dict[EvidenceLevel, LazyString] = {
    EvidenceLevel.IDEA: _("Idea: not tried yet, or tried without anyone looking at the results"),
    EvidenceLevel.PROMISING: _("Promising practice: works in one place, with first results"),
    EvidenceLevel.GOOD: _("Good practice: evaluated, and has worked in more than one place"),
}
#: How each rule is called.
RULES: dict[str, LazyString] = {
    Rule.RAM: _("RAND/UCLA method, with interpolated percentiles"),
    Rule.AGREEMENT: _("Percent agreement, with a quorum"),
    Rule.SEVENTY_FIFTEEN: _("70/15 rule"),
}
#: What each rule asks for, said to whoever opens a round.
RULE_HINTS: dict[Rule, LazyString] = {
    Rule.RAM: _(
        "RAND/UCLA method: agreed when the median is 7 or more and the ratings are not too far"
        " apart. It tells a divided panel from an undecided one."
    ),
    Rule.AGREEMENT: _(
        "Percent agreement: agreed when at least 75 percent of the experts with an opinion rate"
        " from 7 to 9, and at least half of the panel has answered."
    ),
    Rule.SEVENTY_FIFTEEN: _(
        "70/15 rule: agreed when at least 70 percent of the ratings are from 7 to 9, and fewer"
        " than 15 percent from 1 to 3."
    ),
}
#: How agreement is reached by each rule, said to whoever reads the results.
METHODS: dict[str, LazyString] = {
    Rule.RAM: _(
        "Each expert rates from 1 to 9 how appropriate the practice is, without seeing the"
        " answers of others. A practice is agreed when the median is 7 or more and the panel does"
        " not disagree (RAND/UCLA method: the range between the 30th and the 70th percentile, by"
        " linear interpolation, is not wider than the range adjusted for symmetry)."
    ),
    Rule.AGREEMENT: _(
        "Each expert rates from 1 to 9 how appropriate the practice is, without seeing the"
        " answers of others. A practice is agreed when at least 75 percent of the experts with an"
        " opinion rate it from 7 to 9, and at least half of the panel has answered."
    ),
    Rule.SEVENTY_FIFTEEN: _(
        "Each expert rates from 1 to 9 how appropriate the practice is, without seeing the"
        " answers of others. A practice is agreed when at least 70 percent of the ratings are"
        " from 7 to 9, and fewer than 15 percent from 1 to 3 (70/15 rule)."
    ),
}


def rule_in_words(rule_id: str | None) -> str:
    """Say by which rule a round is counted; a rule that has no words keeps its name."""
    return str(RULES.get(rule_id or "", rule_id or ""))


def methods_in_words(rule_ids: Iterable[str | None]) -> list[str]:
    """Say how agreement is reached by some rules, each once, in their order."""
    return [str(METHODS[rule_id]) for rule_id in dict.fromkeys(rule_ids) if rule_id in METHODS]


def agreement_in_figures(tally: Tally) -> str:
    """Say in a line how strongly a panel agrees, in the figures that its rule looks at."""
    it = tally.outcome
    if it is None:
        return ""
    match tally.rule_id:
        case Rule.AGREEMENT:
            said = gettext(
                "%(agree)s of %(opinions)s (%(share)s %%) rated 7 to 9; %(answered)s of %(panel)s"
                " answered",
                agree=it.classic_high, opinions=tally.n, share=_percent(it.classic_high, tally.n),
                answered=tally.cast, panel=max(tally.panel, tally.cast),
            )  # fmt: skip
        case Rule.SEVENTY_FIFTEEN:
            said = gettext(
                "%(high)s %% rated 7 to 9, %(low)s %% rated 1 to 3",
                high=_percent(it.classic_high, tally.n), low=_percent(it.classic_low, tally.n),
            )  # fmt: skip
        case _:
            said = gettext(
                "median %(median)s, DI %(di)s", median=figure(it.median), di=figure(it.di)
            )
    return str(said)


def _percent(part: int, whole: int) -> str:
    return figure(Fraction(100 * part, whole), 1)


def figure(value: Fraction | float, digits: int = 2) -> str:
    """Say a figure in the reader's language, rounded for display only."""
    exact = Fraction(value)
    decimal = Decimal(exact.numerator) / Decimal(exact.denominator)
    return str(format_decimal(round(decimal, digits), format="0." + "#" * digits, locale=locale()))


def spread_in_words(tally: Tally) -> str:
    """Say how ratings were spread, for those who do not see the chart."""
    parts = [
        ngettext("%(num)s rated %(value)s", "%(num)s rated %(value)s", count, value=value)
        for value, count in enumerate(tally.counts, start=LOWEST)
        if count
    ]
    listed = ", ".join(parts) or gettext("none")
    return str(gettext("Ratings from 1 to 9: %(parts)s.", parts=listed))


#: Template filters: ``proposal.status|proposal_status``.
FILTERS: dict[str, Callable[..., str | list[str]]] = {
    "proposal_status": lambda value: str(PROPOSAL_STATUSES[value]),
    "round_status": lambda value: str(ROUND_STATUSES[value]),
    "verdict": lambda value: str(VERDICTS[value]),
    "evidence_level": lambda value: str(EVIDENCE_LEVELS[value]),
    "evidence_hint": lambda value: str(EVIDENCE_HINTS[value]),
    "figure": figure,
    "spread_in_words": spread_in_words,
    "rule_in_words": rule_in_words,
    "methods_in_words": methods_in_words,
    "agreement_in_figures": agreement_in_figures,
}
