"""A visitor who reads pages and fills in forms over real HTTP, as a browser without scripts."""

import mimetypes
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

Value = str | list[str] | tuple[str, bytes]


@dataclass
class Button:
    """A submit button; it may send a value of its own, and to an address of its own."""

    name: str = ""
    value: str = ""
    action: str = ""
    text: str = ""


@dataclass
class FormOnPage:
    """A form as it stands on a page, with the values that it would send."""

    action: str
    method: str
    multipart: bool
    values: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # to what a screen reader calls the field
    buttons: list[Button] = field(default_factory=list)


class Page(NamedTuple):
    """What was answered to one request."""

    url: str
    status: int
    html: str

    @property
    def path(self) -> str:
        """The path of its address."""
        return urlsplit(self.url).path


class _Reader(HTMLParser):
    """Collect the words, links and forms of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[FormOnPage] = []
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []  # text, address
        self._form: FormOnPage | None = None
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._area: str | None = None
        self._area_text: list[str] = []
        self._button: Button | None = None
        self._link: str | None = None
        self._text: list[str] = []
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in {"script", "style"}:
            self._hidden += 1
        elif tag == "a" and "href" in given:
            self._link, self._text = given["href"], []
        elif tag == "form":
            self._form = FormOnPage(
                given.get("action", ""),
                given.get("method", "get").lower(),
                given.get("enctype") == "multipart/form-data",
            )
            self.forms.append(self._form)
        elif self._form is not None and "disabled" not in given:
            self._control(self._form, tag, given)

    def _control(self, form: FormOnPage, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag in {"input", "select", "textarea"} and name:
            form.names[name] = given.get("aria-label", "")
        if tag == "input":
            self._input(form, name, given)
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select is not None:
            self._options.append((given.get("value", ""), "selected" in given))
        elif tag == "textarea":
            self._area, self._area_text = name, []
        elif tag == "button" and given.get("type", "submit") == "submit":
            self._text = []
            self._button = Button(name, given.get("value", ""), given.get("formaction", ""))
            form.buttons.append(self._button)

    @staticmethod
    def _input(form: FormOnPage, name: str, given: dict[str, str]) -> None:
        kind, value = given.get("type", "text"), given.get("value", "")
        if kind == "submit":
            form.buttons.append(Button(name, value, given.get("formaction", ""), value))
        elif kind in {"checkbox", "radio"} and name and "checked" in given:
            form.values.setdefault(name, []).append(given.get("value", "on"))
        elif kind not in {"checkbox", "radio", "file"} and name:
            form.values.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._hidden -= 1
        elif tag == "form":
            self._form = None
        elif tag == "a" and self._link is not None:
            self.links.append((_one_line(self._text), self._link))
            self._link = None
        elif tag == "button" and self._button is not None:
            self._button.text = _one_line(self._text)
            self._button = None
        elif tag == "select" and self._select is not None and self._form is not None:
            chosen = [value for value, selected in self._options if selected]
            self._form.values[self._select] = chosen or [value for value, _ in self._options[:1]]
            self._select = None
        elif tag == "textarea" and self._area is not None and self._form is not None:
            self._form.values[self._area] = ["".join(self._area_text).removeprefix("\n")]
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area_text.append(data)
        elif not self._hidden and self._select is None:
            self.words.append(data)
            self._text.append(data)


def forms_on(html: str) -> list[FormOnPage]:
    """Return the forms of a page, in order."""
    return _Reader(html).forms


class Visitor:
    """One person's browser: cookies, the page they are on, and forms to fill in."""

    def __init__(self, base: str, email: str = "", language: str = "en") -> None:
        """Begin with no cookies."""
        self.base, self.email, self.language = base, email, language
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(jar)
        self.url = base
        self.status, self.html, self.content = 0, "", b""
        self.headers: dict[str, str] = {}
        #: All pages they have seen, in order.
        self.seen: list[Page] = []

    @property
    def path(self) -> str:
        """The path of the page they are on."""
        return urlsplit(self.url).path

    @property
    def text(self) -> str:
        """The words of the page."""
        return _one_line(self._read().words)

    def visit(self, path: str, *, expect: int = 200) -> "Visitor":
        """Open a page."""
        return self._send(urljoin(self.url, path), expect)

    def follow(self, text: str) -> "Visitor":
        """Follow the first link whose words contain a text."""
        links = self._read().links
        for words, address in links:
            if text in words:
                return self.visit(address)
        raise LookupError(f"no link {text!r} on {self.url}: {links}")

    def submit(self, button: str, expect: int = 200, **fields: Value) -> "Visitor":
        """Fill in the form that has these fields and press its button of this text.

        ``title__en`` stands for the field ``title-en``.
        """
        return self.send(
            {name.replace("__", "-"): value for name, value in fields.items()}, button, expect
        )

    def send(self, fields: dict[str, Value], button: str, expect: int = 200) -> "Visitor":
        """Fill in fields by name, and press the button whose words contain a text."""
        form, pressed = self._form(fields.keys(), button)
        values: dict[str, Value] = {**form.values, **fields}
        if pressed.name:
            values[pressed.name] = pressed.value
        target = urljoin(self.url, pressed.action or form.action)
        if form.method == "get":
            return self._send(f"{target.split('?')[0]}?{urlencode(_pairs(values))}", expect)
        if form.multipart:
            body, kind = _multipart(values)
        else:
            body, kind = urlencode(_pairs(values)).encode(), "application/x-www-form-urlencoded"
        return self._send(target, expect, body, {"Content-Type": kind, "Referer": self.url})

    def fields(self, beginning: str) -> list[str]:
        """Name the fields of the page whose names begin so, in order."""
        return [name for form in self._read().forms for name in form.names
                if name.startswith(beginning)]  # fmt: skip

    def field(self, label: str) -> str:
        """Name the field that is labelled so for screen readers."""
        for form in self._read().forms:
            for name, told in form.names.items():
                if told == label:
                    return name
        raise LookupError(f"no field {label!r} on {self.url}")

    def _read(self) -> _Reader:
        return _Reader(self.html.replace("<wbr>", ""))

    def _form(self, names: Iterable[str], button: str) -> tuple[FormOnPage, Button]:
        forms = self._read().forms
        for form in forms:
            for pressed in form.buttons:
                if button in pressed.text and form.names.keys() >= set(names):
                    return form, pressed
        there = [(list(form.names), [pressed.text for pressed in form.buttons]) for form in forms]
        raise LookupError(f"no form with {list(names)} and {button!r} on {self.url}: {there}")

    def _send(
        self,
        url: str,
        expect: int,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> "Visitor":
        assert url.startswith(self.base), f"{url} leads away from {self.base}"
        request = urllib.request.Request(url, body, headers or {})
        request.add_header("Accept-Language", self.language)
        try:
            answer = self._opener.open(request, timeout=240)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            self.status, self.url = int(answer.status), str(answer.url)
            self.headers = {name.lower(): value for name, value in answer.headers.items()}
            self.content = answer.read()
        is_text = "text/" in self.headers.get("content-type", "")
        self.html = self.content.decode() if is_text else ""
        self.seen.append(Page(self.url, self.status, self.html))
        assert self.status == expect, f"{self.status} from {self.url}: {self.text[:3000]}"
        return self


def _one_line(pieces: Iterable[str]) -> str:
    return " ".join("".join(pieces).split())


def _pairs(values: dict[str, Value]) -> list[tuple[str, str]]:
    pairs = []
    for name, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            assert isinstance(one, str), f"{name} is a file, and the form takes none"
            pairs.append((name, one))
    return pairs


def _multipart(values: dict[str, Value]) -> tuple[bytes, str]:
    boundary = secrets.token_hex(16)
    parts = []
    for name, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, tuple):
                filename, content = one
                kind = mimetypes.guess_type(filename)[0] or "application/octet-stream"
                head = f'name="{name}"; filename="{filename}"\r\nContent-Type: {kind}'
            else:
                head, content = f'name="{name}"', one.encode()
            lead = f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode()
            parts.append(lead + content + b"\r\n")
    body = b"".join(parts) + f"--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"
