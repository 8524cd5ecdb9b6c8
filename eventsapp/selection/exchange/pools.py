"""What pool.csv says: who may be chosen, one a row, in any order."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from eventsapp.selection.exchange.cases import NO, YES, Case
from eventsapp.selection.exchange.reading import Unreadable, shown, tidy
from eventsapp.selection.problem import Pool

FILE = "pool.csv"
ID, NAME, SCORE, ELIGIBLE = "id", "name", "score", "eligible"
OWN = frozenset({ID, NAME, SCORE, ELIGIBLE})
"""Columns that are no attributes."""

_SCORE = re.compile(r"([+-]?)([0-9]{1,7})(?:\.([0-9]{1,2}))?")


@dataclass(frozen=True)
class _Row:
    line: int
    cells: dict[str, str]

    def unreadable(self, column: str, sentence: str) -> Unreadable:
        return Unreadable(f"{FILE}, line {self.line}, column {column}: {sentence}")


def from_csv(text: str) -> tuple[Pool, frozenset[str]]:
    """Return the pool, sorted by id, and who of it is barred; raise ``Unreadable``."""
    head, rows = _table(text)
    people: dict[str, tuple[int, _Row]] = {}
    barred = set()
    for row in rows:
        key = row.cells[ID]
        if not key:
            raise row.unreadable(ID, "is blank.")
        if key in people:
            first = people[key][1].line
            raise row.unreadable(ID, f"{shown(key)} stands in line {first} already.")
        people[key] = (_hundredths(row), row)
        if _is_barred(row):
            barred.add(key)
    ids = sorted(people)
    pool = Pool(
        ids=tuple(ids),
        scores=tuple(people[it][0] for it in ids),
        attributes={
            name: tuple(people[it][1].cells[name] for it in ids) for name in sorted(set(head) - OWN)
        },
    )
    return pool, frozenset(barred)


def _table(text: str) -> tuple[list[str], list[_Row]]:
    lines = _lines(text)
    _, cells = next(lines, (1, []))
    head = [tidy(it) for it in cells]
    for at, name in enumerate(head):
        if not name:
            raise Unreadable(f"{FILE}, line 1: column {at + 1} has no name.")
        if name in head[:at]:
            raise Unreadable(f"{FILE}, line 1: two columns are called {shown(name)}.")
    for name in (ID, SCORE):
        if name not in head:
            raise Unreadable(f"{FILE}, line 1: there is no column {shown(name)}.")
    return head, [_row(head, line, cells) for line, cells in lines if cells]


def _row(head: list[str], line: int, cells: list[str]) -> _Row:
    if len(cells) != len(head):
        raise Unreadable(f"{FILE}, line {line}: has {len(cells)} cells, not {len(head)}.")
    return _Row(line, {name: tidy(it) for name, it in zip(head, cells, strict=True)})


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row with the line it begins in: names hold line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(f"{FILE}, line {line}: is no CSV ({error}).") from error


def _hundredths(row: _Row) -> int:
    text = row.cells[SCORE]
    match = _SCORE.fullmatch(text)
    if match is None:
        sentence = f"{shown(text)} is no number of at most seven digits and two decimal places."
        raise row.unreadable(SCORE, sentence if text else "the score is missing.")
    sign, whole, places = match.groups(default="")
    amount = 100 * int(whole) + int(places.ljust(2, "0"))
    return -amount if sign == "-" else amount


def _is_barred(row: _Row) -> bool:
    said = row.cells.get(ELIGIBLE, "")
    if said not in {"", YES, NO}:
        raise row.unreadable(ELIGIBLE, f"{shown(said)} is neither yes nor no.")
    return said == NO


def to_csv(case: Case, names: Mapping[str, str]) -> str:
    """Return the pool of a case as CSV, sorted by id; its problem must be plain."""
    pool = case.problem.pool
    attributes = sorted(pool.attributes)
    taken = OWN.intersection(attributes)
    if taken:
        raise ValueError(f"attributes may not be called {sorted(taken)}")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([ID, NAME, *attributes, SCORE, ELIGIBLE])
    for at in sorted(range(len(pool.ids)), key=pool.ids.__getitem__):
        key = pool.ids[at]
        values = [pool.attributes[name][at] for name in attributes]
        score, eligible = _decimal(pool.scores[at]), NO if key in case.barred else YES
        writer.writerow([key, names.get(key, ""), *values, score, eligible])
    return text.getvalue()


def _decimal(hundredths: int) -> str:
    whole, places = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else ''}{whole}.{places:02}"
