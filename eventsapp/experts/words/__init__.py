"""Words for the states, choices and flaws of calls, applications and reviews."""

from eventsapp.experts.words.answers import FIELDS, SCORES, field_label, gap_text
from eventsapp.experts.words.attributes import (
    ATTRIBUTES,
    FIRST_TIMES,
    GENDERS,
    attribute_label,
    contradiction_text,
    gender_label,
    target_value,
)
from eventsapp.experts.words.reviewing import (
    CONFLICTS,
    applicant_name,
    conflict_label,
    hitch_text,
)
from eventsapp.experts.words.states import (
    APPLICATION_STATUSES,
    OUTCOMES,
    PHASE_TONES,
    PHASES,
    journey,
    what_next,
)
from eventsapp.experts.words.terms import (
    FIRMNESS,
    bounds_text,
    changes_text,
    score_label,
    target_text,
)
from eventsapp.experts.words.texts import as_paragraphs, rich
from eventsapp.experts.words.twins import likeness_text

__all__ = [
    "APPLICATION_STATUSES",
    "ATTRIBUTES",
    "CONFLICTS",
    "FIELDS",
    "FIRMNESS",
    "FIRST_TIMES",
    "GENDERS",
    "OUTCOMES",
    "PHASES",
    "PHASE_TONES",
    "SCORES",
    "applicant_name",
    "as_paragraphs",
    "attribute_label",
    "bounds_text",
    "changes_text",
    "conflict_label",
    "contradiction_text",
    "field_label",
    "gap_text",
    "gender_label",
    "hitch_text",
    "journey",
    "likeness_text",
    "rich",
    "score_label",
    "target_text",
    "target_value",
    "what_next",
]
