"""The organiser's forms of a call."""

from collections.abc import Iterable
from datetime import datetime

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from eventsapp.core import clock
from eventsapp.core.forms import Form, WallClockField, WordsField, ZoneField
from eventsapp.core.i18n import LazyString, _
from eventsapp.core.names import SECTORS, country_choices, language_choices
from eventsapp.core.words import Words
from eventsapp.events.models import Event
from eventsapp.experts.models import Call
from eventsapp.experts.rules import Target, TargetAttribute
from eventsapp.experts.services.calls import CallPlan, CriterionPlan
from eventsapp.experts.words import ATTRIBUTES, GENDERS

MOST = 10_000
BLANK_TARGETS = 3
BLANK_CRITERIA = 1
#: What most calls weigh; texts of the house, in each of its languages.
SUGGESTED: list[tuple[Words, int]] = [
    (
        Words.of(en="Expertise in the subject", es="Conocimiento del tema",
                 pt="Conhecimento do tema", fr="Connaissance du sujet"),
        40,
    ),
    (
        Words.of(en="Practical experience", es="Experiencia práctica",
                 pt="Experiência prática", fr="Expérience pratique"),
        30,
    ),
    (
        Words.of(en="Knowledge of the region", es="Conocimiento de la región",
                 pt="Conhecimento da região", fr="Connaissance de la région"),
        20,
    ),
    (Words.of(en="Languages", es="Idiomas", pt="Idiomas", fr="Langues"), 10),
]  # fmt: skip


class CriterionForm(PlainForm):  # type: ignore[misc]
    """One criterion; a row without a name is left out."""

    name = WordsField(_("Criterion"), longest=120)
    weight = IntegerField(
        _("Weight"),
        [Optional(), NumberRange(1, 1000, _("Give a weight from 1 to 1000."))],
    )


class TargetForm(PlainForm):  # type: ignore[misc]
    """One target; a row without an aim is left out."""

    aim = SelectField(_("Who"), validate_choice=False)
    minimum = IntegerField(
        _("At least"), [Optional(), NumberRange(0, MOST, _("Write a number from 0 on."))]
    )
    maximum = IntegerField(
        _("At most"), [Optional(), NumberRange(0, MOST, _("Write a number from 0 on."))]
    )


