"""Pages where people register, and see or give up their place by a private link."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsapp.accounts.models import Account
from eventsapp.core import headers, throttle
from eventsapp.core.i18n import gettext
from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.events.models import Event
from eventsapp.events.queries import event_by_slug
from eventsapp.registration import policy, queries, services
from eventsapp.registration.forms import RegisterForm, ZoneForm
from eventsapp.registration.models import Registration

bp = Blueprint("registration", __name__)


@bp.get("/events/<slug>/register")
def register(slug: str) -> ResponseReturnValue:
    """Show the form, what will happen next, and what is left."""
    event = _event(slug)
    own = queries.own_registration(g.account, event)
    if own is not None and own.status in queries.PLACED:
        return redirect(url_for(".mine", token=own.token))
    return _form_page(event, RegisterForm(event, g.account))


@bp.post("/events/<slug>/register")
def ask(slug: str) -> ResponseReturnValue:
    """Ask for a seat; strangers get the same answer whether or not the address is known."""
    throttle.limit("form:register")
    event = _event(slug)
    form = RegisterForm(event, g.account)
    if form.is_from_a_program:
        return redirect(url_for(".written", slug=slug))
    if not form.submitted():
        return _form_page(event, form)
    own = _is_own_address(g.account, form.email.data)
    registration = services.register(
        event,
        email=form.email.data,
        account=g.account if own else None,
        **form.details,
    )
    if own:
        return redirect(url_for(".mine", token=registration.token))
    return redirect(url_for(".written", slug=slug))


@bp.get("/events/<slug>/register/written")
def written(slug: str) -> ResponseReturnValue:
    """Say that a mail is on its way, to anyone who asked."""
    return render_template("registration/written.html", event=_event(slug))


@bp.get("/registrations/<token>")
def mine(token: str) -> ResponseReturnValue:
    """Show a person's place; whoever has the private link sees it."""
    registration = _by_token(token)
    return _own_page(registration, token, ZoneForm(registration))


@bp.post("/registrations/<token>/zone")
def zone(token: str) -> ResponseReturnValue:
    """Say by which clock one's mails say times as well."""
    registration = _by_token(token)
    form = ZoneForm(registration)
    if not form.submitted():
        return _own_page(registration, token, form)
    services.choose_zone(registration, form.timezone.data or None)
    flash(gettext("Saved."), "success")
    return redirect(url_for(".mine", token=token))


@bp.post("/registrations/<token>/cancel")
def cancel(token: str) -> ResponseReturnValue:
    """Give up a place."""
    registration = _by_token(token)
    services.cancel(registration)
    flash(gettext("Your registration is cancelled. Thank you for making room."), "success")
    return redirect(url_for(".mine", token=token))


def _own_page(registration: Registration, token: str, form: ZoneForm) -> ResponseReturnValue:
    event = registration.event
    page = render_template(
        "registration/mine.html",
        registration=registration,
        event=event,
        token=token,
        place=queries.place_in_queue(registration),
        may_cancel=queries.may_still_cancel(registration),
        is_over=queries.is_over(event),
        closed=queries.why_closed(event),
        zone_form=form,
    )
    return page, form.status


def _form_page(event: Event, form: RegisterForm) -> ResponseReturnValue:
    return (
        render_template(
            "registration/register.html",
            event=event,
            form=form,
            closed=queries.why_closed(event),
            waiting=queries.count_waiting(event),
        ),
        form.status,
    )


def _event(slug: str) -> Event:
    """Find an event that the reader sees; a draft does not show others that it exists."""
    event = found(event_by_slug(slug))
    if not policy.may_ask(g.account, event):
        abort(HTTPStatus.NOT_FOUND)
    require(allowed=True)
    return event


def _by_token(token: str) -> Registration:
    """Find by the private link, which is the permission."""
    headers.secret_page()
    registration = found(queries.registration_by_token(token))
    require(allowed=True)
    return registration


def _is_own_address(account: Account | None, email: str) -> bool:
    return (
        account is not None
        and account.confirmed_at is not None
        and account.email.lower() == email.lower()
    )
