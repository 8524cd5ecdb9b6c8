"""Reports: the after-action report, assembled from what the system knows.

The rapporteur edits it; each published version stays as it was.
"""

from flask import Flask

from eventsapp.core import menus, outbox, slots
from eventsapp.core.i18n import _
from eventsapp.duties.services import add_source, keep_in_step
from eventsapp.duties.words import Source
from eventsapp.notices.mails import can_be_worded
from eventsapp.notices.rules import Group
from eventsapp.notices.services import can_do_without
from eventsapp.reports import handlers, mails, manage, panels, queries, routes


def init_app(app: Flask) -> None:
    """Attach the pages, the reaction, and what other pages show of reports."""
    app.register_blueprint(routes.bp)
    app.register_blueprint(manage.bp)
    outbox.subscribe(app, "report.published", handlers.tell_participants)
    outbox.subscribe(app, "report.published", keep_in_step)
    outbox.subscribe(app, "report.due_moved", keep_in_step)
    menus.add_page(app, "event", "outcomes", "reports_manage.desk", _("Report"))
    slots.fill(app, "event.panels", panels.report_of_event, order=5)
    slots.fill(app, "manage.panels", panels.state_of_report, order=70)
    can_be_worded(mails.PUBLISHED, order=70)
    can_do_without(Group.NEWS, "reports_published")
    add_source(
        Source(
            kind="reports.report",
            task=_("Write and publish the after-action report: %(title)s"),
            endpoint="reports_manage.desk",
            owed=queries.reports_owed,
        )
    )
