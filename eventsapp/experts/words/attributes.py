"""Words for what targets count, and why they contradict each other."""

from collections.abc import Callable, Iterable

from eventsapp.core.i18n import LazyString, _, say
from eventsapp.core.names import country_name, language_name, region_name, sector_name
from eventsapp.experts.rules import (
    Contradiction,
    Flaw,
    TargetAttribute,
    of_question,
)
from eventsapp.questions.rules import Question
from eventsapp.questions.words import choices_of

GENDERS: dict[str, LazyString] = {
    "woman": _("Woman"),
    "man": _("Man"),
    "nonbinary": _("Non-binary"),
    "other": _("Another description"),
    "undisclosed": _("Prefer not to say"),
}


ATTRIBUTES: dict[str, LazyString] = {
    TargetAttribute.SECTOR: _("Sector"),
    TargetAttribute.REGION: _("Region"),
    TargetAttribute.COUNTRY: _("Country"),
    TargetAttribute.GENDER: _("Gender"),
    TargetAttribute.LANGUAGE: _("Language"),
    TargetAttribute.FIRST_TIME: _("First time"),
}


FIRST_TIMES: dict[str, LazyString] = {
    "yes": _("First meeting of this kind"),
    "no": _("Has been to one before"),
}


_VALUE_NAMES: dict[str, Callable[[str], object]] = {
    TargetAttribute.SECTOR: sector_name,
    TargetAttribute.REGION: region_name,
    TargetAttribute.COUNTRY: country_name,
    TargetAttribute.LANGUAGE: language_name,
    TargetAttribute.GENDER: lambda value: GENDERS.get(value, value),
    TargetAttribute.FIRST_TIME: lambda value: FIRST_TIMES.get(value, value),
}


_FLAWS: dict[Flaw, LazyString] = {
    Flaw.ORDER: _("The call closes before it opens."),
    Flaw.NOBODY_WANTED: _("%(what)s: say how many are wanted, at least or at most."),
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
    Flaw.COUNTRIES_ABOVE_REGION: _(
        "%(what)s: the targets for its countries ask for %(number)s people, more than the most"
        " for the region (%(seats)s)."
    ),
    Flaw.REGIONS_ABOVE_SEATS: _(
        "Regions and countries together ask for %(number)s people, more than there are seats"
        " (%(seats)s)."
    ),
    Flaw.ANSWER_NOT_OFFERED: _(
        "%(attribute)s: applicants cannot give the answer “%(what)s” in the call's own questions."
    ),
    Flaw.SECTOR_NOT_OFFERED: _("%(what)s: applicants cannot choose this sector in the call."),
    Flaw.TWICE: _("%(what)s: there are two targets for the same thing."),
}


def attribute_label(attribute: str, questions: Iterable[Question] = ()) -> str:
    """Name what a target balances, in the reader's language; the call's own question as it is."""
    if not (key := of_question(attribute)):
        return str(ATTRIBUTES[attribute])
    return next((say(it.label) for it in questions if it.key == key), key)


def target_value(attribute: str, value: str, questions: Iterable[Question] = ()) -> str:
    """Name what a target counts, in the reader's language; ``questions``: the call's own."""
    if name := _VALUE_NAMES.get(attribute):
        return str(name(value))
    asked = (it for it in questions if it.key == of_question(attribute))
    return next((choices_of(it, "").get(value, value) for it in asked), value)


def contradiction_text(found: Contradiction, questions: Iterable[Question] = ()) -> str:
    """Say why a call's numbers cannot all hold."""
    attribute, asked = found.attribute, tuple(questions)
    return str(_FLAWS[found.flaw]) % {
        "what": target_value(attribute, found.value, asked) if attribute else "",
        "attribute": attribute_label(attribute, asked) if attribute else "",
        "number": found.number,
        "seats": found.seats,
    }


def gender_label(value: str | None) -> str:
    """Name how a person describes their gender."""
    return str(GENDERS.get(value or "", value or ""))
