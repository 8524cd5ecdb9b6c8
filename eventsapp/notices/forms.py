"""What readers choose about the notices that they can do without."""

from typing import Any

from wtforms import RadioField
from wtforms.validators import InputRequired

from eventsapp.core.forms import Form, options
from eventsapp.core.i18n import LazyString, _
from eventsapp.notices.rules import Choice, Group
from eventsapp.notices.words import CHOICES, CONTENTS, GROUPS


def _how(label: LazyString, description: LazyString | str = "") -> RadioField:
    return RadioField(
        label,
        [InputRequired(_("Choose one."))],
        description=description,
        choices=options(CHOICES),
    )


class ChoiceForm(Form):
    """How to have one group."""

    choice = _how(_("How do you want them?"))


class ChoicesForm(Form):
    """How to have each group."""

    reminders = _how(GROUPS[Group.REMINDERS], CONTENTS[Group.REMINDERS])
    news = _how(GROUPS[Group.NEWS], CONTENTS[Group.NEWS])
    mailings = _how(GROUPS[Group.MAILINGS], CONTENTS[Group.MAILINGS])

    @property
    def choices(self) -> dict[Group, Choice]:
        """What was chosen for each group."""
        fields: dict[str, Any] = self._fields
        return {group: Choice(fields[group.value].data) for group in Group}
