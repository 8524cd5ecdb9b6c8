"""What organisers write to many: the words, to whom, and when."""

from typing import Any

from flask import g
from wtforms import Field, IntegerField, RadioField, SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from eventsapp.core.forms import CheckboxesField, Form, WallClockField, WordsField, options
from eventsapp.core.i18n import _, gettext, say, with_colon
from eventsapp.core.names import country_choices
from eventsapp.core.words import LOCALES
from eventsapp.events.models import Event
from eventsapp.events.words import ITEM_ROLES, TEAM_ROLES
from eventsapp.experts.queries import call_of
from eventsapp.experts.words.nominating import INVITATION_STATES
from eventsapp.mailings import policy
from eventsapp.mailings.mails import own_words
from eventsapp.mailings.models import Mailing
from eventsapp.mailings.rules import MORNING, OUTCOMES, Anchor, Audience, Plan, Side, Unit
from eventsapp.mailings.words import ANCHORS, ATTENDANCES, REVIEWINGS, SIDES, STAGES, UNITS
from eventsapp.notices.words import problem_text
from eventsapp.questions.queries import questions_of
from eventsapp.questions.rules import Kind
from eventsapp.questions.words import choices_of
from eventsapp.registration.queries import countries_of, tags_of
from eventsapp.registration.words import CATEGORIES, STATUSES

SUBJECT, TEXT = 200, 10_000
_TICKED = frozenset({Kind.YES_NO, Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE})
#: The fields that say to whom it goes.
_ASKED = tuple(Audience.__dataclass_fields__)


