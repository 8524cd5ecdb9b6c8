"""Write, publish, extend and withdraw a call."""

from dataclasses import dataclass
from datetime import datetime

from eventsapp.audit.services import record
from eventsapp.core import clock, outbox
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.core.words import Words
from eventsapp.events.models import Event
from eventsapp.experts.models import Call, Criterion, TargetRow
from eventsapp.experts.queries import call_of
from eventsapp.experts.rules import (
    CallStatus,
    Contradiction,
    Flaw,
    Phase,
    Target,
    can_move,
    contradictions,
)
from eventsapp.experts.words import contradiction_text

#: The straight way of a call; each step is asked of ``can_move``.
_WAY = (
    CallStatus.PUBLISHED,
    CallStatus.CLOSED,
    CallStatus.UNDER_REVIEW,
    CallStatus.DECIDED,
    CallStatus.NOTIFIED,
)


class CallFrozen(Refused):
    """Everyone must apply under the same rules."""

    message = _(
        "The call is published: its criteria, weights, targets and seats cannot change any more."
    )


class CallContradictory(Refused):
    """The numbers cannot all hold; the message says which."""


class CallIncomplete(Refused):
    """Too little to be published; the message says what is missing."""


class CannotExtend(Refused):
    """A deadline only moves away, and only while it has not passed."""

    message = _("A deadline can only be moved to a later time, and only before the call closes.")


class CannotWithdrawCall(Refused):
    """People have been told the result."""

    message = _("The results have been sent: this call can no longer be withdrawn.")


@dataclass(frozen=True, kw_only=True)
class CriterionPlan:
    """A criterion as it is typed."""

    name: Words
    weight: int


@dataclass(frozen=True, kw_only=True)
class CallPlan:
    """A call as it is typed."""

    profile: Words
    seats: int
    opens_at: datetime
    closes_at: datetime
    timezone: str
    sectors: list[str]
    cv_required: bool
    criteria: list[CriterionPlan]
    targets: list[Target]

    @property
    def contradictions(self) -> list[Contradiction]:
        """Why the numbers cannot all hold; nothing if they can."""
        wrong_order = [Contradiction(Flaw.ORDER)] if self.closes_at <= self.opens_at else []
        return wrong_order + contradictions(self.seats, self.targets, self.sectors)


def save(event: Event, plan: CallPlan) -> Call:
    """Write down the event's call, while it is a draft."""
    if found := plan.contradictions:
        raise CallContradictory(" ".join(contradiction_text(it) for it in found))
    call = call_of(event)
    if call is None:
        call = Call(event=event)
        db.session.add(call)
    elif lock(call).status is not CallStatus.DRAFT:
        raise CallFrozen
    call.profile, call.seats = plan.profile, plan.seats
    call.opens_at, call.closes_at, call.timezone = plan.opens_at, plan.closes_at, plan.timezone
    call.sectors, call.cv_required = plan.sectors, plan.cv_required
    call.criteria, call.targets = [], []
    db.session.flush()  # the old rows go before new ones take their unique places
    call.criteria = [
        Criterion(name=criterion.name, weight=criterion.weight, position=position)
        for position, criterion in enumerate(plan.criteria)
    ]
    call.targets = [
        TargetRow(attribute=it.attribute, value=it.value, minimum=it.minimum, maximum=it.maximum)
        for it in plan.targets
    ]
    db.session.flush()
    return call


def publish(call: Call) -> None:
    """Open the call to the public, and freeze what everybody applies under."""
    lock(call)
    if not can_move(call.status, CallStatus.PUBLISHED):
        raise CallFrozen
    _require_complete(call)
    move(call, CallStatus.PUBLISHED)
    call.published_at = clock.now()
    record(
        "call.published",
        about(call),
        seats=call.seats,
        closes_at=call.closes_at.isoformat(),
        criteria=[[dict(it.name), it.weight] for it in call.criteria],
        targets=[[it.attribute, it.value, it.minimum, it.maximum] for it in call.targets],
    )


def _require_complete(call: Call) -> None:
    if not call.profile:
        raise CallIncomplete(_("Describe the profile you look for before you publish the call."))
    if not call.criteria:
        raise CallIncomplete(_("Name at least one criterion before you publish the call."))
    if not call.sectors:
        raise CallIncomplete(_("Offer at least one sector before you publish the call."))
    if call.closes_at <= clock.now():
        raise CallIncomplete(_("The deadline has passed: choose a later one."))
    targets = [row.target for row in call.targets]
    if found := contradictions(call.seats, targets, call.sectors):
        raise CallContradictory(contradiction_text(found[0]))


def extend(call: Call, closes_at: datetime) -> None:
    """Move the deadline away, for everyone, and tell all who have begun to apply."""
    lock(call)
    now = clock.now()
    if call.phase(now) not in {Phase.UPCOMING, Phase.OPEN} or closes_at <= call.closes_at:
        raise CannotExtend
    before = call.closes_at
    call.closes_at = closes_at
    record("call.extended", about(call), before=before.isoformat(), after=closes_at.isoformat())
    outbox.put("call.extended", call_id=call.id, closes_at=closes_at.isoformat())


def withdraw(call: Call, reason: str) -> None:
    """Take the call back, and tell all who have begun to apply why."""
    lock(call)
    if not can_move(call.status, CallStatus.WITHDRAWN):
        raise CannotWithdrawCall
    call.status = CallStatus.WITHDRAWN
    record("call.withdrawn", about(call), reason=reason)
    outbox.put("call.withdrawn", call_id=call.id, reason=reason)


def move(call: Call, to: CallStatus) -> None:
    """Move a call along its way to a status, through every status between."""
    if call.status in _WAY and _WAY.index(call.status) < _WAY.index(to):
        between = _WAY[_WAY.index(call.status) + 1 : _WAY.index(to)]
    else:
        between = ()
    for step in (*between, to):
        if call.status is step:
            continue
        if not can_move(call.status, step):
            raise Refused
        call.status = step


def about(call: Call) -> str:
    """Name the call in the record and among notices."""
    return f"call:{call.id}"
