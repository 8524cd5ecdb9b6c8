"""Who takes a freed place."""

from collections.abc import Iterable
from typing import NamedTuple


class Reserve(NamedTuple):
    """An application on the reserve list."""

    id: int
    rank: int
    sector: str | None


def next_reserve(reserves: Iterable[Reserve], sector: str | None) -> Reserve | None:
    """Return who takes a freed place: the first of the same sector, else the first of all."""
    return min(reserves, key=lambda it: (it.sector != sector, it.rank, it.id), default=None)
