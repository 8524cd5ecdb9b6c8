"""One field for each kind of question, and how answers get into it and out of it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_wtf.file import FileField
from markupsafe import Markup
from wtforms import (
    DateField,
    DecimalField,
    Field,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length, Optional
from wtforms.widgets import TextInput

from eventsapp.core.forms import CheckboxesField, options, readable_file
from eventsapp.core.i18n import _, gettext, words
from eventsapp.questions.queries import organization_answer
from eventsapp.questions.rules import Kind, Question
from eventsapp.questions.words import choices_of, number_text

LONGEST_LINE = 300
LONGEST_TEXT = 20_000
LARGEST = 10**15
#: More choices than these are offered as a list that unfolds.
MOST_RADIOS = 7
_TOO_LONG = _("This is too long: at most %(max)d characters.")


class NumberField(DecimalField):  # type: ignore[misc]
    """A number, typed with a point or a comma; ``data`` is a Decimal that JSON can hold."""

    widget = TextInput()

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else number_text(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; anything else is said to be none."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        try:
            number = Decimal(typed.replace(",", "."))
        except InvalidOperation:
            raise ValueError(gettext("Write a number, such as 12 or 2.5.")) from None
        if not number.is_finite() or abs(number) > LARGEST:
            raise ValueError(gettext("Write a number, such as 12 or 2.5."))
        self.data = number


def in_a_calendar(_form: Any, field: Field) -> None:
    """Refuse dates that no calendar of ours can show."""
    if field.data is not None and not date(1000, 1, 1) <= field.data <= date(2999, 12, 31):
        raise ValidationError(gettext("Give a date between the years 1000 and 2999."))


def field_for(question: Question, main: str) -> Any:
    """Return the unbound field in which a question is answered, in the reader's language."""
    told: dict[str, Any] = {
        "label": words(question.label, main),
        "description": words(question.help, main),
    }
    match question.kind:
        case Kind.LONG_TEXT:
            return TextAreaField(validators=_at_most(LONGEST_TEXT), **told)
        case Kind.NUMBER:
            return NumberField(validators=[Optional()], **told)
        case Kind.DATE:
            return DateField(validators=[Optional(), in_a_calendar], **told)
        case Kind.FILE:
            takes = gettext("One file: PDF, DOCX, PNG or JPEG, up to 10 MB.")
            told["description"] = Markup("{} {}").format(told["description"], takes).strip()
            return FileField(validators=[readable_file], **told)
        case Kind.SHORT_TEXT | Kind.ORGANIZATION:
            return StringField(validators=_at_most(LONGEST_LINE), **told)
    return _choice(question, main, told)


def shown(question: Question, value: Any) -> Any:
    """Return an answer as its field takes it."""
    match question.kind:
        case Kind.NUMBER:
            return Decimal(str(value))
        case Kind.DATE:
            return date.fromisoformat(value)
        case Kind.YES_NO:
            return "yes" if value else "no"
        case Kind.ORGANIZATION:
            return value["name"]
        case Kind.FILE:
            return None
    return value


def said(question: Question, field: Field) -> Any:
    """Return what was typed into a field as an answer; a file as it was sent."""
    read = _READ.get(question.kind)
    return read(question, field.data) if read else field.data or None


def _number(_question: Question, data: Decimal | None) -> int | float | None:
    if data is None:
        return None
    return int(data) if data == int(data) else float(data)


def _offered(question: Question, data: str | None) -> str | None:
    return data if data in {it.key for it in question.choices} else None


def _text(_question: Question, data: str | None) -> str:
    return (data or "").strip()


_READ: dict[Kind, Callable[[Question, Any], Any]] = {
    Kind.SHORT_TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DATE: lambda _question, data: data.isoformat() if data else None,
    Kind.YES_NO: lambda _question, data: {"yes": True, "no": False}.get(data),
    Kind.SINGLE_CHOICE: _offered,
    Kind.ORGANIZATION: lambda question, data: organization_answer(_text(question, data)),
}


def _at_most(characters: int) -> list[Any]:
    return [Optional(), Length(max=characters, message=_TOO_LONG)]


def _choice(question: Question, main: str, told: dict[str, Any]) -> Any:
    names = choices_of(question, main)
    if question.kind in {Kind.MULTIPLE_CHOICE, Kind.LANGUAGES}:
        return CheckboxesField(choices=options(names), **told)
    if question.kind is Kind.COUNTRY:
        return SelectField(choices=options({"": gettext("Choose a country")} | names), **told)
    if len(names) > MOST_RADIOS:
        return SelectField(choices=options({"": gettext("Choose an answer")} | names), **told)
    unsaid = {} if question.required else {"": gettext("No answer")}
    return RadioField(choices=options(names | unsaid), validate_choice=False, **told)
