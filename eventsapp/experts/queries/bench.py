"""The board of one call, made ready: its people, and a solver that answers within a request.

A process keeps the boards of the calls it was asked about last, each under the stamp of the values
it was made of (see ``stamp``): what has changed has another stamp, so nothing is thrown away by
hand and no board is ever stale, whichever process wrote. A change of conditions then costs one
more solution and no reading.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock, RLock
from typing import TYPE_CHECKING, TypeVar

from eventsapp.core.db import mark_of_data
from eventsapp.experts.models import Call
from eventsapp.experts.queries.candidates import contenders
from eventsapp.experts.queries.pool import Merit, Person, merits_of, people_of, problem_of
from eventsapp.experts.queries.stamp import stamp
from eventsapp.experts.rules import Meter, PinSide, meter
from eventsapp.experts.rules.conditions import Conditions
from eventsapp.experts.rules.targets import ORGANIZATION
from eventsapp.questions.queries import questions_of
from eventsapp.selection import (
    Diagnosis,
    GroupLimit,
    Infeasible,
    Panel,
    Price,
    Problem,
    Sensitivity,
    SetLimit,
    Unfinished,
    Watch,
    Why,
    diagnose,
    prices,
    sensitivity,
    solver,
    total_price,
    why,
)
from eventsapp.selection.exchange import Case
from eventsapp.selection.record import canonical, digest, inputs

if TYPE_CHECKING:
    from eventsapp.selection import Solver

#: Boards that a process keeps, and answers that each keeps.
BOARDS, ANSWERS = 4, 64
#: How long a request may look for a panel, and for all that its conditions cost; a run of the
#: worker may look longer.
SECONDS, COSTS_SECONDS = 1.5, 5.0
NOTHING_YET = Panel((), 0, 0, proven=False)
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Costs:
    """What the conditions of a panel cost, in hundredths of a point; all by solving again."""

    #: By the target's place among the conditions; of both sides.
    targets: dict[int, list[Price]]
    organization_limit: list[Price]
    #: What all targets and limits cost together.
    total: int
    #: Whether another panel is worth exactly as much, so that the seed decides.
    tied: bool


class Workbench:
    """The people of one call, and answers about panels of them."""

    def __init__(self, call: Call, made_of: str) -> None:
        """Read everything at once; ``made_of`` is the stamp of it."""
        self.stamp = made_of
        self.questions = questions_of(call.question_set)
        self.contenders = {it.id: it for it in contenders(call)}
        self.published = Conditions(
            call.seats,
            call.organization_limit,
            tuple(row.target for row in call.targets),
            frozenset(it.id for it in self.contenders.values() if it.pin is PinSide.IN),
            frozenset(it.id for it in self.contenders.values() if it.pin is PinSide.OUT),
        )
        people = people_of(call)
        self.people: dict[int, Person] = {it.id: it for it in people}
        self.merits: dict[int, Merit] = merits_of(call)
        everyone = problem_of(call, people, self.merits, pinned_in=self.people)
        self._base = solver(everyone.but(must_include=frozenset(), seats_relaxable=True))
        #: The optimiser's names of the targets, in their order.
        self.quota_ids = [quota.id for quota in everyone.quotas]
        self._lock = RLock()
        self._available: dict[frozenset[int], Counter[tuple[str, str]]] = {}
        self._answers: OrderedDict[tuple[str, Conditions, object], object] = OrderedDict()

    @cached_property
    def unscored(self) -> frozenset[int]:
        """Who has too few reviews to be proposed, unless somebody says that they must be in."""
        return frozenset(
            key for key in self.people if key not in self.merits or not self.merits[key].is_enough
        )

    def choosable(self, conditions: Conditions) -> int:
        """Count the people who can be in a panel under these conditions."""
        return len(self.people) - len(self.left_out(conditions))

    def left_out(self, conditions: Conditions) -> frozenset[int]:
        """Return who cannot be in a panel: pinned out, or without reviews enough."""
        unscored = self.unscored - conditions.must_include
        return unscored | (conditions.must_exclude & self.people.keys())

    def score(self, members: Iterable[int]) -> int:
        """Return what these people are worth together, in hundredths of a point."""
        return sum(self.merits[key].hundredths for key in members if key in self.merits)

    def meters(self, conditions: Conditions, members: Collection[int]) -> list[Meter]:
        """Hold these people against each target."""
        group = [self.people[key].attributes for key in members if key in self.people]
        return [meter(target, group) for target in conditions.targets]

    def bodies_over(self, conditions: Conditions, members: Collection[int]) -> int:
        """Count the organisations of which there are more among these people than allowed."""
        if conditions.organization_limit is None:
            return 0
        bodies = Counter(self.people[key].body for key in members if key in self.people)
        return sum(count > conditions.organization_limit for body, count in bodies.items() if body)

    def available(self, conditions: Conditions) -> list[int]:
        """Count for each target who could be chosen under the conditions."""
        out = self.left_out(conditions)
        if out not in self._available:
            self._available[out] = Counter(
                (attribute, value)
                for key, person in self.people.items()
                if key not in out
                for attribute, values in person.attributes.items()
                for value in ((values,) if isinstance(values, str) else values)
            )
        found = self._available[out]
        return [found[it.attribute, it.value] for it in conditions.targets]

    @cached_property
    def silent(self) -> Mapping[str, int]:
        """Count for each attribute of a target who has not said it, and so counts for none."""
        asked = {target.attribute for target in self.published.targets}
        return Counter(
            attribute
            for person in self.people.values()
            for attribute in asked
            if not person.attributes.get(attribute)
        )

    def best(self, conditions: Conditions) -> Panel | None:
        """Return the best panel under the conditions; None if there is none.

        Where that takes longer than a request may, it is the best one found until then; with no
        members, if nothing was found yet.
        """
        return self.kept(
            "best", conditions, None, lambda: self._best(conditions, Watch(limit=SECONDS))
        )

    def costs(self, conditions: Conditions) -> Costs | None:
        """Return what the conditions cost the best panel; None without proof, or without time."""
        panel = self.best(conditions)
        if not panel or not panel.proven:
            return None
        return self.kept("costs", conditions, None, lambda: self._costs(conditions, panel))

    def why(self, conditions: Conditions, person: int) -> Why | None:
        """Tell why somebody is in the best panel, or is not; None without a proven panel."""
        panel = self.best(conditions)
        if not panel or not panel.proven or person not in self.people:
            return None
        return self.kept(
            "why", conditions, person, lambda: why(self._solver(conditions), panel, str(person))
        )

    def diagnosis(self, conditions: Conditions) -> Diagnosis:
        """Tell why there is no panel, and what would help."""
        return self.kept("diagnosis", conditions, None, lambda: diagnose(self.problem(conditions)))

    def panels(
        self, conditions: Conditions, among: Collection[int], seats: tuple[int, int]
    ) -> "Solver":
        """Return what finds panels of some people alone, whatever reviews they have.

        Ask it within ``kept``: it shares what it knows with the board's other answers.
        """
        return self._base.but(
            **self._requirements(conditions),
            seats=seats,
            seats_relaxable=False,
            must_include=frozenset(map(str, conditions.must_include)),
            must_exclude=frozenset(str(key) for key in self.people if key not in among),
        )

    def problem(self, conditions: Conditions) -> Problem:
        """Return the problem under these conditions."""
        return self._base.problem.but(**self._changes(conditions))

    def mark(self, conditions: Conditions) -> str:
        """Return the SHA-256 of all that an answer under these conditions is computed from."""
        return self.kept(
            "mark",
            conditions,
            None,
            lambda: digest(canonical(inputs(Case(self.problem(conditions))))),
        )

    def search(self, conditions: Conditions, watch: Watch) -> Panel | None:
        """Look for the best panel as long as the watch lets; what is found is kept."""
        panel = self._best(conditions, watch)
        with self._lock:
            self._answers["best", conditions, None] = panel
        return panel

    def swings(
        self,
        conditions: Conditions,
        without: Mapping[str, Mapping[str, int]],
        watch: Watch,
    ) -> Sensitivity | None:
        """Tell which reviews, each left out alone, change the best panel."""
        panel = self.best(conditions)
        if panel is None:
            return None
        return sensitivity(self._solver(conditions), panel, without, watch)

    def _best(self, conditions: Conditions, watch: Watch) -> Panel | None:
        try:
            return self._solver(conditions).best(watch)
        except Infeasible:
            return None
        except Unfinished:
            return NOTHING_YET

    def _costs(self, conditions: Conditions, panel: Panel) -> Costs | None:
        ready, watch = self._solver(conditions), Watch(limit=COSTS_SECONDS)
        found: dict[str, list[Price]] = {}
        try:
            for price in prices(ready, panel, watch):
                found.setdefault(price.quota, []).append(price)
            total = total_price(ready, panel, watch)
            tied = self._is_tied(conditions, panel, watch)
        except Unfinished:
            return None
        quotas = ready.problem.quotas
        return Costs(
            {place: found.get(quota.id, []) for place, quota in enumerate(quotas)},
            found.get(ORGANIZATION, []),
            total,
            tied,
        )

    def _is_tied(self, conditions: Conditions, panel: Panel, watch: Watch) -> bool:
        """Look for another panel that is worth as much: the best one with a member less of ours."""
        other = SetLimit("another", frozenset(panel.members), 0, len(panel.members) - 1)
        try:
            twin = self._solver(conditions).but(set_limits=(other,)).best(watch)
        except Infeasible:
            return False
        tied = (len(twin.members), twin.score) == (len(panel.members), panel.score)
        if not tied and not twin.proven:
            raise Unfinished
        return tied

    def _solver(self, conditions: Conditions) -> "Solver":
        """Return the one that has found the best panel: it knows the proof, which prices use."""
        return self.kept(
            "solver", conditions, None, lambda: self._base.but(**self._changes(conditions))
        )

    def _changes(self, conditions: Conditions) -> dict[str, object]:
        out = self.left_out(conditions)
        seats = conditions.seats
        return self._requirements(conditions) | {
            "seats": (min(seats, len(self.people) - len(out)), seats),
            "must_include": frozenset(
                str(key) for key in conditions.must_include if key in self.people
            ),
            "must_exclude": frozenset(map(str, out)),
        }

    def _requirements(self, conditions: Conditions) -> dict[str, object]:
        limit = conditions.organization_limit
        return {
            "quotas": tuple(
                replace(quota, minimum=target.minimum, maximum=target.maximum)
                for quota, target in zip(self._base.problem.quotas, conditions.targets, strict=True)
            ),
            "group_limits": ()
            if limit is None
            else (GroupLimit(ORGANIZATION, ORGANIZATION, limit),),
        }

    def kept(
        self, kind: str, conditions: Conditions, more: object, find: Callable[[], Answer]
    ) -> Answer:
        """Answer from memory, or find out; one question at a time, for a solver is one."""
        key = (kind, conditions, more)
        with self._lock:
            if key not in self._answers:
                self._answers[key] = find()
                if len(self._answers) > ANSWERS:
                    self._answers.popitem(last=False)
            self._answers.move_to_end(key)
            return self._answers[key]  # type: ignore[return-value]


@dataclass(frozen=True)
class _Kept:
    """A board, and the mark of the data when it was last seen unchanged."""

    board: Workbench
    mark: tuple[int, str] | None


_boards: OrderedDict[int, _Kept] = OrderedDict()
_lock = Lock()


def workbench(call: Call) -> Workbench:
    """Return a call's board as it stands now.

    Where nothing at all has been written since, the mark of the data says so in no time;
    otherwise the stamp tells whether what was written concerns this board.
    """
    mark = mark_of_data()
    with _lock:
        kept = _boards.get(call.id)
    if kept is None or mark is None or kept.mark != mark:
        now = stamp(call)
        same = kept is not None and kept.board.stamp == now
        kept = _Kept(kept.board if kept and same else Workbench(call, now), mark)
    with _lock:
        _boards[call.id] = kept
        _boards.move_to_end(call.id)
        if len(_boards) > BOARDS:
            _boards.popitem(last=False)
    return kept.board
