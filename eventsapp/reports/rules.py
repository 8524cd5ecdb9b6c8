"""The rules of after-action reports: their sections, and when they may be published."""

from enum import StrEnum

from eventsapp.events.rules import Status


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


def needs_reason(versions: int) -> bool:
    """Tell whether the next version must say why: all but the first replace another."""
    return versions > 0
