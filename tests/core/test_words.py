"""Texts in several languages."""

from flask import Flask

from eventsapp.core.i18n import force_locale, say, words
from eventsapp.core.words import Text, Words

WATER = Words.of(en="Water", es="Agua", pt="  ", fr=None)


def test_empty_languages_are_not_kept() -> None:
    assert WATER == {"en": "Water", "es": "Agua"}


def test_a_reader_meets_their_own_language_first_and_the_main_one_next() -> None:
    assert WATER.read("es", "en") == Text("Agua", "es", missing=False)
    assert WATER.read("pt", "es") == Text("Agua", "es", missing=True)
    assert WATER.read("fr") == Text("Water", "en", missing=True)
    assert Words().read("fr") == Text("", "fr", missing=False)


def test_missing_translations_are_named_where_there_is_something_to_translate() -> None:
    assert WATER.missing_from(["en", "es", "pt", "fr"]) == ["pt", "fr"]
    assert Words().missing_from(["en", "es"]) == []


def test_a_fallback_is_marked_on_the_page_and_what_was_typed_is_never_markup(app: Flask) -> None:
    nasty = Words.of(en="<b>Water</b>")
    with force_locale("fr"):
        assert str(words(nasty)).startswith('<span lang="en">&lt;b&gt;Water&lt;/b&gt;</span>')
        assert "translation-missing" in words(nasty)
        assert say(nasty) == "<b>Water</b>"
    with force_locale("en"):
        assert str(words(nasty)) == "&lt;b&gt;Water&lt;/b&gt;"
