"""Offer free places to people on the reserve list: the best ones, or others for a reason."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from eventsapp.accounts.models import Account
from eventsapp.audit.services import record
from eventsapp.core import clock
from eventsapp.core.db import lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.experts import policy
from eventsapp.experts.models import Application, Call
from eventsapp.experts.queries import Effect, Vacancies, application_in
from eventsapp.experts.rules import ApplicationStatus, Phase
from eventsapp.experts.services import offers, records
from eventsapp.experts.services.calls import about


class NoPlaces(Refused):
    """Places are offered again between the results and the event."""

    message = _(
        "Places are offered to people on the reserve list after the results are sent, and until"
        " the call is completed."
    )


class TooFewPlaces(Refused):
    """Somebody else was quicker, or somebody has been given more time."""

    message = _("Fewer places are free than you want to offer. Check the current numbers.")


class NotOnReserve(Refused):
    """Only those who wait are asked, and each of them once."""

    message = _("Someone you chose is no longer on the reserve list. Check the list again.")


class ChooserInConflict(Refused):
    """Nobody prefers a person with whom they have a conflict of interest."""

    message = _(
        "You have a conflict of interest with someone you chose. Another "
        "organiser must offer this place, or choose the best replacement."
    )


class ReasonNeeded(Refused):
    """A choice that is not the best one is explained."""

    message = _(
        "This choice is not the best one, or does not meet all targets. Write "
        "down why you are making it anyway."
    )


@dataclass(frozen=True)
class Offer:
    """Places that were offered, and all that was known then; ids and plain values only."""

    call_id: int
    #: Whom they were offered to, sorted.
    applications: list[int]
    #: Who had a place or an offer before, and has one now; sorted.
    before: list[int]
    after: list[int]
    #: Who made the choice; None: the system.
    account_id: int | None
    #: "" where the choice was the best one.
    reason: str
    #: As ``Vacancies.facts`` writes them.
    facts: dict[str, Any]


def offer(
    call: Call,
    application_ids: Collection[int],
    reason: str,
    by: Account | None,
    *,
    wanted: int | None = None,
) -> Offer:
    """Offer free places to people on the reserve list, who then have until a date to answer.

    ``wanted``: how many places are to be filled, these and others; by default those that are back.
    Raise ``ReasonNeeded`` where the choice is not the best one and no reason is given.
    """
    lock(call)
    vacancies, effect = weigh(call, application_ids, wanted=wanted, by=by)
    if not effect.is_best and not reason:
        raise ReasonNeeded
    chosen = [_reserve(call, key) for key in sorted(effect.chosen)]
    made = Offer(
        call_id=call.id,
        applications=sorted(effect.chosen),
        before=sorted(vacancies.stay),
        after=sorted(vacancies.stay | effect.chosen),
        account_id=by.id if by else None,
        reason=reason,
        facts=vacancies.facts(effect),
    )
    for application in chosen:
        offers.offer(application)
    record(
        "call.places_offered",
        about(call),
        reason=reason or None,
        applications=made.applications,
        before=made.before,
        facts=made.facts,
    )
    records.keep_replacement(call, vacancies, effect, reason)
    return made


def weigh(
    call: Call, application_ids: Collection[int], *, wanted: int | None, by: Account | None
) -> tuple[Vacancies, Effect]:
    """Tell what a choice would mean; raise ``Refused`` if it cannot be made at all."""
    if call.phase(clock.now()) is not Phase.NOTIFIED:
        raise NoPlaces
    chosen = frozenset(application_ids)
    vacancies = Vacancies(call, wanted)
    if len(chosen) > vacancies.fill:
        vacancies = Vacancies(call, len(chosen))
    if not chosen or not chosen <= vacancies.reserves:
        raise NotOnReserve
    if len(chosen) > vacancies.fill:
        raise TooFewPlaces
    if by is not None and chosen != vacancies.come:
        _require_no_conflict(call, chosen, by)
    return vacancies, vacancies.effect(chosen)


def _require_no_conflict(call: Call, chosen: Collection[int], by: Account) -> None:
    for key in chosen:
        application = application_in(call, key)
        if application is None or policy.is_in_conflict(by, application):
            raise ChooserInConflict


def _reserve(call: Call, key: int) -> Application:
    application = application_in(call, key)
    if application is None:
        raise NotOnReserve
    if lock(application).status is not ApplicationStatus.RESERVE:
        raise NotOnReserve
    return application
