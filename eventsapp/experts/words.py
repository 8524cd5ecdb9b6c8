"""Words for the states, choices and flaws of calls, applications and reviews."""

from markupsafe import Markup

from eventsapp.core.i18n import LazyString, _, gettext, locale
from eventsapp.core.markdown import render_markdown
from eventsapp.core.names import country_name, language_name, sector_name
from eventsapp.core.words import LOCALES, Words
from eventsapp.experts.rules import (
    LONGEST_STATEMENT,
    ApplicationStatus,
    Contradiction,
    Flaw,
    Gap,
    Phase,
    TargetAttribute,
)

PHASES: dict[Phase, LazyString] = {
    Phase.DRAFT: _("Draft"),
    Phase.UPCOMING: _("Opens later"),
    Phase.OPEN: _("Open for applications"),
    Phase.CLOSED: _("Closed for applications"),
    Phase.UNDER_REVIEW: _("Under review"),
    Phase.DECIDED: _("Decided, nobody told yet"),
    Phase.NOTIFIED: _("Results sent"),
    Phase.COMPLETED: _("Completed"),
    Phase.WITHDRAWN: _("Withdrawn"),
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
    ApplicationStatus.SELECTED: _("Selected"),
    ApplicationStatus.RESERVE: _("Reserve list"),
    ApplicationStatus.NOT_SELECTED: _("Not selected"),
    ApplicationStatus.INELIGIBLE: _("Not eligible"),
}
APPLICATION_STATUSES: dict[ApplicationStatus, LazyString] = {
    ApplicationStatus.DRAFT: _("Draft"),
    ApplicationStatus.SUBMITTED: _("Submitted"),
    **OUTCOMES,
    ApplicationStatus.ACCEPTED: _("Place accepted"),
    ApplicationStatus.DECLINED: _("Place declined"),
    ApplicationStatus.NO_ANSWER: _("No answer in time"),
    ApplicationStatus.WITHDRAWN: _("Withdrawn"),
}
GENDERS: dict[str, LazyString] = {
    "woman": _("Woman"),
    "man": _("Man"),
    "nonbinary": _("Non-binary"),
    "other": _("Another description"),
    "undisclosed": _("Prefer not to say"),
}
ATTRIBUTES: dict[TargetAttribute, LazyString] = {
    TargetAttribute.SECTOR: _("Sector"),
    TargetAttribute.COUNTRY: _("Country"),
    TargetAttribute.GENDER: _("Gender"),
    TargetAttribute.LANGUAGE: _("Language"),
}
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
    "name": _("Write your name as it should stand on a badge."),
    "affiliation": _("Name the organisation you belong to, or write “independent”."),
    "country": _("Choose a country."),
    "sector": _("Choose the sector you come from."),
    "languages": _("Tick at least one language."),
    "statement": _("Say in a few sentences what you would bring."),
    "interests": _("Describe your interests, or tick “I have nothing to declare”."),
    "consent": _("Tick the consent, or nobody may read your application."),
    "cv": _("Add your curriculum vitae as a file."),
}
_FLAWS: dict[Flaw, LazyString] = {
    Flaw.ORDER: _("The call closes before it opens."),
    Flaw.MAXIMUM_BELOW_MINIMUM: _("%(what)s: the most (%(number)s) is below the least."),
    Flaw.MINIMUM_ABOVE_SEATS: _(
        "%(what)s: at least %(number)s are wanted, more than there are seats (%(seats)s)."
    ),
    Flaw.MINIMA_ABOVE_SEATS: _(
        "%(attribute)s: the targets ask for %(number)s people together, more than there are"
        " seats (%(seats)s)."
    ),
    Flaw.MAXIMA_BELOW_SEATS: _(
        "%(attribute)s: the targets allow %(number)s people together, fewer than there are"
        " seats (%(seats)s), so that some can never be filled."
    ),
    Flaw.SECTOR_NOT_OFFERED: _("%(what)s: applicants cannot choose this sector in the call."),
    Flaw.TWICE: _("%(what)s: there are two targets for the same thing."),
}
_NEXT: dict[ApplicationStatus, LazyString] = {
    ApplicationStatus.DRAFT: _(
        "Only you can see this draft. Complete and submit it before the deadline."
    ),
    ApplicationStatus.INELIGIBLE: _("Your application could not be considered."),
    ApplicationStatus.SELECTED: _(
        "You have been selected. Accept or decline, so that the place is yours or goes to"
        " someone else."
    ),
    ApplicationStatus.RESERVE: _(
        "You are on the reserve list. If a place becomes free, we write to you."
    ),
    ApplicationStatus.NOT_SELECTED: _(
        "You have not been selected this time. Thank you for applying."
    ),
    ApplicationStatus.ACCEPTED: _("You are registered. We look forward to meeting you."),
    ApplicationStatus.DECLINED: _("You have declined, and the place goes to someone else."),
    ApplicationStatus.NO_ANSWER: _("The offer has lapsed because no answer came in time."),
    ApplicationStatus.WITHDRAWN: _("You have taken this application back. Nobody reads it."),
}


