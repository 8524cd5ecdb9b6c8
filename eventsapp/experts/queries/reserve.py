"""Before the letters: who could come for each member of the panel, were that member to leave."""

from dataclasses import dataclass

from eventsapp.experts.queries.bench import Workbench
from eventsapp.experts.queries.candidates import Contender
from eventsapp.experts.rules import ApplicationStatus, PinSide
from eventsapp.experts.rules.conditions import Conditions
from eventsapp.experts.rules.replacing import Group, as_taken
from eventsapp.selection import Panel, Ranked, Reserves, reserves

#: How many are looked for, for each member.
DEPTH = 3


@dataclass(frozen=True)
class Cover:
    """A member of the panel, and who could come instead with all targets kept, best first."""

    member: Contender
    #: With how the panel's score would change, in hundredths.
    instead: list[tuple[Contender, int]]


@dataclass(frozen=True)
class ReserveTable:
    """The members of the panel as it is chosen now, those whom nobody could replace first."""

    rows: list[Cover]
    #: Everybody who could come for somebody, by score.
    people: list[Contender]
    #: What has to be kept: as published, but for what the panel does not keep itself.
    conditions: Conditions

    @property
    def covered(self) -> int:
        """How many members somebody could replace without any other change."""
        return sum(bool(row.instead) for row in self.rows)

    @property
    def missing(self) -> list[Contender]:
        """Those of the people who are not on the reserve list yet."""
        return [it for it in self.people if it.decision is not ApplicationStatus.RESERVE]


def reserve_table(bench: Workbench) -> ReserveTable | None:
    """Return who could come for each member of the panel as it is chosen; None: nobody is."""
    everyone = bench.contenders
    panel = frozenset(
        key
        for key, it in everyone.items()
        if it.decision is ApplicationStatus.SELECTED and key in bench.people
    )
    if not panel:
        return None
    chosen = [bench.people[key] for key in sorted(panel)]
    group = Group([it.attributes for it in chosen], [it.body for it in chosen])
    conditions = as_taken(bench.published, group, group).but(
        must_include=frozenset(), must_exclude=frozenset()
    )
    told = bench.kept("reserves", conditions, panel, lambda: _reserves(bench, conditions, panel))
    rows = [Cover(everyone[int(key)], _people(bench, it)) for key, it in told.table.items()]
    order = {key: place for place, key in enumerate(everyone)}
    rows.sort(key=lambda row: (bool(row.instead), order[row.member.id]))
    named = {person.id for row in rows for person, _change in row.instead}
    return ReserveTable(rows, [it for it in everyone.values() if it.id in named], conditions)


def _reserves(bench: Workbench, conditions: Conditions, panel: frozenset[int]) -> Reserves:
    waiting = {key for key in bench.people if key not in panel and _may_wait(bench, key)}
    seats = len(panel), max(len(panel), conditions.seats)
    score = bench.score(panel)
    ours = Panel(tuple(sorted(map(str, panel))), score, score)
    return reserves(bench.panels(conditions, panel | waiting, seats), ours, DEPTH)


def _may_wait(bench: Workbench, key: int) -> bool:
    """Tell whether somebody may be put on the reserve list: a no with a reason is meant."""
    it = bench.contenders[key]
    if it.decision is ApplicationStatus.RESERVE:
        return True
    refused = it.decision is ApplicationStatus.NOT_SELECTED and bool(it.reason)
    return not refused and it.pin is not PinSide.OUT and key not in bench.unscored


def _people(bench: Workbench, ranked: tuple[Ranked, ...]) -> list[tuple[Contender, int]]:
    return [(bench.contenders[int(it.id)], it.change) for it in ranked]
