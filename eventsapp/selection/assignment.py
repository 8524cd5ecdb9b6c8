"""Who reviews what: every wanted review first, then even loads, then knowledge of the subject."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping

from eventsapp.selection.flow import Flow
from eventsapp.selection.reviewing import Assignment, Pair, Reviewer


def assign(
    applications: Collection[str],
    reviewers: Collection[Reviewer],
    *,
    per_application: int = 2,
    affinity: Mapping[Pair, int] | None = None,
    conflicts: Collection[Pair] = frozenset(),
    fixed: Collection[Pair] = frozenset(),
) -> Assignment:
    """Give every application its reviewers.

    In this order: as many of the wanted reviews as can be, missing ones spread evenly; loads as
    even as limits and conflicts allow; a reviewer who knows the subject as well as can be for the
    application that fares worst (but never more than anybody could offer it); the highest total
    affinity (0 to 100 each, 0 where not given). Equals are told apart by SHA-256, so the order
    of the rows never matters. Fixed pairs stay and count, unless they are in conflict.
    """
    kept = sorted(set(fixed) - set(conflicts))
    flow = Flow(sorted(applications), reviewers, per_application, set(conflicts), kept)
    flow.minimise(flow.uneven_costs())
    if affinity:
        flow.serve_the_worst(affinity)
        flow.minimise(flow.pair_costs([-affinity.get(pair, 0) for pair in flow.pairs]))
    chosen = flow.minimise(flow.pair_costs([-_lot(pair) for pair in flow.pairs]))
    pairs = sorted([*kept, *chosen])
    has, loads = Counter(it for it, _ in pairs), Counter(it for _, it in pairs)
    unmet = {it: per_application - has[it] for it in sorted(applications)}
    return Assignment(
        tuple(pairs),
        {it: missing for it, missing in unmet.items() if missing > 0},
        {it: loads[it] for it in sorted(reviewer.id for reviewer in reviewers)},
    )


def _lot(pair: Pair) -> int:
    digest = hashlib.sha256("|".join(pair).encode()).digest()
    return 1 + int.from_bytes(digest[:8], "big") % 2**23
