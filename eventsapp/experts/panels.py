"""What calls show on the pages of other features."""

from flask import g, render_template

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.events.models import Event
from eventsapp.experts import policy
from eventsapp.experts.queries import (
    application_of,
    applications_by,
    call_of,
    calls_to_review,
    calls_with_places,
    dry_run,
    merits_of,
)
from eventsapp.experts.queries.assigning import desks
from eventsapp.experts.queries.nominations import calls_with_silent_bodies
from eventsapp.experts.queries.places import answers_due, places_in
from eventsapp.experts.queries.reviewing import calls_to_share_out, review_queues
from eventsapp.experts.queries.twins import calls_with_twins
from eventsapp.experts.rules import CallStatus, Phase
from eventsapp.experts.services.reviews import reviews_are_open
from eventsapp.questions.queries import questions_of


def apply_button(event: Event) -> str | None:
    """Offer to apply while the call is open."""
    call = call_of(event)
    if call is None or not policy.may_see_call(g.account, call):
        return None
    own = application_of(g.account, call) if g.account else None
    phase = call.phase(clock.now())
    if own is None and not (phase is Phase.OPEN and policy.may_stand(g.account, call)):
        return None
    return render_template("experts/panels/apply_button.html", event=event, own=own)


def call_teaser(event: Event) -> str | None:
    """Show the call, its deadline and where it stands."""
    call = call_of(event)
    if call is None or call.status is CallStatus.DRAFT:
        return None
    if not policy.may_see_call(g.account, call):
        return None
    phase = call.phase(clock.now())
    return render_template("experts/panels/call.html", event=event, call=call, phase=phase)


def my_applications(account: Account) -> str | None:
    """Show a person's own applications, and where they stand."""
    applications = applications_by(account)
    if not applications:
        return None
    return render_template("experts/panels/mine.html", applications=applications)


def my_reviews(account: Account) -> str | None:
    """Show a reviewer what waits to be reviewed."""
    calls = [it for it in calls_to_review(account) if reviews_are_open(it)]
    queues = zip(calls, review_queues(account, calls), strict=True)
    waiting = [(call, queue) for call, queue in queues if queue.todo]
    if not waiting:
        return None
    return render_template("experts/panels/reviews.html", waiting=waiting)


def reviews_to_share_out(account: Account) -> str | None:
    """Tell organisers which applications lack a reviewer: after a conflict, or two far apart."""
    calls = [it for it in calls_to_share_out(account) if reviews_are_open(it)]
    lacking = [
        (it.call, count)
        for it in desks(calls)
        if (count := sum(row.missing > 0 for row in it.application_rows()))
    ]
    if not lacking:
        return None
    return render_template("experts/panels/lacking.html", lacking=lacking)


def twins_to_judge(account: Account) -> str | None:
    """Tell organisers where two applications are perhaps one person's."""
    found = calls_with_twins(account)
    return render_template("experts/panels/twins.html", found=found) if found else None


def silent_bodies(account: Account) -> str | None:
    """Tell organisers which invited bodies have not answered though the deadline is near."""
    silent = calls_with_silent_bodies(account, clock.now())
    if not silent:
        return None
    return render_template("experts/panels/silent.html", silent=silent)


def places_to_fill(account: Account) -> str | None:
    """Tell organisers which places are free again, and until when answers are due."""
    calls = calls_with_places(account)
    dates = answers_due(calls)
    due = [
        (call, places, dates.get(call.id, []))
        for call, places in zip(calls, places_in(calls), strict=True)
        if (places.free_again and places.reserves) or places.awaited
    ]
    if not due:
        return None
    return render_template("experts/panels/places.html", due=due)


def call_figures(event: Event) -> str | None:
    """Show organisers how the call goes: applications, reviews, targets in danger."""
    call = call_of(event)
    if call is None or not policy.may_decide(g.account, call):
        return None
    now = clock.now()
    phase = call.phase(now)
    merits = {} if phase in {Phase.UPCOMING, Phase.OPEN} else merits_of(call)
    return render_template(
        "experts/panels/figures.html",
        event=event,
        call=call,
        phase=phase,
        run=dry_run(call, now),
        reviews=sum(merit.reviews for merit in merits.values()),
        reviewed=len(merits),
        asked=questions_of(call.question_set),
    )
