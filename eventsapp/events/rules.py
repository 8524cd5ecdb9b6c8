"""The words and life cycle of events, as plain functions of plain values."""

from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What sort of event it is."""

    CONFERENCE = "conference"
    SEMINAR = "seminar"
    SYMPOSIUM = "symposium"
    WORKSHOP = "workshop"
    MEETING = "meeting"
    VISIT = "on_site_visit"
    SESSION = "summit_or_assembly_session"


class Status(StrEnum):
    """Where an event stands; "outcome not recorded" is computed, never a status."""

    DRAFT = "draft"
    PLANNED = "planned"
    OPEN = "open"
    HELD = "held"
    REPORTED = "reported"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class Modality(StrEnum):
    """How people take part."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"


class PartyRole(StrEnum):
    """As what an organisation takes part in an event."""

    LEAD = "lead"
    CO_ORGANISER = "co_organiser"
    IN_COOPERATION = "in_cooperation"
    BACKING = "backing"
    SPONSOR = "sponsor"
    HOST = "host"
    AUSPICES = "auspices"
    INVITER = "inviter"
    HOLDER = "holder"
    CONTRIBUTOR = "contributor"


class Task(StrEnum):
    """What an organisation does for an event."""

    SELECT_EXPERTS = "select_experts"
    FACILITATE = "facilitate"
    REPORT = "report"
    LOGISTICS = "logistics"
    FUND = "fund"


class TeamRole(StrEnum):
    """What a person does in the team of one event."""

    LEAD_ORGANISER = "lead_organiser"
    CO_ORGANISER = "co_organiser"
    REVIEWER = "reviewer"
    FACILITATOR = "facilitator"
    RAPPORTEUR = "rapporteur"
    CHECK_IN = "check_in"


class ItemKind(StrEnum):
    """What sort of agenda item it is."""

    OPENING = "opening"
    PRESENTATION = "presentation"
    GUIDED_DISCUSSION = "guided_discussion"
    RATING = "rating"
    DRAFTING = "drafting"
    ADOPTION = "adoption"
    BREAK = "break"
    SITE_VISIT = "site_visit"
    CLOSING = "closing"


class ItemRole(StrEnum):
    """What a person does in an agenda item."""

    CHAIR = "chair"
    SPEAKER = "speaker"
    FACILITATOR = "facilitator"
    RAPPORTEUR = "rapporteur"


_MOVES = {
    Status.DRAFT: {Status.PLANNED, Status.OPEN},
    Status.PLANNED: {Status.OPEN, Status.HELD, Status.POSTPONED, Status.CANCELLED},
    Status.OPEN: {Status.PLANNED, Status.HELD, Status.POSTPONED, Status.CANCELLED},
    Status.HELD: {Status.REPORTED},
    Status.REPORTED: {Status.HELD},
    Status.POSTPONED: {Status.PLANNED, Status.OPEN, Status.CANCELLED},
    Status.CANCELLED: set(),
}


def can_move(now: Status, then: Status) -> bool:
    """Tell whether an event may go from one status to another."""
    return then in _MOVES[now]


def is_public(status: Status) -> bool:
    """Tell whether anyone may see an event: all but drafts."""
    return status is not Status.DRAFT


def outcome_unrecorded(status: Status, latest: date | None, today: date) -> bool:
    """Tell whether an event was planned for a time that has passed, with nothing said since."""
    return status in {Status.PLANNED, Status.OPEN} and latest is not None and latest < today
