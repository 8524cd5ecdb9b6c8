"""A report as a tagged PDF (PDF/UA-1), set by Typst from plain data.

The caller words everything: ``labels`` holds each fixed word already translated, so that neither
this module nor the template knows a language.
"""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, NotRequired, TypedDict, cast

from eventsapp.core.markdown import Node, may_link
from eventsapp.core.settings import ROOT

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]")
SURROGATES = re.compile(r"[\ud800-\udfff]")
WITHOUT_GLYPH = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
KEPT_COMPILATIONS = 10
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")


class Meta(TypedDict):
    """What the file says of itself; ``created`` (ISO 8601, aware) is all the time it knows."""

    lang: str  # "pt", or with a region "pt-BR"
    author: str
    created: str
    paper: NotRequired[Literal["a4", "us-letter"]]
    short_title: NotRequired[str]  # for the running header; else the title


class Cover(TypedDict):
    """The front page; an empty text leaves its line out."""

    symbol: str
    title: str
    subtitle: str
    date_words: str
    place: str
    language: str
    version: str
    organisers: list[str]
    snapshot_words: str


class Labels(TypedDict):
    """The fixed words, in the language of the report."""

    contents: str
    date: str
    place: str
    language: str
    version: str
    organisers: str
    page_of: str  # with the places {page} and {pages}
    table: str  # "Table", before its number
    figure: str  # "Figure", before its number
    none_recorded: str
    source: str  # the text of links to where a figure comes from


class Paragraph(TypedDict):
    """Plain text; a line end stays a line end."""

    kind: Literal["paragraph"]
    text: str


class Heading(TypedDict):
    """A heading inside a section, numbered after it (``5.1``)."""

    kind: Literal["heading"]
    text: str


class Items(TypedDict):
    """A list of plain texts."""

    kind: Literal["list"]
    items: list[str]


class Table(TypedDict):
    """A table; columns of figures are set flush right."""

    kind: Literal["table"]
    caption: str
    head: list[str]
    rows: list[list[str]]
    href: NotRequired[str]  # where the figures come from


class KeyFigure(TypedDict):
    """One key figure and what it counts."""

    label: str
    value: str
    href: NotRequired[str]


class Figures(TypedDict):
    """A strip of key figures."""

    kind: Literal["figures"]
    items: list[KeyFigure]


class Bar(TypedDict):
    """How many there are, against the fewest and the most wanted; ``words`` says it all again."""

    label: str
    now: float
    words: str
    minimum: NotRequired[float | None]
    maximum: NotRequired[float | None]


class Meter(TypedDict):
    """Bars on one scale."""

    kind: Literal["meter"]
    caption: str
    items: list[Bar]


class Ratings(TypedDict):
    """How ratings 1 to 9 were spread: ``counts`` holds nine numbers, ``alt`` the same in words."""

    kind: Literal["ratings"]
    title: str
    words: str
    counts: list[int]
    alt: str


class Prose(TypedDict):
    """Rich text, as ``eventsapp.core.markdown.parse_blocks`` gives it."""

    kind: Literal["prose"]
    nodes: list[Node]


class Empty(TypedDict):
    """A plain word that nothing is known."""

    kind: Literal["empty"]
    text: str


Block = Paragraph | Heading | Items | Table | Figures | Meter | Ratings | Prose | Empty


class Section(TypedDict):
    """A numbered section; annexes are numbered ``A``, ``B``; one without blocks says so."""

    number: str
    title: str
    blocks: list[Block]


class Document(TypedDict):
    """The whole report."""

    meta: Meta
    cover: Cover
    labels: Labels
    sections: list[Section]


def render(
    document: Document, *, templates: Path = ROOT / "templates", fonts: Path | None = None
) -> bytes:
    """Set the report; the same document gives the same bytes.

    A character that no font holds (only those inside Typst are used, and those in the folder
    ``fonts``) is shown by its code point: ``[U+6F22]``.
    """
    clean = _clean(cast("dict[str, Any]", document))
    created = datetime.fromisoformat(document["meta"]["created"]).astimezone(UTC)
    clean["meta"]["created"] = created.timetuple()[:6]
    try:
        return _set(clean, created, templates, fonts)
    finally:
        _forget()


def _set(clean: Any, created: datetime, templates: Path, fonts: Path | None) -> bytes:
    """Compile, a second time without the characters that no font holds if there are any."""
    try:
        return _compile(clean, created, templates, fonts)
    except _typst().TypstError as error:
        missing = _without_glyph(error)
        if not missing:
            raise
        pattern = re.compile("|".join(map(re.escape, missing)))
        return _compile(_spell_out(clean, pattern), created, templates, fonts)


def _compile(data: Any, created: datetime, templates: Path, fonts: Path | None) -> bytes:
    made: bytes = _typst().compile(
        str(templates / "reports" / "after_action.typ"),
        root=str(templates),
        font_paths=[str(fonts)] if fonts else [],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(data)},
        timestamp=int(created.timestamp()),
    )
    return made


def _forget() -> None:
    """Age Typst's cache until it lets go of the report.

    It keeps what the last ten compilations made: 735 MB after thirty reports of 48 pages, against
    175 MB with these empty ones, which take 12 ms together.
    """
    for _ in range(KEPT_COMPILATIONS + 1):
        _typst().compile(b"", ignore_system_fonts=True, timestamp=0)


def _typst() -> ModuleType:
    """Load Typst with the first report: its 8 MB are for nothing else."""
    import typst  # noqa: PLC0415

    return typst


def _clean(value: Any) -> Any:
    """Copy without what cannot be set: control characters, halves of pairs, links astray."""
    match value:
        case str():
            return SURROGATES.sub("\N{REPLACEMENT CHARACTER}", CONTROLS.sub("", value))
        case dict():
            return {
                key: _clean(item)
                for key, item in value.items()
                if key not in {"href", "link"} or may_link(item)
            }
        case list() | tuple():
            return [_clean(item) for item in value]
    return value


def _without_glyph(error: Any) -> list[str]:
    """Read from Typst's complaint what no font can show; it names all at once."""
    quoted = WITHOUT_GLYPH.findall(error.diagnostic)
    return sorted({ESCAPED.sub(_unescape, text) for text in quoted}, key=len, reverse=True)


def _unescape(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else found[2]


def _spell_out(value: Any, missing: re.Pattern[str]) -> Any:
    match value:
        case str():
            return missing.sub(lambda found: "".join(map(_code_point, found[0])), value)
        case dict():
            return {
                key: item if key in {"href", "link", "kind"} else _spell_out(item, missing)
                for key, item in value.items()
            }
        case list():
            return [_spell_out(item, missing) for item in value]
    return value


def _code_point(character: str) -> str:
    return character if character.isascii() else f"[U+{ord(character):04X}]"
