"""What registration shows on pages of the floors below."""

from flask import g, render_template

from eventsapp.accounts.models import Account
from eventsapp.events.models import Event
from eventsapp.events.rules import Status as EventStatus
from eventsapp.registration import policy, queries


def register_button(event: Event) -> str | None:
    """Offer a seat or a place in the queue, or say why there is none, while an event is open."""
    own = queries.own_registration(g.account, event)
    if own is not None and own.status in queries.PLACED:
        return render_template("registration/panels/own.html", registration=own)
    if event.status is not EventStatus.OPEN:
        return None
    return render_template(
        "registration/panels/button.html", event=event, closed=queries.why_closed(event)
    )


def participants(event: Event) -> str | None:
    """Name those who take part and agreed to be named."""
    if not policy.may_ask(g.account, event):
        return None
    names = queries.published_names(event)
    return render_template("registration/panels/participants.html", names=names) if names else None


def mine(account: Account) -> str:
    """List a person's own registrations."""
    return render_template(
        "registration/panels/mine.html", registrations=queries.own_registrations(account)
    )


def seats(event: Event) -> str | None:
    """Show organisers how many seats are taken and how many people wait."""
    if not policy.may_manage(g.account, event):
        return None
    return render_template(
        "registration/panels/seats.html", event=event, tally=queries.tally(event)
    )
