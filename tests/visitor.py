"""A visitor who reads pages and fills in forms over real HTTP, as a browser without scripts does."""

import mimetypes
import secrets
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin, urlsplit

Value = str | list[str] | tuple[str, bytes]


@dataclass
class FormOnPage:
    """A form as it stands on a page, with the values that it would send."""

    action: str
    method: str
    multipart: bool
    values: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, text


class _Reader(HTMLParser):
    """Collect forms and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[FormOnPage] = []
        self.by_id: dict[str, FormOnPage] = {}
        self.words: list[str] = []
        self._form: FormOnPage | None = None
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._area: tuple[str, FormOnPage] | None = None
        self._area_text: list[str] = []
        self._button: list[str] | None = None
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self._form = FormOnPage(
                given.get("action") or "",
                (given.get("method") or "get").lower(),
                (given.get("enctype") or "") == "multipart/form-data",
            )
            self.forms.append(self._form)
            if given.get("id"):
                self.by_id[given["id"] or ""] = self._form
        form = self.by_id.get(given.get("form") or "", self._form)
        if tag in {"script", "style"}:
            self._hidden += 1
        if form is None or "disabled" in given:
            return
        if tag == "input":
            self._input(form, name, given)
        elif tag == "select":
            form.names.add(name)
            self._select, self._options = name, []
        elif tag == "option" and self._select is not None:
            self._options.append((given.get("value") or "", "selected" in given))
        elif tag == "textarea":
            form.names.add(name)
            self._area, self._area_text = (name, form), []
        elif tag == "button" and (given.get("type") or "submit") == "submit":
            self._button = []
            form.buttons.append((name, given.get("value") or "", ""))

    @staticmethod
    def _input(form: FormOnPage, name: str, given: dict[str, str | None]) -> None:
        kind = given.get("type") or "text"
        if kind == "submit":
            form.buttons.append((name, given.get("value") or "", given.get("value") or ""))
            return
        if not name:
            return
        form.names.add(name)
        if kind == "file" or (kind in {"checkbox", "radio"} and "checked" not in given):
            return
        default = "on" if kind in {"checkbox", "radio"} else ""
        form.values.setdefault(name, []).append(given.get("value") or default)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in {"script", "style"}:
            self._hidden -= 1
        elif tag == "select" and self._select is not None and self._form is not None:
            chosen = [value for value, selected in self._options if selected]
            if not chosen and self._options:
                chosen = [self._options[0][0]]
            self._form.values.setdefault(self._select, []).extend(chosen)
            self._select = None
        elif tag == "textarea" and self._area is not None:
            name, form = self._area
            form.values.setdefault(name, []).append("".join(self._area_text).removeprefix("\n"))
            self._area = None
        elif tag == "button" and self._button is not None:
            text = " ".join("".join(self._button).split())
            for form in reversed(self.forms):
                if form.buttons and form.buttons[-1][2] == "":
                    form.buttons[-1] = (*form.buttons[-1][:2], text)
                    break
            self._button = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area_text.append(data)
            return
        if self._button is not None:
            self._button.append(data)
        if not self._hidden:
            self.words.append(data)


class Visitor:
    """One person's browser: cookies, the page they are on, and forms to fill in."""

    def __init__(self, base: str, language: str = "en") -> None:
        """Begin with no cookies."""
        self.base, self.language = base, language
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(jar)
        self.url = base
        self.status, self.html, self.content = 0, "", b""
        self.headers: dict[str, str] = {}

    def visit(self, path: str, **headers: str) -> "Visitor":
        """Open a page."""
        return self._send(urllib.request.Request(urljoin(self.url, path)), headers)

    @property
    def path(self) -> str:
        """The path of the page they are on."""
        return urlsplit(self.url).path

    @property
    def text(self) -> str:
        """The words of the page."""
        return " ".join(" ".join(self._read().words).split())

    def submit(self, button: str = "", *, clear: bool = False, **fields: Value) -> "Visitor":
        """Fill in and send the one form that has these fields and a button of this text."""
        return self.send({name.replace("__", "-"): value for name, value in fields.items()}, button, clear=clear)  # fmt: skip

    def send(self, fields: dict[str, Value], button: str = "", *, clear: bool = False) -> "Visitor":
        """Fill in fields by name, press the button of this text."""
        form, pressed = self._form(set(fields), button)
        values: dict[str, Value] = {} if clear else dict(form.values)
        if clear and "csrf_token" in form.values:
            values["csrf_token"] = form.values["csrf_token"]
        values |= fields
        if pressed[0]:
            values[pressed[0]] = pressed[1]
        target = urljoin(self.url, form.action) if form.action else self.url
        if form.method == "get":
            query = urlencode(_pairs(values))
            return self._send(urllib.request.Request(f"{target.split('?')[0]}?{query}"), {})
        if form.multipart:
            body, kind = _multipart(values)
        else:
            body, kind = urlencode(_pairs(values)).encode(), "application/x-www-form-urlencoded"
        request = urllib.request.Request(target, data=body, headers={"Content-Type": kind})
        return self._send(request, {"Referer": self.url})

    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.html)
        return reader

    def _form(self, names: set[str], button: str) -> tuple[FormOnPage, tuple[str, str, str]]:
        for form in self._read().forms:
            if not names <= form.names:
                continue
            for pressed in form.buttons or [("", "", "")]:
                if button in pressed[2]:
                    return form, pressed
        forms = [(sorted(f.names), [b[2] for b in f.buttons]) for f in self._read().forms]
        raise LookupError(f"no form with {names} and {button!r} on {self.url}: {forms}")

    def _send(self, request: urllib.request.Request, headers: dict[str, str]) -> "Visitor":
        request.add_header("Accept-Language", self.language)
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        try:
            answer = self._opener.open(request, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error  # type: ignore[assignment]
        self.status, self.url = int(answer.status), str(answer.url)
        self.headers = {k.lower(): v for k, v in answer.headers.items()}
        self.content = answer.read()
        is_text = "text" in self.headers.get("content-type", "")
        self.html = self.content.decode() if is_text else ""
        return self


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
            parts.append(
                f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode()
                + content
                + b"\r\n"
            )
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
