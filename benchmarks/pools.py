"""Pools of people as calls for experts bring them, from a seed: always the same ones.

Class A is what organisers write: bands. B: nine attributes, one more or less than proportional.
C: exactly proportional everywhere, with which the integer programme is at its hardest.
"""

import random
from collections import Counter
from dataclasses import dataclass

from eventsapp.selection import GroupLimit, Pool, Problem, Quota

SECTORS = {"government": 30, "academia": 25, "ngo": 18, "private": 12, "media": 8, "migrants": 7}
GENDERS = {"woman": 46, "man": 50, "other": 2, "": 2}
LANGUAGES = {"en": 45, "es": 35, "fr": 14, "pt": 6}
REGIONS = ("africa", "americas", "asia", "europe", "oceania")
COUNTRIES = 35
MORE = {
    "age": {"young": 25, "middle": 50, "senior": 25},
    "first_time": {"yes": 60, "no": 40},
    "discipline": {"law": 30, "economics": 25, "sociology": 25, "health": 20},
    "disability": {"yes": 10, "no": 90},
}


def pool(people: int, seed: int) -> Pool:
    """Return a pool; three people in ten are alike: their features go together."""
    chance = random.Random(f"{people}/{seed}")  # noqa: S311 (a benchmark's data)
    rows = [_person(chance, people) for _ in range(people)]
    columns = {name: tuple(row[name] for row in rows) for name in rows[0]}
    scores = tuple(
        round(sum(chance.randint(1, 10) for _ in range(3)) * 100 / 3) for _ in range(people)
    )
    return Pool(tuple(f"p{i:05}" for i in range(people)), scores, columns)


def _person(chance: random.Random, people: int) -> dict[str, str]:
    alike = chance.random() < 0.3
    country = int(COUNTRIES * chance.random() ** 1.6)
    tables = {"sector": SECTORS, "gender": GENDERS, "language": LANGUAGES} | MORE
    row = {name: _drawn(chance, table) for name, table in tables.items()}
    if alike:
        row |= {"sector": "academia", "language": "en", "gender": "man", "age": "senior"}
        country = chance.randrange(7)
    return row | {
        "country": f"c{country:02}",
        "region": region(f"c{country}"),
        "organisation": f"o{int(people / 3 * chance.random() ** 1.5)}"
        if chance.random() < 0.9
        else "",
    }


def _drawn(chance: random.Random, table: dict[str, int]) -> str:
    return chance.choices(list(table), weights=list(table.values()))[0]


@dataclass(frozen=True)
class Band:
    """How far from proportional a target may be."""

    attributes: tuple[str, ...]
    #: As a part of the proportional number.
    part: float
    #: And at least so many.
    least: int


BANDS = {
    "A": Band(("sector", "gender", "language", "region", "country"), 0.3, 1),
    "B": Band(("sector", "gender", "language", "region", "country", *MORE), 0, 1),
    "C": Band(("sector", "gender", "language", "region", "country", *MORE), 0, 0),
}


def problem(kind: str, people: int, seats: int, seed: int = 1) -> Problem:
    """Return a problem of class A, B or C."""
    made, band = pool(people, seed), BANDS[kind]
    shares = {name: _shares(made.attributes[name], seats) for name in band.attributes}
    regions = Counter[str]()
    for country, share in shares["country"].items():
        regions[region(country)] += share
    shares["region"] = dict(regions)
    quotas = []
    for name in band.attributes:
        for value, share in shares[name].items():
            give = max(band.least, round(share * band.part))
            quotas.append(
                Quota(
                    f"{name}={value}", name, frozenset({value}), max(0, share - give), share + give
                )
            )
    return Problem(
        made, (seats, seats), tuple(quotas), (GroupLimit("organisation", "organisation", 2),)
    )


def region(country: str) -> str:
    """Return the region that a country lies in."""
    return REGIONS[int(country[1:]) % len(REGIONS)]


def _shares(column: tuple[str, ...], seats: int) -> dict[str, int]:
    """Divide the seats in proportion, by largest remainders."""
    counts = Counter(column)
    values = sorted(set(counts) - {""})
    total = sum(counts[value] for value in values)
    exact = {value: seats * counts[value] / total for value in values}
    shares = {value: int(part) for value, part in exact.items()}
    for value in sorted(values, key=lambda v: shares[v] - exact[v])[: seats - sum(shares.values())]:
        shares[value] += 1
    return shares
