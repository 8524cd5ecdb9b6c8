"""Conditions that organisers try out: read from the address, and written into one.

The address says only what differs from the published conditions, so that it can be kept, sent to
a colleague, and read: ``?seats=38&min-sector:labor=4&in=12``. The page's buttons add ``with`` or
``without`` somebody to what the form says; the answer's own address has it sorted out.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from eventsapp.core.i18n import LazyString, _
from eventsapp.experts.rules import Target
from eventsapp.experts.rules.conditions import Conditions, key_of

HIGHEST = 10_000
NOT_A_NUMBER = _("Write a whole number from 0 to 10,000. Until then the published number applies.")
NO_SEATS = _("Write a number of 1 or more. Until then the published number applies.")


@dataclass
class WhatIf:
    """Conditions as somebody tries them, and what of it could not be read."""

    conditions: Conditions
    published: Conditions
    #: By the field's name: what is wrong, and what was typed.
    errors: dict[str, LazyString] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def is_changed(self) -> bool:
        """Whether anything is not as it is published and pinned."""
        return self.conditions != self.published

    @property
    def freed(self) -> list[int]:
        """Who is pinned, and tried without the pin."""
        was, now = self.published, self.conditions
        forced = now.must_include | now.must_exclude
        return sorted((was.must_include | was.must_exclude) - forced)

    def address(self, **changes: Any) -> dict[str, Any]:
        """Return what to write into an address for these conditions, or these changed."""
        return address_of(self.conditions.but(**changes), self.published)

    def with_free(self, key: int) -> dict[str, Any]:
        """Return the address with somebody neither in nor out by force."""
        now = self.conditions
        return self.address(
            must_include=now.must_include - {key}, must_exclude=now.must_exclude - {key}
        )

    def said(self, name: str, value: int | None) -> str:
        """Return what stands in a field: what was typed if it could not be read."""
        return self.typed.get(name, "" if value is None else str(value))


def what_if(args: MultiDict[str, str], published: Conditions, known: Collection[int]) -> WhatIf:
    """Read the conditions that somebody wants to try; people that are not known are left out."""
    made = WhatIf(published, published)
    seats = _number(args, "seats", published.seats, made)
    if seats == 0:
        made.errors["seats"], made.typed["seats"] = NO_SEATS, args["seats"]
    limit = _number(args, "limit", published.organization_limit, made)
    said = {name: _people(args, name, known) for name in ("in", "out", "free", "with", "without")}
    ins = (said["in"] | said["with"]) - said["without"]
    outs = (said["out"] | said["without"]) - said["with"]
    free = said["free"] - ins - outs
    made.conditions = Conditions(
        seats or published.seats,
        limit or None,
        tuple(_target(args, it, made) for it in published.targets),
        (published.must_include | ins) - outs - free,
        (published.must_exclude | outs) - ins - free,
    )
    return made


def address_of(conditions: Conditions, published: Conditions) -> dict[str, Any]:
    """Write what differs from the published conditions as parts of an address."""
    parts: dict[str, Any] = {}
    if conditions.seats != published.seats:
        parts["seats"] = conditions.seats
    if conditions.organization_limit != published.organization_limit:
        parts["limit"] = conditions.organization_limit or 0
    for now, was in zip(conditions.targets, published.targets, strict=True):
        parts.update(_differences(now, was))
    people = {
        "in": sorted(conditions.must_include - published.must_include),
        "out": sorted(conditions.must_exclude - published.must_exclude),
        "free": WhatIf(conditions, published).freed,
    }
    return parts | {name: keys for name, keys in people.items() if keys}


def _differences(now: Target, was: Target) -> Iterator[tuple[str, int | str]]:
    if now.minimum != was.minimum:
        yield f"min-{key_of(now)}", now.minimum
    if now.maximum != was.maximum:
        yield f"max-{key_of(now)}", "" if now.maximum is None else now.maximum


def _target(args: MultiDict[str, str], target: Target, made: WhatIf) -> Target:
    key = key_of(target)
    minimum = _number(args, f"min-{key}", target.minimum, made)
    maximum = _number(args, f"max-{key}", target.maximum, made)
    return replace(target, minimum=minimum or 0, maximum=maximum)


def _number(
    args: MultiDict[str, str], name: str, otherwise: int | None, made: WhatIf
) -> int | None:
    """Read a number; an empty field is no bound, one that was not sent is as published."""
    typed = args.get(name)
    if typed is None:
        return otherwise
    typed = typed.strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and int(typed) <= HIGHEST):
        made.errors[name], made.typed[name] = NOT_A_NUMBER, typed[:20]
        return otherwise
    return int(typed)


def _people(args: MultiDict[str, str], name: str, known: Collection[int]) -> frozenset[int]:
    typed = (it for it in args.getlist(name) if it.isascii() and it.isdecimal())
    return frozenset(map(int, (it for it in typed if len(it) < 10))) & frozenset(known)  # noqa: PLR2004
