"""The organiser's forms of a call."""

from datetime import datetime

from wtforms import (
    BooleanField,
    IntegerField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from eventsapp.core import clock
from eventsapp.core.forms import CheckboxesField, Form, WallClockField, WordsField, options
from eventsapp.core.i18n import _
from eventsapp.core.names import SECTORS
from eventsapp.core.words import LOCALES, Words
from eventsapp.core.zones import ZoneField
from eventsapp.events.models import Event
from eventsapp.experts.forms.terms import (
    BLANK_CRITERIA,
    BLANK_TARGETS,
    TermsForm,
    terms_data,
)
from eventsapp.experts.models import Call
from eventsapp.experts.services.calls import ANSWER_DAYS, GAP_LIMIT, CallPlan
from eventsapp.questions.queries import questions_of

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


class CallForm(TermsForm):
    """A call, while it is a draft."""

    profile = WordsField(
        _("Profile"),
        area=True,
        required=True,
        longest=5000,
        description=_("Who you are looking for and what they will do. You can use Markdown."),
    )
    timezone = ZoneField(
        _("Time zone of the deadline"),
        description=_(
            "Everyone sees the deadline in this time zone, with their own time next to it."
        ),
    )
    opens_at = WallClockField(_("Opens"), [DataRequired(_("Say when the call opens."))])
    closes_at = WallClockField(
        _("Closes"),
        [DataRequired(_("Say when the call closes."))],
        description=_("Applications sent in this minute are still on time."),
    )
    sectors = CheckboxesField(
        _("Sectors"),
        choices=options(SECTORS),
        description=_("Applicants choose the one they come from."),
    )
    other_sectors = TextAreaField(
        _("Other sectors"),
        [Optional(), Length(max=600)],
        description=_("One per line, in your own words."),
    )
    cv_required = BooleanField(
        _("A curriculum vitae is required"),
        description=_("As PDF, DOCX, PNG or JPEG, 10 MB at most."),
    )
    topics = TextAreaField(
        _("Fields of expertise"),
        [Optional(), Length(max=2000)],
        description=_(
            "One per line. Applicants and reviewers tick theirs, so that each "
            "application gets reviewers who know its subject."
        ),
    )
    nominations_only = BooleanField(
        _("Only people nominated by an invited body can apply"),
        description=_("Everyone can read the call. You invite bodies on the Nominations page."),
    )
    is_blind = BooleanField(
        _("Reviewers do not see who applies"),
        description=_("No name, no organisation, no curriculum vitae: only the answers."),
    )
    gap_limit = IntegerField(
        _("Ask for a third review when two differ by more than"),
        [Optional(), NumberRange(1, 100, _("Write a number from 1 to 100."))],
        description=_("In points of the weighted total, which goes from 0 to 100."),
    )
    answer_days = IntegerField(
        _("Days to answer an offered place"),
        [Optional(), NumberRange(1, 90, _("Write a number from 1 to 90."))],
        description=_("After that, the place goes to the best replacement."),
    )
    preview_locale = SelectField(_("Language of the preview"), choices=options(LOCALES))
    save = SubmitField(_("Save the draft"))
    publish = SubmitField(_("Save and publish"))
    recount = SubmitField(_("Show the preview"))

    @property
    def all_sectors(self) -> list[str]:
        """The sectors ticked, and those written."""
        written = _lines(self.other_sectors.data)
        return list(dict.fromkeys([*(self.sectors.data or []), *written]))

    @property
    def deadline(self) -> datetime | None:
        """When the call closes, as far as it is typed."""
        typed = self.closes_at.data
        return clock.moment(typed, str(self.timezone.data)) if typed else None

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
            topics=_lines(self.topics.data),
            cv_required=bool(self.cv_required.data),
            is_blind=bool(self.is_blind.data),
            nominations_only=bool(self.nominations_only.data),
            organization_limit=self.organization_limit.data,
            gap_limit=self.gap_limit.data or GAP_LIMIT,
            answer_days=self.answer_days.data or ANSWER_DAYS,
            criteria=self.typed_criteria,
            targets=self.typed_targets,
        )


class ExtendForm(Form):
    """A later deadline."""

    closes_at = WallClockField(_("New deadline"), [DataRequired(_("Say when it closes."))])

    def moment(self, zone: str) -> datetime:
        """Return the new deadline, its wall clock read in the call's zone."""
        return clock.moment(self.closes_at.data or datetime.min, zone)  # noqa: DTZ901


class ReopenForm(ExtendForm):
    """A later deadline for a call that is closed, and why."""

    reason = StringField(
        _("Reason"),
        [
            DataRequired(_("Say why. Everyone can read this on the page of the call.")),
            Length(max=500),
        ],
    )


class WithdrawCallForm(Form):
    """Why a call is taken back."""

    reason = StringField(
        _("Reason"),
        [DataRequired(_("Say why: those who have applied will read it.")), Length(max=500)],
    )


def call_form(event: Event, call: Call | None) -> CallForm:
    """Return the form of an event's call: as it was sent, or as it is saved, or suggested."""
    form = CallForm(data=_saved(call) if call else _suggested(event))
    form.offer(form.all_sectors, questions_of(call.question_set) if call else ())
    return form


def _saved(call: Call) -> dict[str, object]:
    return {
        **terms_data(call),
        "profile": call.profile,
        "timezone": call.timezone,
        "opens_at": clock.wall(call.opens_at, call.timezone),
        "closes_at": clock.wall(call.closes_at, call.timezone),
        "sectors": [sector for sector in call.sectors if sector in SECTORS],
        "other_sectors": "\n".join(it for it in call.sectors if it not in SECTORS),
        "topics": "\n".join(call.topics),
        "cv_required": call.cv_required,
        "is_blind": call.is_blind,
        "nominations_only": call.nominations_only,
        "gap_limit": call.gap_limit,
        "answer_days": call.answer_days,
        "preview_locale": call.event.main_language,
    }


def _suggested(event: Event) -> dict[str, object]:
    return {
        "profile": Words(),
        "seats": event.seats,
        "timezone": event.timezone,
        "sectors": [sector for sector in event.sectors if sector in SECTORS],
        "other_sectors": "\n".join(it for it in event.sectors if it not in SECTORS),
        "cv_required": True,
        "gap_limit": GAP_LIMIT,
        "answer_days": ANSWER_DAYS,
        "criteria": [
            *({"name": name, "weight": weight} for name, weight in SUGGESTED),
            *({"name": {}} for _row in range(BLANK_CRITERIA)),
        ],
        "targets": [{} for _row in range(BLANK_TARGETS)],
        "preview_locale": event.main_language,
    }


def _lines(typed: str | None) -> list[str]:
    return list(dict.fromkeys(filter(None, map(str.strip, (typed or "").splitlines()))))
