"""Whether a call's seats and targets can all hold, whoever applies: counting alone."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from eventsapp.experts.rules.targets import Target, TargetAttribute, attribute_of, of_question
from eventsapp.questions.rules import COUNTABLE, Kind, Question


class Flaw(StrEnum):
    """Why a call's numbers cannot all hold."""

    ORDER = "order"
    NOBODY_WANTED = "nobody_wanted"
    MAXIMUM_BELOW_MINIMUM = "maximum_below_minimum"
    MINIMUM_ABOVE_SEATS = "minimum_above_seats"
    MINIMA_ABOVE_SEATS = "minima_above_seats"
    MAXIMA_BELOW_SEATS = "maxima_below_seats"
    COUNTRIES_ABOVE_REGION = "countries_above_region"
    REGIONS_ABOVE_SEATS = "regions_above_seats"
    SECTOR_NOT_OFFERED = "sector_not_offered"
    ANSWER_NOT_OFFERED = "answer_not_offered"
    TWICE = "twice"


class Contradiction(NamedTuple):
    """One flaw: which attribute and value it concerns, the number that is wrong, the limit."""

    flaw: Flaw
    attribute: str | None = None
    value: str = ""
    number: int = 0
    #: The seats, or what takes their place, such as a region's maximum.
    seats: int = 0


class Offer(NamedTuple):
    """The answers that applicants can give."""

    #: None: of any value.
    values: Collection[str] | None = None
    #: One person may give several.
    several: bool = False
    #: Everybody gives one.
    certain: bool = False


def contradictions(
    seats: int,
    targets: Sequence[Target],
    sectors: Collection[str],
    questions: Iterable[Question] = (),
    region_of: Callable[[str], str] = lambda _country: "",
) -> list[Contradiction]:
    """Return why the targets cannot all hold together with the seats; nothing if they can.

    ``questions``: the call's own. ``region_of``: where a country lies; "" for nowhere.
    """
    offers = {
        TargetAttribute.SECTOR: Offer(sectors, certain=True),
        TargetAttribute.LANGUAGE: Offer(several=True),
        **{attribute_of(it): _offer(it) for it in questions if it.kind in COUNTABLE},
    }
    found = [flaw for target in targets for flaw in _alone(target, seats, offers)]
    groups: dict[str, list[Target]] = defaultdict(list)
    for target in targets:
        groups[target.attribute].append(target)
    for attribute, group in groups.items():
        offer = offers.get(attribute, Offer())
        times = Counter(target.value for target in group)
        twice = sorted(value for value, often in times.items() if often > 1)
        found += [Contradiction(Flaw.TWICE, attribute, value) for value in twice]
        if not offer.several:
            found += _together(attribute, group, seats, offer)
    return found + list(_nested(groups, seats, region_of))


def leaves_no_room_for_silence(seats: int, targets: Iterable[Target]) -> bool:
    """Tell whether targets for gender fill every seat: who prefers not to say has no chance."""
    minima = sum(it.minimum for it in targets if it.attribute == TargetAttribute.GENDER)
    return 0 < seats <= minima


def _alone(target: Target, seats: int, offers: Mapping[str, Offer]) -> Iterable[Contradiction]:
    attribute, value = target.attribute, target.value
    if not target.minimum and target.maximum is None:
        yield Contradiction(Flaw.NOBODY_WANTED, attribute, value)
    if target.maximum is not None and target.maximum < target.minimum:
        yield Contradiction(Flaw.MAXIMUM_BELOW_MINIMUM, attribute, value, target.maximum, seats)
    if target.minimum > seats:
        yield Contradiction(Flaw.MINIMUM_ABOVE_SEATS, attribute, value, target.minimum, seats)
    if attribute == TargetAttribute.SECTOR and not _is_offered(value, offers[attribute]):
        yield Contradiction(Flaw.SECTOR_NOT_OFFERED, attribute, value)
    if of_question(attribute) and not _is_offered(value, offers.get(attribute, Offer(()))):
        yield Contradiction(Flaw.ANSWER_NOT_OFFERED, attribute, value)


def _is_offered(value: str, offer: Offer) -> bool:
    return offer.values is None or value in offer.values


def _offer(question: Question) -> Offer:
    several = question.kind in {Kind.MULTIPLE_CHOICE, Kind.LANGUAGES}
    certain = question.required and question.condition is None
    match question.kind:
        case Kind.YES_NO:
            return Offer(("yes", "no"), several, certain)
        case Kind.SINGLE_CHOICE | Kind.MULTIPLE_CHOICE:
            return Offer([it.key for it in question.choices], several, certain)
        case _:
            return Offer(None, several, certain)


def _together(
    attribute: str, group: Sequence[Target], seats: int, offer: Offer
) -> Iterator[Contradiction]:
    """Add up targets of which one person can meet only one."""
    minima = sum(target.minimum for target in group)
    if minima > seats and len(group) > 1:
        yield Contradiction(Flaw.MINIMA_ABOVE_SEATS, attribute, "", minima, seats)
    values = offer.values
    if offer.certain and values is not None and set(values) <= {target.value for target in group}:
        maxima = [target.maximum for target in group if target.maximum is not None]
        if len(maxima) == len(group) and sum(maxima) < seats:
            yield Contradiction(Flaw.MAXIMA_BELOW_SEATS, attribute, "", sum(maxima), seats)


def _nested(
    groups: Mapping[str, Sequence[Target]], seats: int, region_of: Callable[[str], str]
) -> Iterator[Contradiction]:
    """Count countries inside their regions."""
    regions = {it.value: it for it in groups.get(TargetAttribute.REGION, ())}
    inside: Counter[str] = Counter()
    for country in groups.get(TargetAttribute.COUNTRY, ()):
        inside[region_of(country.value)] += country.minimum
    for name, region in regions.items():
        if region.maximum is not None and inside[name] > region.maximum:
            yield Contradiction(
                Flaw.COUNTRIES_ABOVE_REGION,
                TargetAttribute.REGION,
                name,
                inside[name],
                region.maximum,
            )
    least = {name: max(inside[name], region.minimum) for name, region in regions.items()}
    needed = sum((dict(inside) | least).values())
    apart = (inside.total(), sum(region.minimum for region in regions.values()))
    if needed > seats >= max(apart):
        yield Contradiction(Flaw.REGIONS_ABOVE_SEATS, TargetAttribute.REGION, "", needed, seats)
