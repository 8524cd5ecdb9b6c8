"""Why no panel meets the conditions, and what would help: for proposals and for lotteries."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eventsapp.core.i18n import LazyString, _
from eventsapp.experts.forms.whatif import address_of
from eventsapp.experts.queries import Workbench, hides
from eventsapp.experts.rules import MeterState
from eventsapp.experts.rules.conditions import Conditions
from eventsapp.experts.words.explanations import Teller
from eventsapp.selection import Repair


@dataclass(frozen=True)
class Trouble:
    """What cannot hold together, and what could be moved."""

    conflict: list[str]
    #: What would move, the total score then in hundredths (None where it must not be said), and
    #: where one sees it.
    repairs: list[tuple[list[str], int | None, str]]


@dataclass(frozen=True)
class Breaches:
    """How it is said that people who must be in break the conditions by themselves."""

    #: With ``count`` and ``seats``.
    seats: LazyString
    #: With ``now``, ``most`` and ``target``.
    target: LazyString
    #: With ``count``.
    organization: LazyString


PICKS = Breaches(
    _("Your own picks are %(count)s people, for %(seats)s seats."),
    _("Your own picks use %(now)s of %(most)s places: %(target)s."),
    _("Your own picks are more than %(count)s from one organisation."),
)


def broken_by(
    bench: Workbench,
    conditions: Conditions,
    people: Collection[int],
    teller: Teller,
    words: Breaches,
) -> list[str]:
    """Say which conditions these people alone break."""
    said = []
    if len(people) > conditions.seats:
        said.append(str(words.seats) % {"count": len(people), "seats": conditions.seats})
    said += [
        str(words.target)
        % {
            "now": meter.now,
            "most": meter.target.maximum,
            "target": teller.target(meter.target),
        }
        for meter in bench.meters(conditions, people)
        if meter.state is MeterState.OVER
    ]
    if bench.bodies_over(conditions, people):
        said.append(str(words.organization) % {"count": conditions.organization_limit})
    return said


def trouble(
    bench: Workbench,
    conditions: Conditions,
    published: Conditions,
    teller: Teller,
    to: Callable[[dict[str, Any]], str],
    hidden: Collection[int] = (),
) -> Trouble:
    """Say why no panel meets these conditions; ``to`` tells where one sees others.

    The teller may know the conditions by other names: those who must be in may be so by a band.
    """
    told = bench.diagnosis(conditions)
    now = teller.conditions
    return Trouble(
        teller.requirements(told.conflict),
        [
            (
                [teller.move(it) for it in repair.moves],
                None if hides(hidden, repair.panel) else repair.panel.score,
                to(address_of(_repaired(now, repair, teller.quotas), published)),
            )
            for repair in told.repairs
        ],
    )


def _repaired(now: Conditions, repair: Repair, quotas: Sequence[str]) -> Conditions:
    targets = list(now.targets)
    seats = now.seats
    for move in repair.moves:
        if move.id == "seats":
            seats = move.to
            continue
        place = quotas.index(move.id)
        if move.side == "min":
            targets[place] = replace(targets[place], minimum=move.to)
        else:
            targets[place] = replace(targets[place], maximum=move.to)
    return now.but(seats=seats, targets=tuple(targets))
