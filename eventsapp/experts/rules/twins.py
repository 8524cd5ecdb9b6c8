"""Who may be one person with two applications: shown to organisers, never merged by itself."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from eventsapp.organizations.rules import folded

TITLES = frozenset({"dr", "dra", "mme", "mr", "mrs", "ms", "prof", "professor", "sr", "sra"})
#: Parts of names that come and go between papers, folded.
PARTICLES = frozenset(
    {
        "da", "das", "de", "del", "della", "den", "der", "des", "di", "do", "dos", "du", "e", "el",
        "la", "las", "le", "les", "los", "ten", "ter", "van", "von", "y", "zu",
    }
)  # fmt: skip
#: Letters that are written otherwise where a keyboard lacks them, and that have no accent to lose;
#: an apostrophe parts nothing.
_LETTERS = str.maketrans(
    {
        "æ": "ae", "ð": "d", "đ": "d", "ħ": "h", "ł": "l", "ø": "o", "œ": "oe",
        "þ": "th", "'": "", "’": "", "\u02bc": "", "`": "",
    }
)  # fmt: skip
#: A name of fewer parts tells too little: it is held in many others, and what is no more than a
#: particle elsewhere is a part of it (Ravi Das, Le Van).
_FEWEST_PARTS = 2


class Likeness(StrEnum):
    """Why two applications may be one person's; the first two leave little doubt."""

    ADDRESS = "address"
    NAME_AND_BIRTH = "name_and_birth"
    #: One name holds the other, as with a second surname; the same date of birth.
    PART_AND_BIRTH = "part_and_birth"
    #: The same name and organisation; somebody has not said when they were born.
    NAME_AND_BODY = "name_and_body"

    @property
    def is_sure(self) -> bool:
        """Whether it leaves little doubt."""
        return self in {Likeness.ADDRESS, Likeness.NAME_AND_BIRTH}


@dataclass(frozen=True, slots=True)
class Applicant:
    """What tells one applicant from another."""

    id: int
    name: str
    addresses: Collection[str]
    born_on: date | None = None
    #: What their body is known by, as ``body_marks`` returns it.
    marks: frozenset[str | int] = frozenset()


class Twins(NamedTuple):
    """Two applications that may be one person's, the older one first."""

    first: int
    second: int
    likeness: Likeness


def plain_name(name: str) -> tuple[str, ...]:
    """Return the parts of a name as they are compared: no accents, titles, particles; no order."""
    every = folded(name.casefold().translate(_LETTERS)).split()
    parts = [it for it in every if it not in TITLES] or every
    telling = [it for it in parts if it not in PARTICLES]
    return tuple(sorted(telling if len(telling) >= _FEWEST_PARTS else parts))


def plain_mailbox(address: str) -> str:
    """Return an address as it is compared: no case, one way to write each letter.

    Dots and what follows a plus are left alone: elsewhere they may be another person's.
    """
    plain = unicodedata.normalize("NFKC", address.strip()).casefold()
    local, at, domain = plain.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode()}"
    except UnicodeError:
        return plain


def twins(applicants: Iterable[Applicant]) -> list[Twins]:
    """Return who may be one person, each pair once, the surest first."""
    people = sorted(applicants, key=lambda it: it.id)
    found: dict[tuple[int, int], Likeness] = {}
    for likeness, one, other in _pairs(people):
        found.setdefault((one.id, other.id), likeness)
    order = list(Likeness)
    return sorted(
        (Twins(first, second, likeness) for (first, second), likeness in found.items()),
        key=lambda it: (order.index(it.likeness), it.first, it.second),
    )


def one_person(key: int, merged: Mapping[int, int]) -> frozenset[int]:
    """Return an application and all that were merged with it; ``merged``: what into what."""
    stays = _end(key, merged)
    return frozenset({key, stays, *(it for it in merged if _end(it, merged) == stays)})


def _end(key: int, merged: Mapping[int, int]) -> int:
    while key in merged:
        key = merged[key]
    return key


def _pairs(people: list[Applicant]) -> Iterator[tuple[Likeness, Applicant, Applicant]]:
    """Compare only those who share something, so that ten thousand are no trouble."""
    names = {it.id: plain_name(it.name) for it in people}
    for one, other in _sharing(people, lambda it: set(map(plain_mailbox, it.addresses))):
        yield Likeness.ADDRESS, one, other
    for one, other in _sharing(people, lambda it: {names[it.id]} - {()}):
        if one.born_on is not None and one.born_on == other.born_on:
            yield Likeness.NAME_AND_BIRTH, one, other
        elif None in {one.born_on, other.born_on} and one.marks & other.marks:
            yield Likeness.NAME_AND_BODY, one, other
    for one, other in _sharing(people, lambda it: {it.born_on} - {None}):
        if _holds(names[one.id], names[other.id]):
            yield Likeness.PART_AND_BIRTH, one, other


def _sharing(
    people: list[Applicant], of: Callable[[Applicant], Iterable[Hashable]]
) -> Iterator[tuple[Applicant, Applicant]]:
    groups: dict[Hashable, list[Applicant]] = defaultdict(list)
    for it in people:
        for shared in of(it):
            groups[shared].append(it)
    for group in groups.values():
        yield from combinations(group, 2)


def _holds(one: Collection[str], other: Collection[str]) -> bool:
    """Tell whether one of two names has every part of the other, and more."""
    few, many = sorted((frozenset(one), frozenset(other)), key=len)
    return len(few) >= _FEWEST_PARTS and few < many
