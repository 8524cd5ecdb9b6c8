"""What organisers choose on the selection board."""

from collections.abc import Iterable

from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    SubmitField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from eventsapp.core.forms import Form, options
from eventsapp.core.i18n import _
from eventsapp.experts.queries import Contender
from eventsapp.experts.rules import ApplicationStatus, PinSide
from eventsapp.experts.services.selection import Choice
from eventsapp.experts.words import OUTCOMES


class ChoiceForm(PlainForm):  # type: ignore[misc]
    """The outcome of one application."""

    application_id = HiddenField()
    decision = SelectField(
        _("Outcome"), choices=options({"": _("Not decided")} | OUTCOMES), default=""
    )
    reserve_rank = IntegerField(
        _("Place on the reserve list"),
        [Optional(), NumberRange(1, 10_000, _("Write a place of 1 or more."))],
    )
    reason = StringField(
        _("Reason"), [Optional(), Length(max=500, message=_("At most 500 characters."))]
    )

    @property
    def key(self) -> int:
        """The application that this row is about; 0 for none that could be."""
        typed = str(self.application_id.data or "")
        return int(typed) if typed.isdecimal() else 0

    @property
    def choice(self) -> Choice:
        """What was chosen."""
        chosen = self.decision.data
        return Choice(
            ApplicationStatus(chosen) if chosen else None,
            self.reserve_rank.data,
            (self.reason.data or "").strip(),
        )


class BoardForm(Form):
    """The outcomes of the applications that the page shows."""

    rows = FieldList(FormField(ChoiceForm))
    save = SubmitField(_("Save the outcomes"))
    recount = SubmitField(_("Recount"))

    @property
    def choices(self) -> dict[int, Choice]:
        """What was chosen, by the application's id."""
        return {row.form.key: row.form.choice for row in self.rows}

    @property
    def by_application(self) -> dict[int, ChoiceForm]:
        """The row of each application."""
        return {row.form.key: row.form for row in self.rows}

    def selected(self, everyone: Iterable[Contender]) -> frozenset[int]:
        """Return who is selected: as chosen on the page, and elsewhere as it is saved."""
        here = {row.form.key: row.form.decision.data for row in self.rows}
        return frozenset(
            it.id for it in everyone if here.get(it.id, it.decision) == ApplicationStatus.SELECTED
        )


def board_form(shown: Iterable[Contender]) -> BoardForm:
    """Return the form: as it was sent, or as the choice is saved.

    An application whose row was not sent, because it is newer than the page, gets one too.
    """
    saved = {
        it.id: {
            "application_id": str(it.id),
            "decision": it.decision or "",
            "reserve_rank": it.reserve_rank,
            "reason": it.reason,
        }
        for it in shown
    }
    form = BoardForm(data={"rows": list(saved.values())})
    sent = form.by_application
    for key, row in saved.items():
        if key not in sent:
            form.rows.append_entry(row)
    return form


class PinForm(Form):
    """Whether somebody must be in the panel, and why."""

    side = SelectField(
        _("In every proposal"),
        choices=options(
            {
                PinSide.IN: _("This person must be in the panel"),
                PinSide.OUT: _("This person must not be in the panel"),
            }
        ),
    )
    reason = StringField(
        _("Reason"),
        [
            InputRequired(_("Say why this person must or must not be in the panel.")),
            Length(max=500, message=_("At most 500 characters.")),
        ],
        description=_("It is kept in the record of the selection, with your name."),
    )
    keep = SubmitField(_("Save this pin"))


class ScenarioForm(Form):
    """The name of a scenario."""

    name = StringField(
        _("Name of the scenario"),
        [
            InputRequired(_("Give the scenario a name.")),
            Length(max=80, message=_("At most 80 characters.")),
        ],
    )
