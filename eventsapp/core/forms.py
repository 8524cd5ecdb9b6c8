"""The base of every form: CSRF, messages in the reader's language, fields of the house."""

import unicodedata
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import (
    Field,
    FormField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms import Form as PlainForm
from wtforms.fields import DateTimeLocalField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from eventsapp.core import files
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import LazyString, gettext
from eventsapp.core.words import LOCALES, Words

csrf = CSRFProtect()
#: Between these a clock of any zone can be read, whatever is counted from it.
FIRST_YEAR, LAST_YEAR = 1800, 2200


def an_address(message: LazyString | None = None) -> Email:
    """Ask for an address that every mail server takes."""
    return Email(message, allow_smtputf8=False)


def printable(text: str | None) -> str | None:
    """Drop control characters but line ends and tabs: no keyboard has them, no table wants them."""
    return text and "".join(c for c in text if c in "\n\r\t" or unicodedata.category(c) != "Cc")


class CleanMeta(FlaskForm.Meta):
    """What every form of the house does with what people type."""

    def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
        """Clean every text before the field's own filters see it."""
        if issubclass(unbound_field.field_class, StringField):
            own = unbound_field.kwargs.get("filters", ())
            options = {**options, "filters": [printable, *own]}
        return super().bind_field(form, unbound_field, options)


def readable_file(_form: Any, field: Field) -> None:
    """Refuse a file that is not what we take, whatever its name says."""
    if field.data:
        try:
            files.check(field.data)
        except Refused as refusal:
            raise ValidationError(refusal.message) from None


#: What browsers offer to choose from; WTForms writes it to each field that has this validator.
readable_file.field_flags = {"accept": files.ENDINGS}  # type: ignore[attr-defined]


class Form(FlaskForm):
    """A form that reads the current request and knows if it was submitted."""

    Meta = CleanMeta

    def submitted(self) -> bool:
        """Tell whether this is a POST whose every field is valid."""
        return bool(self.validate_on_submit())

    def showing_refusals(self) -> AbstractContextManager[None, bool]:
        """Say at the form why something is refused, so that nothing typed is lost."""
        return _Refusals(self)

    @property
    def status(self) -> HTTPStatus:
        """Tell how to answer with this form: OK at first, 422 once it has errors."""
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.errors else HTTPStatus.OK


class _Refusals(AbstractContextManager[None, bool]):
    def __init__(self, form: Form) -> None:
        self.form = form

    def __exit__(self, _kind: object, raised: object, _trace: object) -> bool:
        if not isinstance(raised, Refused):
            return False
        self.form.form_errors.append(str(raised.message))
        return True


class Button(Form):
    """A form that is only a button: it asks for nothing but CSRF."""


class WordsField(FormField):
    """One text in several languages: a sub-field per locale, named ``<name>-<locale>``."""

    def __init__(
        self,
        label: str | LazyString,
        *,
        area: bool = False,
        required: bool = False,
        longest: int = 300,
        description: str | LazyString = "",
        **kwargs: Any,
    ) -> None:
        """Make one text line, or one text area, per language."""
        self.required = required
        super().__init__(_words_form(area=area, longest=longest), label, **kwargs)
        self.description = description

    @property
    def words(self) -> Words:
        """Return what was typed, without empty languages."""
        return Words.of(**self.form.data)

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Check each language, and that there is at least one text where one is needed."""
        fine = bool(super().validate(form))
        if fine and self.required and not self.words:
            first = next(iter(self.form))
            first.errors = [gettext("Write this in at least one language.")]
            return False
        return fine


@lru_cache
def _words_form(*, area: bool, longest: int) -> type[PlainForm]:
    kind = TextAreaField if area else StringField
    fields = {
        locale: kind(name, [Optional(), Length(max=longest)]) for locale, name in LOCALES.items()
    }
    meta = type("Meta", (CleanMeta,), {"csrf": False})
    return type("WordsForm", (PlainForm,), {**fields, "Meta": meta})


def options(names: Mapping[Any, str | LazyString], group: str | None = None) -> list[SelectChoice]:
    """Offer each value by its name; a select shows a group under its own heading."""
    return [SelectChoice(value, name, optgroup=group) for value, name in names.items()]


class CheckboxesField(SelectMultipleField):
    """Several choices, each with its box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class WallClockField(DateTimeLocalField):
    """A date and a time as a clock on the wall shows them: naive, to the minute."""

    data: datetime | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it; what no calendar of ours reaches is refused."""
        super().process_formdata(valuelist)
        if self.data is not None and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            self.data = None
            raise ValueError(
                gettext(
                    "Write a date between %(first)d and %(last)d.", first=FIRST_YEAR, last=LAST_YEAR
                )
            )


def init_app(app: Flask) -> None:
    """Ask for a CSRF token on every unsafe request."""
    csrf.init_app(app)
