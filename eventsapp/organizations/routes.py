"""Pages of organisations for everybody."""

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from eventsapp.core.i18n import locale
from eventsapp.core.pagecache import kept
from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.organizations import policy
from eventsapp.organizations.queries import organization_page, organizations

bp = Blueprint("organizations", __name__, url_prefix="/organizations")


@bp.get("/")
@kept("Accept-Language")
def index() -> ResponseReturnValue:
    """List the bodies that go by the name looked for, or all."""
    require(policy.may_see(g.account))
    search = request.args.get("q", "").strip()[:200]
    bodies = organizations(search, locale())
    return render_template("organizations/index.html", search=search, organizations=bodies)


@bp.get("/<slug>/")
@kept("Accept-Language")
def show(slug: str) -> ResponseReturnValue:
    """Show one body: its names, what it belongs to, and in what it takes part."""
    organization = found(organization_page(slug))
    require(policy.may_see(g.account))
    return render_template("organizations/show.html", organization=organization)
