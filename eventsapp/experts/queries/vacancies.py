"""The free places of a call after the results, and who on the reserve list could take them.

Whoever has accepted, or was offered a place, stays. The targets to keep are the published ones; a
panel that was told with others counts as given (see ``rules.replacing``). All answers are exact,
and come from the board that is made anyway: no row is read for them but those who have left.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from eventsapp.experts.models import Call
from eventsapp.experts.queries.bench import Answer, Workbench, workbench
from eventsapp.experts.queries.board import TAKEN
from eventsapp.experts.queries.candidates import Contender
from eventsapp.experts.queries.places import FREED, places_of, sent_panel
from eventsapp.experts.queries.pool import Person, people_of
from eventsapp.experts.rules import ApplicationStatus, Meter, MeterState, meter
from eventsapp.experts.rules.conditions import Conditions, key_of
from eventsapp.experts.rules.replacing import Group, as_taken
from eventsapp.selection import (
    Diagnosis,
    Infeasible,
    Panel,
    Problem,
    Repair,
    Replacement,
    diagnose,
    replace,
)

if TYPE_CHECKING:
    from eventsapp.selection import Solver


@dataclass(frozen=True)
class Effect:
    """What it means to offer places to some people: the best that can still follow."""

    chosen: frozenset[int]
    #: Everybody who would be in then, with the best people in the places that are left; None:
    #: whoever comes beside them, not all targets are kept.
    panel: frozenset[int] | None
    #: Hundredths below the best that can be done; None: not all targets are kept, or not as many
    #: places are filled.
    cost: int | None
    #: How many places fewer are filled than could be, with all targets kept.
    fewer: int = 0

    @property
    def keeps(self) -> bool:
        """Whether all targets are kept, or can be by whoever comes beside these."""
        return self.panel is not None

    @property
    def is_best(self) -> bool:
        """Whether nothing better can be done; an equally good choice is as good."""
        return self.keeps and self.cost == 0


class Vacancies:
    """The free places of one call, as many as are to be filled now."""

    def __init__(self, call: Call, wanted: int | None = None) -> None:
        """Look at how things stand; ``wanted`` places are to be filled, by default those back."""
        self.bench: Workbench = workbench(call)
        self.places = places_of(call)
        people = self.bench.people
        self.stay = frozenset(key for key, it in people.items() if it.status in TAKEN)
        self.reserves = frozenset(
            key for key, it in people.items() if it.status is ApplicationStatus.RESERVE
        )
        wanted = wanted or self.places.free_again or self.places.free
        #: How many places are to be filled.
        self.fill = min(wanted, self.places.free, len(self.reserves))
        self.sent = sent_panel(call)
        gone = {it.id: it for it in people_of(call, FREED)} if self.sent - self.stay else {}
        everyone = gone | people
        taken = _group(everyone[key] for key in sorted(self.sent) if key in everyone)
        self.published = self.bench.published
        #: What those who come have to keep.
        self.conditions: Conditions = as_taken(self.published, taken, self._group(self.stay)).but(
            must_include=frozenset(), must_exclude=frozenset()
        )
        #: How each target stood in the panel that was told.
        self.counts_sent = [meter(it, taken.members).now for it in self.conditions.targets]

    @property
    def best(self) -> Replacement:
        """The best people for these places, with all targets kept; ``come``: nobody, if none are.

        ``ranked``: everybody who, alone, keeps all targets; by their scores.
        """
        return self._kept("replacement", frozenset(), self._best)

    @property
    def problem(self) -> Problem:
        """What the best people for these places are computed from."""
        return self._solver(self.conditions, self.stay).problem

    @property
    def come(self) -> frozenset[int]:
        """Who should come: as many as can with all targets kept, and the best of them."""
        return frozenset(map(int, self.best.come))

    @property
    def trouble(self) -> Diagnosis:
        """Why not all these places can be filled with the targets kept, and what would help."""
        full = len(self.stay) + self.fill
        return self._kept(
            "trouble",
            frozenset(),
            lambda: diagnose(self._solver(self.conditions, self.stay, full).problem),
        )

    @cached_property
    def candidates(self) -> list[Contender]:
        """Those on the reserve list: who keeps all targets alone first, then by score."""
        alone = {int(it.id): place for place, it in enumerate(self.best.ranked)}
        waiting = [it for it in self.bench.contenders.values() if it.id in self.reserves]
        if self.fill == 1:
            waiting.sort(key=lambda it: alone.get(it.id, len(alone)))
        return waiting

    def effect(self, chosen: Collection[int]) -> Effect:
        """Tell what it means to offer places to these people: at most as many as are to fill."""
        chosen = frozenset(chosen)
        panel = self._kept("effect", chosen, lambda: self._with(chosen))
        if panel is None:
            return Effect(chosen, None, None)
        fewer = len(self.come) - len(panel - self.stay)
        below = self.bench.score(self.stay | self.come) - self.bench.score(panel)
        return Effect(chosen, panel, None if fewer else below, fewer)

    def remedy(self, chosen: Collection[int]) -> frozenset[int]:
        """Return the panel with these people that misses the targets least, by their priorities."""
        inside = self.stay | frozenset(chosen)
        if len(chosen) == self.fill:
            return inside
        return self._kept("remedy", frozenset(chosen), lambda: self._remedy(inside))

    def missed(self, panel: Collection[int]) -> list[Meter]:
        """Return the targets that these people do not keep."""
        meters = self.bench.meters(self.conditions, panel)
        return [it for it in meters if it.state is not MeterState.MET]

    def crowded(self, panel: Collection[int]) -> int:
        """Count the organisations of which there are too many among these people."""
        return self.bench.bodies_over(self.conditions, panel)

    def facts(self, effect: Effect) -> dict[str, Any]:
        """Write down, as plain values, what is known about a choice when it is made."""
        panel = effect.panel or self.remedy(effect.chosen)
        now = self.stay | effect.chosen
        return {
            "places": self.fill,
            "stay": sorted(self.stay),
            "reserves": sorted(self.reserves),
            "conditions": self.conditions.as_json(),
            "departures": [
                [it.name, it.target and key_of(it.target), list(it.published), list(it.now)]
                for it in self.conditions.departures(self.published)
            ],
            "best": sorted(self.come),
            "alone": [[int(it.id), it.change] for it in self.best.ranked],
            "keeps": effect.keeps,
            "cost": effect.cost,
            "fewer": effect.fewer,
            "missed": [
                [key_of(it.target), it.now, it.target.minimum, it.target.maximum]
                for it in self.missed(panel)
            ],
            "organizations_over": self.crowded(panel),
            "score": {
                "sent": self.bench.score(self.sent),
                "before": self.bench.score(self.stay),
                "after": self.bench.score(now),
            },
        }

    def _best(self) -> Replacement:
        score = self.bench.score(self.stay)
        staying = Panel(tuple(sorted(map(str, self.stay))), score, score)
        return replace(
            self._solver(self.conditions, self.stay), staying, (), confirmed=staying.members
        )

    def _with(self, chosen: frozenset[int]) -> frozenset[int] | None:
        inside = self.stay | chosen
        if len(chosen) == self.fill:
            sound = not self.missed(inside) and not self.crowded(inside)
            return inside if sound else None
        try:
            return frozenset(map(int, self._solver(self.conditions, inside).best().members))
        except Infeasible:
            return None

    def _remedy(self, inside: frozenset[int]) -> frozenset[int]:
        """Give up what these people alone break; then as little of the rest as possible."""
        left = as_taken(self.conditions, Group((), ()), self._group(inside))
        try:
            return frozenset(map(int, self._solver(left, inside).best().members))
        except Infeasible:
            full = len(self.stay) + self.fill
            repairs = diagnose(self._solver(left, inside, full).problem).repairs
            return members(repairs[0]) if repairs else inside

    def _group(self, keys: Iterable[int]) -> Group:
        return _group(self.bench.people[key] for key in sorted(keys))

    def _solver(
        self, conditions: Conditions, inside: frozenset[int], least: int | None = None
    ) -> "Solver":
        """Return what fills these places, or at least so many, beside those who are inside."""
        seats = least or len(inside), len(self.stay) + self.fill
        among = self.stay | self.reserves
        return self.bench.panels(conditions.but(must_include=inside), among, seats)

    def _kept(self, kind: str, chosen: frozenset[int], find: Callable[[], Answer]) -> Answer:
        return self.bench.kept(kind, self.conditions, (self.fill, chosen), find)


def members(repair: Repair) -> frozenset[int]:
    """Return the panel of a repair by the applications' ids."""
    return frozenset(map(int, repair.panel.members))


def _group(people: Iterable[Person]) -> Group:
    found = list(people)
    return Group([it.attributes for it in found], [it.body for it in found])
