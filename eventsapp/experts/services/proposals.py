"""Take a proposed panel and its reserve as the choice: nobody is told yet."""

from collections.abc import Collection, Sequence

from eventsapp.audit.services import record
from eventsapp.core import clock
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.experts.models import Application, Call
from eventsapp.experts.queries import (
    Workbench,
    applications_in,
    contenders,
    found_panel,
    workbench,
)
from eventsapp.experts.queries.pool import IN_POOL
from eventsapp.experts.rules import ApplicationStatus, CallStatus
from eventsapp.experts.rules.conditions import Conditions, Departure
from eventsapp.experts.services import records, seeds
from eventsapp.experts.services.calls import about, move
from eventsapp.experts.services.selection import DECIDING, NotTimeToDecide
from eventsapp.selection import Panel, verify


class PanelMoved(Refused):
    """What somebody wants to take is not what is proposed."""

    message = _(
        "This panel is no longer the proposed one, because scores, people or "
        "conditions have changed. Look at the new one, then choose it."
    )


class PanelGone(Refused):
    """Somebody of the panel has withdrawn since it was looked at."""

    message = _(
        "Someone in this panel can no longer be chosen. Propose again to get a new panel at once."
    )


def choose(call: Call, conditions: Conditions, members: Collection[int]) -> Panel | None:
    """Take the panel that was proposed under these conditions, and record it.

    Without a seed it is drawn first. None: among equally good panels the seed decides for another
    one than was shown, so nothing is taken.
    """
    if not lock(call).seed:
        if not set(members) <= workbench(call).people.keys():
            raise PanelGone
        seeds.draw(call)
        is_new = True
    else:
        is_new = False
    bench = workbench(call)
    panel = _as_proposed(call, bench, conditions, members)
    if panel is None and is_new:
        return None
    if panel is None:
        raise PanelMoved if set(members) <= bench.people.keys() else PanelGone
    records.keep_proposal(call, bench, conditions, panel)
    take(call, members, conditions.departures(bench.published))
    return panel


def _as_proposed(
    call: Call, bench: Workbench, conditions: Conditions, members: Collection[int]
) -> Panel | None:
    """Return the panel of these people as it is proven, or as far as it is; None: it is not.

    Where the best panel is not proven in time, any that meets the conditions may be taken: what
    was found depends on how long one looked. The record says how much better another may be.
    """
    best = bench.best(conditions)
    shown = tuple(sorted(map(str, members)))
    if best is None or best.proven:
        return best if best and best.members == shown else None
    if not shown or verify(bench.problem(conditions), shown):
        return None
    found = found_panel(call, bench, conditions)
    if found and found.members == shown:
        return found
    bound = min(best.bound, found.bound) if found else best.bound
    score = bench.score(members)
    return Panel(shown, score, max(score, bound), proven=False)


def take(call: Call, members: Collection[int], departures: Sequence[Departure] = ()) -> None:
    """Choose these people; who was selected and is not among them is undecided again.

    Other outcomes stay as they are. ``departures`` say what is not as it was published.
    """
    applications = _open(call)
    if not members or not set(members) <= {it.id for it in applications if _can_be_chosen(it)}:
        raise PanelGone
    for application in applications:
        if application.id in members:
            application.decision, application.reserve_rank = ApplicationStatus.SELECTED, None
        elif application.decision is ApplicationStatus.SELECTED:
            application.decision = None
    record(
        "call.panel_taken",
        about(call),
        panel=sorted(members),
        departures=[
            [it.name, it.target and f"{it.target.attribute}:{it.target.value}",
             list(it.published), list(it.now)]
            for it in departures
        ],
    )  # fmt: skip
    _settle(call, applications)


def put_on_reserve(call: Call, people: Collection[int]) -> int:
    """Put people on the reserve list, and order all of it by score; return how many are on it.

    The order is only for those who read it: who comes depends on who leaves.
    """
    applications = _open(call)
    fits = [it for it in applications if it.id in people and _can_wait(it)]
    if not fits or len(fits) < len(set(people)):
        raise PanelGone
    for application in fits:
        application.decision = ApplicationStatus.RESERVE
    place = {it.id: number for number, it in enumerate(contenders(call))}
    waiting = [it for it in applications if it.decision is ApplicationStatus.RESERVE]
    waiting.sort(key=lambda it: place.get(it.id, len(place)))
    for number, application in enumerate(waiting, start=1):
        application.reserve_rank = number
    record("call.reserve_chosen", about(call), applications=[it.id for it in waiting])
    _settle(call, applications)
    return len(waiting)


def decline_the_rest(call: Call) -> int:
    """Give everybody without an outcome "not selected"; return how many those were."""
    applications = _open(call)
    rest = [it for it in applications if it.decision is None]
    for application in rest:
        application.decision = ApplicationStatus.NOT_SELECTED
    if rest:
        record("call.rest_declined", about(call), applications=[it.id for it in rest])
        _settle(call, applications)
    return len(rest)


def _open(call: Call) -> list[Application]:
    if lock(call).phase(clock.now()) not in DECIDING:
        raise NotTimeToDecide
    return list(applications_in(call).values())


def _can_be_chosen(application: Application) -> bool:
    return (
        application.status in IN_POOL and application.decision is not ApplicationStatus.INELIGIBLE
    )


def _can_wait(application: Application) -> bool:
    return _can_be_chosen(application) and application.decision is not ApplicationStatus.SELECTED


def _settle(call: Call, applications: Sequence[Application]) -> None:
    """Let the call be decided once every application has an outcome."""
    complete = bool(applications) and all(it.decision for it in applications)
    call.decided_at = clock.now() if complete else None
    if complete or call.status is CallStatus.DECIDED:
        move(call, CallStatus.DECIDED if complete else CallStatus.UNDER_REVIEW)
    db.session.flush()
