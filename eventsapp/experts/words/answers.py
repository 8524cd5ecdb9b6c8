"""Words for the questions of an application, and what they lack."""

from eventsapp.core.i18n import LazyString, _, gettext
from eventsapp.experts.rules import (
    LONGEST_STATEMENT,
    Gap,
)

SCORES: dict[int, LazyString] = {
    0: _("Nothing shown"),
    1: _("Poor"),
    2: _("Fair"),
    3: _("Good"),
    4: _("Very good"),
    5: _("Outstanding"),
}


FIELDS: dict[str, LazyString] = {
    "name": _("Your name"),
    "affiliation": _("Organisation"),
    "country": _("Country"),
    "sector": _("Sector"),
    "languages": _("Languages you work in"),
    "statement": _("Your statement"),
    "interests": _("Declaration of interests"),
    "consent": _("Consent"),
    "cv": _("Curriculum vitae"),
}


_MISSING: dict[str, LazyString] = {
    "name": _("Write your name as it should appear on a badge."),
    "affiliation": _("Name the organisation you belong to, or write “independent”."),
    "country": _("Choose a country."),
    "sector": _("Choose the sector you come from."),
    "languages": _("Tick at least one language."),
    "statement": _("Say in a few sentences what you would contribute."),
    "interests": _("Describe your interests, or tick “I have nothing to declare”."),
    "consent": _("Tick the consent box. Without your consent no one may read your application."),
    "cv": _("Add your curriculum vitae as a file."),
}


def gap_text(field: str, gap: Gap) -> str:
    """Say what to mend in an answer."""
    if gap is Gap.TOO_LONG:
        return str(gettext("Shorten this to %(limit)s words at most.", limit=LONGEST_STATEMENT))
    if gap is Gap.NOT_OFFERED:
        return str(gettext("Choose one of the sectors of this call."))
    return str(_MISSING[field])


def field_label(field: str) -> str:
    """Name a question of the application form."""
    return str(FIELDS[field])
