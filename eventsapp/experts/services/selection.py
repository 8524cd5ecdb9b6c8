"""Choose: outcomes as they are thought over, then told to all at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from eventsapp.audit.services import record
from eventsapp.core import clock, outbox
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _, gettext
from eventsapp.core.outbox import News
from eventsapp.experts.models import Application, Call
from eventsapp.experts.queries import (
    applications_in,
    contenders,
    in_the_race,
    outcomes,
)
from eventsapp.experts.rules import ApplicationStatus, CallStatus, Phase, can_move
from eventsapp.experts.services import offers, records
from eventsapp.experts.services.calls import about, move
from eventsapp.experts.services.completion import await_event

#: The letter for each outcome.
LETTERS = {
    ApplicationStatus.SELECTED: "experts_selected",
    ApplicationStatus.RESERVE: "experts_reserve",
    ApplicationStatus.NOT_SELECTED: "experts_not_selected",
    ApplicationStatus.INELIGIBLE: "experts_not_selected",
}
DECIDING = frozenset({Phase.CLOSED, Phase.UNDER_REVIEW, Phase.DECIDED})


class NotTimeToDecide(Refused):
    """Before the deadline applications can still change; afterwards people have been told."""

    message = _(
        "Outcomes can be set only after the call has closed and before the results are sent."
    )


class ReasonMissing(Refused):
    """To be found ineligible, one must be told why."""

    message = _("Give a reason for everyone who is not eligible.")


class RankTwice(Refused):
    """Two cannot be first."""

    message = _("Two people have the same place on the reserve list.")


class NotReady(Refused):
    """Someone would not hear, or there would be too many; the message says which."""


@dataclass(frozen=True)
class Choice:
    """What the organisers think of one application."""

    decision: ApplicationStatus | None
    reserve_rank: int | None = None
    reason: str = ""


def decide(call: Call, choices: Mapping[int, Choice]) -> None:
    """Keep the organisers' choices by application id; applicants see nothing of them yet."""
    lock(call)
    if call.phase(clock.now()) not in DECIDING:
        raise NotTimeToDecide
    _require_sound(choices)
    ranked = contenders(call)
    found = applications_in(call)
    saved = {
        it.id: Choice(it.decision, it.reserve_rank, it.decision_reason or "")
        for it in found.values()
    }
    ranks = _reserve_ranks([it.id for it in ranked], saved | dict(choices), choices.keys())
    rows = [found[it.id] for it in ranked]
    changes = {}
    for application in rows:
        choice = choices.get(application.id, saved[application.id])
        before = (application.decision, application.reserve_rank, application.decision_reason)
        application.decision = choice.decision
        application.reserve_rank = ranks.get(application.id)
        application.decision_reason = choice.reason or None
        after = (application.decision, application.reserve_rank, application.decision_reason)
        if before != after:
            changes[str(application.id)] = [list(before), list(after)]
    if changes:
        record("call.decisions", about(call), changes=changes)
    complete = bool(rows) and all(application.decision for application in rows)
    call.decided_at = clock.now() if complete else None
    if complete or call.status is CallStatus.DECIDED:
        move(call, CallStatus.DECIDED if complete else CallStatus.UNDER_REVIEW)
    db.session.flush()


def _require_sound(choices: Mapping[int, Choice]) -> None:
    if any(
        choice.decision is ApplicationStatus.INELIGIBLE and not choice.reason
        for choice in choices.values()
    ):
        raise ReasonMissing
    typed = [
        choice.reserve_rank
        for choice in choices.values()
        if choice.decision is ApplicationStatus.RESERVE and choice.reserve_rank
    ]
    if len(set(typed)) != len(typed):
        raise RankTwice


def _reserve_ranks(
    in_order: list[int], choices: Mapping[int, Choice], typed: Collection[int]
) -> dict[int, int]:
    """Count the reserve list from 1: by the places given, then the others by their score.

    A place that was typed now goes before the same place given earlier.
    """
    waiting = [
        key
        for key in in_order
        if key in choices and choices[key].decision is ApplicationStatus.RESERVE
    ]
    last = len(in_order) + 1
    waiting.sort(key=lambda key: (choices[key].reserve_rank or last, key not in typed))
    return {key: place for place, key in enumerate(waiting, start=1)}


def unready(call: Call) -> str | None:
    """Say what keeps the results from being sent; None if nothing does."""
    if call.phase(clock.now()) not in DECIDING:
        return str(NotTimeToDecide.message)
    counted = outcomes(call)
    open_ones, chosen = counted[None], counted[ApplicationStatus.SELECTED]
    if not counted:
        return str(gettext("No one has applied, so there is no one to write to."))
    if open_ones:
        return str(
            gettext(
                "Every application needs an outcome first. %(count)s are still missing one.",
                count=open_ones,
            )
        )
    if chosen > call.seats:
        return str(
            gettext(
                "%(chosen)s people are selected, more than there are seats (%(seats)s).",
                chosen=chosen,
                seats=call.seats,
            )
        )
    return None


def notify(call: Call) -> int:
    """Make the choices known, to all at once; return to how many."""
    lock(call)
    if why := unready(call):
        raise NotReady(why)
    applications = in_the_race(call)
    _apply(applications)
    move(call, CallStatus.NOTIFIED)
    call.notified_at = clock.now()
    await_event(call)
    record(
        "call.notified",
        about(call),
        outcomes={str(it.id): it.status for it in applications},
    )
    records.keep_decision(call, applications)
    return len(applications)


def _apply(applications: list[Application]) -> None:
    chosen, others = [], []
    for application in applications:
        decision = application.decision
        if decision is None or not can_move(application.status, decision):
            raise NotReady
        if decision is ApplicationStatus.SELECTED:
            chosen.append(application)
        else:
            application.status = decision
            others.append(application)
    offers.offer(*chosen)
    news = [News("application.decided", {"application_id": it.id}) for it in others]
    outbox.put_all(news, to_many=True)
