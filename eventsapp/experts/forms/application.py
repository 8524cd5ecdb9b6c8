"""What an applicant types."""

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FormField,
    RadioField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length, Optional

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.core.forms import CheckboxesField, Form, options, readable_file
from eventsapp.core.i18n import _, gettext
from eventsapp.core.names import country_choices, language_choices, sector_name
from eventsapp.experts.models import Application, Call
from eventsapp.experts.queries.nominations import nominations_for
from eventsapp.experts.rules import LONGEST_STATEMENT, Answers, Gap, can_be_born_on
from eventsapp.experts.words import FIELDS, GENDERS, gap_text
from eventsapp.questions.forms import AnswersForm, answers_form, choose_again, saved_answers
from eventsapp.questions.queries import files_in, questions_of, values_for
from eventsapp.questions.words import YES_NO

_TOO_LONG = _("This is too long: at most %(max)d characters.")
#: What nobody can hand an application in without.
NEEDED = ("name", "affiliation", "country", "sector", "languages", "statement", "consent")


def can_be(_form: object, field: Field) -> None:
    """Refuse a date of birth that nobody can have who applies today."""
    if field.data is not None and not can_be_born_on(field.data, clock.today("UTC")):
        raise ValidationError(gettext("Give your date of birth."))


class ApplicationForm(Form):
    """One page: everything may be saved incomplete, so that fields know shapes only."""

    name = StringField(
        FIELDS["name"],
        [Optional(), Length(max=120, message=_TOO_LONG)],
        description=_("As it should appear on a badge."),
    )
    affiliation = StringField(
        FIELDS["affiliation"],
        [Optional(), Length(max=200, message=_TOO_LONG)],
        description=_("The organisation you belong to. Write “independent” if there is none."),
    )
    born_on = DateField(
        _("Date of birth (optional)"),
        [Optional(), can_be],
        description=_(
            "Only used to tell people with the same name apart. Reviewers do not see it."
        ),
    )
    country = SelectField(FIELDS["country"])
    sector = RadioField(
        FIELDS["sector"],
        validate_choice=False,
        description=_("The sector you would represent at the meeting."),
    )
    gender = SelectField(
        _("Gender (optional)"),
        description=_("Only used in totals, for a balanced group. Leave it empty if you prefer."),
    )
    first_time = RadioField(
        _("Would this be your first meeting of this kind?"),
        choices=options(YES_NO | {"": _("Not given")}),
        validate_choice=False,
        description=_("Only used in totals, so that newcomers have a chance too."),
    )
    topics = CheckboxesField(
        _("Your fields of expertise"),
        description=_("Tick all that you could speak about at the meeting."),
    )
    languages = CheckboxesField(
        FIELDS["languages"],
    )
    statement = TextAreaField(
        FIELDS["statement"],
        [Optional(), Length(max=20_000, message=_TOO_LONG)],
        description=_(
            "What you would contribute to this meeting: at most %(limit)s "
            "words, in your own language. Longer texts can be saved as a draft, "
            "but not submitted.",
            limit=LONGEST_STATEMENT,
        ),
    )
    cv = FileField(
        FIELDS["cv"],
        [readable_file],
        description=_(
            "One file: PDF, DOCX, PNG or JPEG, 10 MB at most. It is kept with your draft when you"
            " save or submit."
        ),
    )
    #: The call's own questions.
    own = FormField(AnswersForm, _("Further questions"))
    interests = TextAreaField(
        FIELDS["interests"],
        [Optional(), Length(max=5000, message=_TOO_LONG)],
        description=_(
            "Paid work, shares, positions or family ties that could appear to "
            "influence your advice on this subject. Having interests does not "
            "exclude you; hiding them does."
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
            born_on=self.born_on.data,
            first_time={"yes": True, "no": False}.get(self.first_time.data),
            topics=tuple(it for it in call.topics if it in (self.topics.data or ())),
            languages=tuple(self.languages.data or ()),
            statement=(self.statement.data or "").strip(),
            interests=(self.interests.data or "").strip(),
            no_interests=bool(self.no_interests.data),
            consent=bool(self.consent.data),
        )

    def own_answers(self, call: Call, application: Application | None) -> dict[str, Any]:
        """Return the answers to the call's own questions; a file that was kept stays."""
        part: AnswersForm = self.own.form
        return part.values(_own_values(call, application))

    def show(self, gaps: Mapping[str, Gap]) -> None:
        """Say beside each field what it still lacks."""
        for name, gap in gaps.items():
            self[name].errors = [gap_text(name, gap)]

    def ask_again_for_files(self) -> None:
        """Say that a file that came with a form that is not saved has to be chosen again."""
        if self.cv.data and not self.cv.errors:
            self.cv.errors = [choose_again()]
        self.own.form.ask_again_for_files()


def application_form(
    call: Call, account: Account, application: Application | None
) -> ApplicationForm:
    """Return the form: as it was sent, as it is saved, or with what we know of the person."""
    questions = questions_of(call.question_set)
    part = FormField(answers_form(questions, call.event.main_language), _("Further questions"))
    kind = type("OwnApplicationForm", (ApplicationForm,), {"own": part})
    known = _saved(application) if application else _known(account, call)
    form: ApplicationForm = kind(data=known)
    form.country.choices = options({"": _("Choose a country")} | country_choices())
    form.sector.choices = options({it: sector_name(it) for it in call.sectors})
    form.gender.choices = options({"": _("Not given")} | GENDERS)
    form.languages.choices = options(language_choices())
    form.topics.choices = options({it: it for it in call.topics})
    for name in NEEDED:
        form[name].required = True
    form.cv.required = call.cv_required
    if application is not None:
        form.own.form.show_files(files_in(application.answer_sheet))
    return form


def _saved(application: Application) -> dict[str, object]:
    answers, call = application.answers, application.call
    return {
        **vars(answers),
        "first_time": {None: "", True: "yes", False: "no"}[answers.first_time],
        "languages": list(answers.languages),
        "topics": list(answers.topics),
        "own": saved_answers(questions_of(call.question_set), _own_values(call, application)),
    }


def _own_values(call: Call, application: Application | None) -> dict[str, Any]:
    """Return the saved answers as far as they answer what is asked now."""
    version = call.question_set.latest if call.question_set else None
    return values_for(application.answer_sheet if application else None, version)


def _known(account: Account, call: Call) -> dict[str, object]:
    """Return what the profile knows, and what a body has said that nominates the person."""
    named = nominations_for(account, call)
    return {
        "name": account.name or next((it.name for it in named), ""),
        "affiliation": next((it.affiliation for it in named if it.affiliation), "")
        or account.affiliation,
        "country": account.country or "",
        "sector": account.sector,
        "first_time": "",
        "languages": [account.locale],
    }
