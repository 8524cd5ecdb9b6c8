"""What a balanced group is balanced in, and how a group stands to it."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from eventsapp.questions.rules import Question


class TargetAttribute(StrEnum):
    """What a balanced group is balanced in."""

    SECTOR = "sector"
    REGION = "region"
    COUNTRY = "country"
    GENDER = "gender"
    LANGUAGE = "language"
    FIRST_TIME = "first_time"


ORGANIZATION = "organization"
"""The attribute, and the limit, of people who come from one body; "" is no body."""
_QUESTION = "question:"


def of_question(attribute: str) -> str:
    """Return the key of the call's own question that an attribute asks; "" for another one."""
    return attribute.removeprefix(_QUESTION) if attribute.startswith(_QUESTION) else ""


def attribute_of(question: Question) -> str:
    """Return the attribute under which targets count the answers to a question."""
    return f"{_QUESTION}{question.key}"


class MeterState(StrEnum):
    """How a group stands to a target."""

    SHORT = "short"
    MET = "met"
    OVER = "over"


@dataclass(frozen=True)
class Target:
    """How many of the chosen should share a value, such as the sector "labor"; None: any number.

    The attribute is a ``TargetAttribute`` or ``question:`` and the key of a question of the call.
    Where not all targets can be met, those of priority 1 are given up last.
    """

    attribute: str
    value: str
    minimum: int = 0
    maximum: int | None = None
    priority: int = 1
    relaxable: bool = True


@dataclass(frozen=True)
class Meter:
    """A target, how many of a group meet it now, and what that means."""

    target: Target
    now: int
    state: MeterState


Member = Mapping[str, str | Collection[str]]
"""A person's attributes by name; one such as language may have several values."""


def meter(target: Target, members: Iterable[Member]) -> Meter:
    """Hold a group against a target."""
    now = sum(target.value in _values(member.get(target.attribute, ())) for member in members)
    if now < target.minimum:
        return Meter(target, now, MeterState.SHORT)
    if target.maximum is not None and now > target.maximum:
        return Meter(target, now, MeterState.OVER)
    return Meter(target, now, MeterState.MET)


def _values(value: str | Collection[str]) -> Collection[str]:
    return (value,) if isinstance(value, str) else value


_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d{1,4})?)\s*%")
_COUNT = re.compile(r"\d{1,5}")


def heads(typed: str, seats: int, *, up: bool) -> int:
    """Return how many people a number or a share of the seats ("30 %", "33,3 %") means.

    A share becomes whole people: round a minimum up and a maximum down. Raise ``ValueError`` for
    anything else.
    """
    typed = typed.strip()
    if _COUNT.fullmatch(typed):
        return int(typed)
    if not (share := _SHARE.fullmatch(typed)):
        raise ValueError(f"neither a number nor a share: {typed!r}")
    exact = Fraction(share[1].replace(",", ".")) * seats / 100
    return ceil(exact) if up else floor(exact)