class CallForm(Form):
    """A call, while it is a draft."""

    profile = WordsField(
        _("Profile"),
        area=True,
        required=True,
        longest=5000,
        description=_("Whom you look for, and what they will do. Markdown is understood."),
    )
    seats = IntegerField(
        _("Seats for experts"),
        [
            InputRequired(_("Say how many experts you can invite.")),
            NumberRange(1, MOST, _("There is at least one seat.")),
        ],
    )
    timezone = ZoneField(
        _("Time zone of the deadline"),
        description=_("Everybody reads the deadline in this zone, with their own time beside."),
    )
    opens_at = WallClockField(_("Opens"), [DataRequired(_("Say when the call opens."))])
    closes_at = WallClockField(
        _("Closes"),
        [DataRequired(_("Say when the call closes."))],
        description=_("This very minute is still in time."),
    )
    sectors = SelectMultipleField(
        _("Sectors"),
        choices=list(SECTORS.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_("Applicants choose the one that they come from."),
    )
    other_sectors = TextAreaField(
        _("Other sectors"),
        [Optional(), Length(max=600)],
        description=_("One a line, in your own words."),
    )
    cv_required = BooleanField(
        _("A curriculum vitae is required"),
        description=_("As PDF, DOCX, PNG or JPEG, 10 MB at most."),
    )
    criteria = FieldList(FormField(CriterionForm), _("Criteria"))
    targets = FieldList(FormField(TargetForm), _("Targets"))
    save = SubmitField(_("Save the draft"))
    publish = SubmitField(_("Save and publish"))
    recount = SubmitField(_("Recount"))

    def offer(self, sectors: Iterable[str]) -> None:
        """Let targets aim at these sectors, and at every country, gender and language."""
        offered = {sector: str(SECTORS.get(sector, sector)) for sector in sectors}
        choices = _aims({**{key: str(name) for key, name in SECTORS.items()}, **offered})
        for row in self.targets:
            row.form.aim.choices = choices

    @property
    def all_sectors(self) -> list[str]:
        """The sectors ticked, and those written."""
        written = (line.strip() for line in (self.other_sectors.data or "").splitlines())
        return list(dict.fromkeys([*(self.sectors.data or []), *filter(None, written)]))

    @property
    def typed_targets(self) -> list[Target]:
        """The targets of rows that aim at something."""
        return [target for row in self.targets if (target := _target(row.form)) is not None]

    @property
    def typed_criteria(self) -> list[CriterionPlan]:
        """The criteria of rows that have a name."""
        return [
            CriterionPlan(name=row.form.name.words, weight=row.form.weight.data or 1)
            for row in self.criteria
            if row.form.name.words
        ]

    def plan(self) -> CallPlan:
        """Return the call as it was typed, its wall clocks read in its zone."""
        zone = str(self.timezone.data)
        return CallPlan(
            profile=self.profile.words,
            seats=self.seats.data or 0,
            opens_at=clock.moment(self.opens_at.data or datetime.min, zone),  # noqa: DTZ901
            closes_at=clock.moment(self.closes_at.data or datetime.min, zone),  # noqa: DTZ901
            timezone=zone,
            sectors=self.all_sectors,
            cv_required=bool(self.cv_required.data),
            criteria=self.typed_criteria,
            targets=self.typed_targets,
        )


class ExtendForm(Form):
    """A later deadline."""

    closes_at = WallClockField(_("New deadline"), [DataRequired(_("Say when it closes."))])

    def moment(self, zone: str) -> datetime:
        """Return the new deadline, its wall clock read in the call's zone."""
        return clock.moment(self.closes_at.data or datetime.min, zone)  # noqa: DTZ901


class WithdrawCallForm(Form):
    """Why a call is taken back."""

    reason = StringField(
        _("Reason"),
        [DataRequired(_("Say why: those who have applied will read it.")), Length(max=500)],
    )


def call_form(event: Event, call: Call | None) -> CallForm:
    """Return the form of an event's call: as it was sent, or as it is saved, or suggested."""
    form = CallForm(data=_saved(call) if call else _suggested(event))
    form.offer(form.all_sectors)
    return form


def _saved(call: Call) -> dict[str, object]:
    return {
        "profile": call.profile,
        "seats": call.seats,
        "timezone": call.timezone,
        "opens_at": clock.wall(call.opens_at, call.timezone),
        "closes_at": clock.wall(call.closes_at, call.timezone),
        "sectors": [sector for sector in call.sectors if sector in SECTORS],
        "other_sectors": "\n".join(it for it in call.sectors if it not in SECTORS),
        "cv_required": call.cv_required,
        "criteria": [
            *({"name": it.name, "weight": it.weight} for it in call.criteria),
            *({"name": {}} for _row in range(BLANK_CRITERIA)),
        ],
        "targets": [
            *(
                {
                    "aim": f"{it.attribute}:{it.value}",
                    "minimum": it.minimum or None,
                    "maximum": it.maximum,
                }
                for it in call.targets
            ),
            *({} for _row in range(BLANK_TARGETS)),
        ],
    }


def _suggested(event: Event) -> dict[str, object]:
    return {
        "profile": Words(),
        "seats": event.seats,
        "timezone": event.timezone,
        "sectors": [sector for sector in event.sectors if sector in SECTORS],
        "other_sectors": "\n".join(it for it in event.sectors if it not in SECTORS),
        "cv_required": True,
        "criteria": [
            *({"name": name, "weight": weight} for name, weight in SUGGESTED),
            *({"name": {}} for _row in range(BLANK_CRITERIA)),
        ],
        "targets": [{} for _row in range(BLANK_TARGETS)],
    }


def _target(row: TargetForm) -> Target | None:
    attribute, _colon, value = (row.aim.data or "").partition(":")
    if attribute not in set(TargetAttribute) or not value:
        return None
    return Target(TargetAttribute(attribute), value, row.minimum.data or 0, row.maximum.data)


def _aims(sectors: dict[str, str]) -> dict[str | LazyString, list[tuple[str, str]]]:
    groups = {
        TargetAttribute.SECTOR: list(sectors.items()),
        TargetAttribute.GENDER: [(key, str(name)) for key, name in GENDERS.items()],
        TargetAttribute.LANGUAGE: language_choices(),
        TargetAttribute.COUNTRY: country_choices(),
    }
    named: dict[str | LazyString, list[tuple[str, str]]] = {"": [("", "")]}
    for attribute, values in groups.items():
        named[str(ATTRIBUTES[attribute])] = [(f"{attribute}:{key}", name) for key, name in values]
    return named
