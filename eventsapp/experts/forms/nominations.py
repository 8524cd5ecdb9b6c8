"""What organisers type to invite bodies, and what bodies type to nominate people."""

from dataclasses import dataclass, field
from functools import lru_cache

from babel import Locale
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.fields import EmailField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional

from eventsapp.accounts.queries import plain_address
from eventsapp.core.forms import Form, an_address, options, readable_file
from eventsapp.core.i18n import LazyString, _, gettext
from eventsapp.core.words import LOCALES
from eventsapp.experts.forms.tables import rows_of
from eventsapp.experts.models import Call, Invitation, Nominee
from eventsapp.experts.queries.nominations import invite_hitches
from eventsapp.experts.rules.nominating import MOST_PLACES
from eventsapp.experts.services.inviting import Asked
from eventsapp.experts.services.nominating import Person
from eventsapp.experts.words.nominating import hitch_text
from eventsapp.organizations.rules import folded

#: Bodies that one table may invite at once.
MOST_LINES = 500
LONGEST_TEXT = 200_000
_TOO_LONG = _("This is too long: at most %(max)d characters.")


def one_line(value: str | None) -> str:
    """Put what was typed, or pasted with line ends, on one line."""
    return " ".join((value or "").split())


def _line(
    label: LazyString,
    missing: LazyString | None = None,
    *,
    longest: int = 200,
    hint: LazyString | str = "",
) -> StringField:
    """Ask for one line; ``missing`` is said where it is needed and empty."""
    needed = InputRequired(missing) if missing else Optional()
    return StringField(
        label,
        [needed, Length(max=longest, message=_TOO_LONG)],
        filters=[one_line],
        description=hint,
    )


def _address(label: LazyString, missing: LazyString, hint: LazyString) -> EmailField:
    return EmailField(
        label,
        [
            InputRequired(missing),
            Length(max=254, message=_TOO_LONG),
            an_address(_("Write an address such as name@example.org.")),
        ],
        filters=[one_line],
        description=hint,
    )


def _places() -> IntegerField:
    return IntegerField(
        _("Most people it may nominate"),
        [
            InputRequired(_("Say how many people the body may nominate.")),
            NumberRange(1, MOST_PLACES, _("Give a number from 1 to %(max)s.", max=MOST_PLACES)),
        ],
        default=1,
    )


class InviteForm(Form):
    """Invite one body; also the shape of one line of a table."""

    body = _line(
        _("Government or organisation"),
        _("Write which government or organisation you invite."),
        hint=_(
            "As it should appear in the letter. Choose one from the list, or write another name."
        ),
    )
    name = _line(
        _("Focal point"),
        hint=_("The person or the office that the letter goes to, if you know it."),
    )
    email = _address(
        _("Email address of the focal point"),
        _("Write the address to send the invitation to."),
        _("The link to the body’s private page is sent to this address only."),
    )
    locale = SelectField(
        _("Language of the letter"),
        [AnyOf(LOCALES, _("Write one of these: %(values)s"), values_formatter=", ".join)],
        choices=options(LOCALES),
        validate_choice=False,
    )
    quota = _places()

    @property
    def asked(self) -> Asked:
        """Whom to invite, as typed."""
        return Asked(
            body=str(self.body.data),
            email=plain_address(str(self.email.data)),
            name=self.name.data or "",
            locale=self.locale.data,
            quota=int(self.quota.data or 1),
        )


def invite_form(call: Call, invitation: Invitation | None = None) -> InviteForm:
    """Return the form: empty, or as an invitation stands."""
    return InviteForm(obj=invitation, **({} if invitation else {"locale": _language_of(call)}))


class ManyForm(Form):
    """Invite many bodies at once: pasted, or from a file."""

    text = TextAreaField(
        _("Governments and organisations, one on each line"),
        [Optional(), Length(max=LONGEST_TEXT, message=_TOO_LONG)],
    )
    table = FileField(_("Or a CSV file"))
    locale = SelectField(
        _("Language of the letter, if a line does not name one"), choices=options(LOCALES)
    )
    quota = _places()
    look = SubmitField(_("Preview what will be sent"))
    send = SubmitField(_("Send the invitations"))


