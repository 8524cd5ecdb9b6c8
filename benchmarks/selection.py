"""The optimiser: times to the proven best panel, beside the whole programme handed to HiGHS.

Alone: ``python -m benchmarks.selection``. Times are medians, in milliseconds, from a problem that
is in memory; "ready" is what comes before: sorting the pool and reading its attributes.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import highspy
import numpy as np

from benchmarks.pools import problem
from eventsapp.selection import (
    Infeasible,
    Problem,
    Progress,
    Reviewer,
    Watch,
    assign,
    calibrate,
    lottery,
    numbered,
    solver,
)

T = TypeVar("T")
SEEDS = range(1, 6)
#: Class A: people, seats, milliseconds promised.
SIZES = ((400, 40, 20), (2_000, 80, 50), (2_000, 200, 50), (10_000, 200, 150))
#: How many times as fast as the whole programme.
RATIO = 15
#: A changed target or pin, with the board's 200 ms for everything else as well.
LIVE = 50
HARD = ((400, 40), (2_000, 100), (10_000, 200))


@dataclass(frozen=True)
class Row:
    """One line of the table: a figure, and what is promised of it."""

    what: str
    figure: float
    bar: float
    #: Whether more is better.
    more: bool = False
    unit: str = "ms"

    def __str__(self) -> str:
        """Say it in one line."""
        fine = self.figure >= self.bar if self.more else self.figure < self.bar
        bar = f"{'at least' if self.more else 'under'} {self.bar:,.0f} {self.unit}"
        word = "reached" if fine else "MISSED "
        return f"{word}  {self.what:62}{self.figure:10,.1f} {self.unit:3} ({bar})"


def best_panels() -> Iterator[Row]:
    """Class A, with tie-break and integer check; 10,000 beside the whole programme."""
    for people, seats, bar in SIZES:
        ready, best, whole = [], [], []
        for seed in SEEDS:
            case = problem("A", people, seats, seed)
            made, before = timed(lambda case=case: solver(case))
            panel, took = timed(made.best)
            assert panel.proven
            ready.append(before)
            best.append(took)
            if people == SIZES[-1][0]:
                value, slow = whole_programme(case)
                assert value == panel.score
                whole.append(slow)
        name = f"class A, {people:,} people, {seats} seats"
        yield Row(f"{name}: best panel", statistics.median(best), bar)
        yield Row(f"{name}: making it ready before", statistics.median(ready), bar)
        if whole:
            print(f"         the whole programme by HiGHS: {statistics.median(whole):,.0f} ms")
            ratio = sum(whole) / sum(best)
            yield Row(f"{name}: as fast as the whole", ratio, RATIO, more=True, unit="x")
            ratio = sum(whole) / (sum(best) + sum(ready))
            yield Row(f"{name}: the same, made ready too", ratio, RATIO, more=True, unit="x")


def live_changes() -> Iterator[Row]:
    """Move a target or set a pin, on a solver that has answered before."""
    for people, seats, _ in SIZES:
        case = problem("A", people, seats)
        warm = solver(case)
        took = [
            timed(lambda warm=warm, change=change: attempt(warm.but(**change).best))[1]
            for change in changes(case, warm.best().members)
        ]
        name = f"class A, {people:,} people, {seats} seats: one change"
        yield Row(name, statistics.median(took), LIVE)
        yield Row(f"{name}, the slowest of 159", max(took), LIVE * 4)


def changes(case: Problem, members: tuple[str, ...]) -> Iterator[dict[str, object]]:
    """Return what an organiser tries: each target looser, members out, others in."""
    people, seats = len(case.pool.ids), case.seats[1]
    for number, quota in enumerate(case.quotas):
        looser = replace(quota, minimum=max(0, quota.minimum - 1))
        yield {"quotas": tuple(looser if it is quota else it for it in case.quotas)}
        yield {"must_exclude": frozenset({members[number % seats]})}
        yield {"must_include": frozenset({case.pool.ids[number * people // 60]})}


def hard_targets() -> Iterator[Row]:
    """Nine attributes within one of proportional (B), or exactly proportional (C)."""
    for kind, bar in (("B", 3_000), ("C", 30_000)):
        for people, seats in HARD:
            times, firsts, proven = [], [], 0
            for seed in SEEDS:
                made = solver(problem(kind, people, seats, seed))
                began = time.perf_counter()
                first: list[float] = []

                def tell(now: Progress, began=began, first=first) -> None:
                    if now.best is not None:
                        first.append((time.perf_counter() - began) * 1e3)

                panel, took = timed(lambda made=made, tell=tell: made.best(Watch(30, tell)))
                times.append(took)
                firsts.append(min([took, *first]))
                proven += panel.proven
            name = f"class {kind}, {people:,} people, {seats} seats"
            yield Row(f"{name}: the slowest of 5, {proven} proven", max(times), bar)
            if kind == "C":
                yield Row(f"{name}: first panel, the slowest of 5", max(firsts), 5_000)


def lotteries() -> Iterator[Row]:
    """Draw up the fairest lotteries with their proof, and 1,000 numbered panels of each."""
    for people, seats in ((400, 40), (400, 100)):
        cases = [problem("A", people, seats, seed) for seed in SEEDS]
        for kind, bar in (("maximin", 2_000), ("leximin", 60_000)):
            drawn = [timed(partial(lottery, case, kind)) for case in cases]
            assert all(found.proven for found, _ in drawn)
            name = f"class A, {people:,} people, {seats} seats: {kind}"
            yield Row(f"{name}, the slowest of 5", max(took for _, took in drawn), bar)
            worst = max(numbered(found, seed="").deviation for found, _ in drawn)
            yield Row(f"{name}, 1,000 panels: off by", worst * 1_000, 2, unit="/1000")


def reviewing() -> Iterator[Row]:
    """Find reviewers for all applications by sector, and the habits of those reviewers."""
    for people, readers, bar in ((400, 12, 1_000), (2_000, 40, 15_000)):
        case = problem("A", people, 40).pool
        ids, sectors = case.ids, sorted(set(case.attributes["sector"]))
        reviewers = [Reviewer(f"r{at:02}") for at in range(readers)]
        affinity = {
            (person, one.id): 100 - 20 * abs(sectors.index(sector) - at % len(sectors))
            for person, sector in zip(ids, case.attributes["sector"], strict=True)
            for at, one in enumerate(reviewers)
        }
        found, took = timed(partial(assign, ids, reviewers, affinity=affinity))
        assert not found.unmet
        name = f"{people:,} applications, {readers} reviewers"
        yield Row(f"{name}: two reviewers each", took, bar)
        scores = dict(zip(ids, case.scores, strict=True))
        totals = {pair: scores[pair[0]] / 100 + affinity[pair] % 7 for pair in found.pairs}
        yield Row(f"{name}: calibration", timed(partial(calibrate, totals))[1], 1_000)


#: What is measured, in this order; others of the optimiser stand here too.
MEASURES: list[Callable[[], Iterator[Row]]] = [
    best_panels,
    live_changes,
    lotteries,
    reviewing,
    hard_targets,
]


def main() -> int:
    """Print every row as soon as it is measured."""
    print(f"\nthe optimiser (load of the machine before: {os.getloadavg()[0]:.1f})")
    attempt(solver(problem("A", 100, 10)).best)  # loads NumPy and HiGHS
    for measure in MEASURES:
        for row in measure():
            print(row, flush=True)
    return 0


def timed(call: Callable[[], T]) -> tuple[T, float]:
    """Return an answer, and the milliseconds that it took."""
    began = time.perf_counter()
    answer = call()
    return answer, (time.perf_counter() - began) * 1e3


def attempt(call: Callable[[], object]) -> None:
    """Ask for a panel that there may not be."""
    with suppress(Infeasible):
        call()


def whole_programme(case: Problem) -> tuple[int, float]:
    """Hand all people and all rows to HiGHS at once; return the optimum and its milliseconds.

    Building the model is not counted, nor is there a tie-break: it is the reference at its best.
    """
    pool, people = case.pool, len(case.pool.ids)
    model = highspy.Highs()
    model.silent()
    for option, value in {"mip_rel_gap": 0.0, "mip_abs_gap": 0.49, "threads": 1}.items():
        model.setOptionValue(option, value)
    at = np.arange(people, dtype=np.int32)
    model.addVars(people, np.zeros(people), np.ones(people))
    model.changeColsCost(people, at, np.array(pool.scores, dtype=float))
    model.changeColsIntegrality(people, at, np.ones(people, dtype=np.uint8))
    model.changeObjectiveSense(highspy.ObjSense.kMaximize)

    def between(mask: np.ndarray, low: int, high: int) -> None:
        members = np.flatnonzero(mask).astype(np.int32)
        model.addRow(float(low), float(high), len(members), members, np.ones(len(members)))

    between(np.ones(people), *case.seats)
    columns = {name: np.array(column) for name, column in pool.attributes.items()}
    for quota in case.quotas:
        mask = np.isin(columns[quota.attribute], list(quota.values))
        between(mask, quota.minimum, case.seats[1] if quota.maximum is None else quota.maximum)
    for limit in case.group_limits:
        names, counts = np.unique(columns[limit.attribute], return_counts=True)
        for name in names[(counts > limit.maximum) & (names != "")]:
            between(columns[limit.attribute] == name, 0, limit.maximum)
    _, took = timed(model.run)
    assert model.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return round(model.getInfo().objective_function_value), took


if __name__ == "__main__":
    sys.exit(main())
