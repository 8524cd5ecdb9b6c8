"""What an invited body does: name people in order of rank, send its letter, or name nobody."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from eventsapp.audit.services import record
from eventsapp.core import clock, outbox
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.files import StoredFile, discard
from eventsapp.core.i18n import _, gettext
from eventsapp.experts.models import Invitation, Nominee
from eventsapp.experts.queries.nominations import application_by_address
from eventsapp.experts.rules import NomineeStatus, Phase
from eventsapp.experts.rules.nominating import TAKING, moved
from eventsapp.experts.services.calls import about
from eventsapp.organizations.rules import folded

#: Before the deadline nominees need this long to apply: nothing waits for quiet then.
LAST_HOUR = timedelta(hours=1)
#: Minutes without a further change before the body gets its receipt, and nominees their mail.
QUIET = timedelta(minutes=10)


class NominationsClosed(Refused):
    """Before the publication of a call, after its deadline, or once it is withdrawn."""

    message = _(
        "Nominations can no longer be changed: the deadline has passed, or the call is not "
        "open. Nothing was changed."
    )


class NoPlaceLeft(Refused):
    """As many stand as the body may name."""

    message = _("All places are taken. Remove someone from the list first.")


class NamedTwice(Refused):
    """One person has one place on a list."""

    message = _("This person is already on your list.")


class StillNamed(Refused):
    """Who nominates nobody has nobody on the list."""

    message = _(
        "First remove the people from your list; then you can say that you will not nominate "
        "anyone."
    )


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody as a body names them."""

    name: str
    #: Lower case.
    email: str
    affiliation: str = ""
    position: str = ""
    note: str = ""


def begin(invitation: Invitation) -> None:
    """Note that somebody has opened the page: they have pressed a button on it."""
    hold(invitation)
    invitation.opened_at = invitation.opened_at or clock.now()


def name(invitation: Invitation, person: Person) -> Nominee:
    """Put a person at the end of the list."""
    hold(invitation)
    if not invitation.places_left:
        raise NoPlaceLeft
    _refuse_twins(invitation, person)
    invitation.declined_at = None
    made = _named(invitation, person, rank=len(invitation.standing) + 1)
    touch(invitation)
    return made


def change(nominee: Nominee, person: Person) -> Nominee:
    """Correct what is said of somebody; with another address it is another in their place."""
    invitation = nominee.invitation
    hold(invitation)
    _refuse_twins(invitation, person, but=nominee)
    if person.email == nominee.email:
        nominee.name, nominee.affiliation = person.name, person.affiliation
        nominee.position, nominee.note = person.position, person.note
        touch(invitation)
        return nominee
    made = _named(invitation, person, rank=nominee.rank)
    end(nominee)
    _record("nominee.replaced", nominee, by=made.id)
    touch(invitation)
    return made


def remove(nominee: Nominee) -> None:
    """Take somebody off the list; the history keeps them."""
    hold(nominee.invitation)
    end(nominee)
    _record("nominee.removed", nominee)
    close_ranks(nominee.invitation)
    touch(nominee.invitation)


def move(nominee: Nominee, *, up: bool) -> None:
    """Let somebody change places with the one above, or below."""
    invitation = nominee.invitation
    hold(invitation)
    for rank, it in enumerate(moved(invitation.standing, nominee, up=up), start=1):
        it.rank = rank
    touch(invitation)


def take_letter(invitation: Invitation, letter: StoredFile) -> None:
    """Keep the official letter, in place of the one before."""
    hold(invitation)
    before, invitation.letter = invitation.letter, letter
    invitation.letter_received_at = clock.now()
    if before is not None:
        db.session.flush()
        discard(before)
    record("nomination.letter_received", about(invitation.call), invitation=invitation.id)
    touch(invitation)


def decline(invitation: Invitation) -> None:
    """Say that the body nominates nobody."""
    hold(invitation)
    if invitation.standing:
        raise StillNamed
    invitation.declined_at = clock.now()
    record("nomination.declined", about(invitation.call), invitation=invitation.id)
    touch(invitation)


def take_back_decline(invitation: Invitation) -> None:
    """Say that the body may nominate somebody after all."""
    hold(invitation)
    invitation.declined_at = None
    touch(invitation)


def hold(invitation: Invitation) -> None:
    """Hold a list that can still be changed, as it is now; raise ``NominationsClosed``."""
    lock(invitation)
    db.session.expire(invitation, ["nominees"])
    if invitation.withdrawn_at is not None or invitation.call.phase(clock.now()) not in TAKING:
        raise NominationsClosed


def touch(invitation: Invitation) -> None:
    """Note that the body has changed something: its mails go out once it has come to rest."""
    now = clock.now()
    invitation.opened_at = invitation.opened_at or now
    invitation.changed_at = now
    db.session.flush()
    outbox.put(
        "nominees.changed",
        due_at=min(now + QUIET, max(now, invitation.call.closes_at - LAST_HOUR)),
        invitation_id=invitation.id,
        at=now.isoformat(),
    )


def end(nominee: Nominee) -> None:
    """Take a nomination back; whoever was told of it is told of this too."""
    nominee.status, nominee.ended_at = NomineeStatus.REPLACED, clock.now()
    outbox.put("nominee.ended", nominee_id=nominee.id)


def close_ranks(invitation: Invitation) -> None:
    """Give those who stand the ranks from 1 on, in their order."""
    for rank, it in enumerate(invitation.standing, start=1):
        it.rank = rank


def tell_nominees(invitation: Invitation) -> None:
    """Let those be written to who have not been: at once, or when the call opens."""
    now, call = clock.now(), invitation.call
    if call.phase(now) is Phase.UPCOMING:
        outbox.put("nominees.wait", due_at=call.opens_at, invitation_id=invitation.id)
    elif call.phase(now) is Phase.OPEN:
        for nominee in invitation.standing:
            if nominee.told_at is None:
                nominee.told_at = now
                outbox.put("nominee.named", nominee_id=nominee.id)


def _named(invitation: Invitation, person: Person, rank: int) -> Nominee:
    made = Nominee(
        invitation=invitation,
        rank=rank,
        name=person.name,
        email=person.email,
        affiliation=person.affiliation,
        position=person.position,
        note=person.note,
        nominated_at=clock.now(),
        application=application_by_address(invitation.call, person.email),
    )
    db.session.add(made)
    db.session.flush()
    _record("nominee.named", made)
    return made


def _refuse_twins(invitation: Invitation, person: Person, but: Nominee | None = None) -> None:
    for it in invitation.standing:
        if it is but:
            continue
        if it.email == person.email:
            raise NamedTwice(
                gettext("%(name)s is already on your list with this address.", name=it.name)
            )
        if folded(it.name) == folded(person.name):
            raise NamedTwice(
                gettext(
                    "%(name)s is already on your list. If this is another person with the "
                    "same name, add something to tell them apart, such as a middle name.",
                    name=it.name,
                )
            )


def _record(action: str, nominee: Nominee, **details: Any) -> None:
    invitation = nominee.invitation
    record(action, about(invitation.call), invitation=invitation.id, nominee=nominee.id, **details)
