"""Zones are chosen by the names of their cities."""

from collections import Counter

import pytest
from flask import Flask
from wtforms import Form

from eventsapp.core.i18n import force_locale
from eventsapp.core.words import LOCALES
from eventsapp.core.zones import ZoneField, zone_choices, zones


class Asking(Form):
    """Ask for a zone."""

    zone = ZoneField()


@pytest.mark.parametrize("language", LOCALES)
def test_each_place_is_offered_once_and_none_by_the_name_of_a_file(
    app: Flask, language: str
) -> None:
    with force_locale(language):
        choices = zone_choices()

    shown = [(it.optgroup, it.label) for it in choices if not it.render_kw.get("hidden")]
    assert len(shown) > 300
    assert [it for it, times in Counter(shown).items() if times > 1] == []
    assert [label for _region, label in shown if "/" in label or "_" in label] == []
    assert {it.value for it in choices} == set(zones())


def test_regions_and_cities_are_said_in_the_readers_language(app: Flask) -> None:
    said = {}
    for language in ("en", "es"):
        with force_locale(language):
            [it] = [it for it in zone_choices() if it.value == "America/Mexico_City"]
        said[language] = (it.optgroup, it.label)

    assert said == {
        "en": ("The Americas", "Mexico City"),
        "es": ("América", "Ciudad de México"),
    }


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Asia/Calcutta", "UTC"])
def test_a_zone_is_taken_by_any_of_its_names(app: Flask, zone: str) -> None:
    form = Asking(data={"zone": zone})

    assert form.validate()
    assert f'selected value="{zone}"' in form.zone()


def test_what_is_no_zone_is_refused(app: Flask) -> None:
    assert not Asking(data={"zone": "Mars/Olympus"}).validate()
