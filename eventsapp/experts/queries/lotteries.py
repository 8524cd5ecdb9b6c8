"""Lotteries of a call: among whom lots are drawn, what came out, and whether it still holds."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from eventsapp.core.db import db
from eventsapp.experts.models import Application, Call, Draw, Run
from eventsapp.experts.queries.bench import Workbench, workbench
from eventsapp.experts.queries.pool import hundredths
from eventsapp.experts.rules import (
    NUMBERS,
    Band,
    Place,
    ProposedBand,
    RunKind,
    band_from_json,
    typical_gap,
)
from eventsapp.experts.rules.conditions import Conditions, from_json
from eventsapp.selection import Infeasible, LotteryKind, Unfinished, Watch, lottery, numbered

LOTTERIES = (RunKind.MAXIMIN, RunKind.LEXIMIN)


@dataclass(frozen=True)
class Parting:
    """The people who can be chosen, by what a lottery does with them."""

    #: In, whatever is drawn: pinned in, or above the band.
    fixed: frozenset[int]
    #: In or out by lot.
    drawn: frozenset[int]
    #: Below the band.
    below: frozenset[int]
    seats: int

    @property
    def places(self) -> int:
        """How many seats are left to be drawn for; below 0, if there are too many fixed."""
        return self.seats - len(self.fixed)

    @property
    def empty(self) -> int:
        """How many seats stay empty though somebody below the band could take them."""
        return min(self.places - len(self.drawn), len(self.below))

    def conditions(self, of: Conditions) -> Conditions:
        """Return the conditions with who is fixed in by force, and who is below out."""
        return of.but(
            must_include=of.must_include | self.fixed, must_exclude=of.must_exclude | self.below
        )


def parting(bench: Workbench, conditions: Conditions, band: Band | None) -> Parting:
    """Part the people by a band; without one all draw lots but those who are pinned."""
    can = bench.people.keys() - bench.left_out(conditions)
    pinned = can & conditions.must_include
    by_place: dict[Place, set[int]] = {place: set() for place in Place}
    for key in can - pinned:
        place = band.place(bench.merits[key].hundredths) if band else Place.INSIDE
        by_place[place].add(key)
    return Parting(
        frozenset(pinned | by_place[Place.ABOVE]),
        frozenset(by_place[Place.INSIDE]),
        frozenset(by_place[Place.BELOW]),
        conditions.seats,
    )


def proposed_band(bench: Workbench, conditions: Conditions) -> ProposedBand | None:
    """Propose a band around where the best panel ends; None if nobody is in or out by score."""
    panel = bench.best(conditions)
    if panel is None or not panel.members:
        return None
    members = {int(key) for key in panel.members}
    can = bench.people.keys() - bench.left_out(conditions) - conditions.must_include
    inside = [bench.merits[key].hundredths for key in can & members]
    outside = [bench.merits[key].hundredths for key in can - members]
    if not inside or not outside:
        return None
    gap, pairs = typical_gap(it.totals for it in bench.contenders.values())
    return ProposedBand(min(inside), max(outside), hundredths(gap), pairs)


def numbering_seed(call: Call) -> str:
    """Return what puts the panels of a lottery in order before they are numbered.

    The seed of the call; as long as it has none, the digest of all that its board is made of.
    """
    return call.seed or workbench(call).stamp


def lots_of(
    bench: Workbench,
    conditions: Conditions,
    band: Band | None,
    kind: LotteryKind,
    *,
    seed: str,
    watch: Watch,
) -> dict[str, Any]:
    """Compute a lottery, as plain values; see ``Lots`` for what they are."""
    parts = parting(bench, conditions, band)
    banded = parts.conditions(conditions)
    told: dict[str, Any] = {"panels": None, "inputs": bench.mark(banded)}
    try:
        if parts.empty > 0:
            raise Infeasible  # noqa: TRY301 - told like what the engine finds
        found = lottery(bench.problem(banded), kind, watch)
    except Infeasible:
        return told | {"infeasible": True}
    except Unfinished:
        return told | {"infeasible": False}
    made = numbered(found, seed=seed, count=NUMBERS)
    panels = sorted({tuple(map(int, it)) for it in made.panels})
    at = {panel: place for place, panel in enumerate(panels)}
    return told | {
        "panels": [list(it) for it in panels],
        "numbered": [at[tuple(map(int, it))] for it in made.panels],
        "fixed": sorted(parts.fixed),
        "drawn": sorted(parts.drawn),
        "impossible": sorted(set(map(int, found.left_out)) & parts.drawn),
        "bound": found.bound * NUMBERS,
        "deviation": made.deviation * NUMBERS,
        "proven": found.proven,
        "seed": seed,
    }


class Lots:
    """A lottery that was computed, as its pages tell it."""

    def __init__(self, run: Run, bench: Workbench) -> None:
        """Read what came out, and hold it against how things stand now."""
        self.run, self._bench = run, bench
        self.band = band_from_json(run.task["band"])
        self.conditions = from_json(run.task["conditions"], bench.published.targets)
        result = run.result or {}
        #: Distinct panels, their members sorted; none if there is no lottery.
        self.panels: list[list[int]] = result.get("panels") or []
        #: The panel of each number, as its place among the panels.
        self.numbered: list[int] = result.get("numbered", [])
        #: Who was in whatever is drawn, and for whom lots are drawn.
        self.fixed = frozenset[int](result.get("fixed", ()))
        self.drawn = frozenset[int](result.get("drawn", ()))
        #: Who of those is in no panel that meets the conditions.
        self.impossible = frozenset[int](result.get("impossible", ()))
        #: No lottery gives everybody more numbers than this.
        self.bound: float = result.get("bound", 0.0)
        #: By rounding to whole numbers nobody's chance moved by more than this.
        self.deviation: float = result.get("deviation", 0.0)
        self.is_proven: bool = result.get("proven", False)
        self.is_infeasible: bool = result.get("infeasible", False)
        self.seed: str = result.get("seed", "")

    @cached_property
    def chances(self) -> Counter[int]:
        """In how many of the numbered panels each person is."""
        found: Counter[int] = Counter()
        for place, times in Counter(self.numbered).items():
            for key in self.panels[place]:
                found[key] += times
        return found

    @cached_property
    def uneven(self) -> list[int]:
        """The chances of those whom panels can have or not."""
        return [self.chances[key] for key in self.drawn - self.impossible]

    @property
    def least(self) -> int:
        """The lowest of these chances."""
        return min(self.uneven, default=NUMBERS)

    @property
    def most(self) -> int:
        """The highest of these chances."""
        return max(self.uneven, default=NUMBERS)

    @property
    def gone(self) -> frozenset[int]:
        """Who is in one of the panels, and cannot be chosen any more."""
        return frozenset(self.chances) - self._bench.people.keys()

    @cached_property
    def is_outdated(self) -> bool:
        """Whether anything it was computed from is different now."""
        parts = parting(self._bench, self.conditions, self.band)
        now = self._bench.mark(parts.conditions(self.conditions))
        return (self.run.result or {}).get("inputs") != now

    @cached_property
    def names(self) -> dict[int, str]:
        """The names of all who are on the board, and of those who have gone."""
        here = {key: it.name for key, it in self._bench.contenders.items()}
        gone = select(Application.id, Application.name).where(Application.id.in_(self.gone))
        return here | dict(db.session.execute(gone).all()) if self.gone else here

    def panel(self, digits: str) -> list[int]:
        """Return who is in the panel of a number."""
        return self.panels[self.numbered[int(digits)]]


def lotteries_of(call: Call) -> list[Run]:
    """Return the lotteries of a call, the newest first."""
    found = select(Run).where(Run.call_id == call.id, Run.kind.in_(LOTTERIES))
    return list(db.session.scalars(found.order_by(Run.id.desc())))


def lottery_in(call: Call, lottery_id: int) -> Run | None:
    """Return one lottery of this call, by its number."""
    return db.session.scalar(
        select(Run).where(Run.id == lottery_id, Run.call_id == call.id, Run.kind.in_(LOTTERIES))
    )


def draws_of(call: Call) -> list[Draw]:
    """Return what was drawn from the lotteries of a call, the first draw first."""
    return list(
        db.session.scalars(
            select(Draw).join(Draw.run).where(Run.call_id == call.id).order_by(Draw.at, Draw.id)
        )
    )
