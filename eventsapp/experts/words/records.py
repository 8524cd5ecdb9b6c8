"""Words for the record of a selection: its kinds, what verifying finds, what has changed since."""

from eventsapp.core.i18n import LazyString, _, gettext, ngettext
from eventsapp.experts.rules import RecordKind
from eventsapp.experts.rules.fixing import Difference
from eventsapp.selection.record import Check

RECORD_KINDS: dict[RecordKind, LazyString] = {
    RecordKind.INPUTS: _("Frozen: the data of the decision"),
    RecordKind.SEED: _("Drawn: the seed"),
    RecordKind.PROPOSAL: _("Chosen: a proposed panel"),
    RecordKind.LOTS: _("Frozen: the data of the lottery"),
    RecordKind.LOTTERY: _("Drawn: lots"),
    RecordKind.DECISION: _("Sent: the results"),
    RecordKind.REPLACEMENT: _("Offered: a place that became free"),
}


#: What is said where something holds, and where it does not.
CHECKS: dict[Check, tuple[LazyString, LazyString]] = {
    Check.FORM: (
        _("It has the form of a record."),
        _("It does not have the form of a record, or contains something that cannot be read."),
    ),
    Check.HASH: (
        _("Its text matches its SHA-256."),
        _("Its text does not match its SHA-256: it was changed."),
    ),
    Check.CHAIN: (
        _("It is in its place in the chain."),
        _("The chain is broken before it: a record was removed, moved or inserted."),
    ),
    Check.INPUTS: (
        _("Its data match the SHA-256 it states."),
        _("Its data do not match the SHA-256 it states."),
    ),
    Check.SCORES: (
        _("All scores follow from the reviews."),
        _("Not all scores follow from the reviews."),
    ),
    Check.SEED: (
        _("The seed was drawn after the data were frozen, and is the same everywhere."),
        _("The seed was not drawn after the data were frozen, or is not the same everywhere."),
    ),
    Check.PANEL: (
        _("Computed again, the result is this panel."),
        _("Computed again, the result is another panel."),
    ),
    Check.VALUE: (
        _("Computed again, the panel has the same score."),
        _("Computed again, the panel has a different score."),
    ),
    Check.BOUND: (
        _("It is true that no panel scores higher than it says."),
        _("It is not true that no panel scores higher than it says."),
    ),
    Check.TIE_BREAK: (
        _("Among equally good panels, the seed decides as it says."),
        _("Among equally good panels, the seed does not decide as it says."),
    ),
    Check.DRAW: (
        _("The number that was drawn gives this panel and these chances."),
        _("The number that was drawn does not give this panel and these chances."),
    ),
    Check.SECOND_SOLVER: (
        _("Other solvers reach the same result."),
        _("Another solver reaches a different result."),
    ),
    Check.DECISION: (
        _("The decision has the score it states, and differs from the proposal as it states."),
        _("The decision has a different score, or differs from the proposal in another way."),
    ),
    Check.TIME: (
        _("There was enough time to compute it again."),
        _(
            "There was not enough time to compute it again here. Use the command, which has no time"
            " limit."
        ),
    ),
}


def check_text(check: str, *, holds: bool) -> str:
    """Say what was found when a record was verified."""
    return str(CHECKS[Check(check)][not holds])


def difference_text(it: Difference) -> list[str]:
    """Say what has changed since something was fixed."""
    told = [
        (it.come, ngettext("%(num)s person more", "%(num)s people more", it.come)),
        (it.gone, ngettext("%(num)s person fewer", "%(num)s people fewer", it.gone)),
        (it.scores, ngettext("%(num)s score", "%(num)s scores", it.scores)),
        (
            it.answers,
            ngettext("the details of %(num)s person", "the details of %(num)s people", it.answers),
        ),
        (it.pins, ngettext("%(num)s pin", "%(num)s pins", it.pins)),
        (it.terms, gettext("seats, targets or the limit per organisation")),
    ]
    return [str(text) for differs, text in told if differs]
