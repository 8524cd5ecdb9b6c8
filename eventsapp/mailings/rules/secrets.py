"""What is covered where somebody else than its reader sees a mail."""

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

_URL = re.compile(r"https?://[^\s<>\"']+")
#: What stays of the marks of a mail; nothing in them runs or is loaded.
_ATTRIBUTES = {"charset", "content", "href", "lang", "name", "role", "scope", "style"}


def without_secrets(text: str, is_secret: Callable[[str], bool], instead: str) -> str:
    """Put other words in place of the addresses by which whoever has them acts for the reader."""
    return _URL.sub(lambda url: instead if is_secret(url[0]) else url[0], text)


def page_without_secrets(html: str, is_secret: Callable[[str], bool], instead: str) -> str:
    """Do the same in a mail of HTML: such a link leads nowhere, all others to a new page."""
    writer = _Writer(lambda text: without_secrets(text, is_secret, instead))
    writer.feed(html)
    writer.close()
    return "".join(writer.written)


class _Writer(HTMLParser):
    """Writes a page again: what it says is read as its reader would, and covered."""

    def __init__(self, covered: Callable[[str], str]) -> None:
        super().__init__(convert_charrefs=True)
        self.covered = covered
        self.written: list[str] = []

    def handle_decl(self, decl: str) -> None:
        self.written.append(f"<!{decl}>")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = {
            name: value
            for name, value in attrs
            if name in _ATTRIBUTES and value is not None and self.covered(value) == value
        }
        if "href" in kept:
            kept["target"] = "_blank"
        said = "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
        self.written.append(f"<{tag}{said}>")

    def handle_endtag(self, tag: str) -> None:
        self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.written.append(escape(self.covered(data), quote=False))
