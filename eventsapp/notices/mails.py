"""Mails whose words organisers may change: each with its placeholders and a text to start from.

A feature says in a room of this name what may be said in its mails. A value is computed in the
reader's language from the context that the mail was posted with.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from eventsapp.core import mailer
from eventsapp.core.i18n import LazyString, _, force_locale, gettext, with_colon
from eventsapp.notices import queries
from eventsapp.notices.rules.placeholders import (
    Block,
    Problem,
    Value,
    as_text,
    fill,
    fill_line,
    names_in,
    problems,
)

Context = Mapping[str, Any]
Said: TypeAlias = "LazyString | str"
Paragraph: TypeAlias = "Said | tuple[Said, ...]"


@dataclass(frozen=True, kw_only=True)
class Placeholder:
    """One thing that can stand in a mail, different for each reader or event."""

    name: str
    label: Said
    #: What it is about: the part of the context without which only the sample can be shown.
    of: str
    value: Callable[[Context], object]
    #: What an invented reader would read.
    sample: Said = ""
    is_link: bool = False
    #: Whether whoever has it may act for the reader: nobody else is shown it.
    is_secret: bool = False
    #: What the button says that a link becomes where it is alone on its line.
    button: Said = ""
    #: Whether it may fill several lines.
    is_list: bool = False

    def filled(self, context: Context) -> Value:
        """Return what stands in its place in a mail that is sent."""
        return self._made(self.value(context) if self.of in context else "")

    def shown(self, context: Context) -> Value:
        """Return what stands in its place where the organisers preview a mail."""
        if self.is_secret:
            return self._made(gettext("(the reader’s private link)"))
        return self._made(self.value(context) if self.of in context else self.sample)

    def named(self, common: Context) -> Value:
        """Return what stands in its place where nobody in particular reads a mail."""
        return self._made(self.value(common) if self.of in common else f"[{self.label}]")

    def _made(self, value: object) -> Value:
        text = "" if value is None else str(value)
        return Value(text, self.is_link, str(self.button), self.is_list)


class Filled(NamedTuple):
    """A mail as one reader gets it."""

    subject: str
    blocks: list[Block]


#: In every mail that is posted with the reader's ``name``.
NAME = Placeholder(
    name="name",
    label=_("Name of the reader"),
    of="name",
    value=lambda it: it["name"],
    sample=_("Sample Person"),
)


@dataclass(frozen=True)
class Own:
    """A subject and a text in the organisers' own words, and what may stand in them."""

    subject: str
    text: str
    placeholders: tuple[Placeholder, ...]
    #: What the text cannot do without.
    needs: tuple[str, ...] = ()
    #: A preview shows nobody's secrets, and samples of what is not known.
    is_preview: bool = False

    @property
    def subject_problems(self) -> list[Problem]:
        """What is wrong with the subject."""
        return problems(self.subject, self._named(links=False), misplaced=self._named(links=True))

    @property
    def text_problems(self) -> list[Problem]:
        """What is wrong with the text."""
        return problems(self.text, [it.name for it in self.placeholders], needs=self.needs)

    def fill(self, reader: mailer.Reader, context: Context) -> Filled:
        """Fill it for a reader, in their language."""
        context = {"own_zone": mailer.own_zone(reader), **context}
        used = names_in(f"{self.subject}\n{self.text}")
        with force_locale(reader.locale):
            values = {
                it.name: it.shown(context) if self.is_preview else it.filled(context)
                for it in self.placeholders
                if it.name in used
            }
            return Filled(fill_line(self.subject, values), fill(self.text, values))

    def heading(self, locale: str, common: Context) -> str:
        """Return the subject with what all readers have in common, in the language of the words."""
        with force_locale(locale):
            return fill_line(self.subject, {it.name: it.named(common) for it in self.placeholders})

    def word(
        self, reader: mailer.Reader, context: Context, *, stop_link: str | None = None
    ) -> mailer.Wording:
        """Word a mail with it."""
        subject, blocks = self.fill(reader, context)
        with force_locale(reader.locale):
            html = mailer.render("notices/mail/own.html", blocks=blocks, stop_link=stop_link)
            return mailer.Wording(subject, as_text(blocks, with_colon) + "\n", html)

    def _named(self, *, links: bool) -> list[str]:
        return [it.name for it in self.placeholders if it.is_link is links]


@dataclass(frozen=True)
class Recipient:
    """Somebody to whom a mail was sent or may be sent, to preview it with."""

    #: Stays the same, and is told apart from all others of the same mail.
    key: str
    name: str
    reader: mailer.Reader
    context: Context


#: Whoever looks, and the event: the readers whom they may see, and what all of them have in common.
Readers = Callable[[Any, Any], list[Recipient]]
Common = Callable[[Any], Context]


def nobody(_account: Any, _event: Any) -> list[Recipient]:
    """Show no real reader: an invented one stands for all."""
    return []


def only_event(event: Any) -> Context:
    """Return what every mail of an event knows."""
    return {"event": event}


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A mail whose words may be changed."""

    #: The folder of its standard words in ``templates/mail``.
    kind: str
    #: What it belongs to, where many are listed.
    chapter: Said
    #: When it is sent, and to whom.
    when: Said
    placeholders: tuple[Placeholder, ...]
    needs: tuple[str, ...] = ()
    #: The text to start from says what the standard words say; a tuple is one paragraph in lines.
    subject: Said
    paragraphs: tuple[Paragraph, ...]
    readers: Readers = nobody
    common: Common = only_event

    def start(self, locale: str) -> Own:
        """Return the text to start from in one language."""
        with force_locale(locale):
            text = "\n\n".join(
                "\n".join(map(str, it)) if isinstance(it, tuple) else str(it)
                for it in self.paragraphs
            )
            return self.own(str(self.subject), text)

    def own(self, subject: str, text: str) -> Own:
        """Return other words for it."""
        return Own(subject, text, self.placeholders, self.needs)


#: Filled by the features when the application is built.
_mails: dict[str, Mail] = {}
_orders: dict[str, int] = {}


def can_be_worded(*mails: Mail, order: int) -> None:
    """Say which mails organisers may put in their own words; they are listed by ``order``."""
    for it in mails:
        _mails[it.kind], _orders[it.kind] = it, order


def all_mails() -> list[Mail]:
    """Return the mails whose words may be changed, as they are listed."""
    return sorted(_mails.values(), key=lambda it: _orders[it.kind])


def mail_of(kind: str) -> Mail | None:
    """Return a mail whose words may be changed."""
    return _mails.get(kind)


def own_words(kind: str, scope: str | None, locale: str) -> Own | None:
    """Return the words that the organisers of a scope have for a mail in a language, if any."""
    mail = _mails.get(kind)
    kept = queries.words_in_use(scope, kind, locale) if mail and scope else None
    return mail.own(*kept) if mail and kept else None


def word(
    kind: str,
    reader: mailer.Reader,
    *,
    scope: str | None = None,
    stop_link: str | None = None,
    **context: Any,
) -> mailer.Wording:
    """Word a mail in its reader's language: as the organisers word it, else as it is standard."""
    if own := own_words(kind, scope, reader.locale):
        wording = own.word(reader, context, stop_link=stop_link)
        if wording.subject and wording.text.strip():
            return wording
    return mailer.word(kind, reader, stop_link=stop_link, **context)
