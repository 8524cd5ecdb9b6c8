"""Words for the record of a selection: its kinds, what verifying finds, what has changed since."""

from eventsapp.core.i18n import LazyString, _, gettext, ngettext
from eventsapp.experts.rules import RecordKind
from eventsapp.experts.rules.fixing import Difference
from eventsapp.selection.record import Check

RECORD_KINDS: dict[RecordKind, LazyString] = {
    RecordKind.INPUTS: _("Fixed: what is decided on"),
    RecordKind.SEED: _("Drawn: the seed"),
    RecordKind.PROPOSAL: _("Taken: a proposed panel"),
    RecordKind.LOTS: _("Fixed: what lots are drawn from"),
    RecordKind.LOTTERY: _("Drawn: lots"),
    RecordKind.DECISION: _("Told: the decision"),
    RecordKind.REPLACEMENT: _("Offered: a place that came back"),
}


#: What is said where something holds, and where it does not.
CHECKS: dict[Check, tuple[LazyString, LazyString]] = {
    Check.FORM: (
        _("It is written as records are."),
        _("It is not written as records are, or says what cannot be read."),
    ),
    Check.HASH: (
        _("Its text has the SHA-256 that stands beside it."),
        _("Its text does not have the SHA-256 that stands beside it: it was changed."),
    ),
    Check.CHAIN: (
        _("It stands in its place in the chain."),
        _("The chain is broken before it: a record was left out, moved or put in."),
    ),
    Check.INPUTS: (
        _("What was decided on has the SHA-256 that it names."),
        _("What was decided on does not have the SHA-256 that it names."),
    ),
    Check.SCORES: (
        _("All scores follow from the reviews."),
        _("Not all scores follow from the reviews."),
    ),
    Check.SEED: (
        _("The seed was drawn after what is decided on was fixed, and is the same everywhere."),
        _("The seed was not drawn after what is decided on was fixed, or is not the same."),
    ),
    Check.PANEL: (
        _("Computed again, the panel is right."),
        _("Computed again, another panel comes out."),
    ),
    Check.VALUE: (
        _("Computed again, the panel is worth as much."),
        _("Computed again, the panel is worth another score."),
    ),
    Check.BOUND: (
        _("It is true that no panel is worth more than it says."),
        _("It is not true that no panel is worth more than it says."),
    ),
    Check.TIE_BREAK: (
        _("Among equally good panels, the seed decides as it says."),
        _("Among equally good panels, the seed decides otherwise than it says."),
    ),
    Check.DRAW: (
        _("The number that was drawn gives this panel and these chances."),
        _("The number that was drawn does not give this panel and these chances."),
    ),
    Check.SECOND_SOLVER: (
        _("Other solvers come to the same."),
        _("Another solver comes to something else."),
    ),
    Check.DECISION: (
        _("The decision is worth as much as it says, and differs from the proposal as it says."),
        _("The decision is worth another score, or differs otherwise from the proposal."),
    ),
    Check.TIME: (
        _("There was time enough to compute it again."),
        _("There was no time to compute it again here. Use the command, which has all the time."),
    ),
}


def check_text(check: str, *, holds: bool) -> str:
    """Say what was found when a record was verified."""
    return str(CHECKS[Check(check)][not holds])


def difference_text(it: Difference) -> list[str]:
    """Say what has changed since something was fixed."""
    told = [
        (it.come, ngettext("%(num)s person more", "%(num)s people more", it.come)),
        (it.gone, ngettext("%(num)s person less", "%(num)s people less", it.gone)),
        (it.scores, ngettext("%(num)s other score", "%(num)s other scores", it.scores)),
        (
            it.answers,
            ngettext(
                "the particulars of %(num)s person", "the particulars of %(num)s people", it.answers
            ),
        ),
        (it.pins, ngettext("%(num)s pin", "%(num)s pins", it.pins)),
        (it.terms, gettext("seats, targets or the limit per organisation")),
    ]
    return [str(text) for differs, text in told if differs]
