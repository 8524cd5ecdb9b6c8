"""Words for where calls and applications stand, and what comes next."""

from eventsapp.core.i18n import LazyString, _, gettext, lazy_pgettext
from eventsapp.experts.rules import (
    ApplicationStatus,
    Phase,
)

PHASES: dict[Phase, LazyString] = {
    Phase.DRAFT: lazy_pgettext("call", "Draft"),
    Phase.UPCOMING: lazy_pgettext("call", "Opens later"),
    Phase.OPEN: lazy_pgettext("call", "Open for applications"),
    Phase.CLOSED: lazy_pgettext("call", "Closed for applications"),
    Phase.UNDER_REVIEW: lazy_pgettext("call", "Under review"),
    Phase.DECIDED: lazy_pgettext("call", "Decided, nobody told yet"),
    Phase.NOTIFIED: lazy_pgettext("call", "Results sent"),
    Phase.COMPLETED: lazy_pgettext("call", "Completed"),
    Phase.WITHDRAWN: lazy_pgettext("call", "Withdrawn"),
}


PHASE_TONES: dict[Phase, str] = {
    Phase.OPEN: "good",
    Phase.CLOSED: "warn",
    Phase.UNDER_REVIEW: "info",
    Phase.DECIDED: "info",
    Phase.NOTIFIED: "good",
    Phase.WITHDRAWN: "bad",
}


OUTCOMES: dict[ApplicationStatus, LazyString] = {
    ApplicationStatus.SELECTED: lazy_pgettext("application", "Selected"),
    ApplicationStatus.RESERVE: lazy_pgettext("application", "Reserve list"),
    ApplicationStatus.NOT_SELECTED: lazy_pgettext("application", "Not selected"),
    ApplicationStatus.INELIGIBLE: lazy_pgettext("application", "Not eligible"),
}


APPLICATION_STATUSES: dict[ApplicationStatus, LazyString] = {
    ApplicationStatus.DRAFT: lazy_pgettext("application", "Draft"),
    ApplicationStatus.SUBMITTED: lazy_pgettext("application", "Submitted"),
    **OUTCOMES,
    ApplicationStatus.ACCEPTED: lazy_pgettext("application", "Place accepted"),
    ApplicationStatus.DECLINED: lazy_pgettext("application", "Place declined"),
    ApplicationStatus.NO_ANSWER: lazy_pgettext("application", "No answer in time"),
    ApplicationStatus.WITHDRAWN: lazy_pgettext("application", "Withdrawn"),
}


_NEXT: dict[ApplicationStatus, LazyString] = {
    ApplicationStatus.DRAFT: _(
        "Only you can see this draft. Complete and submit it before the deadline."
    ),
    ApplicationStatus.INELIGIBLE: _("Your application could not be considered."),
    ApplicationStatus.SELECTED: _(
        "You have been selected. Please accept or decline: if you decline, the "
        "place goes to someone else."
    ),
    ApplicationStatus.RESERVE: _(
        "You are on the reserve list, which has no fixed order. Places that become free are"
        " offered so that the group keeps its balance, and that depends on who leaves. If one can"
        " be yours, we write to you."
    ),
    ApplicationStatus.NOT_SELECTED: _(
        "You have not been selected this time. Thank you for applying."
    ),
    ApplicationStatus.ACCEPTED: _("You are registered. We look forward to meeting you."),
    ApplicationStatus.DECLINED: _("You have declined, and the place goes to someone else."),
    ApplicationStatus.NO_ANSWER: _(
        "The offer has lapsed because no answer came in time. If you can still come, write to the"
        " organisers: they can give you more time while the place is free."
    ),
    ApplicationStatus.WITHDRAWN: _("You have withdrawn this application. No one will read it."),
}


def journey(status: ApplicationStatus, phase: Phase) -> tuple[list[str], int]:
    """Return the steps of an application, in words, and which of them is the present one."""
    steps = [
        str(APPLICATION_STATUSES[ApplicationStatus.DRAFT]),
        str(APPLICATION_STATUSES[ApplicationStatus.SUBMITTED]),
        gettext("Under review"),
        gettext("Result"),
    ]
    match status:
        case ApplicationStatus.DRAFT:
            return steps, 0
        case ApplicationStatus.SUBMITTED:
            return steps, 1 if phase in {Phase.UPCOMING, Phase.OPEN} else 2
        case ApplicationStatus.SELECTED:
            return [*steps[:3], str(OUTCOMES[status]), gettext("Your answer")], 4
        case ApplicationStatus.ACCEPTED | ApplicationStatus.DECLINED | ApplicationStatus.NO_ANSWER:
            selected = str(OUTCOMES[ApplicationStatus.SELECTED])
            return [*steps[:3], selected, str(APPLICATION_STATUSES[status])], 4
        case _:
            return [*steps[:3], str(APPLICATION_STATUSES[status])], 3


def what_next(status: ApplicationStatus, phase: Phase, *, waited: bool = False) -> str:
    """Tell an applicant what happens next; ``waited``: was on the reserve list until its end."""
    if waited:
        return str(
            gettext(
                "No place became free for you, and the reserve list is now "
                "closed. Thank you for waiting."
            )
        )
    if phase is Phase.WITHDRAWN and status is not ApplicationStatus.WITHDRAWN:
        return str(
            gettext("The organisers have withdrawn the call. There is nothing for you to do.")
        )
    if status is ApplicationStatus.SUBMITTED:
        if phase is Phase.OPEN:
            return str(
                gettext(
                    "Your application has been submitted. You can change it "
                    "until the deadline. After that, reviewers read it."
                )
            )
        return str(
            gettext(
                "The deadline has passed and your application is being "
                "considered. You do not need to do anything: we will write to "
                "everyone on the same day."
            )
        )
    if status is ApplicationStatus.DRAFT and phase is not Phase.OPEN:
        return str(gettext("This draft was not submitted before the deadline. Nobody has read it."))
    return str(_NEXT[status])
