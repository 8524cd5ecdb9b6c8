"""Making an event, and saying what it is."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core.i18n import _
from eventsapp.core.policy import require
from eventsapp.events import policy, services
from eventsapp.events.forms.details import EventForm
from eventsapp.events.manage.bp import bp, managed
from eventsapp.events.models import Event
from eventsapp.events.queries import all_series, event_by_slug, events_to_choose_from


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Start an event, from nothing or as a companion of another one."""
    require(policy.may_create(g.account))
    source = _source()
    form = EventForm(companions=events_to_choose_from(g.account), data=_first_data(source))
    if form.submitted():
        event = services.create_event(
            g.account, **form.fields(), series=services.series_called(form.series_name.data or "")
        )
        if form.copy_organizations.data and event.companion:
            services.copy_organizations(event, event.companion)
        flash(_("The event is saved as a draft: only its team sees it."), "success")
        return redirect(url_for(".overview", slug=event.slug))
    return (
        render_template("events/manage/new.html", form=form, source=source, series=all_series()),
        form.status,
    )


@bp.route("/<slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    """Change what is said about an event."""
    event = managed(slug)
    form = EventForm(
        companions=events_to_choose_from(g.account),
        event=event,
        data=EventForm.data_of_event(event),
    )
    if form.submitted():
        services.change_event(
            event, **form.fields(), series=services.series_called(form.series_name.data or "")
        )
        flash(_("The event is saved."), "success")
        return redirect(url_for(".overview", slug=slug))
    return (
        render_template("events/manage/edit.html", event=event, form=form, series=all_series()),
        form.status,
    )


def _source() -> Event | None:
    """Return the event to copy from, if the address names one that the reader may see."""
    if not (slug := request.args.get("companion_of")):
        return None
    source = event_by_slug(slug)
    if source is None or not policy.may_see(g.account, source):
        abort(404)
    return source


def _first_data(source: Event | None) -> dict[str, Any]:
    if source is None:
        return {"timezone": g.account.timezone, "contact_email": g.account.email,
                "main_language": g.account.locale, "languages": [g.account.locale]}  # fmt: skip
    own = {"companion": source.id, "copy_organizations": True, "precision": "unknown"}
    not_copied = {
        "first_day", "last_day", "starts_time", "ends_time", "registration_closes", "as_given",
        "join_url", "note", "month", "year", "part", "title", "is_best_practices",
    }  # fmt: skip
    copied = EventForm.data_of_event(source)
    return {name: value for name, value in copied.items() if name not in not_copied} | own
