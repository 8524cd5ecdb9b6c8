"""What readers choose about the notices that they can do without."""

from typing import Any

from wtforms import RadioField
from wtforms.validators import InputRequired

from eventsapp.core.forms import Form, options
from eventsapp.core.i18n import _
from eventsapp.notices.rules import Choice, Group
from eventsapp.notices.words import CHOICES, CONTENTS, GROUPS


class ChoiceForm(Form):
    """How to have one group."""

    choice = RadioField(
        _("How do you want them?"),
        choices=options(CHOICES),
        validators=[InputRequired(_("Choose one."))],
    )


class ChoicesForm(Form):
    """How to have each group."""

    reminders = RadioField(
        GROUPS[Group.REMINDERS],
        description=CONTENTS[Group.REMINDERS],
        choices=options(CHOICES),
        validators=[InputRequired(_("Choose one."))],
    )
    news = RadioField(
        GROUPS[Group.NEWS],
        description=CONTENTS[Group.NEWS],
        choices=options(CHOICES),
        validators=[InputRequired(_("Choose one."))],
    )

    mailings = RadioField(
        GROUPS[Group.MAILINGS],
        description=CONTENTS[Group.MAILINGS],
        choices=options(CHOICES),
        validators=[InputRequired(_("Choose one."))],
    )

    @property
    def choices(self) -> dict[Group, Choice]:
        """What was chosen for each group."""
        fields: dict[str, Any] = self._fields
        return {group: Choice(fields[group.value].data) for group in Group}
