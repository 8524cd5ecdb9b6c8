"""The tags of one person, and all of an event."""

from collections.abc import Collection
from http import HTTPStatus

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core.forms import Button
from eventsapp.core.i18n import gettext, ngettext
from eventsapp.core.web import found
from eventsapp.events.models import Event
from eventsapp.registration import queries, services
from eventsapp.registration.forms import MergeForm, TagForm
from eventsapp.registration.manage.bp import bp, event_to_manage, kept
from eventsapp.registration.models import Tag


@bp.route("/<int:registration_id>", methods=["GET", "POST"])
def person(slug: str, registration_id: int) -> ResponseReturnValue:
    """Show what is known of one person, and give them a tag."""
    event = event_to_manage(slug)
    registration = found(queries.registration_of(event, registration_id))
    form = TagForm()
    if form.submitted():
        with form.showing_refusals():
            flash(change_tag("add", event, form.name.data, {registration.id}), "success")
            return _back_to_person(slug, registration_id)
    return render_template(
        "registration/manage/person.html",
        event=event,
        registration=registration,
        form=form,
        kept=kept(),
        tags=[tag for tag in queries.tags_of(event) if tag not in registration.tags],
    ), form.status


@bp.post("/<int:registration_id>/take-tag-off")
def take_tag_off(slug: str, registration_id: int) -> ResponseReturnValue:
    """Take a tag off one person."""
    event = event_to_manage(slug)
    registration = found(queries.registration_of(event, registration_id))
    form = TagForm()
    if not form.submitted():
        abort(HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(change_tag("take_off", event, form.name.data, {registration.id}), "success")
    return _back_to_person(slug, registration_id)


@bp.get("/tags/")
def tags(slug: str) -> ResponseReturnValue:
    """List the tags of an event, and how many people have each."""
    event = event_to_manage(slug)
    return render_template(
        "registration/manage/tags.html", event=event, tags=queries.tags_of(event)
    )


@bp.route("/tags/<int:tag_id>", methods=["GET", "POST"])
def edit_tag(slug: str, tag_id: int) -> ResponseReturnValue:
    """Call a tag by another name."""
    event, tag = _found(slug, tag_id)
    form = TagForm(data={"name": tag.name})
    if form.submitted():
        with form.showing_refusals():
            services.rename_tag(tag, form.name.data)
            flash(gettext("The tag is now called “%(tag)s”.", tag=tag.name), "success")
            return redirect(url_for(".tags", slug=slug))
    return _form(event, tag, form)


@bp.post("/tags/<int:tag_id>/merge")
def merge_tags(slug: str, tag_id: int) -> ResponseReturnValue:
    """Make one tag of two."""
    event, tag = _found(slug, tag_id)
    form = MergeForm(it for it in queries.tags_of(event) if it is not tag)
    if not form.submitted():
        abort(HTTPStatus.UNPROCESSABLE_ENTITY)
    into = found(queries.tag_named(event, form.into.data))
    services.merge_tags(tag, into)
    flash(gettext("All who had that tag now have “%(tag)s”.", tag=into.name), "success")
    return redirect(url_for(".tags", slug=slug))


@bp.post("/tags/<int:tag_id>/remove")
def remove_tag(slug: str, tag_id: int) -> ResponseReturnValue:
    """Take a tag off everybody, for good."""
    _event, tag = _found(slug, tag_id)
    if not Button().submitted():
        abort(HTTPStatus.BAD_REQUEST)
    services.remove_tag(tag)
    flash(gettext("The tag “%(tag)s” is deleted.", tag=tag.name), "success")
    return redirect(url_for(".tags", slug=slug))


def change_tag(act: str, event: Event, name: str, registration_ids: Collection[int]) -> str:
    """Give people a tag, or take it off; say what has changed."""
    takes = act == "take_off"
    change = services.take_tag_off if takes else services.add_tag
    number = change(event, name, registration_ids)
    tag = found(queries.tag_named(event, name)).name
    if takes:
        nothing = gettext("None of them had the tag “%(tag)s”.", tag=tag)
        said = ngettext(
            "%(num)s person no longer has the tag “%(tag)s”.",
            "%(num)s people no longer have the tag “%(tag)s”.",
            number,
            tag=tag,
        )
    else:
        nothing = gettext("Everybody you chose has the tag “%(tag)s” already.", tag=tag)
        said = ngettext(
            "%(num)s person now has the tag “%(tag)s”.",
            "%(num)s people now have the tag “%(tag)s”.",
            number,
            tag=tag,
        )
    return str(said if number else nothing)


def _found(slug: str, tag_id: int) -> tuple[Event, Tag]:
    event = event_to_manage(slug)
    return event, found(queries.tag_of(event, tag_id))


def _form(event: Event, tag: Tag, form: TagForm) -> ResponseReturnValue:
    tags = queries.tags_of(event)
    people = tags.pop(tag)
    return render_template(
        "registration/manage/tag.html",
        event=event,
        tag=tag,
        people=people,
        form=form,
        merging=MergeForm(tags) if tags else None,
    ), form.status


def _back_to_person(slug: str, registration_id: int) -> ResponseReturnValue:
    return redirect(url_for(".person", slug=slug, registration_id=registration_id, **kept()))
