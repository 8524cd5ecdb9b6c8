"""Building the agenda: items by day, rooms, clashes."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import clock
from eventsapp.core.i18n import LazyString, _
from eventsapp.core.web import found
from eventsapp.events import services
from eventsapp.events.forms.agenda import ItemForm, RoomForm, days_of
from eventsapp.events.manage.bp import bp, managed
from eventsapp.events.manage.parties import step
from eventsapp.events.models import Event
from eventsapp.events.queries import agenda_item, load_parts, room, troubles
from eventsapp.events.rules import ItemKind, outside


@bp.get("/<slug>/agenda")
def agenda(slug: str) -> ResponseReturnValue:
    """Show the agenda by days, its rooms, and what clashes."""
    return _page(managed(slug), RoomForm())


@bp.post("/<slug>/rooms")
def add_room(slug: str) -> ResponseReturnValue:
    """Add a room."""
    event, form = managed(slug), RoomForm()
    if form.submitted():
        with form.showing_refusals():
            services.add_room(event, form.name.data, form.capacity.data)
            return _back(slug, _("The room is added."))
    return _page(event, form)


@bp.post("/<slug>/rooms/<int:room_id>/remove")
def remove_room(slug: str, room_id: int) -> ResponseReturnValue:
    """Forget a room."""
    services.remove_room(found(room(managed(slug), room_id)))
    return _back(slug, _("The room is removed."))


@bp.route("/<slug>/agenda/new", methods=["GET", "POST"])
def new_item(slug: str) -> ResponseReturnValue:
    """Add an item; it begins where the day's last one ends."""
    event = managed(slug)
    form = ItemForm(event=event, data=_next_slot(event))
    if form.submitted():
        services.add_item(event, **_fields(form))
        return _back(slug, _("The item is on the agenda."))
    return render_template(
        "events/manage/item.html", event=event, form=form, item=None
    ), form.status


@bp.route("/<slug>/agenda/<int:item_id>", methods=["GET", "POST"])
def edit_item(slug: str, item_id: int) -> ResponseReturnValue:
    """Change an item."""
    event = managed(slug)
    item = found(agenda_item(event, item_id))
    form = ItemForm(event=event, data=ItemForm.data_of_item(item))
    if form.submitted():
        services.change_item(item, **_fields(form))
        return _back(slug, _("The item is saved."))
    return render_template(
        "events/manage/item.html", event=event, form=form, item=item
    ), form.status


@bp.post("/<slug>/agenda/<int:item_id>/move")
def move_item(slug: str, item_id: int) -> ResponseReturnValue:
    """Let an item change places with its neighbour."""
    services.move_item(found(agenda_item(managed(slug), item_id)), step())
    return redirect(url_for(".agenda", slug=slug, _anchor=f"item-{item_id}"))


@bp.route("/<slug>/agenda/<int:item_id>/remove", methods=["GET", "POST"])
def remove_item(slug: str, item_id: int) -> ResponseReturnValue:
    """Ask, then take an item off the agenda."""
    event = managed(slug)
    item = found(agenda_item(event, item_id))
    if request.method == "POST":
        services.remove_item(item)
        return _back(slug, _("The item is no longer on the agenda."))
    return render_template("events/manage/remove_item.html", event=event, item=item)


def _page(event: Event, form: RoomForm) -> ResponseReturnValue:
    load_parts(event)
    zone = event.timezone
    by_day: dict[object, list[object]] = {day: [] for day in days_of(event)}
    for item in event.agenda:
        by_day.setdefault(clock.wall(item.starts_at, zone).date(), []).append(item)
    lost = [
        item
        for item in event.agenda
        if outside(
            event.date_start,
            event.date_end,
            clock.wall(item.starts_at, zone),
            clock.wall(item.ends_at, zone),
        )
    ]
    return render_template(
        "events/manage/agenda.html",
        event=event,
        form=form,
        days=list(by_day.items()),
        lost=lost,
        troubles=troubles(event),
    ), form.status


def _next_slot(event: Event) -> dict[str, Any]:
    day = request.args.get("day")
    ends = [clock.wall(item.ends_at, event.timezone) for item in event.agenda]
    latest = max((end for end in ends if day in {None, end.date().isoformat()}), default=None)
    if latest is None:
        return {"day": day}
    return {"day": latest.date().isoformat(), "starts": latest.time()}


def _fields(form: ItemForm) -> dict[str, Any]:
    starts, ends = form.span
    return {
        "starts": starts,
        "ends": ends,
        "kind": ItemKind(form.kind.data),
        "title": form.title.words,
        "number": (form.number.data or "").strip() or None,
        "description": form.description.words,
        "guiding_questions": form.guiding_questions.words,
        "room": form.chosen_room,
        "people": [services.Person(*person) for person in form.people_named],
    }


def _back(slug: str, said: LazyString) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for(".agenda", slug=slug))
