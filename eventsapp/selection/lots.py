"""Lotteries over panels: what they are, and how one number is drawn."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, overload

Members = tuple[str, ...]
"""A panel: ids, sorted."""

LotteryKind = Literal["maximin", "leximin"]


@dataclass(frozen=True)
class Lottery:
    """Panels that all meet the requirements, each with its probability."""

    kind: LotteryKind
    #: The most probable first; the probabilities sum up to 1.
    panels: tuple[tuple[Members, float], ...]
    #: Everybody's chance to be chosen.
    chances: dict[str, float]
    #: The least and the greatest chance of those whom panels can include, but need not.
    least: float
    most: float
    #: No lottery whatsoever has a greater least chance.
    bound: float
    #: How far the chances are from the fairest ones for the person who fares worst.
    error: float
    #: Who must be included; sorted.
    held: Members
    #: Who is in no panel that meets the requirements; sorted.
    left_out: Members
    #: Whether the error is proven to be next to nothing; not if the search was stopped.
    proven: bool


@dataclass(frozen=True)
class Numbered(Sequence[Members]):
    """A lottery as panels that are equally probable: number 42 is the panel at 42."""

    panels: tuple[Members, ...]
    #: Everybody's chance when one of these is drawn.
    chances: dict[str, float]
    least: float
    most: float
    #: How far these chances are from the lottery's, at most.
    deviation: float

    def __len__(self) -> int:
        """Return how many numbers there are."""
        return len(self.panels)

    @overload
    def __getitem__(self, number: int) -> Members: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Members]: ...
    def __getitem__(self, number: int | slice) -> Members | Sequence[Members]:
        """Return the panel of a number."""
        return self.panels[number]


def extremes(
    chances: Mapping[str, float], held: Collection[str], left_out: Collection[str]
) -> tuple[float, float]:
    """Return the least and the greatest chance of those whom panels can include, but need not."""
    certain = {*held, *left_out}
    left = [chance for it, chance in chances.items() if it not in certain]
    return min(left, default=1.0), max(left, default=1.0)


def draw(panels: Sequence[Members], digits: str) -> Members:
    """Return the panel of a number drawn in public, such as "042" of 1,000.

    Raise ``ValueError`` if that is not as many decimal digits as the greatest number has, or is
    beyond it.
    """
    places = len(str(len(panels) - 1))
    if not (digits.isascii() and digits.isdecimal() and len(digits) == places):
        raise ValueError(f"a number of {places} digits is drawn")
    if int(digits) >= len(panels):
        raise ValueError(f"there are only {len(panels)} numbers")
    return panels[int(digits)]