class MailingForm(Form):
    """A mailing on one page."""

    subject = WordsField(_("Subject"), required=True, longest=SUBJECT)
    text = WordsField(
        _("Text"),
        area=True,
        required=True,
        longest=TEXT,
        description=_("Readers of any other language get it in the event’s main language."),
    )
    places = CheckboxesField(_("Registered people"), choices=options(STATUSES))
    categories = CheckboxesField(
        _("Only these categories"),
        choices=options(CATEGORIES),
        description=_("Tick none to include all categories."),
    )
    countries = CheckboxesField(
        _("Only from these countries"), description=_("Tick none to include all countries.")
    )
    attended = SelectField(
        _("Attendance"),
        choices=options({"": _("Everybody, whether they came or not")} | ATTENDANCES),
        default="",
    )
    affiliation = StringField(
        _("Only from organisations or delegations whose name contains"),
        [Optional(), Length(max=200)],
    )
    tags = CheckboxesField(
        _("Only people with these tags"),
        description=_("Any one of the ticked tags is enough. Tick none to include all people."),
    )
    without_tags = CheckboxesField(
        _("Not people with these tags"),
        description=_("Whoever has any one of the ticked tags is left out."),
    )
    stages = CheckboxesField(_("Applicants"))
    answers = CheckboxesField(
        _("Only those who answered"),
        description=_(
            "Within one question, any of the ticked answers is enough. If you tick answers to"
            " several questions, each question must match."
        ),
    )
    reviewing = RadioField(
        _("Reviewers"),
        choices=options({"": _("None")} | REVIEWINGS),
        validators=[Optional()],
        default="",
    )
    bodies = CheckboxesField(_("Bodies invited to nominate"), choices=options(INVITATION_STATES))
    agenda = CheckboxesField(
        _("People on the agenda"),
        choices=options(ITEM_ROLES),
        description=_("Only people who have an account here: we have no address for the others."),
    )
    team = CheckboxesField(_("Team members"), choices=options(TEAM_ROLES))
    anchor = RadioField(_("Send it"), choices=options(ANCHORS), default=Anchor.NOW.value)
    at = WallClockField(_("Date and time"), validators=[Optional()])
    number = IntegerField(
        _("How many"),
        [Optional(), NumberRange(0, 999, _("A whole number from 0 to 999."))],
        default=3,
    )
    unit = SelectField(_("Days or hours"), choices=options(UNITS), default=Unit.DAYS.value)
    side = SelectField(_("Before or after"), choices=options(SIDES), default=Side.BEFORE.value)
    time = TimeField(
        _("Time of day"),
        [Optional()],
        default=MORNING,
        description=_("Only used if you count in days."),
    )
    #: The version that the writer began from.
    seen = IntegerField(widget=HiddenInput(), default=0)

    def __init__(self, event: Event, **kwargs: Any) -> None:
        """Offer what there is: nothing about a call to whoever has a part in it."""
        self.event = event
        super().__init__(**kwargs)
        here = countries_of(event)
        self.countries.choices = options(
            {code: name for code, name in country_choices().items() if code in here}
        )
        if not here:
            del self.countries
        self._offer_tags()
        call = call_of(event)
        known = [it for it in ANCHORS if it is not Anchor.CALL or call is not None]
        self.anchor.choices = options({it: ANCHORS[it] for it in known})
        if call is None or not policy.may_write_to_call(g.account, event):
            del self.stages, self.answers, self.reviewing, self.bodies
            return
        stages = [it for it in STAGES if call.notified_at is not None or it not in OUTCOMES]
        self.stages.choices = options({it: STAGES[it] for it in stages})
        answers = {
            f"{question.key}:{key}": f"{asked} {label}"
            for question in questions_of(call.question_set)
            if question.kind in _TICKED
            for asked in [with_colon(say(question.label, event.main_language))]
            for key, label in choices_of(question, event.main_language).items()
        }
        self.answers.choices = options(answers)
        if not answers:
            del self.answers

    def _offer_tags(self) -> None:
        """Offer the tags that there are, and those that were chosen and are no more."""
        here = {tag.key: tag.name for tag in tags_of(self.event)}
        for field in (self.tags, self.without_tags):
            gone = {
                key: gettext("%(tag)s (this tag no longer exists)", tag=key)
                for key in field.object_data or ()
                if key not in here
            }
            field.choices = options(here | gone)
            if not field.choices:
                delattr(self, field.name)

    @property
    def audience(self) -> Audience:
        """To whom it goes, as it was ticked."""
        said: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else (value or "").strip()
            for name, value in self.data.items()
            if name in _ASKED
        }
        return Audience(**said)

    @property
    def plan(self) -> Plan:
        """When it goes, as it was chosen."""
        return Plan(
            anchor=Anchor(self.anchor.data),
            at=self.at.data,
            number=self.number.data or 0,
            unit=Unit(self.unit.data),
            side=Side(self.side.data),
            time=self.time.data or MORNING,
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check what hangs together."""
        fine = super().validate(extra_validators)
        wrong = [*self._wrong_words(), *self._wrong_set(), *self._wrong_time()]
        for field, problem in wrong:
            field.errors = [*field.errors, problem]
        return bool(fine) and not wrong

    def _wrong_words(self) -> list[tuple[Field, object]]:
        """Find what readers should never see, and words that lack their other half."""
        subject, text = self.subject.words, self.text.words
        wrong: list[tuple[Field, object]] = []
        for locale, name in LOCALES.items():
            own = own_words(subject.get(locale, ""), text.get(locale, ""))
            halves = (
                (self.subject, own.subject, own.text, own.subject_problems),
                (self.text, own.text, own.subject, own.text_problems),
            )
            for field, half, other, problems in halves:
                if half and problems:
                    said = " ".join(str(problem_text(it)) for it in problems)
                    wrong.append((field.form[locale], said))
                elif other and not half:
                    said = gettext("Write this in %(language)s too.", language=name)
                    wrong.append((field.form[locale], said))
        main = self.event.main_language
        if main in LOCALES and (subject or text) and main not in subject and main not in text:
            said = gettext(
                "Write this in the event’s main language (%(language)s) too: people whose language"
                " is missing get that text.",
                language=LOCALES[main],
            )
            wrong.append((self.subject.form[main], said))
        return wrong

    def _wrong_set(self) -> list[tuple[Field, object]]:
        if self.audience.is_empty:
            return [(self.places, gettext("Choose at least one group of people."))]
        return []

    def _wrong_time(self) -> list[tuple[Field, object]]:
        if self.anchor.data == Anchor.AT and self.at.data is None and not self.at.errors:
            return [(self.at, gettext("Say when to send it."))]
        return []

    @staticmethod
    def data_of(mailing: Mailing) -> dict[str, Any]:
        """Return what a mailing says, to be changed."""
        plan = mailing.plan
        return {
            **{name: getattr(mailing.audience, name) for name in _ASKED},
            "subject": mailing.subject,
            "text": mailing.text,
            "anchor": plan.anchor.value,
            "at": plan.at,
            "number": plan.number,
            "unit": plan.unit.value,
            "side": plan.side.value,
            "time": plan.time,
            "seen": mailing.version,
        }


class ConfirmForm(Form):
    """The one confirmation: what it is about is exactly what was shown."""

    seal = StringField(validators=[InputRequired(), Length(max=64)], widget=HiddenInput())


class TestForm(Form):
    """Who is to be put in for the reader."""

    reader = StringField(validators=[Optional(), Length(max=254)])
    language = SelectField(choices=options(LOCALES), validate_choice=True)
