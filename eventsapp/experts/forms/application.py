"""What an applicant types."""

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from eventsapp.accounts.models import Account
from eventsapp.core.forms import Form
from eventsapp.core.i18n import _
from eventsapp.core.names import country_choices, language_choices, sector_name
from eventsapp.experts.models import Application, Call
from eventsapp.experts.rules import LONGEST_STATEMENT, Answers, Gap
from eventsapp.experts.words import FIELDS, GENDERS, gap_text

_TOO_LONG = _("This is too long: at most %(max)d characters.")
ACCEPTED_FILES = ".pdf,.docx,.png,.jpg,.jpeg"


class ApplicationForm(Form):
    """One page: everything may be saved incomplete, so that fields know shapes only."""

    name = StringField(
        FIELDS["name"],
        [Optional(), Length(max=120, message=_TOO_LONG)],
        description=_("As it should stand on a badge."),
    )
    affiliation = StringField(
        FIELDS["affiliation"],
        [Optional(), Length(max=200, message=_TOO_LONG)],
        description=_("The body you belong to; write “independent” if there is none."),
    )
    country = SelectField(FIELDS["country"])
    sector = RadioField(
        FIELDS["sector"],
        validate_choice=False,
        description=_("The one you would speak from at the meeting."),
    )
    gender = SelectField(
        _("Gender (if you like)"),
        description=_("Only counted, for a balanced group. Leave it open if you prefer."),
    )
    languages = SelectMultipleField(
        FIELDS["languages"],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    statement = TextAreaField(
        FIELDS["statement"],
        [Optional(), Length(max=20_000, message=_TOO_LONG)],
        description=_(
            "What you would bring to this meeting: at most %(limit)s words, in your own language."
            " Longer texts can be saved as a draft, but not submitted.",
            limit=LONGEST_STATEMENT,
        ),
    )
    cv = FileField(FIELDS["cv"])
    interests = TextAreaField(
        FIELDS["interests"],
        [Optional(), Length(max=5000, message=_TOO_LONG)],
        description=_(
            "Paid work, shares, offices or family ties that could seem to sway your advice on"
            " this subject. Having interests does not exclude you; hiding them does."
        ),
    )
    no_interests = BooleanField(_("I have nothing to declare"))
    consent = BooleanField(
        _(
            "I agree that the organisers and reviewers of this meeting read my application and"
            " keep it as described above."
        )
    )
    save = SubmitField(_("Save draft"))
    submit = SubmitField(_("Submit the application"))

    def answers(self, call: Call) -> Answers:
        """Return what was typed."""
        return Answers(
            name=(self.name.data or "").strip(),
            affiliation=(self.affiliation.data or "").strip(),
            country=self.country.data or None,
            sector=self.sector.data if self.sector.data in call.sectors else None,
            gender=self.gender.data or None,
            languages=tuple(self.languages.data or ()),
            statement=(self.statement.data or "").strip(),
            interests=(self.interests.data or "").strip(),
            no_interests=bool(self.no_interests.data),
            consent=bool(self.consent.data),
        )

    def show(self, gaps: dict[str, Gap]) -> None:
        """Say beside each field what it still lacks."""
        for name, gap in gaps.items():
            self[name].errors = [gap_text(name, gap)]


def application_form(
    call: Call, account: Account, application: Application | None
) -> ApplicationForm:
    """Return the form: as it was sent, as it is saved, or with what the profile knows."""
    form = ApplicationForm(data=_saved(application) if application else _known(account))
    form.country.choices = [("", _("Choose a country")), *country_choices()]
    form.sector.choices = [(sector, sector_name(sector)) for sector in call.sectors]
    form.gender.choices = [("", _("Not said")), *GENDERS.items()]
    form.languages.choices = language_choices()
    return form


def _saved(application: Application) -> dict[str, object]:
    answers = application.answers
    return {**vars(answers), "languages": list(answers.languages)}


def _known(account: Account) -> dict[str, object]:
    return {
        "name": account.name,
        "affiliation": account.affiliation,
        "country": account.country or "",
        "sector": account.sector,
        "languages": [account.locale],
    }
