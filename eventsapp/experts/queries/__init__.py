"""Reading calls, applications, reviews, and how they rank."""

from eventsapp.experts.queries.assigning import Desk, desk
from eventsapp.experts.queries.bench import Costs, Workbench, workbench
from eventsapp.experts.queries.board import TAKEN, meters, outcomes
from eventsapp.experts.queries.calibration import calibration_of
from eventsapp.experts.queries.calls import (
    application_in,
    application_of,
    applications_by,
    applications_in,
    call_of,
    first_applications,
    gaps_in,
    in_the_race,
    is_complete,
    question_gaps_in,
)
from eventsapp.experts.queries.candidates import (
    Contender,
    contenders,
    hidden_from,
    hidden_last,
    hides,
    own_reviews_left,
)
from eventsapp.experts.queries.dryrun import Forecast, dry_run, forecast
from eventsapp.experts.queries.lotteries import (
    Lots,
    Parting,
    draws_of,
    lots_of,
    lotteries_of,
    lottery_in,
    numbering_seed,
    parting,
    proposed_band,
)
from eventsapp.experts.queries.places import (
    FREED,
    Places,
    awaited,
    calls_with_places,
    freed,
    places_of,
    reserves,
    sent_panel,
)
from eventsapp.experts.queries.pool import (
    IN_POOL,
    Merit,
    Person,
    merits_of,
    people_of,
    problem_of,
)
from eventsapp.experts.queries.reserve import ReserveTable, reserve_table
from eventsapp.experts.queries.reviewing import (
    Queue,
    calls_to_review,
    review_queue,
)
from eventsapp.experts.queries.runs import (
    found_panel,
    newest_run,
    reviewers_of,
    run_in,
    scores_without,
)
from eventsapp.experts.queries.scenarios import scenario_in, scenarios_of
from eventsapp.experts.queries.sharing import proposal
from eventsapp.experts.queries.terms import contradictions_in, may_amend, terms_of
from eventsapp.experts.queries.vacancies import Effect, Vacancies

__all__ = [
    "FREED",
    "IN_POOL",
    "TAKEN",
    "Contender",
    "Costs",
    "Desk",
    "Effect",
    "Forecast",
    "Lots",
    "Merit",
    "Parting",
    "Person",
    "Places",
    "Queue",
    "ReserveTable",
    "Vacancies",
    "Workbench",
    "application_in",
    "application_of",
    "applications_by",
    "applications_in",
    "awaited",
    "calibration_of",
    "call_of",
    "calls_to_review",
    "calls_with_places",
    "contenders",
    "contradictions_in",
    "desk",
    "draws_of",
    "dry_run",
    "first_applications",
    "forecast",
    "found_panel",
    "freed",
    "gaps_in",
    "hidden_from",
    "hidden_last",
    "hides",
    "in_the_race",
    "is_complete",
    "lots_of",
    "lotteries_of",
    "lottery_in",
    "may_amend",
    "merits_of",
    "meters",
    "newest_run",
    "numbering_seed",
    "outcomes",
    "own_reviews_left",
    "parting",
    "people_of",
    "places_of",
    "problem_of",
    "proposal",
    "proposed_band",
    "question_gaps_in",
    "reserve_table",
    "reserves",
    "review_queue",
    "reviewers_of",
    "run_in",
    "scenario_in",
    "scenarios_of",
    "scores_without",
    "sent_panel",
    "terms_of",
    "workbench",
]
