"""The blocks of a report, made of words and values; nothing is made of nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from eventsapp.core.markdown import parse_blocks
from eventsapp.core.moments import clock_time, day
from eventsapp.reports.pdf import Bar, Block, KeyFigure


def paragraph(text: str | None) -> list[Block]:
    """Make plain text."""
    return [{"kind": "paragraph", "text": text.strip()}] if text and text.strip() else []


def heading(text: str) -> list[Block]:
    """Make a heading inside the section."""
    return [{"kind": "heading", "text": text}]


def bullets(items: Iterable[str]) -> list[Block]:
    """Make a list."""
    kept = [item for item in items if item]
    return [{"kind": "list", "items": kept}] if kept else []


def when(moment: datetime, zone: str) -> str:
    """Say a moment to the minute, on the clock of a zone."""
    return f"{day(moment, zone, 'long')}, {clock_time(moment, zone)}"


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[Block]:
    """Make a table; what is not known is a dash."""
    lines = [[_cell(value) for value in row] for row in rows]
    if not lines:
        return []
    return [{"kind": "table", "caption": caption, "head": list(head), "rows": lines}]


def figures(pairs: Iterable[tuple[str, object]]) -> list[Block]:
    """Make a strip of key figures, of (label, value)."""
    items: list[KeyFigure] = [{"label": label, "value": str(value)} for label, value in pairs]
    return [{"kind": "figures", "items": items}] if items else []


def meter(caption: str, bars: list[Bar]) -> list[Block]:
    """Make bars on one scale."""
    return [{"kind": "meter", "caption": caption, "items": bars}] if bars else []


def prose(text: str) -> list[Block]:
    """Make rich text of what somebody wrote."""
    nodes = parse_blocks(text)
    return [{"kind": "prose", "nodes": nodes}] if nodes else []


def _cell(value: object) -> str:
    return "–" if value is None or value == "" else str(value)
