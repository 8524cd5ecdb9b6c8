"""The organiser's page of who takes part, with the check-in desk."""

from collections.abc import Iterable
from http import HTTPStatus

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core.i18n import _, gettext
from eventsapp.core.names import country_name, sector_name
from eventsapp.core.spreadsheets import csv_response
from eventsapp.core.web import found
from eventsapp.events.models import Event
from eventsapp.registration import policy, queries, services, words
from eventsapp.registration.forms import AddForm, AttendanceForm, CancelForm, TagPeopleForm
from eventsapp.registration.manage.bp import bp, event_to_check_in, event_to_manage, kept
from eventsapp.registration.manage.tags import change_tag
from eventsapp.registration.models import Registration, Tag
from eventsapp.registration.queries import Filter
from eventsapp.registration.rules import Category, Status

PER_PAGE = 100


@bp.get("/")
def participants(slug: str) -> ResponseReturnValue:
    """List who has a seat, who waits and who has cancelled."""
    return _list(event_to_check_in(slug), TagPeopleForm())


@bp.post("/")
def tag_people(slug: str) -> ResponseReturnValue:
    """Give the people who are ticked, or all who are listed, a tag; or take it off."""
    event = event_to_manage(slug)
    form = TagPeopleForm()
    if form.submitted():
        with form.showing_refusals():
            flash(change_tag(form.act.data, event, form.name.data, _chosen(event, form)), "success")
            return _back_to_list(slug)
    return _list(event, form)


@bp.get("/export.csv")
def export(slug: str) -> ResponseReturnValue:
    """Give the list as a table, safe to open in a spreadsheet program."""
    event = event_to_manage(slug)
    head = [
        _("Name"), _("Organisation"), _("Country"), _("Sector"), _("Category"), _("Status"),
        _("Has come"), _("Registered at (UTC)"), _("Language"), _("May be named"),
        _("Email address"), _("Tags"),
    ]  # fmt: skip
    wanted = _wanted(queries.tags_of(event))
    everyone = queries.registrations(event, wanted, with_tags=True)
    rows = (_row(registration) for registration in everyone)
    return csv_response(f"{event.slug}-participants", head, rows)


@bp.route("/add", methods=["GET", "POST"])
def add(slug: str) -> ResponseReturnValue:
    """Add someone by hand."""
    event = event_to_manage(slug)
    form = AddForm(event)
    if form.submitted():
        registration = services.add(event, email=form.email.data, **form.details)
        flash(gettext("%(name)s: %(status)s", name=registration.name,
                status=words.STATUSES[registration.status]), "success")  # fmt: skip
        return redirect(url_for(".participants", slug=slug))
    return render_template("registration/manage/add.html", event=event, form=form), form.status


@bp.post("/<int:registration_id>/cancel")
def cancel(slug: str, registration_id: int) -> ResponseReturnValue:
    """Cancel someone's registration."""
    event = event_to_manage(slug)
    registration = found(queries.registration_of(event, registration_id))
    form = CancelForm()
    if not form.submitted():
        abort(HTTPStatus.UNPROCESSABLE_ENTITY)
    services.remove(registration, reason=form.reason.data or None)
    flash(gettext("The registration of %(name)s is cancelled.", name=registration.name), "success")
    return _back_to_list(slug)


@bp.post("/<int:registration_id>/attendance")
def attendance(slug: str, registration_id: int) -> ResponseReturnValue:
    """Note whether someone has come."""
    event = event_to_check_in(slug)
    registration = found(queries.registration_of(event, registration_id))
    form = AttendanceForm()
    if not form.submitted():
        abort(HTTPStatus.UNPROCESSABLE_ENTITY)
    services.note_attendance(registration, attended=form.noted)
    return _back_to_list(slug)


def _list(event: Event, form: TagPeopleForm) -> ResponseReturnValue:
    may_manage = policy.may_manage(g.account, event)
    tags = queries.tags_of(event) if may_manage else {}
    wanted, page = _wanted(tags), request.args.get("page", 1, type=int)
    number = queries.count_registrations(event, wanted)
    pages = max(1, -(-number // PER_PAGE))
    if not 1 <= page <= pages:
        abort(HTTPStatus.NOT_FOUND)
    form.offer_everybody(number)
    return render_template(
        "registration/manage/participants.html",
        event=event,
        form=form,
        registrations=queries.registrations(
            event, wanted, page=page, per_page=PER_PAGE, with_tags=may_manage
        ),
        tally=queries.tally(event),
        wanted=wanted,
        kept=kept(),
        tags=tags,
        number=number,
        page=page,
        pages=pages,
        statuses=words.STATUSES,
        categories=words.CATEGORIES,
        may_manage=may_manage,
        is_over=queries.is_over(event),
    ), form.status


def _chosen(event: Event, form: TagPeopleForm) -> set[int]:
    """Return whom a tag is for."""
    if form.everybody.data:
        return queries.registration_ids(event, _wanted(queries.tags_of(event)))
    return queries.registration_ids(event, Filter()).intersection(form.people.data)


def _wanted(tags: Iterable[Tag]) -> Filter:
    """Read the filter from the address; what makes no sense asks for nothing."""
    given = request.args
    return Filter(
        text=given.get("q", "").strip()[:200],
        status=given.get("status", type=Status),
        category=given.get("category", type=Category),
        tag=next((tag.id for tag in tags if str(tag.id) == given.get("tag")), None),
    )


def _back_to_list(slug: str) -> ResponseReturnValue:
    """Return to the list as it was filtered."""
    return redirect(url_for(".participants", slug=slug, **kept()))


def _row(registration: Registration) -> list[object]:
    come = {True: _("yes"), False: _("no"), None: ""}
    return [
        registration.name,
        registration.affiliation,
        country_name(registration.country),
        sector_name(registration.sector),
        words.CATEGORIES[registration.category],
        words.STATUSES[registration.status],
        come[registration.attended],
        registration.asked_at.strftime("%Y-%m-%d %H:%M"),
        registration.locale,
        _("yes") if registration.publish_name else _("no"),
        registration.email,
        ", ".join(tag.name for tag in registration.tags),
    ]
