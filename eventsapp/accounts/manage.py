"""Pages for administrators: who has an account, and what they may do."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.accounts import policy, services
from eventsapp.accounts.models import RoleName
from eventsapp.accounts.queries import account_by_id, people
from eventsapp.audit.queries import entries_about
from eventsapp.core.i18n import gettext
from eventsapp.core.policy import require
from eventsapp.core.web import found

bp = Blueprint("accounts_manage", __name__, url_prefix="/organise/people")
PER_PAGE = 50


@bp.get("/")
def index() -> ResponseReturnValue:
    """List accounts, and find some by name, address or affiliation."""
    require(policy.may_manage_people(g.account))
    search = request.args.get("search", "").strip()
    page = max(1, request.args.get("page", 1, type=int))
    shown = people(search, page=page, per_page=PER_PAGE)
    pages = max(1, -(-shown.found // PER_PAGE))
    return render_template(
        "accounts/manage/index.html", people=shown, search=search, page=page, pages=pages
    )


@bp.get("/<int:account_id>")
def person(account_id: int) -> ResponseReturnValue:
    """Show one account, and what was done to it."""
    require(policy.may_manage_people(g.account))
    account = found(account_by_id(account_id))
    entries = entries_about(f"account:{account.id}")
    return render_template(
        "accounts/manage/person.html", account=account, entries=entries, RoleName=RoleName
    )


@bp.post("/<int:account_id>/roles/<any(organiser, administrator):role>/grant")
def grant(account_id: int, role: str) -> ResponseReturnValue:
    """Give a person a role."""
    require(policy.may_manage_people(g.account))
    account = found(account_by_id(account_id))
    services.grant(account, RoleName(role))
    return _done(account_id, gettext("%(name)s now has this role.", name=account))


@bp.post("/<int:account_id>/roles/<any(organiser, administrator):role>/revoke")
def revoke(account_id: int, role: str) -> ResponseReturnValue:
    """Take a role from a person."""
    require(policy.may_manage_people(g.account))
    account = found(account_by_id(account_id))
    services.revoke(account, RoleName(role), by=g.account)
    return _done(account_id, gettext("%(name)s no longer has this role.", name=account))


@bp.post("/<int:account_id>/lock")
def lock(account_id: int) -> ResponseReturnValue:
    """Keep a person out."""
    require(policy.may_manage_people(g.account))
    account = found(account_by_id(account_id))
    services.lock(account, by=g.account)
    return _done(
        account_id,
        gettext("The account of %(name)s is locked, and they have been signed out.", name=account),
    )


@bp.post("/<int:account_id>/unlock")
def unlock(account_id: int) -> ResponseReturnValue:
    """Let a person in again."""
    require(policy.may_manage_people(g.account))
    account = found(account_by_id(account_id))
    services.unlock(account)
    return _done(
        account_id,
        gettext("The account of %(name)s is unlocked. They can sign in again.", name=account),
    )


def _done(account_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for(".person", account_id=account_id))
