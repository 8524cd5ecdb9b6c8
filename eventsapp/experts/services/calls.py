"""Write, publish and withdraw a call, and move it along its way."""

from dataclasses import dataclass, field
from datetime import datetime

from eventsapp.audit.services import record
from eventsapp.core import clock, outbox
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.core.words import Words
from eventsapp.events.models import Event
from eventsapp.experts.models import Call
from eventsapp.experts.queries import call_of, contradictions_in, terms_of
from eventsapp.experts.rules import (
    CallStatus,
    Contradiction,
    CriterionPlan,
    Flaw,
    Target,
    Terms,
    can_move,
)
from eventsapp.experts.services.reminders import set_reminders
from eventsapp.experts.services.terms import (
    CallContradictory,
    CallIncomplete,
    require_sound,
    write_terms,
)
from eventsapp.experts.words import contradiction_text
from eventsapp.questions.models import QuestionSet
from eventsapp.questions.queries import questions_of

#: Points between two reviews above which most calls want a third one.
GAP_LIMIT = 20
#: Days that most calls leave the selected to answer.
ANSWER_DAYS = 10
#: The straight way of a call; each step is asked of ``can_move``.
_WAY = (
    CallStatus.PUBLISHED,
    CallStatus.CLOSED,
    CallStatus.UNDER_REVIEW,
    CallStatus.DECIDED,
    CallStatus.NOTIFIED,
    CallStatus.COMPLETED,
)


class CallFrozen(Refused):
    """Everyone must apply under the same rules."""

    message = _(
        "The call is published. Its criteria, weights, targets and seats can "
        "only be changed by an amendment, which is announced to everyone."
    )


class CannotWithdrawCall(Refused):
    """People have been told the result."""

    message = _("The results have been sent: this call can no longer be withdrawn.")


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
    topics: list[str] = field(default_factory=list)
    is_blind: bool = False
    nominations_only: bool = False
    organization_limit: int | None = None
    gap_limit: int = GAP_LIMIT
    answer_days: int = ANSWER_DAYS

    @property
    def terms(self) -> Terms:
        """What publication will freeze."""
        return Terms(
            seats=self.seats,
            organization_limit=self.organization_limit,
            criteria=tuple(self.criteria),
            targets=tuple(self.targets),
        )

    def contradictions(self, question_set: QuestionSet | None = None) -> list[Contradiction]:
        """Return why the numbers cannot all hold; nothing if they can."""
        wrong_order = [Contradiction(Flaw.ORDER)] if self.closes_at <= self.opens_at else []
        return wrong_order + contradictions_in(self.seats, self.targets, self.sectors, question_set)


def save(event: Event, plan: CallPlan) -> Call:
    """Write down the event's call, while it is a draft."""
    call = call_of(event)
    asked = call.question_set if call else None
    if found := plan.contradictions(asked):
        texts = (contradiction_text(it, questions_of(asked)) for it in found)
        raise CallContradictory(" ".join(texts))
    if call is None:
        call = Call(event=event)
        db.session.add(call)
    elif lock(call).status is not CallStatus.DRAFT:
        raise CallFrozen
    has_moved = call.closes_at != plan.closes_at
    call.profile = plan.profile
    call.opens_at, call.closes_at, call.timezone = plan.opens_at, plan.closes_at, plan.timezone
    call.sectors, call.topics, call.cv_required = plan.sectors, plan.topics, plan.cv_required
    call.is_blind, call.nominations_only = plan.is_blind, plan.nominations_only
    call.gap_limit, call.answer_days = plan.gap_limit, plan.answer_days
    write_terms(call, plan.terms)
    if has_moved:
        outbox.put("call.planned", call_id=call.id)
    return call


def publish(call: Call) -> None:
    """Open the call to the public, and freeze what everybody applies under."""
    lock(call)
    if not can_move(call.status, CallStatus.PUBLISHED):
        raise CallFrozen
    _require_complete(call)
    require_sound(call, terms_of(call))
    move(call, CallStatus.PUBLISHED)
    call.published_at = clock.now()
    set_reminders(call)
    record(
        "call.published",
        about(call),
        closes_at=call.closes_at.isoformat(),
        **terms_of(call).as_json(),
    )


def _require_complete(call: Call) -> None:
    if not call.profile:
        raise CallIncomplete(
            _("Describe the profile you are looking for before you publish the call.")
        )
    if not call.sectors:
        raise CallIncomplete(_("Offer at least one sector before you publish the call."))
    if call.closes_at <= clock.now():
        raise CallIncomplete(_("The deadline has passed: choose a later one."))


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
