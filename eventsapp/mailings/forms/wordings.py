"""The words of one mail in one language."""

from typing import Any

from wtforms import Field, IntegerField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from eventsapp.core.forms import Form
from eventsapp.core.i18n import _
from eventsapp.notices.mails import Mail, Own
from eventsapp.notices.rules.placeholders import Problem
from eventsapp.notices.words import problem_text

SUBJECT, TEXT = 200, 10_000


class WordingForm(Form):
    """A subject and a text with placeholders, and whom to show them to."""

    subject = StringField(
        _("Subject"),
        [
            InputRequired(_("Write a subject.")),
            Length(max=SUBJECT, message=_("Make this shorter: at most %(max)d characters.")),
        ],
    )
    text = TextAreaField(
        _("Text"),
        [
            InputRequired(_("Write a text.")),
            Length(max=TEXT, message=_("Make this shorter: at most %(max)d characters.")),
        ],
        description=_(
            "An empty line starts a new paragraph. A line is left out if all its placeholders are"
            " empty. A link on a line of its own becomes a button."
        ),
    )
    reader = SelectField(_("Preview as"), validate_choice=False)
    #: The version that the writer began from.
    seen = IntegerField(widget=HiddenInput(), default=0)

    def __init__(self, mail: Mail, **kwargs: Any) -> None:
        """Ask for the words of a mail."""
        self.mail = mail
        super().__init__(**kwargs)

    @property
    def own(self) -> Own:
        """The words as they were typed."""
        return self.mail.own(self.subject.data or "", self.text.data or "")

    def has_seen(self, version: int) -> None:
        """Let the next try begin from a newer version."""
        self.seen.data, self.seen.raw_data = version, None

    def validate_subject(self, _field: Field) -> None:
        """Refuse what readers should never see in a subject."""
        _refuse(self.own.subject_problems)

    def validate_text(self, _field: Field) -> None:
        """Refuse what readers should never see, and what lacks what they need."""
        _refuse(self.own.text_problems)


class SeenForm(Form):
    """A button that acts on the words as they were seen."""

    seen = IntegerField(widget=HiddenInput(), default=0)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise ValidationError(" ".join(str(problem_text(problem)) for problem in problems))
