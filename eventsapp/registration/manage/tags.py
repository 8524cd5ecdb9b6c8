"""The tags of one person."""

from collections.abc import Collection
from http import HTTPStatus

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core.i18n import gettext, ngettext
from eventsapp.core.web import found
from eventsapp.events.models import Event
from eventsapp.registration import queries, services
from eventsapp.registration.forms import TagForm
from eventsapp.registration.manage.bp import bp, event_to_manage, kept


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


def change_tag(act: str, event: Event, name: str, registration_ids: Collection[int]) -> str:
    """Give people a tag, or take it off; say what has changed."""
    takes = act == "take_off"
    change = services.take_tag_off if takes else services.add_tag
    number = change(event, name, registration_ids)
    tag = found(queries.tag_named(event, name)).name
    if not number:
        had = gettext("None of them had the tag “%(tag)s”.", tag=tag)
        said = had if takes else gettext(
            "Everybody you chose has the tag “%(tag)s” already.", tag=tag
        )  # fmt: skip
    elif takes:
        said = ngettext(
            "%(num)s person no longer has the tag “%(tag)s”.",
            "%(num)s people no longer have the tag “%(tag)s”.",
            number,
            tag=tag,
        )
    else:
        said = ngettext(
            "%(num)s person now has the tag “%(tag)s”.",
            "%(num)s people now have the tag “%(tag)s”.",
            number,
            tag=tag,
        )
    return str(said)


def _back_to_person(slug: str, registration_id: int) -> ResponseReturnValue:
    return redirect(url_for(".person", slug=slug, registration_id=registration_id, **kept()))
