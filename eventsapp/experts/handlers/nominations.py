"""What follows from nominations: letters to the bodies that nominate, and to whom they name."""

from datetime import datetime
from typing import Any

from eventsapp.accounts.queries import account_by_email
from eventsapp.accounts.services import Addressee
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.core.web import link
from eventsapp.experts.models import Call, Invitation, Nominee
from eventsapp.experts.queries.nominations import invitations_to, silent_nominees
from eventsapp.experts.rules import NomineeStatus, Phase
from eventsapp.experts.rules.nominating import TAKING
from eventsapp.experts.services import inviting, nominating
from eventsapp.notices.services import post


def invite(invitation_id: int, at: str) -> None:
    """Ask a body to nominate, unless it was asked again since or cannot answer any more."""
    invitation = db.session.get_one(Invitation, invitation_id)
    if invitation.invited_at == datetime.fromisoformat(at) and _is_asked(invitation):
        _write(inviting.LETTER, invitation, key=f"invited:{at}")


def remind(invitation_id: int, at: str) -> None:
    """Remind a body that has not answered."""
    invitation = db.session.get_one(Invitation, invitation_id)
    if invitation.is_unanswered and _is_asked(invitation):
        _write("experts_nomination_reminder", invitation, key=f"reminded:{at}")


def remind_silent(call_id: int, closes_at: str) -> None:
    """Remind all bodies that have not answered, if the deadline is still this one."""
    call = db.session.get_one(Call, call_id)
    if call.closes_at == datetime.fromisoformat(closes_at):
        inviting.remind_all(inviting.to_remind(call))


def remind_nominees(call_id: int, closes_at: str) -> None:
    """Remind those who have not begun to apply, if the deadline is still this one."""
    call = db.session.get_one(Call, call_id)
    if call.closes_at != datetime.fromisoformat(closes_at):
        return
    if call.phase(clock.now()) is Phase.OPEN:
        for nominee in silent_nominees(call):
            _write_nominee("experts_nominee_reminder", nominee, key=f"reminded:{closes_at}")


def confirm_list(invitation_id: int, at: str) -> None:
    """Send a body its receipt, and write to whom it has named, once it has come to rest."""
    invitation = db.session.get_one(Invitation, invitation_id)
    if invitation.withdrawn_at is not None:
        return
    if invitation.changed_at != datetime.fromisoformat(at):
        return
    _write("experts_nomination_receipt", invitation, key=f"receipt:{at}")
    nominating.tell_nominees(invitation)


def tell_waiting_nominees(invitation_id: int) -> None:
    """Write to whom a body has named before the call has opened."""
    nominating.tell_nominees(db.session.get_one(Invitation, invitation_id))


def tell_nominee(nominee_id: int) -> None:
    """Tell somebody that a body has named them, and ask whether they stand."""
    nominee = db.session.get_one(Nominee, nominee_id)
    if nominee.is_standing:
        _write_nominee("experts_nominated", nominee, key="named")


def tell_ended(nominee_id: int) -> None:
    """Tell somebody who was asked to stand that there is no need any more."""
    nominee = db.session.get_one(Nominee, nominee_id)
    if nominee.status is NomineeStatus.REPLACED and nominee.told_at is not None:
        _write_nominee("experts_nomination_ended", nominee, key="ended")


def tell_declined(nominee_id: int, at: str) -> None:
    """Tell a body that somebody whom it named does not stand."""
    nominee = db.session.get_one(Nominee, nominee_id)
    if nominee.status is NomineeStatus.DECLINED and nominee.invitation.withdrawn_at is None:
        _write(
            "experts_nominee_declined",
            nominee.invitation,
            key=f"declined:{nominee_id}:{at}",
            nominee=nominee,
        )


def tell_withdrawn(invitation_id: int) -> None:
    """Tell a body that it is not asked any more."""
    invitation = db.session.get_one(Invitation, invitation_id)
    if invitation.withdrawn_at is not None:
        at = invitation.withdrawn_at.isoformat()
        _write("experts_nomination_withdrawn", invitation, key=f"withdrawn:{at}")


def tell_more_time(call_id: int, closes_at: str) -> None:
    """Tell the bodies that are asked that there is more time."""
    call = db.session.get_one(Call, call_id)
    if call.closes_at == datetime.fromisoformat(closes_at):
        for invitation in invitations_to(call):
            if invitation.withdrawn_at is None and invitation.declined_at is None:
                key = f"extended:{closes_at}"
                _write("experts_nomination_extended", invitation, key=key)


def tell_call_withdrawn(call_id: int, reason: str) -> None:
    """Tell bodies, and nominees who have not begun to apply, that the call is taken back."""
    for invitation in invitations_to(db.session.get_one(Call, call_id)):
        if invitation.withdrawn_at is not None:
            continue
        _write("experts_nomination_withdrawn", invitation, key="call-withdrawn", reason=reason)
        for nominee in invitation.standing:
            if nominee.told_at is not None and nominee.application_id is None:
                _write_nominee(
                    "experts_nomination_ended", nominee, key="call-withdrawn", reason=reason
                )


def _is_asked(invitation: Invitation) -> bool:
    call = invitation.call
    return invitation.withdrawn_at is None and call.phase(clock.now()) in TAKING


def _write(kind: str, invitation: Invitation, *, key: str, **context: Any) -> None:
    call = invitation.call
    invitation.seal()
    post(
        kind,
        to=invitation,
        key=f"nomination:{invitation.id}:{key}",
        about=f"call:{call.id}",
        scope=call.event.mail_scope,
        reply_to=call.event.contact_email,
        invitation=invitation,
        name=invitation.name,
        call=call,
        event=call.event,
        is_open=call.phase(clock.now()) in TAKING,
        private_link=link("nominations.invited", invitation_token=invitation.token),
        **context,
    )


def _write_nominee(kind: str, nominee: Nominee, *, key: str, **context: Any) -> None:
    invitation, call = nominee.invitation, nominee.invitation.call
    account = account_by_email(nominee.email)
    nominee.seal()
    post(
        kind,
        to=Addressee(nominee.email, account.locale, account.own_zone)
        if account
        else Addressee(nominee.email, invitation.locale),
        key=f"nominee:{nominee.id}:{key}",
        about=f"call:{call.id}",
        scope=call.event.mail_scope,
        reply_to=call.event.contact_email,
        nominee=nominee,
        name=nominee.name,
        body=invitation.body,
        call=call,
        event=call.event,
        private_link=link("nominations.named", nominee_token=nominee.token),
        **context,
    )
