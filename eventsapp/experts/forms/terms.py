"""What everybody applies under, as organisers type it: seats, criteria, targets."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from eventsapp.core.forms import Form, WordsField, options
from eventsapp.core.i18n import LazyString, _, gettext
from eventsapp.core.names import (
    REGIONS,
    SECTORS,
    country_choices,
    language_choices,
    sector_name,
)
from eventsapp.experts.models import Call
from eventsapp.experts.rules import (
    CriterionPlan,
    Target,
    TargetAttribute,
    Terms,
    attribute_of,
    heads,
)
from eventsapp.experts.words import FIRMNESS, FIRST_TIMES, GENDERS, attribute_label
from eventsapp.questions.rules import COUNTABLE, Question
from eventsapp.questions.words import choices_of

MOST = 10_000
BLANK_TARGETS = 3
BLANK_CRITERIA = 1
#: What reviewers choose from, best first.
SCORES = ("5", "4", "3", "2", "1", "0")
#: Nobody aims at those who would rather not say.
_AIMED_GENDERS = {key: name for key, name in GENDERS.items() if key != "undisclosed"}


class LabelsForm(PlainForm):  # type: ignore[misc]
    """What each score means under one criterion; those left open keep the usual words."""

    score_5 = WordsField("5", longest=200)
    score_4 = WordsField("4", longest=200)
    score_3 = WordsField("3", longest=200)
    score_2 = WordsField("2", longest=200)
    score_1 = WordsField("1", longest=200)
    score_0 = WordsField("0", longest=200)


class CriterionForm(PlainForm):  # type: ignore[misc]
    """One criterion; a row without a name is left out."""

    id = HiddenField()
    name = WordsField(_("Criterion"), longest=120)
    weight = IntegerField(
        _("Weight"),
        [Optional(), NumberRange(1, 1000, _("Give a weight from 1 to 1000."))],
    )
    labels = FormField(LabelsForm, _("What each score means"))

    @property
    def plan(self) -> CriterionPlan:
        """Return the criterion as it was typed."""
        named = {score: self.labels.form[f"score_{score}"].words for score in SCORES}
        key = str(self.id.data or "")
        return CriterionPlan(
            id=int(key) if key.isdecimal() else None,
            name=self.name.words,
            weight=self.weight.data or 1,
            labels={score: words for score, words in named.items() if words},
        )


class TargetForm(PlainForm):  # type: ignore[misc]
    """One target; a row without an aim is left out."""

    aim = SelectField(_("Who"), validate_choice=False)
    minimum = StringField(_("At least"))
    maximum = StringField(_("At most"))
    firmness = SelectField(
        _("Give up"), choices=options(FIRMNESS), default="1", validate_choice=False
    )

    def validate_minimum(self, field: StringField) -> None:
        """Take a number or a share."""
        _require_heads(field.data)

    def validate_maximum(self, field: StringField) -> None:
        """Take a number or a share."""
        _require_heads(field.data)

    def target(self, seats: int) -> Target | None:
        """Return the target as it was typed, shares counted out; None for an empty row."""
        attribute, value = _aim(self.aim.data or "")
        if not value:
            return None
        firmness = self.firmness.data if self.firmness.data in FIRMNESS else "1"
        return Target(
            attribute,
            value,
            _heads(self.minimum.data, seats, up=True) or 0,
            _heads(self.maximum.data, seats, up=False),
            1 if firmness == "never" else int(firmness),
            firmness != "never",
        )


class TermsForm(Form):
    """Seats, criteria and targets."""

    seats = IntegerField(
        _("Seats for experts"),
        [
            InputRequired(_("Say how many experts you can invite.")),
            NumberRange(1, MOST, _("There must be at least one seat.")),
        ],
    )
    organization_limit = IntegerField(
        _("Most from one organisation"),
        [Optional(), NumberRange(1, MOST, _("Write a number of 1 or more, or leave this empty."))],
        description=_(
            "Leave this empty for no limit. People without an organisation are not counted "
            "together."
        ),
    )
    criteria = FieldList(FormField(CriterionForm), _("Criteria"))
    targets = FieldList(FormField(TargetForm), _("Targets"))

    def offer(self, sectors: Iterable[str], questions: Iterable[Question]) -> None:
        """Let targets aim at these sectors and answers, and at every place, gender, language."""
        choices = _aims(dict.fromkeys([*SECTORS, *sectors]), questions)
        for row in self.targets:
            row.form.aim.choices = choices

    @property
    def typed_targets(self) -> list[Target]:
        """The targets of rows that aim at something."""
        seats = self.seats.data or 0
        rows = (row.form.target(seats) for row in self.targets)
        return [target for target in rows if target is not None]

    @property
    def typed_criteria(self) -> list[CriterionPlan]:
        """The criteria of rows that have a name."""
        return [row.form.plan for row in self.criteria if row.form.name.words]

    @property
    def typed_terms(self) -> Terms:
        """All of it as it was typed."""
        return Terms(
            seats=self.seats.data or 0,
            organization_limit=self.organization_limit.data,
            criteria=tuple(self.typed_criteria),
            targets=tuple(self.typed_targets),
        )


def terms_data(call: Call, blank_targets: int = BLANK_TARGETS) -> dict[str, object]:
    """Return the saved terms of a call as the form shows them, with empty rows to add to them."""
    return {
        "seats": call.seats,
        "organization_limit": call.organization_limit,
        "criteria": [
            *(
                {
                    "id": it.id,
                    "name": it.name,
                    "weight": it.weight,
                    "labels": {f"score_{key}": label for key, label in it.labels.items()},
                }
                for it in call.criteria
            ),
            *({"name": {}} for _row in range(BLANK_CRITERIA)),
        ],
        "targets": [
            *(_target_data(row.target) for row in call.targets),
            *({} for _row in range(blank_targets)),
        ],
    }


def _target_data(target: Target) -> Mapping[str, Any]:
    return {
        "aim": f"{target.attribute}:{target.value}",
        "minimum": str(target.minimum) if target.minimum else "",
        "maximum": "" if target.maximum is None else str(target.maximum),
        "firmness": str(min(target.priority, 3)) if target.relaxable else "never",
    }


def _require_heads(typed: str | None) -> None:
    if (typed or "").strip() and _heads(typed, 1, up=True) is None:
        raise ValidationError(gettext("Write a number, or a share such as “30 %”."))


def _heads(typed: str | None, seats: int, *, up: bool) -> int | None:
    """Count people out; None for what was left open, or cannot be understood."""
    try:
        return heads(typed or "", seats, up=up)
    except ValueError:
        return None


def _aim(typed: str) -> tuple[str, str]:
    """Split what a target aims at into its attribute and its value."""
    attribute, _colon, value = typed.partition(":")
    if attribute == "question":
        key, _colon, value = value.partition(":")
        return f"question:{key}", value
    return (attribute, value) if attribute in set(TargetAttribute) else ("", "")


def _aims(sectors: Iterable[str], questions: Iterable[Question]) -> list[SelectChoice]:
    asked = [it for it in questions if it.kind in COUNTABLE]
    groups: dict[str, Mapping[str, str | LazyString]] = {
        TargetAttribute.SECTOR: {key: sector_name(key) for key in sectors},
        TargetAttribute.REGION: REGIONS,
        TargetAttribute.GENDER: _AIMED_GENDERS,
        TargetAttribute.LANGUAGE: language_choices(),
        TargetAttribute.FIRST_TIME: FIRST_TIMES,
        **{attribute_of(it): choices_of(it, "") for it in asked},
        TargetAttribute.COUNTRY: country_choices(),
    }
    named = options({"": ""})
    for attribute, values in groups.items():
        aimed = {f"{attribute}:{key}": name for key, name in values.items()}
        named += options(aimed, group=attribute_label(attribute, asked))
    return named
