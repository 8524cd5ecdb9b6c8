"""The rules of choosing experts: scores, targets, ranks, and how calls and applications move on.

Scores are exact fractions; targets are shown beside the ranked list and never change a score.
"""

from eventsapp.experts.rules.answers import (
    LONGEST_STATEMENT,
    Answers,
    Gap,
    can_be_born_on,
    gaps,
)
from eventsapp.experts.rules.bodies import body_marks, body_of
from eventsapp.experts.rules.choosing import (
    AssignedBy,
    Conflict,
    NomineeStatus,
    PinSide,
    RecordKind,
    RunKind,
    RunState,
)
from eventsapp.experts.rules.contradictions import (
    Contradiction,
    Flaw,
    contradictions,
    leaves_no_room_for_silence,
)
from eventsapp.experts.rules.reserve import Reserve, next_reserve
from eventsapp.experts.rules.reviewing import (
    FEWEST_REVIEWS,
    Hitch,
    affinity,
    differ,
    reviews_wanted,
)
from eventsapp.experts.rules.scores import (
    Candidate,
    Ranked,
    median_score,
    needs_another_review,
    rank,
    weighted_total,
)
from eventsapp.experts.rules.states import (
    ApplicationStatus,
    CallStatus,
    Phase,
    can_move,
    is_open,
    phase,
)
from eventsapp.experts.rules.targets import (
    Member,
    Meter,
    MeterState,
    Target,
    TargetAttribute,
    attribute_of,
    heads,
    meter,
    of_question,
)
from eventsapp.experts.rules.terms import (
    Change,
    ChangeKind,
    CriterionPlan,
    Part,
    Terms,
    amendable,
    changes,
)
from eventsapp.experts.rules.twins import Applicant, Likeness, Twins, twins

__all__ = [
    "FEWEST_REVIEWS",
    "LONGEST_STATEMENT",
    "Answers",
    "Applicant",
    "ApplicationStatus",
    "AssignedBy",
    "CallStatus",
    "Candidate",
    "Change",
    "ChangeKind",
    "Conflict",
    "Contradiction",
    "CriterionPlan",
    "Flaw",
    "Gap",
    "Hitch",
    "Likeness",
    "Member",
    "Meter",
    "MeterState",
    "NomineeStatus",
    "Part",
    "Phase",
    "PinSide",
    "Ranked",
    "RecordKind",
    "Reserve",
    "RunKind",
    "RunState",
    "Target",
    "TargetAttribute",
    "Terms",
    "Twins",
    "affinity",
    "amendable",
    "attribute_of",
    "body_marks",
    "body_of",
    "can_be_born_on",
    "can_move",
    "changes",
    "contradictions",
    "differ",
    "gaps",
    "heads",
    "is_open",
    "leaves_no_room_for_silence",
    "median_score",
    "meter",
    "needs_another_review",
    "next_reserve",
    "of_question",
    "phase",
    "rank",
    "reviews_wanted",
    "twins",
    "weighted_total",
]
