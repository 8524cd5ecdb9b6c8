"""What a report says of practices: how agreement was found, on what, and on what not."""

from collections.abc import Iterable, Iterator

from eventsapp.core.i18n import gettext, ngettext, pgettext
from eventsapp.deliberation.models import Proposal, Round
from eventsapp.deliberation.queries import Result, progress_of
from eventsapp.deliberation.rules import FEWEST_SHOWN, Outcome, Rule, Tally, from_plain
from eventsapp.deliberation.words import (
    EVIDENCE_LEVELS,
    VERDICTS,
    agreement_in_figures,
    figure,
    methods_in_words,
    rule_in_words,
    spread_in_words,
)
from eventsapp.reports.assembly.blocks import bullets, heading, paragraph, table, when
from eventsapp.reports.pdf import Block
from eventsapp.reports.queries import Facts


def method(facts: Facts) -> list[Block]:
    """Say by which rule, on which scale, with which panel and which response it was agreed."""
    if not facts.rounds:
        return []
    zone = facts.event.timezone
    by_ram = [
        gettext(
            "Where the classic test of the same method comes to another result on"
            " disagreement, the outcome is called borderline."
        )
    ]
    return (
        [
            block
            for text in methods_in_words(it.rule_id for it in facts.rounds)
            for block in paragraph(text)
        ]
        + bullets(
            [
                gettext("Scale: 1 to 3 inappropriate, 4 to 6 uncertain, 7 to 9 appropriate."),
                gettext("“No opinion” is counted separately and is not part of any figure."),
                gettext(
                    "Nobody saw the ratings while a round was open, and nobody sees them with"
                    " names."
                ),
                ngettext(
                    "Figures of fewer than %(num)s rating are not shown.",
                    "Figures of fewer than %(num)s ratings are not shown.",
                    FEWEST_SHOWN,
                ),
            ]
            + (by_ram if any(it.rule_id == Rule.RAM for it in facts.rounds) else [])
        )
        + table(
            gettext("Rating rounds"),
            [
                gettext("Round"),
                pgettext("round", "Opened"),
                pgettext("round", "Closed"),
                gettext("Rule"),
                gettext("Panel"),
                gettext("Answered"),
                gettext("Response"),
            ],
            [_round(round_, zone) for round_ in facts.rounds],
        )
    )


def agreed(facts: Facts) -> list[Block]:
    """Print the suggested set, each practice with its figures, evidence and conditions."""
    return [block for result in facts.agreed for block in _practice(result)]


def not_agreed(facts: Facts) -> list[Block]:
    """Print what was rated without agreement, and what was said against what was agreed."""
    blocks = [block for result in facts.not_agreed for block in _practice(result)]
    dissent = [
        ngettext(
            "%(title)s: %(num)s rating outside the third of the median",
            "%(title)s: %(num)s ratings outside the third of the median",
            result.tally.dissent,
            title=result.proposal.title,
        )
        for result in facts.agreed
        if result.tally.shows_figures and result.tally.dissent
    ]
    if dissent:
        blocks += heading(gettext("Dissent on what was agreed")) + bullets(dissent)
    return blocks


def ratings(facts: Facts) -> list[Block]:
    """Print all figures of all rounds, and no name."""
    titles = {proposal.id: proposal for proposal in facts.proposals}
    return [
        block
        for round_ in facts.rounds
        for block in table(
            gettext("Round %(number)s", number=round_.number),
            [
                gettext("No."),
                gettext("Practice"),
                "n",
                gettext("Median"),
                "P30–P70",
                "DI",
                gettext("1–3 / 7–9"),
                gettext("Verdict"),
            ],
            _rating_rows(round_, titles),
        )
    ]


def _rating_rows(round_: Round, proposals: dict[int, Proposal]) -> Iterator[list[object]]:
    for key, kept in round_.outcomes.items():
        proposal = proposals.get(int(key))
        if proposal is None:
            continue
        tally = from_plain(kept)
        it = tally.outcome
        shown: list[object] = (
            [
                figure(it.median),
                f"{figure(it.p30)}–{figure(it.p70)}",
                figure(it.di),
                f"{it.classic_low} / {it.classic_high}",
            ]
            if it and tally.shows_figures
            else [None] * 4
        )
        yield [proposal.number, proposal.title, tally.n, *shown, _verdict(tally)]


def _practice(result: Result) -> list[Block]:
    proposal = result.proposal
    written = (
        (gettext("Problem"), proposal.problem),
        (gettext("Description"), proposal.description),
        (gettext("Where and when it is used"), proposal.where_used),
        (gettext("Evidence"), proposal.evidence),
        (gettext("Conditions"), proposal.conditions),
    )
    return (
        heading(proposal.title)
        + _rated(result)
        + [block for label, text in written for block in paragraph(_labelled(label, text))]
        + _comments(result.comments)
    )


def _labelled(label: str, text: str) -> str:
    return gettext("%(label)s: %(text)s", label=label, text=text.strip()) if text.strip() else ""


def _rated(result: Result) -> list[Block]:
    tally = result.tally
    evidence = gettext(
        "Level of evidence: %(level)s", level=EVIDENCE_LEVELS[result.proposal.evidence_level]
    )
    if tally.outcome is None or not tally.shows_figures:
        return paragraph(
            "\n".join([_verdict(tally), evidence, gettext("Too few ratings to show figures.")])
        )
    words = [
        evidence,
        _agreement(tally, tally.outcome),
        ngettext(
            "%(num)s of %(panel)s expert rated it",
            "%(num)s of %(panel)s experts rated it",
            tally.n,
            panel=result.round.panel_size,
        ),
    ]
    if tally.no_opinion:
        words.append(ngettext("%(num)s had no opinion", "%(num)s had no opinion", tally.no_opinion))
    return [
        {
            "kind": "ratings",
            "title": _verdict(tally),
            "words": "\n".join(words),
            "counts": list(tally.counts),
            "alt": spread_in_words(tally),
        }
    ]


def _agreement(tally: Tally, outcome: Outcome) -> str:
    if not tally.tests_disagreement:
        return agreement_in_figures(tally)
    return str(
        gettext(
            "Median %(median)s, disagreement index %(di)s",
            median=figure(outcome.median),
            di=figure(outcome.di),
        )
    )


def _verdict(tally: Tally) -> str:
    if tally.verdict is None:
        return str(gettext("Nobody rated it"))
    verdict = str(VERDICTS[tally.verdict])
    if tally.borderline:
        return str(gettext("%(verdict)s, borderline", verdict=verdict))
    if tally.disagreement:
        return str(gettext("%(verdict)s: the panel disagrees", verdict=verdict))
    return verdict


def _comments(comments: Iterable[str]) -> list[Block]:
    said = bullets(comments)
    return paragraph(gettext("Comments from the panel, without names")) + said if said else []


def _round(round_: Round, zone: str) -> list[object]:
    progress = progress_of(round_)
    rate = f"{figure(100 * progress.begun / progress.panel, 0)} %" if progress.panel else None
    return [
        round_.number,
        when(round_.opened_at, zone) if round_.opened_at else None,
        when(round_.closed_at, zone) if round_.closed_at else None,
        rule_in_words(round_.rule_id),
        progress.panel,
        progress.begun,
        rate,
    ]
