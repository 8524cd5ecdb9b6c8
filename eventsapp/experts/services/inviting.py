"""Invite bodies to nominate: one or many at once, again, otherwise, no longer; and remind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eventsapp.audit.services import record
from eventsapp.core import clock, mailer, outbox
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import LazyString, _
from eventsapp.experts.models import Call, Invitation
from eventsapp.experts.queries.nominations import body_numbers, invite_hitches, unanswered
from eventsapp.experts.rules import Phase
from eventsapp.experts.rules.nominating import TAKING, is_rested
from eventsapp.experts.services.calls import about
from eventsapp.experts.services.nominating import end
from eventsapp.experts.words.nominating import hitch_text
from eventsapp.notices.mails import word

#: The mail that invites a body.
LETTER = "experts_nomination_invited"


class CannotInvite(Refused):
    """Bodies are asked while they can still answer."""

    message = _(
        "You can invite bodies only while the call is published and its deadline has not "
        "passed. Nothing was sent."
    )


class NobodyToInvite(Refused):
    """An invitation that cannot be sent, and why."""

    message = _("This body cannot be invited.")


class TooManyNamed(Refused):
    """Places that are taken are not taken away."""

    message = _(
        "There are already more people on this body’s list, so it cannot have fewer places."
    )


class NobodySilent(Refused):
    """A reminder needs a body that has not answered."""

    message = _(
        "No reminders were sent: every body has answered or has had an email in the last two days."
    )


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A body that is to be invited: how it is addressed, to whom, and for how many people."""

    body: str
    #: Lower case.
    email: str
    name: str = ""
    locale: str = "en"
    quota: int = 1


def invite(call: Call, asked: Sequence[Asked]) -> list[Invitation]:
    """Invite bodies, all of them or none."""
    _hold(call)
    hitches = invite_hitches(call, [(it.body, it.email) for it in asked])
    for it, hitch in zip(asked, hitches, strict=True):
        if hitch is not None:
            raise NobodyToInvite(hitch_text(hitch, body=it.body, email=it.email))
    numbers = body_numbers(it.body for it in asked)
    earlier = {
        it.email: it
        for it in db.session.scalars(select(Invitation).where(Invitation.call_id == call.id))
    }
    made, now = [], clock.now()
    for it in asked:
        invitation = earlier.get(it.email) or Invitation(call=call, email=it.email)
        if invitation.withdrawn_at is not None:  # asked anew, by a link of its own
            invitation.renew_link()
            invitation.withdrawn_at = invitation.declined_at = None
            invitation.opened_at = invitation.reminded_at = None
        _write(invitation, it, numbers[it.body])
        invitation.invited_at = now
        db.session.add(invitation)
        made.append(invitation)
    for invitation in made:
        _send(invitation, now)
        record(
            "nomination.invited",
            about(call),
            invitation=invitation.id,
            body=invitation.body,
            quota=invitation.quota,
        )
    return made


def send_again(invitation: Invitation) -> None:
    """Send the invitation once more, with the same link."""
    _hold_invitation(invitation)
    _send(invitation, clock.now())
    record("nomination.sent_again", about(invitation.call), invitation=invitation.id)


def change(invitation: Invitation, asked: Asked) -> None:
    """Change whom an invitation is for; another address gets another link, and the mail."""
    _hold_invitation(invitation)
    if asked.quota < len(invitation.standing):
        raise TooManyNamed
    (hitch,) = invite_hitches(invitation.call, [(asked.body, asked.email)], changing=invitation)
    if hitch is not None:
        raise NobodyToInvite(hitch_text(hitch, body=asked.body, email=asked.email))
    before = {"body": invitation.body, "email": invitation.email, "quota": invitation.quota}
    is_other = asked.email != invitation.email
    invitation.email = asked.email
    _write(invitation, asked, body_numbers([asked.body])[asked.body])
    if is_other:
        invitation.renew_link()
        invitation.opened_at = None
        _send(invitation, clock.now())
    after = {"body": asked.body, "email": asked.email, "quota": asked.quota}
    record(
        "nomination.changed",
        about(invitation.call),
        invitation=invitation.id,
        before=before,
        after=after,
    )


def withdraw(invitation: Invitation) -> None:
    """Ask a body no longer: its link ends, and nobody stands in its name any more."""
    _hold_invitation(invitation)
    for nominee in invitation.standing:
        end(nominee)
    invitation.withdrawn_at = clock.now()
    record(
        "nomination.withdrawn",
        about(invitation.call),
        invitation=invitation.id,
        body=invitation.body,
    )
    outbox.put("nomination.withdrawn", invitation_id=invitation.id)


def to_remind(call: Call) -> list[Invitation]:
    """Return the bodies that a reminder would go to now."""
    now = clock.now()
    if call.phase(now) not in TAKING:
        return []
    return [it for it in unanswered(call) if is_rested(it.written_at, now)]


def remind(call: Call) -> int:
    """Remind every body that has not answered; return how many they are."""
    _hold(call)
    silent = to_remind(call)
    if not silent:
        raise NobodySilent
    remind_all(silent)
    record("nomination.reminded", about(call), invitations=[it.id for it in silent])
    return len(silent)


def remind_all(silent: Sequence[Invitation]) -> None:
    """Put a reminder to each of these bodies."""
    now = clock.now()
    for invitation in silent:
        invitation.reminded_at = now
        outbox.put("nomination.reminded", invitation_id=invitation.id, at=now.isoformat())


def preview(call: Call, asked: Asked) -> mailer.Wording:
    """Word the invitation as this body will read it, but for its private link."""
    return word(
        LETTER,
        asked,
        scope=call.event.mail_scope,
        invitation=asked,
        name=asked.name,
        call=call,
        event=call.event,
        private_link=_("(the private link of this body)"),
    )


def why_not(call: Call) -> LazyString | str | None:
    """Say why nobody can be invited to nominate for a call now; None where one can."""
    phase = call.phase(clock.now())
    if phase in TAKING:
        return None
    if phase is Phase.DRAFT:
        return _("Publish the call first: then bodies can be invited to nominate.")
    return CannotInvite.message


def _hold(call: Call) -> None:
    lock(call)
    if call.phase(clock.now()) not in TAKING:
        raise CannotInvite


def _hold_invitation(invitation: Invitation) -> None:
    _hold(invitation.call)
    lock(invitation)
    db.session.expire(invitation, ["nominees"])
    if invitation.withdrawn_at is not None:
        raise CannotInvite(_("This invitation was withdrawn. Nothing was changed."))


def _write(invitation: Invitation, asked: Asked, organization_id: int | None) -> None:
    invitation.body, invitation.organization_id = asked.body, organization_id
    invitation.name, invitation.locale, invitation.quota = asked.name, asked.locale, asked.quota


def _send(invitation: Invitation, now: datetime) -> None:
    invitation.invited_at = now
    db.session.flush()
    outbox.put("nomination.invited", invitation_id=invitation.id, at=now.isoformat())
