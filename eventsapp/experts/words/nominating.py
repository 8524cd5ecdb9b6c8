"""Words for where invitations and nominees stand, and for what is in their way."""

from collections.abc import Iterable

from eventsapp.core.i18n import LazyString, gettext, lazy_pgettext
from eventsapp.experts.rules import NomineeStatus
from eventsapp.experts.rules.nominating import InvitationState, InviteHitch, Nomination

INVITATION_STATES: dict[InvitationState, LazyString] = {
    InvitationState.INVITED: lazy_pgettext("invitation", "Invited"),
    InvitationState.OPENED: lazy_pgettext("invitation", "Opened"),
    InvitationState.NOMINATED: lazy_pgettext("invitation", "Has nominated"),
    InvitationState.DECLINED: lazy_pgettext("invitation", "Will not nominate"),
    InvitationState.WITHDRAWN: lazy_pgettext("invitation", "Withdrawn"),
}

NOMINEE_STATUSES: dict[NomineeStatus, LazyString] = {
    NomineeStatus.NOMINATED: lazy_pgettext("nominee", "Has not answered yet"),
    NomineeStatus.ACCEPTED: lazy_pgettext("nominee", "Accepted, application not submitted yet"),
    NomineeStatus.CONFIRMED: lazy_pgettext("nominee", "Confirmed: application submitted"),
    NomineeStatus.DECLINED: lazy_pgettext("nominee", "Declined"),
    NomineeStatus.REPLACED: lazy_pgettext("nominee", "No longer nominated"),
}


def nominators_text(nominations: Iterable[Nomination]) -> str:
    """Say by whom an applicant was nominated, as which choice, as organisers read it."""
    return str(gettext("; ")).join(
        gettext("%(body)s (rank %(rank)s)", body=it.body, rank=it.rank)
        if it.stands
        else gettext("%(body)s (no longer)", body=it.body)
        for it in nominations
    )


def hitch_text(hitch: InviteHitch, *, body: str, email: str) -> str:
    """Say why a body cannot be invited."""
    match hitch:
        case InviteHitch.ADDRESS_TWICE:
            return str(gettext("The address %(email)s appears twice.", email=email))
        case InviteHitch.ADDRESS_INVITED:
            return str(gettext("The address %(email)s already has an invitation.", email=email))
        case InviteHitch.BODY_TWICE:
            return str(gettext("%(body)s appears twice, once under another name.", body=body))
        case InviteHitch.BODY_INVITED:
            return str(
                gettext(
                    "%(body)s has already been invited, perhaps under another of its names. "
                    "Change that invitation instead.",
                    body=body,
                )
            )
