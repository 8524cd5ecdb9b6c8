"""An event's life, seen by its organisers: what to do next, preview, publish, cancel."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import clock
from eventsapp.core.forms import Button
from eventsapp.core.i18n import LazyString, _
from eventsapp.core.words import LOCALES
from eventsapp.events import rules, services
from eventsapp.events.forms.lifecycle import CancelForm, PostponeForm
from eventsapp.events.manage.bp import bp, managed
from eventsapp.events.models import Event
from eventsapp.events.queries import load_parts, troubles
from eventsapp.events.rules import Status


@bp.get("/<slug>/")
def overview(slug: str) -> ResponseReturnValue:
    """Show how far the event is, and what to do next."""
    event = managed(slug)
    load_parts(event)
    today = clock.today(event.timezone)
    return render_template(
        "events/manage/overview.html",
        event=event,
        missing=event.missing_translations(LOCALES),
        troubles=troubles(event),
        may_be_held=rules.can_move(event.status, Status.HELD)
        and rules.may_have_been_held(event.date_earliest, today),
        can_move=lambda then: rules.can_move(event.status, Status(then)),
    )


@bp.get("/<slug>/preview")
def preview(slug: str) -> ResponseReturnValue:
    """Show the public page as readers will see it, in each language."""
    event = managed(slug)
    return render_template(
        "events/show.html",
        event=event,
        preview=True,
        missing=event.missing_translations(LOCALES),
    )


@bp.route("/<slug>/publish", methods=["GET", "POST"])
def publish(slug: str) -> ResponseReturnValue:
    """Say what publishing will do, or what is missing; then do it."""
    event, form = managed(slug), Button()
    if form.submitted():
        services.publish(event)
        return _back(event, _("The event is published."))
    then = rules.status_when_published(days_known=event.date_start is not None)
    return render_template(
        "events/manage/publish.html",
        event=event,
        form=form,
        then=then,
        possible=rules.can_move(event.status, then),
    ), form.status


@bp.route("/<slug>/postpone", methods=["GET", "POST"])
def postpone(slug: str) -> ResponseReturnValue:
    """Put the event off."""
    event = managed(slug)
    form = PostponeForm(data={"precision": "unknown"})
    if form.submitted():
        services.postpone(event, form.date, form.reason.data or "")
        return _back(event, _("The event is postponed."))
    return render_template("events/manage/postpone.html", event=event, form=form), form.status


@bp.route("/<slug>/cancel", methods=["GET", "POST"])
def cancel(slug: str) -> ResponseReturnValue:
    """Call the event off."""
    event, form = managed(slug), CancelForm()
    if form.submitted():
        services.cancel(event, form.reason.data)
        return _back(event, _("The event is cancelled."))
    return render_template("events/manage/cancel.html", event=event, form=form), form.status


@bp.post("/<slug>/held")
def held(slug: str) -> ResponseReturnValue:
    """Say that the event has taken place."""
    event = managed(slug)
    services.mark_held(event)
    return _back(event, _("The event is marked as held."))


@bp.post("/<slug>/registration/close")
def close_registration(slug: str) -> ResponseReturnValue:
    """Take no more registrations."""
    event = managed(slug)
    services.close_registration(event)
    return _back(event, _("Registration is closed."))


@bp.post("/<slug>/registration/reopen")
def reopen_registration(slug: str) -> ResponseReturnValue:
    """Take registrations again."""
    event = managed(slug)
    services.reopen_registration(event)
    return _back(event, _("Registration is open again."))


def _back(event: Event, said: LazyString) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for(".overview", slug=event.slug))
