"""The form of an event: what, when, where, for whom, and what it belongs to."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.fields import EmailField
from wtforms.validators import (
    URL,
    Length,
    NumberRange,
    Optional,
)

from eventsapp.core import clock
from eventsapp.core.forms import CheckboxesField, WallClockField, WordsField, an_address, options
from eventsapp.core.fuzzydate import Precision
from eventsapp.core.i18n import _, gettext, say
from eventsapp.core.names import SECTORS, country_choices, language_choices, language_name
from eventsapp.core.words import LOCALES
from eventsapp.core.zones import ZoneField
from eventsapp.events import rules
from eventsapp.events.forms.dates import DatesForm
from eventsapp.events.models import Event
from eventsapp.events.rules import Kind, Modality
from eventsapp.events.words import KINDS, MODALITIES

#: Fields that say the same on the form and in the event.
SAME = ("is_best_practices", "open_registration", "timezone", "seats", "duration_days")
TEXTS = (
    "scope", "venue", "city", "region", "country", "join_url", "contact_email",
    "series_number", "note",
)  # fmt: skip
WORDS = ("title", "summary", "purpose", "expected_outputs")


class EventForm(DatesForm):
    """All that organisers say about an event on one page."""

    kind = SelectField(
        _("Kind"),
        choices=options(KINDS),
        default=Kind.WORKSHOP.value,
    )
    is_best_practices = BooleanField(
        _("It is a best-practices workshop"),
        description=_("Experts propose practices, rate them, and agree on a suggested set."),
    )
    title = WordsField(_("Title"), required=True, longest=200)
    summary = WordsField(
        _("Summary"), area=True, longest=500, description=_("One or two sentences for lists.")
    )
    purpose = WordsField(_("Purpose"), area=True, longest=4000)
    expected_outputs = WordsField(
        _("Expected outputs"),
        area=True,
        longest=4000,
        description=_("For example a suggested set of best practices, or a report."),
    )
    subjects = TextAreaField(
        _("Subjects"), [Optional(), Length(max=2000)], description=_("One per line.")
    )

    timezone = ZoneField(
        _("Time zone of the event"),
        description=_("All times of the event are in this zone."),
    )
    duration_days = IntegerField(
        _("Length in days"),
        [Optional(), NumberRange(1, 366)],
        description=_("If you know it before you know the days."),
    )

    modality = RadioField(
        _("How do people take part?"),
        choices=options(MODALITIES),
        default=Modality.IN_PERSON.value,
    )
    venue = StringField(_("Venue"), [Optional(), Length(max=200)])
    city = StringField(_("City"), [Optional(), Length(max=200)])
    region = StringField(_("State, province or region"), [Optional(), Length(max=200)])
    country = SelectField(_("Country"), default="")
    coordinates = StringField(
        _("Place on a map"),
        [Optional(), Length(max=60)],
        description=_(
            "Latitude and longitude as a map copies them, for example 19.0433, -98.2019. Calendars"
            " then show the way."
        ),
    )
    join_url = URLField(
        _("Link for taking part online"),
        [Optional(), URL(), Length(max=500)],
        description=_("Only registered participants get it; it is never shown on a public page."),
    )

    main_language = SelectField(
        _("Main language"),
        description=_("Texts that are not translated are shown in this language."),
    )
    languages = CheckboxesField(_("Languages of the event"))
    seats = IntegerField(
        _("Seats"),
        [Optional(), NumberRange(1, 100_000)],
        description=_("Leave empty for no limit."),
    )
    open_registration = BooleanField(
        _("Anyone may register"),
        description=_("If not ticked, only people who are chosen or invited take part."),
    )
    registration_closes = WallClockField(
        _("Registration closes"),
        [Optional()],
        description=_("In the event’s time zone. Leave empty to close it when the event starts."),
    )
    scope = StringField(
        _("Scope"),
        [Optional(), Length(max=200)],
        description=_("For example national, regional or hemispheric."),
    )
    sectors = CheckboxesField(_("Sectors"), choices=options(SECTORS))
    other_sectors = StringField(
        _("Other sectors"), [Optional(), Length(max=500)], description=_("Separated by commas.")
    )

    series_name = StringField(
        _("Series"),
        [Optional(), Length(max=200)],
        description=_(
            "If the event is held again and again, for example “General Assembly”. A new"
            " name starts a series."
        ),
    )
    series_number = StringField(
        _("Number in the series"),
        [Optional(), Length(max=20)],
        description=_("As you write it, for example XXX or 92nd."),
    )
    companion = SelectField(_("Companion of"), coerce=int, default=0)
    contact_email = EmailField(
        _("Email address for questions"),
        [Optional(), an_address()],
        description=_("Shown on the event's page."),
    )
    note = TextAreaField(_("Note"), [Optional(), Length(max=2000)])
    copy_organizations = BooleanField(
        _("Copy the organisations and their tasks from the companion event")
    )

    def __init__(
        self, *args: Any, companions: Sequence[Event], event: Event | None = None, **kwargs: Any
    ) -> None:
        """Offer the events that this one may be a companion of."""
        super().__init__(*args, **kwargs)
        self.event = event
        self.country.choices = options({"": "–"} | country_choices())
        self.main_language.choices = options({it: language_name(it) for it in LOCALES})
        self.languages.choices = options(language_choices())
        self.companions = {other.id: other for other in companions if other is not event}
        self.companion.choices = options(
            {0: "–"} | {key: say(it.title, it.main_language) for key, it in self.companions.items()}
        )

    def contradictions(self) -> Iterator[tuple[Field, str]]:
        """Leave everybody their seat, close registration in time, call only workshops so."""
        yield from super().contradictions()
        taken = self.event.seats_taken if self.event else 0
        if self.seats.data is not None and self.seats.data < taken:
            yield (
                self.seats,
                gettext("%(taken)s seats are already taken: give at least as many.", taken=taken),
            )
        closes, last = self.registration_closes.data, self.last_day.data or self.first_day.data
        if self.wanted is Precision.DAY and closes and last and closes.date() > last:
            yield (
                self.registration_closes,
                gettext("Registration must close before the event is over."),
            )
        typed = self.coordinates.data
        if typed and rules.coordinates(typed) is None:
            yield (
                self.coordinates,
                gettext("Write two numbers: latitude and longitude, such as 19.0433, -98.2019."),
            )
        if self.is_best_practices.data and self.kind.data != Kind.WORKSHOP:
            yield (
                self.kind,
                gettext("Only a workshop can be a best-practices workshop: choose Workshop here."),
            )

    def fields(self) -> dict[str, Any]:
        """Return what was typed as fields of an event; its series is the service's to find."""
        zone = self.timezone.data
        starts, ends = self.hours
        closes = self.registration_closes.data
        main = self.main_language.data
        latitude, longitude = rules.coordinates(self.coordinates.data or "") or (None, None)
        return {
            "latitude": latitude,
            "longitude": longitude,
            **{name: self[name].data for name in SAME},
            **{name: (self[name].data or "").strip() or None for name in TEXTS},
            **{name: self[name].words for name in WORDS},
            "kind": Kind(self.kind.data),
            "modality": Modality(self.modality.data),
            "date": self.date,
            "starts_at": clock.moment(starts, zone) if starts else None,
            "ends_at": clock.moment(ends, zone) if ends else None,
            "registration_closes_at": clock.moment(closes, zone) if closes else None,
            "languages": [main, *(c for c in self.languages.data or [] if c != main)],
            "subjects": _pieces(self.subjects.data, r"\n"),
            "sectors": list(
                dict.fromkeys([*(self.sectors.data or []), *_pieces(self.other_sectors.data, ",")])
            ),
            "companion": self.companions.get(self.companion.data),
        }

    @classmethod
    def data_of_event(cls, event: Event) -> dict[str, Any]:
        """Return what the fields show of an event."""
        closes = event.registration_closes_at
        return {
            **{name: getattr(event, name) for name in (*SAME, *TEXTS, *WORDS)},
            **cls.data_of(event.date),
            **cls.hours_of(event),
            "kind": event.kind.value,
            "modality": event.modality.value,
            "country": event.country or "",
            "coordinates": _typed(event.latitude, event.longitude),
            "registration_closes": clock.wall(closes, event.timezone) if closes else None,
            "main_language": event.main_language,
            "languages": event.languages,
            "subjects": "\n".join(event.subjects),
            "sectors": [sector for sector in event.sectors if sector in SECTORS],
            "other_sectors": ", ".join(s for s in event.sectors if s not in SECTORS),
            "series_name": say(event.series.name) if event.series else "",
            "companion": event.companion_id or 0,
        }


def _typed(latitude: float | None, longitude: float | None) -> str:
    return "" if latitude is None or longitude is None else f"{latitude}, {longitude}"


def _pieces(text: str | None, separator: str) -> list[str]:
    return [piece.strip() for piece in re.split(separator, text or "") if piece.strip()]
