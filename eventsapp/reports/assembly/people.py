"""What a report says of people: how experts were selected, who came, who may be named."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

from eventsapp.core.i18n import gettext, ngettext, pgettext, say
from eventsapp.core.moments import zone_name
from eventsapp.core.names import country_name, sector_name, unaccented
from eventsapp.experts.models import Application, Call
from eventsapp.experts.queries import meters
from eventsapp.experts.rules import ApplicationStatus, Meter, TargetAttribute
from eventsapp.experts.words import APPLICATION_STATUSES, ATTRIBUTES, target_value
from eventsapp.registration.rules import Category, Status
from eventsapp.registration.words import CATEGORIES
from eventsapp.reports.assembly.blocks import (
    bullets,
    figures,
    heading,
    meter,
    paragraph,
    prose,
    table,
    when,
)
from eventsapp.reports.pdf import Bar, Block
from eventsapp.reports.queries import Facts

Thing = TypeVar("Thing")
#: In which order the list of participants names them.
_ORDER = (
    Category.EXPERT,
    Category.DELEGATE,
    Category.PARTICIPANT,
    Category.OBSERVER,
    Category.SECRETARIAT,
    Category.INTERPRETER,
    Category.PRESS,
)


def selection(facts: Facts) -> list[Block]:
    """Say how the experts were found: dates, criteria, counts, balance, conflicts."""
    call = facts.call
    if call is None:
        return []
    states = Counter(it.status for it in facts.applications)
    return (
        paragraph(_dates(call))
        + figures(
            [
                (gettext("Applications considered"), len(facts.applications)),
                (gettext("Seats in the call"), call.seats),
                (pgettext("experts", "Selected"), len(facts.chosen)),
                (gettext("Accepted their place"), states[ApplicationStatus.ACCEPTED]),
            ]
        )
        + table(
            gettext("Applications by state"),
            [gettext("State"), gettext("Applications")],
            [
                (APPLICATION_STATUSES[state], states[state])
                for state in ApplicationStatus
                if states[state]
            ],
        )
        + meter(gettext("The selected experts and the targets"), _bars(facts, call))
        + _chosen_by(facts.chosen)
        + bullets(_conflicts(facts.applications))
    )


def attendance(facts: Facts) -> list[Block]:
    """Say who came, in figures."""
    confirmed = facts.confirmed
    if not confirmed:
        return []
    counted = [(gettext("Places confirmed"), len(confirmed))]
    if facts.attendance_taken:
        absent = sum(place.attended is False for place in confirmed)
        counted += [
            (gettext("Present"), len(facts.present)),
            (gettext("Did not come"), absent),
        ]
        note = []
    else:
        note = paragraph(
            gettext("Attendance was not recorded: the figures count confirmed places.")
        )
    head = gettext("People")
    return (
        figures(counted)
        + note
        + _counted(gettext("By category"), head, facts.present, lambda it: CATEGORIES[it.category])
        + _counted(gettext("By sector"), head, facts.present, lambda it: sector_name(it.sector))
        + _counted(gettext("By country"), head, facts.present, lambda it: country_name(it.country))
    )


def lessons(facts: Facts) -> list[Block]:
    """Say what the figures tell of how it went."""
    lines = []
    if facts.attendance_taken:
        absent = sum(place.attended is False for place in facts.confirmed)
        lines.append(
            ngettext(
                "%(num)s person with a place did not come.",
                "%(num)s people with a place did not come.",
                absent,
            )
        )
    if waiting := sum(place.status is Status.WAITING for place in facts.registrations):
        lines.append(
            ngettext(
                "%(num)s person waited for a seat and got none.",
                "%(num)s people waited for a seat and got none.",
                waiting,
            )
        )
    return bullets(lines)


def participants(facts: Facts) -> list[Block]:
    """Name those who were there and agreed to be named, by category and alphabet."""
    named = [place for place in facts.present if place.publish_name]
    if not named:
        return []
    blocks: list[Block] = []
    for category in _ORDER:
        rows = sorted(
            (it for it in named if it.category is category), key=lambda it: unaccented(it.name)
        )
        blocks += table(
            str(CATEGORIES[category]),
            [gettext("Name"), gettext("Organisation"), gettext("Country")],
            [(p.name, p.affiliation, country_name(p.country)) for p in rows],
        )
    unnamed = len(facts.present) - len(named)
    if unnamed:
        blocks += paragraph(
            ngettext(
                "%(num)s person is not named here, by their own choice.",
                "%(num)s people are not named here, by their own choice.",
                unnamed,
            )
        )
    return blocks


def call_and_criteria(facts: Facts) -> list[Block]:
    """Print the call as it was published."""
    call = facts.call
    if call is None:
        return []
    main = call.event.main_language
    profile = say(call.profile, main)
    return (
        (heading(gettext("Profile")) + prose(profile) if profile else [])
        + table(
            gettext("Criteria"),
            [gettext("Criterion"), gettext("Weight")],
            [(say(it.name, main), it.weight) for it in call.criteria],
        )
        + table(
            gettext("Targets"),
            [gettext("Attribute"), gettext("Value"), gettext("At least"), gettext("At most")],
            [
                (
                    ATTRIBUTES[it.attribute],
                    target_value(it.attribute, it.value),
                    it.minimum,
                    it.maximum,
                )
                for it in call.targets
            ],
        )
    )


def _dates(call: Call) -> str:
    return str(
        gettext(
            "The call was open from %(opens)s to %(closes)s (%(zone)s).",
            opens=when(call.opens_at, call.timezone),
            closes=when(call.closes_at, call.timezone),
            zone=zone_name(call.timezone),
        )
    )


def _bars(facts: Facts, call: Call) -> list[Bar]:
    return [
        {
            "label": target_value(it.target.attribute, it.target.value),
            "now": it.now,
            "minimum": it.target.minimum,
            "maximum": it.target.maximum,
            "words": _held_against(it),
        }
        for it in meters(call, facts.chosen)
    ]


def _held_against(it: Meter) -> str:
    low, high = it.target.minimum, it.target.maximum
    if high is None:
        return str(gettext("%(now)s, wanted at least %(low)s", now=it.now, low=low))
    return str(gettext("%(now)s, wanted %(low)s to %(high)s", now=it.now, low=low, high=high))


def _chosen_by(chosen: list[Application]) -> list[Block]:
    head = gettext("Experts selected")
    gender = TargetAttribute.GENDER
    return (
        _counted(gettext("Selected, by sector"), head, chosen, lambda it: sector_name(it.sector))
        + _counted(
            gettext("Selected, by country"), head, chosen, lambda it: country_name(it.country)
        )
        + _counted(
            gettext("Selected, by gender"),
            head,
            chosen,
            lambda it: target_value(gender, it.gender) if it.gender else "",
        )
    )


def _conflicts(applications: list[Application]) -> list[str]:
    declared = sum(bool(it.interests.strip()) for it in applications)
    recused = sum(review.recused for it in applications for review in it.reviews)
    return [
        ngettext(
            "%(num)s application declared interests.",
            "%(num)s applications declared interests.",
            declared,
        ),
        ngettext(
            "%(num)s review was left to others because of a conflict of interest.",
            "%(num)s reviews were left to others because of a conflict of interest.",
            recused,
        ),
    ]


def _counted(
    caption: str, head: str, things: Iterable[Thing], word: Callable[[Thing], object]
) -> list[Block]:
    """Count things by a word for each, the commonest first; without any word there is no table."""
    counts = Counter(str(word(thing)) for thing in things)
    if not any(counts):
        return []
    unsaid = gettext("Not given")
    rows = sorted(counts.items(), key=lambda pair: (not pair[0], -pair[1], unaccented(pair[0])))
    return table(
        caption, [gettext("Group"), head], [(name or unsaid, count) for name, count in rows]
    )
