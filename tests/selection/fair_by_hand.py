"""The fairest chances over all panels, settled person by person: slow, short and certain."""

from collections.abc import Collection, Mapping

import highspy

STILL = 1e-7


def leximin(every: Collection[frozenset[str]]) -> dict[str, float]:
    """Return the leximin chances of all who are in some panel."""
    people = sorted(frozenset().union(*every))
    settled: dict[str, float] = {}
    while len(settled) < len(people):
        open_ = [it for it in people if it not in settled]
        level = _most(every, settled, open_, 0.0)
        settled |= {
            it: level for it in open_ if _most(every, settled, open_, level, it) <= level + STILL
        }
    return settled


def _most(
    every: Collection[frozenset[str]],
    settled: Mapping[str, float],
    open_: Collection[str],
    level: float,
    person: str | None = None,
) -> float:
    """Return the greatest least chance of the open ones, or the greatest of one, at a level."""
    model = highspy.Highs()
    model.silent()
    model.setOptionValue("threads", 1)  # HiGHS keeps to the first number in a process
    share = {panel: model.addVariable(0, 1) for panel in every}
    least = model.addVariable(level, 1)
    chance = {it: sum(share[panel] for panel in every if it in panel) for it in [*settled, *open_]}
    model.addConstr(sum(share.values()) == 1)
    for it, value in settled.items():
        model.addConstr(chance[it] >= value - STILL / 100)
    for it in open_:
        model.addConstr(chance[it] >= least)
    model.maximize(least if person is None else chance[person])
    return float(model.getInfo().objective_function_value)
