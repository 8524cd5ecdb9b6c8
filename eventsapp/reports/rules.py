"""The rules of after-action reports: their sections, and when they may be published."""

from collections.abc import Iterable
from enum import StrEnum

from eventsapp.events.rules import Status, TeamRole


class SectionKey(StrEnum):
    """The sections of a report and its annexes, in order."""

    SUMMARY = "summary"
    ORIGIN = "origin"
    OBJECTIVES = "objectives"
    ORGANISERS = "organisers"
    SELECTION = "selection"
    ATTENDANCE = "attendance"
    PROGRAMME_AS_HELD = "programme_as_held"
    PROCEEDINGS = "proceedings"
    METHOD = "method"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    RECOMMENDATIONS = "recommendations"
    LESSONS = "lessons"
    ACTION_PLAN = "action_plan"
    DISSEMINATION = "dissemination"
    ANNEX_PROGRAMME = "annex_programme"
    ANNEX_PARTICIPANTS = "annex_participants"
    ANNEX_DOCUMENTS = "annex_documents"
    ANNEX_QUESTIONNAIRE = "annex_questionnaire"
    ANNEX_RATINGS = "annex_ratings"
    ANNEX_CALL = "annex_call"


_ANNEXES = [key for key in SectionKey if key.startswith("annex_")]
_BODY = [key for key in SectionKey if key not in _ANNEXES]
#: Sections are numbered, annexes lettered.
NUMBERS = {key: str(number) for number, key in enumerate(_BODY, start=1)} | {
    key: chr(ord("A") + place) for place, key in enumerate(_ANNEXES)
}


def may_publish(status: Status) -> bool:
    """Tell whether an event's report may be published: once the event was held."""
    return status in {Status.HELD, Status.REPORTED}


def writers(team: Iterable[tuple[int, TeamRole]], *, is_dated: bool) -> list[int]:
    """Return who of a team owes the report: rapporteurs; without any, organisers, if it has a date.

    They are named by the keys of their accounts, each once.
    """
    by_role = dict.fromkeys(TeamRole, frozenset[int]())
    for account_id, role in team:
        by_role[role] |= {account_id}
    organisers = by_role[TeamRole.LEAD_ORGANISER] | by_role[TeamRole.CO_ORGANISER]
    return sorted(by_role[TeamRole.RAPPORTEUR] or (organisers if is_dated else ()))


def needs_reason(versions: int) -> bool:
    """Tell whether the next version must say why: all but the first replace another."""
    return versions > 0
