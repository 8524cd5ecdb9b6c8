"""Amend what a publication froze: recorded, with a public reason, and told to all who applied."""

from typing import Any

from eventsapp.accounts.models import Account
from eventsapp.audit.services import record
from eventsapp.core import clock, outbox
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.experts.models import Amendment, Call
from eventsapp.experts.queries import may_amend, terms_of
from eventsapp.experts.rules import Part, Terms, changes
from eventsapp.experts.services.calls import about
from eventsapp.experts.services.terms import require_sound, write_terms


class NothingAmended(Refused):
    """An amendment without a change would only worry people."""

    message = _("Nothing differs from the published call, so there is nothing to amend.")


class TooLateToAmend(Refused):
    """Everyone has been chosen under the terms as they were."""

    message = _("The choice has been made: seats and targets can no longer be amended.")


class CriteriaInUse(Refused):
    """Scores refer to criteria: they must mean the same for everybody."""

    message = _("Reviews have begun: criteria and weights can no longer be amended.")


def require_amendable(call: Call, terms: Terms) -> None:
    """Refuse an amendment that changes nothing, comes too late, or contradicts itself."""
    parts = {change.kind.part for change in changes(terms_of(call), terms)}
    if not parts:
        raise NothingAmended
    if late := parts - may_amend(call, clock.now()):
        raise CriteriaInUse if Part.CRITERIA in late else TooLateToAmend
    require_sound(call, terms)


def amend(call: Call, terms: Terms, reason: str, account: Account) -> Amendment:
    """Put other terms in the place of the published ones, and tell everyone who has begun."""
    lock(call)
    require_amendable(call, terms)
    before = terms_of(call)
    write_terms(call, terms)
    return announce(call, before.as_json(), terms_of(call).as_json(), reason, account)


def announce(
    call: Call, before: dict[str, Any], after: dict[str, Any], reason: str, account: Account
) -> Amendment:
    """Record a change of what everybody applies under, and tell everyone who has begun."""
    amendment = Amendment(
        call_id=call.id,
        at=clock.now(),
        account_id=account.id,
        reason=reason,
        before=before,
        after=after,
    )
    db.session.add(amendment)
    db.session.flush()
    record(
        "call.amended",
        about(call),
        reason=reason,
        before=amendment.before,
        after=amendment.after,
    )
    outbox.put("call.amended", amendment_id=amendment.id)
    return amendment