def many_form(call: Call) -> ManyForm:
    """Return the form with the language of the event."""
    return ManyForm(locale=_language_of(call))


def _language_of(call: Call) -> str:
    main = call.event.main_language
    return main if main in LOCALES else "en"


@dataclass
class Lines:
    """A table of bodies: whom to invite, and what is wrong with which line."""

    asked: list[Asked] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)
    #: The first line, where it holds the heads of the columns.
    head: list[str] = field(default_factory=list)


def read_lines(call: Call, text: str, locale: str, quota: int) -> Lines:
    """Read a table of bodies: body, address, and if one likes focal point, language, places.

    ``locale`` and ``quota`` hold where a line says nothing. A first line without any address is
    the head. Raise ``NoTable`` for what is none.
    """
    rows = rows_of(text)
    lines = Lines()
    if len(rows) > 1 and not any("@" in cell for cell in rows[0][1]):
        lines.head = rows.pop(0)[1]
    if len(rows) > MOST_LINES:
        most = gettext("At most %(max)s bodies can be invited at once.", max=MOST_LINES)
        lines.problems.append((rows[MOST_LINES][0], most))
        return lines
    good: list[tuple[int, Asked]] = []
    for number, cells in rows:
        form = _line_form(cells, locale, quota)
        if form.validate():
            good.append((number, form.asked))
        else:
            lines.problems += [
                (number, gettext("%(field)s: %(error)s", field=it.label.text, error=error))
                for it in form
                for error in it.errors
            ]
    lines.asked = [it for _number, it in good]
    hitches = invite_hitches(call, [(it.body, it.email) for it in lines.asked])
    lines.problems += [
        (number, hitch_text(hitch, body=it.body, email=it.email))
        for (number, it), hitch in zip(good, hitches, strict=True)
        if hitch is not None
    ]
    lines.problems.sort(key=lambda problem: problem[0])
    return lines


def _line_form(cells: list[str], locale: str, quota: int) -> InviteForm:
    body, email, name, language, places = (*cells, *[""] * 5)[:5]
    said = {
        "body": body,
        "email": email,
        "name": name,
        "locale": _languages().get(folded(language), language) if language else locale,
        "quota": places or str(quota),
    }
    return InviteForm(formdata=MultiDict(said), meta={"csrf": False})


@lru_cache
def _languages() -> dict[str, str]:
    """Return how people write our languages, folded: codes, own names, names in each of them."""
    return {
        folded(name): code
        for code, own in LOCALES.items()
        for name in (code, own, *(Locale.parse(reader).languages[code] for reader in LOCALES))
    }


class NomineeForm(Form):
    """A person, as the body that names them knows them."""

    name = _line(_("Name"), _("Write the name of the person you nominate."), longest=120)
    email = _address(
        _("Email address"),
        _("Write the person’s email address: we need their answer."),
        _("Use the person’s own address: we will ask them there whether they accept."),
    )
    affiliation = _line(_("Organisation"))
    position = _line(_("Position"))
    note = TextAreaField(
        _("Note to the organisers"),
        [Optional(), Length(max=2000, message=_TOO_LONG)],
        description=_("Why this person, for example. The organisers read it, the person does not."),
    )

    @property
    def person(self) -> Person:
        """Who was typed."""
        return Person(
            name=str(self.name.data),
            email=plain_address(str(self.email.data)),
            affiliation=self.affiliation.data or "",
            position=self.position.data or "",
            note=(self.note.data or "").strip(),
        )


def nominee_form(nominee: Nominee | None = None) -> NomineeForm:
    """Return the form: empty, or as somebody stands on the list."""
    return NomineeForm(obj=nominee)


class LetterForm(Form):
    """The official letter of a body."""

    letter = FileField(
        _("Official letter"),
        [InputRequired(_("Choose a file.")), readable_file],
        description=_("PDF, DOCX, or a picture of it (PNG or JPEG), 10 MB at most."),
    )
