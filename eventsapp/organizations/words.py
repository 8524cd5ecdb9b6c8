"""How kinds of body are called."""

from eventsapp.core.i18n import LazyString, _
from eventsapp.organizations.rules import Kind

KINDS: dict[Kind, LazyString] = {
    Kind.GOVERNMENT: _("Government"),
    Kind.MINISTRY: _("Ministry"),
    Kind.AGENCY: _("Agency"),
    Kind.UNIT: _("Unit"),
    Kind.INTERGOVERNMENTAL: _("Intergovernmental organisation"),
    Kind.ORGAN: _("Organ"),
    Kind.SECRETARIAT: _("Secretariat"),
    Kind.COMMITTEE: _("Committee"),
    Kind.COURT: _("Court"),
    Kind.DIVISION: _("Division"),
    Kind.FUND: _("Fund"),
    Kind.FORUM: _("Intergovernmental forum"),
    Kind.GROUP_OF_STATES: _("Group of States"),
    Kind.PROJECT: _("Project"),
    Kind.NGO: _("Non-governmental organisation"),
    Kind.UNIVERSITY: _("University"),
    Kind.COMPANY: _("Company"),
    Kind.OTHER: _("Other body"),
}

#: Template filters: ``organization.kind|organization_kind``.
FILTERS = {"organization_kind": lambda value: str(KINDS[value])}
