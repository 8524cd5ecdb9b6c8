"""Words for reviewers and their work: conflicts, assignments, applicants without a name."""

from eventsapp.core.i18n import LazyString, _, gettext
from eventsapp.experts.rules import AssignedBy, Conflict
from eventsapp.experts.rules.reviewing import Hitch

CONFLICTS: dict[Conflict, LazyString] = {
    Conflict.SAME_ORGANIZATION: _("We belong to the same organisation"),
    Conflict.FAMILY: _("We are family or close friends"),
    Conflict.COLLABORATION: _("We work together, or did in the last three years"),
    Conflict.SUPERVISION: _("One of us supervises or supervised the other"),
    Conflict.COMPETITION: _("We compete with each other"),
    Conflict.GAIN: _("I would gain from the result"),
    Conflict.OTHER: _("Another reason"),
}


WAYS: dict[AssignedBy, LazyString] = {
    AssignedBy.HAND: _("by hand"),
    AssignedBy.FILE: _("from a file"),
    AssignedBy.OPTIMISER: _("automatically"),
}


_HITCHES: dict[Hitch, LazyString] = {
    Hitch.NO_APPLICATION: _("There is no application “%(application)s” to this call."),
    Hitch.NO_REVIEWER: _("%(reviewer)s is not a reviewer in the team of this event."),
    Hitch.APPLIES: _("%(reviewer)s has applied to this call, and cannot review in it."),
    Hitch.CONFLICT: _("%(reviewer)s has a conflict of interest with application %(application)s."),
    Hitch.HAS_IT: _("%(reviewer)s has application %(application)s already."),
    Hitch.INCOMPLETE: _(
        "An application and a reviewer’s address are needed, with a comma between them."
    ),
}


def conflict_label(conflict: Conflict | None) -> str:
    """Name the kind of a conflict; older ones have none."""
    return str(CONFLICTS[conflict or Conflict.OTHER])


def applicant_name(name: str, number: int) -> str:
    """Name an applicant to reviewers: by a number where the name is not for them."""
    return name or str(gettext("Applicant %(number)s", number=number))


def hitch_text(hitch: Hitch, *, application: str, reviewer: str) -> str:
    """Say why an application cannot be given to a reviewer."""
    return str(_HITCHES[hitch]) % {"application": application, "reviewer": reviewer}
