"""How the trade calls what the rules name: kinds, statuses, roles, tasks."""

from eventsapp.core.fuzzydate import Part, Precision
from eventsapp.core.i18n import LazyString, _, lazy_pgettext
from eventsapp.events.rules import (
    ItemKind,
    ItemRole,
    Kind,
    Modality,
    Need,
    PartyRole,
    Status,
    Task,
    TeamRole,
)

KINDS: dict[Kind, LazyString] = {
    Kind.CONFERENCE: _("Conference"),
    Kind.SEMINAR: _("Seminar"),
    Kind.SYMPOSIUM: _("Symposium"),
    Kind.WORKSHOP: _("Workshop"),
    Kind.MEETING: _("Meeting"),
    Kind.VISIT: _("On-site visit"),
    Kind.SESSION: _("Summit or assembly session"),
}
BEST_PRACTICES_WORKSHOP = _("Best-practices workshop")

STATUSES: dict[Status, LazyString] = {
    Status.DRAFT: lazy_pgettext("event", "Draft"),
    Status.PLANNED: lazy_pgettext("event", "Planned"),
    Status.OPEN: lazy_pgettext("event", "Confirmed"),
    Status.HELD: lazy_pgettext("event", "Held"),
    Status.REPORTED: lazy_pgettext("event", "Report published"),
    Status.POSTPONED: lazy_pgettext("event", "Postponed"),
    Status.CANCELLED: lazy_pgettext("event", "Cancelled"),
}

MODALITIES: dict[Modality, LazyString] = {
    Modality.IN_PERSON: _("In person"),
    Modality.ONLINE: _("Online"),
    Modality.HYBRID: _("In person and online"),
}

PARTY_ROLES: dict[PartyRole, LazyString] = {
    PartyRole.LEAD: _("Lead organiser"),
    PartyRole.CO_ORGANISER: _("Co-organiser"),
    PartyRole.IN_COOPERATION: _("In cooperation with"),
    PartyRole.BACKING: _("With the backing of"),
    PartyRole.SPONSOR: _("Sponsor"),
    PartyRole.HOST: _("Host"),
    PartyRole.AUSPICES: _("Under the auspices of"),
    PartyRole.INVITER: _("At the invitation of"),
    PartyRole.HOLDER: _("Held by"),
    PartyRole.CONTRIBUTOR: _("Contributor"),
}

TASKS: dict[Task, LazyString] = {
    Task.SELECT_EXPERTS: _("Selects the experts"),
    Task.FACILITATE: _("Guides the discussions"),
    Task.REPORT: _("Writes the after-action report"),
    Task.LOGISTICS: _("Takes care of the logistics"),
    Task.FUND: _("Pays the costs"),
}

TEAM_ROLES: dict[TeamRole, LazyString] = {
    TeamRole.LEAD_ORGANISER: _("Lead organiser"),
    TeamRole.CO_ORGANISER: _("Co-organiser"),
    TeamRole.REVIEWER: _("Reviewer"),
    TeamRole.FACILITATOR: _("Facilitator"),
    TeamRole.RAPPORTEUR: _("Rapporteur"),
    TeamRole.CHECK_IN: _("Check-in"),
}
#: What each role may do, said to whoever gives it.
TEAM_ROLE_HINTS: dict[TeamRole, LazyString] = {
    TeamRole.LEAD_ORGANISER: _("Can change everything about this event."),
    TeamRole.CO_ORGANISER: _("Can change everything about this event."),
    TeamRole.REVIEWER: _("Scores experts’ applications."),
    TeamRole.FACILITATOR: _("Leads the discussion and the rating of proposals."),
    TeamRole.RAPPORTEUR: _("Writes the after-action report."),
    TeamRole.CHECK_IN: _("Records who has come."),
}

ITEM_KINDS: dict[ItemKind, LazyString] = {
    ItemKind.OPENING: _("Opening"),
    ItemKind.PRESENTATION: _("Presentation"),
    ItemKind.GUIDED_DISCUSSION: _("Guided discussion"),
    ItemKind.RATING: _("Rating round"),
    ItemKind.DRAFTING: _("Drafting"),
    ItemKind.ADOPTION: _("Adoption"),
    ItemKind.BREAK: _("Break"),
    ItemKind.SITE_VISIT: _("Site visit"),
    ItemKind.CLOSING: _("Closing"),
}

ITEM_ROLES: dict[ItemRole, LazyString] = {
    ItemRole.CHAIR: _("Chair"),
    ItemRole.SPEAKER: _("Speaker"),
    ItemRole.FACILITATOR: _("Facilitator"),
    ItemRole.RAPPORTEUR: _("Rapporteur"),
}

PRECISIONS: dict[Precision, LazyString] = {
    Precision.DAY: _("Exact days"),
    Precision.PART_OF_MONTH: _("Part of a month"),
    Precision.MONTH: _("A month"),
    Precision.YEAR: _("A year"),
    Precision.UNKNOWN: _("Not known yet"),
}

PARTS: dict[Part, LazyString] = {
    Part.EARLY: _("Early in the month"),
    Part.MID: _("In the middle of the month"),
    Part.LATE: _("Late in the month"),
}

NEEDS: dict[Need, LazyString] = {
    Need.TITLE: _("Give the event a title."),
    Need.PLACE: _("Say in which city or at which venue it is held."),
    Need.LINK: _("Add the link by which people take part online."),
    Need.CONTACT: _("Give an email address for questions."),
}


def kind_label(kind: Kind, is_best_practices: bool = False) -> str:  # noqa: FBT001, FBT002 -- a filter
    """Call an event by its kind, a workshop on best practices by its full name."""
    if kind is Kind.WORKSHOP and is_best_practices:
        return str(BEST_PRACTICES_WORKSHOP)
    return str(KINDS[kind])


#: Template filters: ``event.modality|modality``.
FILTERS = {
    "event_kind": kind_label,
    "event_state": lambda value: str(STATUSES[value]),
    "modality": lambda value: str(MODALITIES[value]),
    "party_role": lambda value: str(PARTY_ROLES[value]),
    "task": lambda value: str(TASKS[value]),
    "team_role": lambda value: str(TEAM_ROLES[value]),
    "team_role_hint": lambda value: str(TEAM_ROLE_HINTS[value]),
    "item_kind": lambda value: str(ITEM_KINDS[value]),
    "item_role": lambda value: str(ITEM_ROLES[value]),
    "event_need": lambda value: str(NEEDS[value]),
}
