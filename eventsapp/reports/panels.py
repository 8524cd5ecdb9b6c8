"""What reports show on pages of other features."""

from flask import g, render_template

from eventsapp.events.models import Event
from eventsapp.reports import policy, queries


def report_of_event(event: Event) -> str | None:
    """Lead to the published report."""
    if not policy.may_read(g.account, event) or not queries.is_published(event):
        return None
    return render_template("reports/panels/event.html", event=event)


def state_of_report(event: Event) -> str | None:
    """Tell organisers where the report stands, once there is something to report."""
    if not policy.may_write(g.account, event):
        return None
    report = queries.report_of(event)
    if report is None and not event.is_best_practices:
        return None
    return render_template("reports/panels/manage.html", event=event, report=report)
