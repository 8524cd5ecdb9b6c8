"""What kinds of body there are, and how their names are compared."""

import unicodedata
from collections.abc import Iterable
from enum import StrEnum


class Kind(StrEnum):
    """What sort of body it is."""

    GOVERNMENT = "government"
    MINISTRY = "ministry"
    AGENCY = "agency"
    UNIT = "unit"
    INTERGOVERNMENTAL = "intergovernmental_organisation"
    ORGAN = "organ"
    SECRETARIAT = "secretariat"
    COMMITTEE = "committee"
    COURT = "court"
    DIVISION = "division"
    FUND = "fund"
    FORUM = "intergovernmental_forum"
    GROUP_OF_STATES = "group_of_states"
    PROJECT = "project"
    NGO = "ngo"
    UNIVERSITY = "university"
    COMPANY = "company"
    OTHER = "other"


def folded(name: str) -> str:
    """Return a name as it is compared: no accents, case, punctuation, or doubled spaces."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(letters).split())


def slug_of(name: str, longest: int = 60) -> str:
    """Return a name as part of an address: plain ASCII words with hyphens, "item" if none is."""
    words = folded(name).encode("ascii", "ignore").decode().split()
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:longest]
        if len(longer) > longest:
            break
        slug = longer
    return slug or "item"


def matches(query: str, names: Iterable[str]) -> bool:
    """Tell whether each word of the query begins a word of one and the same name."""
    wanted = [f" {word}" for word in folded(query).split()]
    return any(all(word in f" {folded(name)}" for word in wanted) for name in names)
