"""Words for applications that are perhaps one person's."""

from eventsapp.core.i18n import LazyString, _
from eventsapp.experts.rules import Likeness

_LIKENESSES: dict[Likeness, LazyString] = {
    Likeness.ADDRESS: _("Both have the same address."),
    Likeness.NAME_AND_BIRTH: _("Both have the same name and the same date of birth."),
    Likeness.PART_AND_BIRTH: _(
        "Both have the same date of birth, and one name holds all of the other."
    ),
    Likeness.NAME_AND_BODY: _(
        "Both have the same name and the same organisation; a date of birth is missing."
    ),
}


def likeness_text(likeness: Likeness) -> str:
    """Say why two applications are perhaps one person's."""
    return str(_LIKENESSES[likeness])
