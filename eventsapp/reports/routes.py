"""Pages where everybody reads published reports."""

import io

from flask import Blueprint, Response, g, render_template, send_file
from flask.typing import ResponseReturnValue

from eventsapp.core.files import PDF
from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.events.queries import event_by_slug
from eventsapp.reports import policy, queries
from eventsapp.reports.models import Version

bp = Blueprint("reports", __name__, url_prefix="/events/<slug>/report")


@bp.get("/")
def report(slug: str) -> ResponseReturnValue:
    """Show the latest version."""
    event = found(event_by_slug(slug))
    require(policy.may_read(g.account, event))
    versions = queries.versions_of(event)
    found(versions[0] if versions else None)
    return render_template(
        "reports/report.html", event=event, version=versions[0], versions=versions
    )


@bp.get("/<int:number>/")
def version(slug: str, number: int) -> ResponseReturnValue:
    """Show one version as it was published."""
    event = found(event_by_slug(slug))
    require(policy.may_read(g.account, event))
    shown = found(queries.version_of(event, number))
    return render_template(
        "reports/report.html", event=event, version=shown, versions=queries.versions_of(event)
    )


@bp.get("/<int:number>.pdf")
def pdf(slug: str, number: int) -> ResponseReturnValue:
    """Give one version as a file."""
    event = found(event_by_slug(slug))
    require(policy.may_read(g.account, event))
    return as_file(found(queries.version_of(event, number)), slug)


def as_file(shown: Version, slug: str) -> Response:
    """Answer with a version's PDF under a name that says what it is."""
    return send_file(
        io.BytesIO(shown.pdf),
        mimetype=PDF,
        as_attachment=True,
        download_name=f"{slug}-report-{shown.number}.pdf",
        last_modified=shown.published_at,
    )
