"""What somebody does whom a body has named: stand, or not; an application confirms it."""

from sqlalchemy import select

from eventsapp.audit.services import record
from eventsapp.core import clock, outbox
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.experts.models import Application, Invitation, Nominee
from eventsapp.experts.queries.nominations import application_by_address
from eventsapp.experts.rules import ApplicationStatus, NomineeStatus
from eventsapp.experts.rules.nominating import STANDING
from eventsapp.experts.services.calls import about
from eventsapp.experts.services.nominating import (
    NamedTwice,
    NoPlaceLeft,
    close_ranks,
    hold,
)


class TakenBack(Refused):
    """The application that would confirm the nomination was withdrawn for good."""

    message = _(
        "You have withdrawn your application to this call, so you can no longer accept the "
        "nomination. If that was a mistake, write to the organisers."
    )


class HandedIn(Refused):
    """Whoever has applied stands until the application is withdrawn."""

    message = _(
        "You have already submitted your application. If you no longer want to be considered, "
        "withdraw it on its own page."
    )


def accept(nominee: Nominee) -> None:
    """Agree to stand; an application that is in already confirms it at once."""
    hold(nominee.invitation)
    if nominee.status not in STANDING:
        _take_place_again(nominee)
    link_to(nominee, application_by_address(nominee.invitation.call, nominee.email))
    if nominee.status is NomineeStatus.NOMINATED:
        nominee.status = NomineeStatus.ACCEPTED


def decline(nominee: Nominee) -> None:
    """Say that one does not stand; the body is told, and may name another."""
    invitation = nominee.invitation
    hold(invitation)
    if nominee.status is NomineeStatus.CONFIRMED:
        raise HandedIn
    if nominee.status in STANDING:
        _stand_down(nominee)


def follow(application: Application) -> None:
    """Let every nomination of an applicant know of the application as it stands now."""
    of_call = Invitation.call_id == application.call_id, Invitation.withdrawn_at.is_(None)
    theirs = (Nominee.email == application.account.email.lower()) | (
        Nominee.application_id == application.id
    )
    for nominee in db.session.scalars(
        select(Nominee)
        .join(Nominee.invitation)
        .where(*of_call, theirs, Nominee.status.in_(STANDING))
        .order_by(Nominee.id)
    ):
        lock(nominee.invitation)
        if lock(nominee).status not in STANDING:  # the body was faster
            continue
        if application.status is ApplicationStatus.WITHDRAWN:
            _stand_down(nominee)
        else:
            link_to(nominee, application)


def link_to(nominee: Nominee, application: Application | None) -> None:
    """Keep which application is the nominee's; once it is in, the nomination is confirmed."""
    if application is None:
        return
    if application.status is ApplicationStatus.WITHDRAWN:
        raise TakenBack
    nominee.application = application
    if application.status is not ApplicationStatus.DRAFT:
        nominee.status = NomineeStatus.CONFIRMED
        nominee.confirmed_at = nominee.confirmed_at or clock.now()


def _take_place_again(nominee: Nominee) -> None:
    invitation = nominee.invitation
    if any(it.email == nominee.email for it in invitation.standing):
        raise NamedTwice(_("You have since been nominated again. Use the link in the newer email."))
    if not invitation.places_left:
        raise NoPlaceLeft(_("Someone else has been nominated in your place."))
    nominee.rank = len(invitation.standing) + 1
    nominee.status, nominee.ended_at = NomineeStatus.NOMINATED, None


def _stand_down(nominee: Nominee) -> None:
    now = clock.now()
    nominee.status, nominee.ended_at = NomineeStatus.DECLINED, now
    close_ranks(nominee.invitation)
    record(
        "nominee.declined",
        about(nominee.invitation.call),
        invitation=nominee.invitation_id,
        nominee=nominee.id,
    )
    outbox.put("nominee.declined", nominee_id=nominee.id, at=now.isoformat())
