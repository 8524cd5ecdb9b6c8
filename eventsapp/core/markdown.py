"""Rich text that people type: CommonMark without HTML, as safe markup or as plain nodes."""

import re
from collections.abc import Iterator
from typing import Any, Literal, NotRequired, TypedDict
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup, escape

LONGEST = 20 * 1024  # bytes; beyond it parsing can be made slow, so the text is shown as typed
FIRST_HEADING = 3  # the page owns h1, its sections h2
LAST_HEADING = 6
LINK_SCHEMES = {"http", "https", "mailto"}
TAGS = {
    *("p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *(f"h{level}" for level in range(FIRST_HEADING, LAST_HEADING + 1)),
}


class Run(TypedDict):
    """A stretch of text in one style."""

    text: str
    emphasis: NotRequired[bool]
    strong: NotRequired[bool]
    code: NotRequired[bool]
    link: NotRequired[str]


class Node(TypedDict):
    """A block: ``runs`` in text, ``items`` in a list, ``nodes`` in a quote, ``text`` in code."""

    kind: Literal["paragraph", "heading", "list", "quote", "code", "rule"]
    runs: NotRequired[list[Run]]
    level: NotRequired[int]  # of a heading: 1 at the top, never skipping one
    ordered: NotRequired[bool]
    start: NotRequired[int]
    items: NotRequired[list[list["Node"]]]
    nodes: NotRequired[list["Node"]]
    text: NotRequired[str]


def may_link(url: str) -> bool:
    """Tell whether a link may lead there: the web or a mail address, nothing else."""
    try:
        return urlsplit(url).scheme in LINK_SCHEMES
    except ValueError:
        return False


def render_markdown(text: str) -> Markup:
    """Turn what people typed into markup that is safe on a page, headings from h3 down."""
    if _too_long(text):
        return Markup("").join(
            Markup("<p>%s</p>") % escape(paragraph) for paragraph in _paragraphs(text)
        )
    clean = nh3.clean(
        _parser().render(text),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=LINK_SCHEMES,
        link_rel="noopener nofollow",
    )
    return Markup(clean)  # noqa: S704 - nh3 has just cleaned it


def parse_blocks(text: str) -> list[Node]:
    """Turn what people typed into plain nodes, for writers that are not web pages."""
    if _too_long(text):
        return [
            {"kind": "paragraph", "runs": [{"text": paragraph}]} for paragraph in _paragraphs(text)
        ]
    return list(_nodes(iter(_parser().parse(text))))


def _too_long(text: str) -> bool:
    return len(text.encode(errors="replace")) > LONGEST


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    parser.validateLink = may_link  # type: ignore[method-assign]
    parser.core.ruler.push("levels_in_order", _put_levels_in_order)
    parser.core.ruler.push("words_for_images", _put_words_for_images)
    return parser


def _put_levels_in_order(state: StateCore) -> None:
    """Count the levels of headings by depth: none is skipped, whatever was typed."""
    above: list[str] = []
    for opening, closing in zip(state.tokens, state.tokens[2:], strict=False):
        if opening.type != "heading_open":
            continue
        while above and above[-1] >= opening.tag:
            above.pop()
        above.append(opening.tag)
        opening.meta["level"] = len(above)
        opening.tag = closing.tag = f"h{min(FIRST_HEADING - 1 + len(above), LAST_HEADING)}"


def _put_words_for_images(state: StateCore) -> None:
    """Show an image by its description: pictures from elsewhere would tell who reads."""
    for token in state.tokens:
        for child in token.children or []:
            if child.type == "image":
                child.type = "text"


def _nodes(tokens: Iterator[Token]) -> Iterator[Node]:
    """Read the blocks up to the end of the one that ``tokens`` stand in."""
    for token in tokens:
        match token.type:
            case "paragraph_open":
                yield {"kind": "paragraph", "runs": _runs(next(tokens))}
                next(tokens)
            case "heading_open":
                level: int = token.meta["level"]
                yield {"kind": "heading", "level": level, "runs": _runs(next(tokens))}
                next(tokens)
            case "bullet_list_open":
                yield {"kind": "list", "ordered": False, "items": list(_items(tokens))}
            case "ordered_list_open":
                start = int(token.attrGet("start") or 1) if token.attrs else 1
                yield {
                    "kind": "list",
                    "ordered": True,
                    "start": start,
                    "items": list(_items(tokens)),
                }
            case "blockquote_open":
                yield {"kind": "quote", "nodes": list(_nodes(tokens))}
            case "fence" | "code_block":
                yield {"kind": "code", "text": token.content.rstrip("\n")}
            case "hr":
                yield {"kind": "rule"}
            case "blockquote_close" | "list_item_close":
                return


def _items(tokens: Iterator[Token]) -> Iterator[list[Node]]:
    for token in tokens:
        if token.type != "list_item_open":
            return
        yield list(_nodes(tokens))


def _runs(inline: Token) -> list[Run]:
    """Flatten nested styles into runs that each carry all of theirs."""
    runs: list[Run] = []
    styles: list[dict[str, Any]] = []
    for token in inline.children or []:
        match token.type:
            case "em_open":
                styles.append({"emphasis": True})
            case "strong_open":
                styles.append({"strong": True})
            case "link_open":
                styles.append({"link": str(token.attrGet("href"))})
            case "em_close" | "strong_close" | "link_close":
                styles.pop()
            case _ if text := _text(token):
                run: Run = {"text": text}
                for style in styles:
                    run.update(style)  # type: ignore[typeddict-item]
                if token.type == "code_inline":
                    run["code"] = True
                runs.append(run)
    return runs


def _text(token: Token) -> str:
    return {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content)
