"""Texts with ``{placeholders}``: what is wrong with one, and how it reads once they are filled."""

import difflib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

_HOLE = re.compile(r"\{([^{}\n]*)\}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_GAP = re.compile(r"\n(?:[ \t]*\n)+")
#: How like a known name an unknown one must be to be taken for it.
_LIKE = 0.5


class Fault(StrEnum):
    """What can be wrong with a text."""

    EMPTY = "empty"
    UNKNOWN = "unknown"
    #: A link, in a subject.
    MISPLACED = "misplaced"
    #: A brace that belongs to no placeholder.
    STRAY = "stray"
    MISSING = "missing"


class Problem(NamedTuple):
    """One thing that is wrong with a text, and the name of the placeholder that it is about."""

    fault: Fault
    name: str = ""
    #: What was probably meant.
    nearest: str | None = None


@dataclass(frozen=True)
class Value:
    """What stands in place of a placeholder; empty: nothing is known."""

    text: str
    is_link: bool = False
    #: What the button says that a link becomes where it is alone on its line.
    button: str = ""
    #: Whether it may fill several lines.
    is_list: bool = False


class Piece(NamedTuple):
    """A part of a line: text, or an address that can be followed."""

    text: str
    is_link: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Lines that belong together."""

    lines: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True)
class Button:
    """A link that stands alone."""

    label: str
    url: str
    #: False: the address is only described.
    is_link: bool


Block = Paragraph | Button


def tidy(text: str) -> str:
    """Return a text with plain line ends, one empty line between paragraphs, none around."""
    lines = re.sub(r"\r\n?", "\n", text).split("\n")
    return _GAP.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")


def names_in(text: str) -> list[str]:
    """Return the placeholders of a text, in order."""
    return [name.strip() for name in _HOLE.findall(text)]


def problems(
    text: str,
    known: Collection[str],
    *,
    needs: Collection[str] = (),
    misplaced: Collection[str] = (),
) -> list[Problem]:
    """Return what is wrong with a text, each thing once; nothing: it may be kept."""
    if not any(it.isprintable() and not it.isspace() for it in text):
        return [Problem(Fault.EMPTY)]
    used = list(dict.fromkeys(names_in(text)))
    strays = [Problem(Fault.STRAY)] if re.search(r"[{}]", _HOLE.sub("", text)) else []
    return [
        *(Problem(Fault.MISPLACED, name) for name in used if name in misplaced),
        *(
            Problem(Fault.UNKNOWN, name, nearest(name, known))
            for name in used
            if name not in known and name not in misplaced
        ),
        *strays,
        *(Problem(Fault.MISSING, name) for name in needs if name not in used),
    ]


def nearest(name: str, known: Collection[str]) -> str | None:
    """Return the known name that was probably meant."""
    asked = re.sub(r"\W+", "_", name.lower())
    close = difflib.get_close_matches(asked, sorted(known), n=1, cutoff=_LIKE)
    return close[0] if close else None


def fill(text: str, values: Mapping[str, Value]) -> list[Block]:
    """Fill the placeholders of a text; lines and paragraphs that would say nothing are left out."""
    blocks: list[Block] = []
    for paragraph in tidy(text).split("\n\n"):
        if not _says_something(paragraph, values):
            continue
        open_lines: list[tuple[Piece, ...]] = []
        for line in paragraph.split("\n"):
            if not _says_something(line, values):
                continue
            alone = _alone(line, values)
            if alone is not None and alone.button:
                blocks += _closed(open_lines)
                open_lines = []
                blocks.append(Button(alone.button, _one_line(alone.text), _can_follow(alone)))
            elif alone is not None and alone.is_list:
                open_lines += [(Piece(row),) for it in alone.text.split("\n")
                               if (row := _one_line(it))]  # fmt: skip
            else:
                open_lines.append(_pieces(line, values))
        blocks += _closed(open_lines)
    return blocks


def fill_line(text: str, values: Mapping[str, Value]) -> str:
    """Fill the placeholders of a subject: one line, whatever stands in them."""
    return _one_line(_HOLE.sub(lambda hole: _value(hole[1], values).text, text))


def as_text(blocks: list[Block], with_colon: Callable[[str], str] = "{}:".format) -> str:
    """Return a filled text for a mail of plain text; the colon is set as its language does it."""
    return "\n\n".join(
        f"{with_colon(block.label)}\n{block.url}"
        if isinstance(block, Button)
        else "\n".join("".join(piece.text for piece in line) for line in block.lines)
        for block in blocks
    )


def _says_something(part: str, values: Mapping[str, Value]) -> bool:
    """Tell whether a part has no placeholders, or one of them a value."""
    used = names_in(part)
    return not used or any(_one_line(_value(name, values).text) for name in used)


def _alone(line: str, values: Mapping[str, Value]) -> Value | None:
    whole = _HOLE.fullmatch(line.strip())
    return _value(whole[1], values) if whole else None


def _pieces(line: str, values: Mapping[str, Value]) -> tuple[Piece, ...]:
    """Cut a line at its placeholders: even parts are text, odd ones are names."""
    found: list[Piece] = []
    for place, part in enumerate(_HOLE.split(line)):
        if place % 2 == 0:
            found.append(Piece(_CONTROL.sub("", part)))
        else:
            value = _value(part, values)
            found.append(Piece(_one_line(value.text), _can_follow(value)))
    return _apart([piece for piece in found if piece.text])


def _apart(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Keep an address apart from what stands right beside it: glued, it would lead elsewhere."""
    spaced: list[Piece] = []
    for piece in pieces:
        before = spaced[-1] if spaced else Piece(" ")
        runs_on = before.is_link and (piece.text[0].isalnum() or piece.text[0] == "/")
        if runs_on or (piece.is_link and before.text[-1].isalnum()):
            spaced.append(Piece(" "))
        spaced.append(piece)
    return tuple(spaced)


def _closed(lines: list[tuple[Piece, ...]]) -> list[Block]:
    return [Paragraph(tuple(lines))] if lines else []


def _value(name: str, values: Mapping[str, Value]) -> Value:
    return values.get(name.strip(), Value(""))


def _can_follow(value: Value) -> bool:
    return value.is_link and re.match(r"https?://\S+\Z", value.text.strip()) is not None


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())
