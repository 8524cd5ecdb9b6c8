"""What deliberation shows on pages of other features."""

from flask import g, render_template

from eventsapp.accounts.models import Account
from eventsapp.deliberation import policy, queries
from eventsapp.events.models import Event
from eventsapp.events.policy import may_facilitate


def practices_of_event(event: Event) -> str | None:
    """Lead to the practices on the event's public page."""
    place = queries.place_of(g.account, event)
    inside = policy.may_see_proposals(g.account, event, place)
    suggested = queries.suggested(event)
    if not suggested and not (inside and event.is_best_practices):
        return None
    return render_template(
        "deliberation/panels/event.html",
        event=event,
        suggested=suggested,
        may_propose=policy.may_propose(place),
        may_rate=policy.may_rate(place) and queries.open_round(event) is not None,
    )


def my_ratings(account: Account) -> str | None:
    """Lead experts to the rounds in which they have rated all: they may still change it."""
    rated = [it.round for it in queries.rounds_to_rate(account) if it.done]
    return render_template("deliberation/panels/mine.html", rounds=rated) if rated else None


def state_of_event(event: Event) -> str | None:
    """Tell organisers where proposals and rounds stand."""
    if not may_facilitate(g.account, event) or not event.is_best_practices:
        return None
    now_open = queries.open_round(event)
    return render_template(
        "deliberation/panels/manage.html",
        event=event,
        proposals=queries.proposals_of(event),
        now_open=now_open,
        progress=queries.progress_of(now_open) if now_open else None,
    )


def facilitators_duties(account: Account) -> str | None:
    """List what waits for the facilitator: proposals to screen, rounds to close."""
    waiting = queries.waiting_for_screening(account)
    led = queries.open_rounds_led_by(account)
    rounds = list(zip(led, queries.progress_in(led), strict=True))
    if not waiting and not rounds:
        return None
    return render_template("deliberation/panels/duties.html", waiting=waiting, rounds=rounds)
