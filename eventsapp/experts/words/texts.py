"""Longer texts as markup."""

from markupsafe import Markup

from eventsapp.core.i18n import gettext, locale
from eventsapp.core.markdown import render_markdown
from eventsapp.core.words import LOCALES, Words


def rich(content: Words, main: str) -> Markup:
    """Say Markdown in several languages as markup, marked where the reader's is missing."""
    text, language, missing = content.read(locale(), main)
    said = Markup('<div class="measure" lang="{}">{}</div>').format(language, render_markdown(text))
    if not missing:
        return said
    return said + Markup('<p class="translation-missing">{} ({})</p>').format(
        gettext("Translation missing"), LOCALES.get(language, language)
    )


def as_paragraphs(text: str) -> Markup:
    """Show plain text as it was typed: paragraphs and line ends kept."""
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(part.split("\n"))) for part in parts
    )
