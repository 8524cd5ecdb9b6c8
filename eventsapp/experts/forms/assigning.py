"""What organisers type, tick and upload when they share out the reviews."""

import re
from typing import ClassVar, NamedTuple

from flask_wtf.file import FileField
from wtforms import (
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import DataRequired, NumberRange, Optional

from eventsapp.core.forms import Form, options
from eventsapp.core.i18n import _
from eventsapp.experts.forms.review import ProfileForm, offered
from eventsapp.experts.forms.tables import rows_of
from eventsapp.experts.models import Call, Reviewer
from eventsapp.experts.queries.assigning import Desk
from eventsapp.experts.queries.conflicts import Pair
from eventsapp.experts.rules.reviewing import FEWEST_REVIEWS

MOST_EACH = 5


class HandForm(Form):
    """Give the ticked applications to a reviewer, or take them back."""

    reviewer = SelectField(
        _("Reviewer"),
        [DataRequired(_("Choose a reviewer."))],
        coerce=lambda value: int(value) if value else 0,
    )
    applications = SelectMultipleField(
        _("Applications"), [DataRequired(_("Tick at least one application."))], coerce=int
    )
    give = SubmitField(_("Assign"))
    take = SubmitField(_("Take back"))


def hand_form(of: Desk) -> HandForm:
    """Return the form with this call's reviewers and applications."""
    form = HandForm()
    form.reviewer.choices = options({key: str(it) for key, it in of.reviewers.items()})
    form.applications.choices = options({key: it.name for key, it in of.applications.items()})
    return form


class AutomaticForm(Form):
    """How many reviewers every application gets."""

    #: Nothing is saved by a proposal: it is asked for with GET.
    WITHOUT_CSRF: ClassVar = {"csrf": False}
    #: What is proposed unless more are wished for.
    LEAST = FEWEST_REVIEWS

    each = SelectField(
        _("Reviewers for each application"),
        choices=options({n: str(n) for n in range(1, MOST_EACH + 1)}),
        coerce=int,
        default=LEAST,
    )


_PAIR = re.compile(r"\b(\d{1,15}):(\d{1,15})\b", re.ASCII)


class PairsForm(Form):
    """A proposal, as it was shown: applications and reviewers by their numbers."""

    pairs = HiddenField(validators=[DataRequired(_("Ask for a proposal first."))])

    @property
    def chosen(self) -> list[Pair]:
        """The pairs; what is not one is left out, because people did not type it."""
        typed = str(self.pairs.data or "")
        return [(int(one), int(other)) for one, other in _PAIR.findall(typed)]


def written(pairs: list[Pair]) -> str:
    """Write pairs down as ``PairsForm`` reads them."""
    return " ".join(f"{application}:{reviewer}" for application, reviewer in pairs)


class FileForm(Form):
    """A table: an application's number or address, and a reviewer's address, on each line."""

    table = FileField(_("CSV file"), [DataRequired(_("Choose a file."))])


class TextForm(Form):
    """The same table as text: to be used without the lines that were named."""

    text = TextAreaField()


class Line(NamedTuple):
    """One line of a table of assignments."""

    number: int
    application: str
    reviewer: str


def lines_of(text: str) -> list[Line]:
    """Split a table into its lines; a first line without any address is its head."""
    lines = [Line(number, *(*cells, "", "")[:2]) for number, cells in rows_of(text)]
    return lines[1:] if lines and not any("@" in it for it in lines[0][1:]) else lines


class TakesForm(ProfileForm):
    """What an organiser knows of a reviewer."""

    most = IntegerField(
        _("Maximum number of applications"),
        [Optional(), NumberRange(0, 10_000, _("Give a number from 0 to 10,000."))],
        description=_("Leave this empty for a fair share."),
    )


def takes_form(call: Call, profile: Reviewer | None) -> TakesForm:
    """Return a reviewer's profile as organisers see it."""
    return offered(TakesForm(obj=profile), call)
