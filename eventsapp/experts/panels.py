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
    in_the_race,
    meters_now,
    review_queue,
)
from eventsapp.experts.rules import CallStatus, MeterState, Phase
from eventsapp.experts.services.reviews import reviews_are_open


def apply_button(event: Event) -> str | None:
    """Offer to apply while the call is open."""
    call = call_of(event)
    if call is None or not policy.may_see_call(g.account, call):
        return None
    own = application_of(g.account, call) if g.account else None
    phase = call.phase(clock.now())
    if own is None and phase is not Phase.OPEN:
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
    waiting = [
        (call, review_queue(account, call))
        for call in calls_to_review(account)
        if reviews_are_open(call)
    ]
    waiting = [(call, queue) for call, queue in waiting if queue.todo]
    if not waiting:
        return None
    return render_template("experts/panels/reviews.html", waiting=waiting)


def call_figures(event: Event) -> str | None:
    """Show organisers how the call goes: applications, reviews, targets in danger."""
    call = call_of(event)
    if call is None or not policy.may_decide(g.account, call):
        return None
    applications = in_the_race(call)
    return render_template(
        "experts/panels/figures.html",
        event=event,
        call=call,
        phase=call.phase(clock.now()),
        count=len(applications),
        reviews=sum(review.is_in for it in applications for review in it.reviews),
        reviewed=sum(any(review.is_in for review in it.reviews) for it in applications),
        danger=[it for it in meters_now(call) if it.state is MeterState.SHORT],
    )
