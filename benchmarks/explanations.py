"""Why, what it costs, who comes instead, what would help: times in milliseconds.

Alone: ``python -m benchmarks.explanations``. All from a solver that has found the best panel.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from benchmarks.pools import REGIONS, problem
from benchmarks.selection import Row, timed
from eventsapp.selection import (
    Panel,
    Problem,
    diagnose,
    prices,
    reserves,
    sensitivity,
    solver,
    why,
)
from eventsapp.selection import replace as replace_members


@dataclass(frozen=True)
class Size:
    """A class A problem, and the milliseconds promised for one question, and one replacement."""

    people: int
    seats: int
    question: int
    replacement: int

    def __str__(self) -> str:
        """Say it."""
        return f"{self.people:,} people, {self.seats} seats"


SIZES = (
    Size(400, 40, 5, 5),
    Size(2_000, 80, 10, 10),
    Size(2_000, 200, 10, 10),
    Size(10_000, 200, 60, 20),
)
#: So many people are asked about.
ASKED = 50


def main() -> int:
    """Print every row as soon as it is measured."""
    print(f"\nexplanations (load of the machine before: {os.getloadavg()[0]:.1f})")
    for size in SIZES:
        case = problem("A", size.people, size.seats)
        made = solver(case)
        panel = made.best()
        for row in (*questions(size, case, panel), *replacements(size, case, panel)):
            print(row, flush=True)
    for row in (*reviews_left_out(), *contradictions()):
        print(row, flush=True)
    return 0


def questions(size: Size, case: Problem, panel: Panel) -> Iterator[Row]:
    """Ask why somebody is in or not, and what each bound costs."""
    made = solver(case)
    made.best()
    ranked = sorted(zip(case.pool.scores, case.pool.ids, strict=True), reverse=True)
    others = [key for _, key in ranked if key not in panel.members][:ASKED]
    for what, people in (("why not", others), ("why in", panel.members[:ASKED])):
        yield middle(f"{size}: {what}", size.question, partial(why, made, panel), people)
    told, took = timed(lambda: prices(made, panel))
    yield Row(f"{size}: one of {len(told)} prices", took / len(told), size.question)


def replacements(size: Size, case: Problem, panel: Panel) -> Iterator[Row]:
    """Fill the seats of those who withdrew, with everybody ranked who alone could."""
    made = solver(case)
    for count in (1, 3, 10):
        gone = [panel.members[at : at + count] for at in range(0, 30, 2)]
        ask = partial(replace_members, made, panel)
        yield middle(f"{size}: {count} withdrew", size.replacement, ask, gone)
    told, took = timed(lambda: reserves(made, panel))
    yield Row(f"{size}: reserves, {told.covered} covered", took, 1_000)


def reviews_left_out() -> Iterator[Row]:
    """Leave out each of three reviews of everybody: the mean of the other two remains."""
    for people, seats, bar in ((400, 40, 2_000), (2_000, 80, 10_000)):
        case = problem("A", people, seats)
        made = solver(case)
        panel = made.best()
        without = {
            f"{key}/{nth}": {key: score + round((score - 100 * grade) / 2)}
            for key, score in zip(case.pool.ids, case.pool.scores, strict=True)
            for nth, grade in enumerate((score // 100 - 1, score // 100, score // 100 + 2))
        }
        told, took = timed(partial(sensitivity, made, panel, without))
        name = f"{people:,} people: leave out {len(without):,} reviews"
        yield Row(f"{name}, {len(told.swings)} matter", took, bar)


def contradictions() -> Iterator[Row]:
    """Find the conflict and the three cheapest repairs where targets contradict each other."""
    for people, seats, bar in ((400, 40, 1_000), (2_000, 80, 3_000), (10_000, 200, 10_000)):
        case = problem("A", people, seats)
        regions = {f"region={it}": seats // 5 - 1 for it in REGIONS}
        narrow = [
            replace(it, minimum=0, maximum=regions[it.id]) if it.id in regions else it
            for it in case.quotas
        ]
        wide = [
            replace(it, minimum=people // 4, maximum=None) if it.id == "gender=other" else it
            for it in case.quotas
        ]
        for what, quotas in (("too few in each region", narrow), ("more than there are", wide)):
            changed = case.but(quotas=tuple(quotas))
            told, took = timed(partial(diagnose, changed))
            assert told.conflict
            yield Row(f"{people:,} people, {what}: {len(told.repairs)} repairs", took, bar)


def middle(what: str, bar: int, ask: Callable[..., object], things: Iterable[object]) -> Row:
    """Return the median of an answer, with the processor's part of it beside.

    The two differ by what others do on the machine at the same time.
    """
    walls, processor = [], []
    for thing in things:
        began = time.process_time()
        walls.append(timed(partial(ask, thing))[1])
        processor.append((time.process_time() - began) * 1e3)
    worked = statistics.median(processor)
    return Row(f"{what} ({worked:.1f} of the processor)", statistics.median(walls), bar)


if __name__ == "__main__":
    sys.exit(main())
