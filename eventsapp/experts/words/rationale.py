"""Words for what the public is told of a selection."""

from collections.abc import Iterator, Sequence

from eventsapp.core.i18n import LazyString, _, gettext, ngettext
from eventsapp.core.moments import day
from eventsapp.experts.rules.rationale import Origin, Rationale, Veiled
from eventsapp.experts.words.explanations import departure_text, listed
from eventsapp.experts.words.records import difference_text
from eventsapp.questions.rules import Question

VEILED: dict[Veiled, LazyString] = {
    Veiled.FEW: _("fewer than 5"),
    Veiled.ALMOST_ALL: _("all but fewer than 5"),
}


def count_text(count: int | Veiled) -> str:
    """Say how many people there are, or that there are too few to be told."""
    return str(VEILED[count] if isinstance(count, Veiled) else count)


def decided_text(it: Rationale, zone: str, questions: Sequence[Question] = ()) -> list[str]:
    """Say how a selection was decided, sentence by sentence."""
    return [
        gettext("The results were sent on %(day)s.", day=day(it.decided_at, zone, "long")),
        ngettext("%(num)s review counted.", "%(num)s reviews counted.", it.reviews),
        _conflicts(it),
        *_origin(it.origin, questions),
        *_since(it),
    ]


def _conflicts(it: Rationale) -> str:
    if not it.left_out:
        return str(gettext("No reviewer had declared a conflict of interest."))
    return str(
        ngettext(
            "In %(num)s case a reviewer had a conflict of interest: that reviewer saw nothing of"
            " the application and had no say on it.",
            "In %(num)s cases a reviewer had a conflict of interest: that reviewer saw nothing of"
            " the application and had no say on it.",
            it.left_out,
        )
    )


def _since(it: Rationale) -> Iterator[str]:
    if it.offered_again:
        yield ngettext(
            "Since then, %(num)s place that became free has been offered to someone on the reserve"
            " list.",
            "Since then, %(num)s places that became free have been offered to people on the reserve"
            " list.",
            it.offered_again,
        )


def _origin(it: Origin | None, questions: Sequence[Question]) -> Iterator[str]:
    if it is None:
        yield gettext("The organisers chose without a computed proposal.")
        return
    if it.digits:
        yield gettext(
            "Lots were drawn among numbered panels that all meet the conditions: number %(digits)s,"
            " from %(source)s.",
            digits=it.digits,
            source=it.source,
        )
    elif it.is_proven:
        yield gettext(
            "The panel was computed, and it is proven that no other one that meets the conditions"
            " has a higher total score."
        )
    else:
        yield gettext(
            "The panel was computed, but it was not proven in time that no other one has a higher"
            " total score. The record says how much higher it could be."
        )
    if it.pins:
        yield ngettext(
            "%(num)s person had to be in or out by a decision of the organisers. The reason is"
            " kept in the record.",
            "%(num)s people had to be in or out by a decision of the organisers. The reasons are"
            " kept in the record.",
            it.pins,
        )
    for departure in it.departures:
        yield gettext(
            "Different from what was published: %(what)s.",
            what=departure_text(departure, questions),
        )
    if it.changed:
        yield gettext(
            "After the data had been frozen for the seed, and before the panel was chosen, these"
            " changed: %(what)s.",
            what=listed(difference_text(it.changed)),
        )
    if it.added or it.removed:
        yield gettext(
            "Afterwards the organisers changed it by hand: %(added)s came in, and %(removed)s went"
            " out.",
            added=it.added,
            removed=it.removed,
        )
    else:
        yield gettext("The organisers chose the panel as it was computed or drawn.")
