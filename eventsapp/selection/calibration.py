"""Severe and lenient reviewers: what a score would be without their habits, and how sure that is.

A total is the quality of the application, plus the habit of the reviewer, plus noise; how much
each varies is estimated, and habits are shrunk towards none accordingly (Platt and Burges 2012;
Lawrence and Cortes 2014). Shown beside the raw score, never instead of it.
"""

import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from eventsapp.selection.habits import Habits, Totals
from eventsapp.selection.reviewing import Calibrated, Calibration, Habit
from eventsapp.selection.space import Mask

#: Fewer reviews than these say little of a reviewer or an application.
FEW = 3
#: Standard errors on either side that hold 90 % of a normal distribution.
REACH = 1.645
#: The variance of the median of many, beside that of their mean (of one or two it is the mean).
MEDIAN = np.pi / 2


def calibrate(totals: Mapping[tuple[str, str], Fraction | float]) -> Calibration:
    """Estimate the habits of reviewers from totals by (application, reviewer).

    Habits are told from quality only inside a group of reviewers who share applications: what
    distinguishes one group from another is left alone.
    """
    if not totals:
        return Calibration({}, {}, (), math.inf)
    pairs = sorted(totals)
    applications = {it: at for at, it in enumerate(sorted({it for it, _ in pairs}))}
    reviewers = sorted({it for _, it in pairs})
    place = {it: at for at, it in enumerate(reviewers)}
    given = Totals(
        np.array([applications[it] for it, _ in pairs]),
        np.array([place[it] for _, it in pairs]),
        np.array([float(totals[pair]) for pair in pairs]),
    )
    habits = given.likeliest()
    return Calibration(
        {
            it: Habit(float(habits.bias[at]), habits.error(at), reviews, reviews < FEW)
            for (it, at), reviews in zip(place.items(), given.reviews.tolist(), strict=True)
        },
        {it: _calibrated(given, given.of == at, habits) for it, at in applications.items()},
        tuple(tuple(reviewers[at] for at in group) for group in given.groups),
        habits.noise**0.5,
    )


def _calibrated(given: Totals, mine: Mask, habits: Habits) -> Calibrated:
    marks, by = given.mark[mine], given.by[mine]
    own = (MEDIAN if len(by) >= FEW else 1) / len(by)
    reach = REACH * (habits.noise * (own + float(habits.spread[np.ix_(by, by)].mean()))) ** 0.5
    score = float(np.median(marks - habits.bias[by]))
    return Calibrated(
        float(np.median(marks)), score, score - reach, score + reach, len(by), len(by) < FEW
    )
