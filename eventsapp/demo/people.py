"""Invented people, the same for the same seed: plainly samples, at addresses that reach nobody.

They are alike in the ways in which real applicants are: where somebody lives goes with the
languages they speak, what they do with who they are, and how long they have done it with how well
it reads. So a balanced panel costs something, as it does in life.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from random import Random

from eventsapp.core.names import region_of
from eventsapp.demo.bodies import BODIES, INDEPENDENT, PLACES, SMALL, Body, marked
from eventsapp.demo.names import ALSO, COUNTRIES, FAMILIES, HOME, MEN, WOMEN

#: Sectors: how many apply, and how many of these are women.
SECTORS = {
    "public": (27, 0.55), "private": (11, 0.5), "advocacy": (18, 0.62), "migrants": (8, 0.8),
    "labor": (12, 0.68), "NGOs": (24, 0.74),
}  # fmt: skip
#: Points of 5 by which a group reads better or worse than all others, on average.
LEANINGS = {
    "public": 0.15, "advocacy": 0.2, "migrants": -0.35, "labor": -0.1,
    "north-america": 0.2, "caribbean": -0.25, "south-america": 0.05,
}  # fmt: skip
#: Whoever signs in as the expert of the samples: address and name.
EXPERT = ("expert@example.org", "Elisa Expert (sample)")
#: Whoever is born on it has just begun to work.
LATEST = date(2005, 6, 1)


@dataclass(frozen=True)
class Person:
    """One invented person."""

    name: str
    email: str
    affiliation: str
    #: The body that the affiliation names; None: one that nobody has written down, or none at all.
    body: Body | None
    country: str
    sector: str
    gender: str | None
    languages: list[str]
    #: The language they grew up with: "en", "es", "pt" or "fr".
    locale: str
    born_on: date
    #: For how many years they have done it.
    years: int
    #: Whether it would be their first meeting of this kind; None: not said.
    first_time: bool | None
    #: How well they are suited, on the reviewers' scale of 0 to 5.
    talent: float


_OF_SECTOR = {
    sector: list(bodies)
    for sector, bodies in groupby(sorted(BODIES, key=lambda it: it.sector), lambda it: it.sector)
}


def people(random: Random) -> Iterator[Person]:
    """Yield ever more people, each with a name and an address of their own."""
    number, names = 0, set[str]()
    while True:
        number += 1
        sector = random.choices(list(SECTORS), [share for share, _women in SECTORS.values()])[0]
        body = _body(random, sector) if random.random() < 0.5 else None
        country = body.country if body else _country(random)
        locale = body.locale if body else COUNTRIES[country][1]
        is_woman = random.random() < SECTORS[sector][1]
        name = _name(random, locale, is_woman=is_woman)
        while name in names:
            name = _name(random, locale, is_woman=is_woman)
        names.add(name)
        first_time = random.random() < 0.42
        years = round(random.triangular(1, 30, 4 if first_time else 14))
        yield Person(
            name=name,
            email=f"sample{number}@people.example.org",
            affiliation=_affiliation(random, body, sector, locale),
            body=body,
            country=country,
            sector=sector,
            gender=_gender(random, is_woman=is_woman),
            languages=_languages(random, country, locale),
            locale=locale,
            born_on=_birthday(random, years),
            years=years,
            first_time=first_time if random.random() < 0.95 else None,
            talent=_talent(random, sector, country, first_time=first_time),
        )


def as_expert(person: Person) -> Person:
    """Let whoever signs in as the expert stand in for an invented person."""
    email, name = EXPERT
    return replace(person, email=email, name=name, gender="woman", talent=4.2)


def _body(random: Random, sector: str) -> Body:
    bodies = _OF_SECTOR[sector]
    return random.choices(bodies, [it.weight for it in bodies])[0]


def _country(random: Random) -> str:
    return random.choices(list(COUNTRIES), [share for share, _locale in COUNTRIES.values()])[0]


def _name(random: Random, locale: str, *, is_woman: bool) -> str:
    given, families = (WOMEN if is_woman else MEN)[locale], FAMILIES[locale]
    name = f"{random.choice(given)} {random.choice(families)}"
    return f"{name} {random.choice(families)}" if random.random() < _TWO_FAMILIES[locale] else name


#: How many write two family names.
_TWO_FAMILIES = {"es": 0.75, "pt": 0.4, "fr": 0.0, "en": 0.0}


def _affiliation(random: Random, body: Body | None, sector: str, locale: str) -> str:
    if body is not None:
        own, *others = body.marked_names
        return own if random.random() < 0.6 or not others else random.choice(others)
    if random.random() < 0.12:
        return INDEPENDENT[locale]
    name = random.choice(SMALL[locale][sector]).format(place=random.choice(PLACES[locale]))
    return marked(name, locale)


def _gender(random: Random, *, is_woman: bool) -> str | None:
    said = random.random()
    if said < 0.03:
        return None
    if said < 0.05:
        return "undisclosed"
    if said < 0.06:
        return "nonbinary"
    return "woman" if is_woman else "man"


def _languages(random: Random, country: str, locale: str) -> list[str]:
    spoken = [locale, *(code for code, share in ALSO[locale] if random.random() < share)]
    if country in HOME and random.random() < HOME[country][1]:
        spoken.append(HOME[country][0])
    return sorted(spoken)


def _birthday(random: Random, years: int) -> date:
    """Choose a day so that somebody began their work at 20 to 38."""
    return LATEST - timedelta(days=round(365.25 * (years + random.uniform(0, 18))))


def _talent(random: Random, sector: str, country: str, *, first_time: bool) -> float:
    leaning = LEANINGS.get(sector, 0) + LEANINGS.get(region_of(country), 0)
    return random.gauss(3.1 - 0.3 * first_time, 0.75) + leaning
