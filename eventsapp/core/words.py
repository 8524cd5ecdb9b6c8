"""Texts that organisers write in several languages."""

from collections.abc import Iterable
from typing import NamedTuple

#: The languages of the interface and of content, by their own names, in order of fallback.
LOCALES = {"en": "English", "es": "Español", "pt": "Português", "fr": "Français"}


class Text(NamedTuple):
    """One text as a reader meets it: in which language, and whether theirs is missing."""

    text: str
    locale: str
    missing: bool


class Words(dict[str, str]):
    """One text in several languages: locale to text, without empty ones."""

    @classmethod
    def of(cls, **texts: str | None) -> "Words":
        """Make words from keyword arguments: ``Words.of(en="Water", es="Agua")``."""
        return cls(
            {locale: text.strip() for locale, text in texts.items() if text and text.strip()}
        )

    def read(self, locale: str, main: str | None = None) -> Text:
        """Return the text in a locale; else in the main language; else in any there is."""
        if text := self.get(locale):
            return Text(text, locale, missing=False)
        for fallback in (main, *LOCALES, *self):
            if fallback and (text := self.get(fallback)):
                return Text(text, fallback, missing=True)
        return Text("", locale, missing=False)

    def missing_from(self, locales: Iterable[str]) -> list[str]:
        """Name the locales that have no text, where any other has one."""
        return [locale for locale in locales if locale not in self] if self else []
