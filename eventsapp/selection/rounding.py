"""A lottery as equally probable numbered panels, so that anybody can follow the draw.

After Flanigan, Kehne and Procaccia (NeurIPS 2021): little fairness is lost by it.
"""

import hashlib

import numpy as np

from eventsapp.selection.lots import Lottery, Numbered, extremes
from eventsapp.selection.space import Floats, Ints

#: The higher the power, the more the greatest deviation counts, and the rougher the way there.
POWERS = (2, 4, 8, 16, 32)
#: An exchange that gains less gains nothing.
NOTHING = 1e-9


def numbered(lottery: Lottery, *, seed: str, count: int = 1000) -> Numbered:
    """Return so many panels of the lottery, each as often as is probable, in an order by seed.

    How often is rounded so that exchanging one panel for another does not bring the chance that
    deviates most nearer to what it should be.
    """
    ids = sorted(lottery.chances)
    at = {it: column for column, it in enumerate(ids)}
    panels = np.zeros((len(lottery.panels), len(ids)))
    for row, (members, _) in zip(panels, lottery.panels, strict=True):
        row[[at[it] for it in members]] = 1
    times = _rounded(panels, np.array([share for _, share in lottery.panels]) * count)
    ordered = [
        members
        for (members, _), often in zip(lottery.panels, times, strict=True)
        for _ in range(often)
    ]
    lots = [hashlib.sha256(f"{seed}|{place}".encode()).digest() for place in range(count)]
    order = sorted(range(count), key=lots.__getitem__)
    chances = dict(zip(ids, (times @ panels / count).tolist(), strict=True))
    least, most = extremes(chances, lottery.held, lottery.left_out)
    deviation = max((abs(chances[it] - lottery.chances[it]) for it in ids), default=0.0)
    return Numbered(tuple(ordered[place] for place in order), chances, least, most, deviation)


def _rounded(panels: Floats, wanted: Floats) -> Ints:
    """Return whole numbers of the same sum that give people nearly the same chances."""
    times = np.floor(wanted).astype(np.int64)
    for _ in range(round(wanted.sum()) - int(times.sum())):
        miss = (wanted - times) @ panels
        times[np.argmin(panels.sum(axis=1) - 2 * panels @ miss)] += 1
    for power in POWERS:
        _exchange(panels, wanted, times, power)
    return times


def _exchange(panels: Floats, wanted: Floats, times: Ints, power: int) -> None:
    """Exchange panels while that lowers the sum of people's deviations to this power."""
    while True:
        miss = (wanted - times) @ panels
        now = np.abs(miss) ** power
        more, less = np.abs(miss + 1) ** power - now, np.abs(miss - 1) ** power - now
        change = (panels * more) @ (1 - panels).T + ((1 - panels) * less) @ panels.T
        change[times == 0] = np.inf
        best = np.unravel_index(np.argmin(change), change.shape)
        if change[best] > -NOTHING:
            return
        times[best[0]] -= 1
        times[best[1]] += 1
