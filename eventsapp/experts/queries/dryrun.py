"""How a call stands to its targets: if it closed now, and once places have been given."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from eventsapp.experts.models import Call
from eventsapp.experts.queries.board import TAKEN
from eventsapp.experts.queries.pool import IN_POOL, people_of, problem_of
from eventsapp.experts.rules import ApplicationStatus, Target, meter
from eventsapp.selection import Infeasible, diagnose, solver


@dataclass(frozen=True)
class Standing:
    """How many people count for a target; drafts are not applications yet."""

    target: Target
    now: int
    drafts: int

    @property
    def missing(self) -> int:
        """How many more are needed."""
        return max(0, self.target.minimum - self.now)


@dataclass(frozen=True)
class DryRun:
    """How a call stands to its targets."""

    submitted: int
    drafts: int
    #: Of the targets that ask for people.
    standings: list[Standing]
    #: Calendar days until the deadline, in its zone.
    days_left: int

    @property
    def in_danger(self) -> list[Standing]:
        """The targets that lack people."""
        return [it for it in self.standings if it.missing]


@dataclass(frozen=True)
class Forecast:
    """The largest panel that could be made, or what stands against any."""

    #: None: no panel meets all targets.
    members: int | None
    #: If there is none: these targets cannot hold together ...
    conflict: tuple[Target, ...] = ()
    #: ... nor with the limit per organisation, if this is true.
    limited: bool = False


def dry_run(call: Call, now: datetime) -> DryRun:
    """Return how those who have a place stand to the targets; before that, all who have applied."""
    people = people_of(call, {*IN_POOL, ApplicationStatus.DRAFT})
    drafts = [it.attributes for it in people if it.status is ApplicationStatus.DRAFT]
    submitted = [it.attributes for it in people if it.status is not ApplicationStatus.DRAFT]
    counted = [it.attributes for it in people if it.status in TAKEN] or submitted
    targets = [row.target for row in call.targets if row.minimum]
    return DryRun(
        submitted=len(submitted),
        drafts=len(drafts),
        standings=[Standing(it, meter(it, counted).now, meter(it, drafts).now) for it in targets],
        days_left=_days_left(call, now),
    )


def forecast(call: Call) -> Forecast:
    """Return what panel could be made of those who have applied, whatever they are worth."""
    problem = problem_of(call, people_of(call))
    try:
        return Forecast(len(solver(problem).best().members))
    except Infeasible:
        conflict = diagnose(problem).conflict
    targets = tuple(row.target for row in call.targets if f"t{row.id}" in conflict)
    return Forecast(None, targets, any(it.id in conflict for it in problem.group_limits))


def _days_left(call: Call, now: datetime) -> int:
    zone = ZoneInfo(call.timezone)
    return (call.closes_at.astimezone(zone).date() - now.astimezone(zone).date()).days
