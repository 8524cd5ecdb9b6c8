"""Pins: somebody must be in the panel, or must not, for a reason that is kept."""

from sqlalchemy import select

from eventsapp.accounts.models import Account
from eventsapp.audit.services import record
from eventsapp.core import clock
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.experts import policy
from eventsapp.experts.models import Application, Pin
from eventsapp.experts.rules import PinSide
from eventsapp.experts.services.calls import about
from eventsapp.experts.services.selection import DECIDING, NotTimeToDecide


class PinWithoutReason(Refused):
    """An exception from the ranking must be explained."""

    message = _("Say why this person must or must not be in the panel.")


class NobodyToPin(Refused):
    """Only who can be chosen can be pinned."""

    message = _("This application can no longer be selected.")


def pin(application: Application, side: PinSide, reason: str, by: Account | None) -> Pin:
    """Keep that a person must be in every proposed panel, or in none; the reason is recorded."""
    _require_open(application)
    if not reason.strip():
        raise PinWithoutReason
    if application.status in policy.UNSEEN or application.merged_into_id is not None:
        raise NobodyToPin
    found = pin_of(application) or Pin(application=application)
    found.side, found.reason, found.at = side, reason.strip(), clock.now()
    found.account_id = by.id if by else None
    db.session.add(found)
    record(
        "application.pinned",
        about(application.call),
        reason=found.reason,
        application=application.id,
        side=side,
    )
    return found


def unpin(application: Application) -> None:
    """Leave a person to their score and the targets again."""
    _require_open(application)
    if found := pin_of(application):
        db.session.delete(found)
        record(
            "application.unpinned",
            about(application.call),
            application=application.id,
            side=found.side,
        )


def pin_of(application: Application) -> Pin | None:
    """Return an application's pin, if it has one."""
    return db.session.scalar(select(Pin).where(Pin.application_id == application.id))


def _require_open(application: Application) -> None:
    call = lock(application.call)
    if call.phase(clock.now()) not in DECIDING:
        raise NotTimeToDecide
