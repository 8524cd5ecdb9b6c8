"""The states of registrations, said in the gender of a registration."""

from flask import Flask

from eventsapp.core.i18n import force_locale
from eventsapp.events import rules as events
from eventsapp.events.words import STATUSES as EVENT_STATUSES
from eventsapp.registration.rules import Status
from eventsapp.registration.words import STATUSES


def test_a_registration_is_not_called_as_an_event_is_where_the_language_tells_them_apart(
    app: Flask,
) -> None:
    with force_locale("fr"):
        assert str(STATUSES[Status.CANCELLED]) == "Annulée"
        assert str(EVENT_STATUSES[events.Status.CANCELLED]) == "Annulé"
