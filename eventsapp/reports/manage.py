"""Pages where the rapporteur writes and publishes the report."""

import io
from functools import partial

from flask import Blueprint, flash, g, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core.files import PDF
from eventsapp.core.i18n import _
from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.duties.forms import DueForm
from eventsapp.events.models import Event
from eventsapp.events.queries import event_by_slug
from eventsapp.reports import assembly, policy, queries, services
from eventsapp.reports.forms import PublishForm, ReportForm, SectionForm
from eventsapp.reports.models import Report
from eventsapp.reports.pdf import render
from eventsapp.reports.rules import NUMBERS, SectionKey, may_publish
from eventsapp.reports.words import HINTS, TITLES

bp = Blueprint("reports_manage", __name__, url_prefix="/organise/events/<slug>/report")
KEYS = list(SectionKey)


@bp.route("/", methods=["GET", "POST"])
def desk(slug: str) -> ResponseReturnValue:
    """Show the sections and what is missing; before that, begin the report."""
    event = _written(slug)
    report = queries.report_of(event)
    if report is None:
        form = ReportForm(data={"language": event.main_language})
        if form.submitted():
            services.begin(event, str(form.language.data), form.symbol.data or "")
            flash(_("The report is started: what the system knows is filled in."), "success")
            return redirect(url_for(".desk", slug=slug))
        page = render_template(
            "reports/manage/begin.html",
            event=event,
            form=form,
            may_ask=policy.may_ask(g.account, event),
        )
        return page, form.status
    return _sections(event, report, PublishForm(formdata=None, seen=len(report.versions)))


@bp.route("/settings", methods=["GET", "POST"])
def settings(slug: str) -> ResponseReturnValue:
    """Change the language and the symbol."""
    event = _written(slug)
    report = found(queries.report_of(event))
    form = ReportForm(obj=report)
    if form.submitted():
        services.describe(report, str(form.language.data), form.symbol.data or "")
        flash(_("Saved."), "success")
        return redirect(url_for(".desk", slug=slug))
    return render_template("reports/manage/settings.html", event=event, form=form), form.status


@bp.route("/due", methods=["GET", "POST"])
def due(slug: str) -> ResponseReturnValue:
    """Say until when the report is asked for."""
    event = found(event_by_slug(slug))
    require(policy.may_ask(g.account, event))
    report = queries.report_of(event)
    form = DueForm(report.due_at if report else None, event.timezone)
    if form.kept(partial(services.ask_until, event)):
        flash(
            _("The date is saved. The people who write the report see it and are reminded of it."),
            "success",
        )
        return redirect(url_for(".desk", slug=slug))
    return render_template("reports/manage/due.html", event=event, form=form), form.status


@bp.route("/sections/<key>", methods=["GET", "POST"])
def section(slug: str, key: str) -> ResponseReturnValue:
    """Write into one section, beside what the system fills in."""
    event = _written(slug)
    report = found(queries.report_of(event))
    here = found(next((known for known in KEYS if known == key), None))
    place = KEYS.index(here)
    text = assembly.written_in(report).get(here, "")
    form = SectionForm(data={"text": text, "seen": text})
    if form.submitted():
        try:
            services.write(report, here, form.text.data or "", seen=form.seen.data or "")
        except services.ChangedMeanwhile as refusal:
            form.text.errors = [refusal.message]
        else:
            flash(_("Saved."), "success")
            after = KEYS[place + 1] if place + 1 < len(KEYS) else None
            return redirect(
                url_for(".section", slug=slug, key=after) if after else url_for(".desk", slug=slug)
            )
    return (
        render_template(
            "reports/manage/section.html",
            event=event,
            report=report,
            number=NUMBERS[here],
            title=TITLES[here],
            hint=HINTS[here],
            filled=assembly.filled(report)[here],
            theirs=text,
            form=form,
            before=KEYS[place - 1] if place else None,
            after=KEYS[place + 1] if place + 1 < len(KEYS) else None,
        ),
        form.status,
    )


@bp.get("/preview")
def preview(slug: str) -> ResponseReturnValue:
    """Show the report as it would be published now."""
    event = _written(slug)
    report = found(queries.report_of(event))
    document = assembly.assemble(report)
    return render_template("reports/manage/preview.html", event=event, document=document)


@bp.get("/preview.pdf")
def preview_pdf(slug: str) -> ResponseReturnValue:
    """Give the report as it would be published now, as a file."""
    event = _written(slug)
    report = found(queries.report_of(event))
    return send_file(
        io.BytesIO(render(assembly.assemble(report))),
        mimetype=PDF,
        as_attachment=True,
        download_name=f"{slug}-report-draft.pdf",
    )


@bp.post("/publish")
def publish(slug: str) -> ResponseReturnValue:
    """Publish a version."""
    event = _written(slug)
    report = found(queries.report_of(event))
    form = PublishForm()
    if not form.submitted():
        return _sections(event, report, form)
    made = services.publish(
        report,
        by=str(g.account),
        correction=form.correction.data or "",
        seen=form.seen.data or 0,
    )
    flash(_("Version %(number)s is published; participants get an email.", number=made.number))
    return redirect(url_for(".desk", slug=slug))


def _sections(event: Event, report: Report, form: PublishForm) -> ResponseReturnValue:
    filled, written = assembly.filled(report), assembly.written_in(report)
    page = render_template(
        "reports/manage/desk.html",
        event=event,
        report=report,
        sections=[
            (key, NUMBERS[key], TITLES[key], bool(filled[key]), key in written) for key in KEYS
        ],
        missing=[key for key in KEYS if not filled[key] and key not in written],
        versions=queries.versions_of(event),
        may_publish=may_publish(event.status),
        may_ask=policy.may_ask(g.account, event),
        publish_form=form,
    )
    return page, form.status


def _written(slug: str) -> Event:
    event = found(event_by_slug(slug))
    require(policy.may_write(g.account, event))
    return event
