"""Forms for who takes part in an event and who works on it."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField, StringField
from wtforms.fields import EmailField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from eventsapp.core.forms import Form, an_address, options
from eventsapp.core.i18n import _, gettext, say
from eventsapp.events.rules import TeamRole
from eventsapp.events.words import PARTY_ROLES, TASKS, TEAM_ROLES
from eventsapp.organizations.models import Organization


class OrganizationForm(Form):
    """A choice among the bodies we know, or the name of another."""

    organization = SelectField(_("Organisation"), coerce=int, default=0)
    new_name = StringField(
        _("Or a name that is not in the list"),
        [Optional(), Length(max=200)],
        description=_("We recognise names and short names that we already know."),
    )

    def __init__(self, *args: Any, organizations: Sequence[Organization], **kwargs: Any) -> None:
        """Offer these bodies."""
        super().__init__(*args, **kwargs)
        self.organization.choices = options({0: "–"} | {it.id: _name(it) for it in organizations})

    def validate_organization(self, field: SelectField) -> None:
        """Ask for one way or the other of saying which body it is."""
        if not field.data and not (self.new_name.data or "").strip():
            raise ValidationError(gettext("Choose an organisation, or write the name of one."))


class PartyForm(OrganizationForm):
    """An organisation and its role."""

    role = SelectField(_("Role"), choices=options(PARTY_ROLES))
    note = StringField(_("Note"), [Optional(), Length(max=300)])


class TaskForm(OrganizationForm):
    """An organisation and its task."""

    task = SelectField(_("Task"), choices=options(TASKS))


class TeamForm(Form):
    """A person and their role in the team."""

    email = EmailField(
        _("Email address"),
        [InputRequired(_("Write the email address of the person.")), an_address()],
        description=_(
            "They get an email. If they have no account yet, they can sign in with a link "
            "sent by email."
        ),
    )
    role = SelectField(
        _("Role"),
        choices=options(TEAM_ROLES),
        default=TeamRole.REVIEWER.value,
    )


def _name(body: Organization) -> str:
    name = say(body.name)
    return f"{name} ({body.acronym})" if body.acronym and body.acronym != name else name