def journey(status: ApplicationStatus, phase: Phase) -> tuple[list[str], int]:
    """Return the steps of an application, in words, and which of them is the present one."""
    steps = [gettext("Draft"), gettext("Submitted"), gettext("Under review"), gettext("Result")]
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


def what_next(status: ApplicationStatus, phase: Phase) -> str:
    """Tell an applicant what happens next."""
    if phase is Phase.WITHDRAWN and status is not ApplicationStatus.WITHDRAWN:
        return str(
            gettext("The organisers have withdrawn the call. There is nothing for you to do.")
        )
    if status is ApplicationStatus.SUBMITTED:
        if phase is Phase.OPEN:
            return str(
                gettext(
                    "Your application is in. You can change it until the deadline; then reviewers"
                    " read it."
                )
            )
        return str(
            gettext(
                "The deadline has passed and your application is being considered. There is nothing"
                " for you to do: we write to everyone on the same day."
            )
        )
    if status is ApplicationStatus.DRAFT and phase is not Phase.OPEN:
        return str(gettext("This draft was not submitted before the deadline. Nobody has read it."))
    return str(_NEXT[status])


def target_value(attribute: TargetAttribute, value: str) -> str:
    """Name what a target counts, in the reader's language."""
    match attribute:
        case TargetAttribute.SECTOR:
            return sector_name(value)
        case TargetAttribute.COUNTRY:
            return country_name(value)
        case TargetAttribute.LANGUAGE:
            return language_name(value)
        case TargetAttribute.GENDER:
            return str(GENDERS.get(value, value))


def contradiction_text(found: Contradiction) -> str:
    """Say why a call's numbers cannot all hold."""
    attribute = found.attribute
    return str(_FLAWS[found.flaw]) % {
        "what": target_value(attribute, found.value) if attribute else "",
        "attribute": ATTRIBUTES[attribute] if attribute else "",
        "number": found.number,
        "seats": found.seats,
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


def gender_label(value: str | None) -> str:
    """Name how a person describes their gender."""
    return str(GENDERS.get(value or "", value or ""))


def rich(content: Words, main: str) -> Markup:
    """Say Markdown in several languages as markup, marked where the reader's is missing."""
    text, language, missing = content.read(locale(), main)
    said = Markup('<div class="measure" lang="{}">{}</div>').format(language, render_markdown(text))
    if not missing:
        return said
    return said + Markup('<p class="translation-missing">{} ({})</p>').format(
        gettext("Translation missing"), LOCALES.get(language, language)
    )


def as_paragraphs(text: str) -> Markup:
    """Show plain text as it was typed: paragraphs and line ends kept."""
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(part.split("\n"))) for part in parts
    )
