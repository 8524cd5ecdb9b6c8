"""What calendars answer to invitations."""

from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum

from eventsapp.core import clock, mailer, outbox
from eventsapp.core.db import lock
from eventsapp.core.inbox import Incoming
from eventsapp.core.itip import Answer, Reply
from eventsapp.registration import queries, rules
from eventsapp.registration.models import Registration
from eventsapp.registration.rules import Status

#: How far the clock of a calendar may be ahead; a later answer would hide all that follow.
WRONG_CLOCK = timedelta(days=1)


class Outcome(StrEnum):
    """What became of an answer."""

    NOTED = "noted"
    UNKNOWN = "unknown"
    FORGED = "forged"
    STALE = "stale"


def take_reply(reply: Reply, mail: Incoming) -> Outcome:
    """Note what somebody's calendar answers, if it is theirs and the newest.

    No seat is given up by it: who declines is asked to confirm that on the web.
    """
    registration = queries.registration_invited(reply.uid, reply.attendee)
    if registration is None:
        return Outcome.UNKNOWN
    registration = lock(registration)
    has_secret = _has_secret(registration, {*mail.recipients, reply.organizer})
    if not rules.may_believe(
        mail.sender, registration.email, has_secret=has_secret, is_genuine=mail.is_genuine
    ):
        return Outcome.FORGED
    if not _is_current(registration, reply):
        return Outcome.STALE
    asked = registration.answer is Answer.DECLINED and _is_answered(registration)
    registration.answer, registration.answered_at = reply.answer, reply.made_at
    if reply.answer is Answer.DECLINED and not asked:
        outbox.put(
            "registration.declined_by_calendar",
            registration_id=registration.id,
            at=reply.made_at.isoformat(),
        )
    return Outcome.NOTED


def _has_secret(registration: Registration, addresses: Collection[str | None]) -> bool:
    """Tell whether an answer went to the address that only this person's invitation names."""
    ours = registration.organizer
    return ours is not None and ours in addresses and mailer.is_reply_address(ours)


def _is_answered(registration: Registration) -> bool:
    """Tell whether the invitation that stands has been answered, not only one before it."""
    answered, invited = registration.answered_at, registration.invited_at
    return answered is not None and invited is not None and answered >= invited


def _is_current(registration: Registration, reply: Reply) -> bool:
    if registration.status is not Status.CONFIRMED or not registration.in_calendar:
        return False
    if registration.invited_sequence is None or registration.invited_at is None:
        return False
    if reply.made_at > clock.now() + WRONG_CLOCK:
        return False
    return rules.is_current(
        reply.sequence,
        reply.made_at,
        invited_sequence=registration.invited_sequence,
        invited_at=registration.invited_at,
        answered_at=registration.answered_at,
    )
