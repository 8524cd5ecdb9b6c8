"""Words as the reader's language sets them."""

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup

from eventsapp.core.i18n import force_locale, with_colon


@pytest.mark.parametrize(("language", "said"), [("es", "Sede:"), ("fr", "Sede\u00a0:")])
def test_a_colon_is_set_as_the_language_does_it(app: Flask, language: str, said: str) -> None:
    with force_locale(language):
        assert with_colon("Sede") == said
        assert with_colon(Markup("<b>Sede</b>")) == said.replace("Sede", "<b>Sede</b>")
        assert render_template_string("{{ '<b>'|with_colon }}") == said.replace("Sede", "&lt;b&gt;")
