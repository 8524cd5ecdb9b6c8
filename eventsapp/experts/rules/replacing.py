"""What those who come instead of others must keep: the panel as it was told, not a better one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from eventsapp.experts.rules.conditions import Conditions
from eventsapp.experts.rules.targets import Member, Target, meter


class Group(NamedTuple):
    """Some people as targets see them, and the body of each; "" is nobody's."""

    members: Sequence[Member]
    bodies: Sequence[str]


def as_taken(published: Conditions, taken: Group, stay: Group) -> Conditions:
    """Return the published conditions, loosened by what is not as published and stays so.

    ``taken`` is the panel as it was told, with its departures from what was published; where it is
    not known nothing is loosened by it. ``stay`` are those who keep their places whatever else: a
    maximum that they exceed cannot be kept.
    """
    limit = published.organization_limit
    if limit is not None:
        limit = max(limit, *(_most_of_one(group) for group in (taken, stay)))
    return published.but(
        organization_limit=limit,
        targets=tuple(_as_taken(it, taken, stay) for it in published.targets),
    )


def _as_taken(target: Target, taken: Group, stay: Group) -> Target:
    were, are = meter(target, taken.members).now, meter(target, stay.members).now
    minimum = min(target.minimum, were) if taken.members else target.minimum
    maximum = target.maximum
    if maximum is not None:
        maximum = max(maximum, were, are)
    return replace(target, minimum=minimum, maximum=maximum)


def _most_of_one(group: Group) -> int:
    return max(Counter(body for body in group.bodies if body).values(), default=0)
