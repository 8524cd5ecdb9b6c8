"""Where each of us begins: the home page, one's own page, the organiser's desk."""

from functools import lru_cache
from http import HTTPStatus

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from eventsapp.core import clock
from eventsapp.core.forms import Button
from eventsapp.core.i18n import gettext, locale
from eventsapp.core.pagecache import kept
from eventsapp.core.policy import require
from eventsapp.core.spreadsheets import csv_response
from eventsapp.core.web import found
from eventsapp.desk import policy, queries, services
from eventsapp.events.queries import TABLE_HEAD, past_public, table, upcoming_public
from eventsapp.events.rules import Status
from eventsapp.events.words import STATUSES
from eventsapp.mailings.queries import Wanted, count_mails, figures, mail_in, notice_in
from eventsapp.mailings.queries import mails as list_mails
from eventsapp.mailings.rules import MailState
from eventsapp.mailings.services import send_again as repeat_mail

bp = Blueprint("desk", __name__)
SHOWN = 6
#: How long the home page may go without noticing that a deadline passed or a seat was taken.
KEPT_SECONDS = 10
PER_PAGE = 25
#: So many events are seen at a glance: no filter stands before them.
FEW = 5
MAILS_PER_PAGE = 50


@bp.get("/")
@kept("Accept-Language")
def home() -> ResponseReturnValue:
    """Say what this site is, and what is on."""
    require(allowed=True)
    slot = int(clock.now().timestamp()) // KEPT_SECONDS
    overview = _overview(locale(), queries.public_state(), slot)
    return render_template("desk/home.html", overview=overview)


@bp.get("/about/")
@kept("Accept-Language")
def about() -> ResponseReturnValue:
    """Say who sees what, and what happens with data."""
    require(allowed=True)
    return render_template("desk/about.html")


@bp.get("/me/")
def mine() -> ResponseReturnValue:
    """Show a person what is theirs, and what to do first."""
    require(policy.may_have_page(g.account))
    return render_template("desk/mine.html", work=queries.work_of(g.account))


@bp.get("/organise/")
def organise() -> ResponseReturnValue:
    """Show an organiser what is to be done, and their events."""
    _require_desk()
    sought = _sought()
    number = queries.count_organised_events(g.account, sought)
    return render_template(
        "desk/organise.html",
        events=queries.organised_events(g.account, sought, page=_page(), per_page=PER_PAGE),
        sought=sought,
        has_many=number > FEW or sought.narrows,
        STATUSES=STATUSES,
        duties=queries.to_do(g.account),
        page=_page(),
        pages=max(1, -(-number // PER_PAGE)),
    )


@bp.get("/organise/events.csv")
def export() -> ResponseReturnValue:
    """Give the events that a person organises as a table, as far as they look for them."""
    _require_desk()
    events = queries.organised_events(g.account, _sought())
    return csv_response("events", TABLE_HEAD, table(events))


def _require_desk() -> None:
    """Refuse whoever organises nothing."""
    require(policy.may_have_page(g.account))
    require(policy.may_organise(g.account, queries.organised_events(g.account, per_page=1)))


def _sought() -> queries.Sought:
    """Read from the address what an organiser looks for."""
    given = request.args
    return queries.Sought(given.get("q", "").strip(), given.get("status", type=Status))


@bp.get("/organise/mails")
def mails() -> ResponseReturnValue:
    """Show what was mailed about one's events, what waits and what failed."""
    _require_desk()
    looks_after_work = policy.may_look_after_work(g.account)
    sight = queries.mails_seen_by(g.account)
    wanted = Wanted(state=request.args.get("state", type=MailState))
    number = count_mails(sight, wanted)
    shown = list_mails(sight, wanted, page=_page(), per_page=MAILS_PER_PAGE)
    return render_template(
        "desk/mails.html",
        mails=shown,
        slugs=queries.slugs_of(shown),
        figures=figures(sight),
        number=number,
        page=_page(),
        pages=max(1, -(-number // MAILS_PER_PAGE)),
        failed_work=queries.failed_work() if looks_after_work else [],
    )


@bp.post("/organise/mails/<int:notice_id>/again")
def send_again(notice_id: int) -> ResponseReturnValue:
    """Send a mail again that failed."""
    require(policy.may_have_page(g.account))
    sight = queries.mails_seen_by(g.account)
    mail = found(mail_in(sight, notice_id))
    found(mail.state is MailState.FAILED or None)
    if not Button().submitted():
        abort(HTTPStatus.BAD_REQUEST)
    repeat_mail(mail, found(notice_in(sight, notice_id)))
    flash(gettext("The email to %(email)s is on its way again.", email=mail.email), "success")
    return redirect(url_for(".mails"))


@bp.post("/organise/messages/<int:message_id>/again")
def work_again(message_id: int) -> ResponseReturnValue:
    """Let the worker try again what it has given up."""
    require(policy.may_look_after_work(g.account))
    message = found(queries.failed_message(message_id))
    if not Button().submitted():
        abort(HTTPStatus.BAD_REQUEST)
    services.try_again(message)
    flash(gettext("It will be tried again in a moment."), "success")
    return redirect(url_for(".mails"))


@lru_cache(maxsize=16)
def _overview(language: str, state: tuple[object, ...], slot: int) -> Markup:  # noqa: ARG001 -- the key
    """Show what is on, made once for all readers of a language until it changes."""
    shown = render_template(
        "desk/overview.html",
        upcoming=upcoming_public(SHOWN),
        calls=queries.open_calls(SHOWN),
        reported=queries.latest_reports(SHOWN),
        past=past_public(SHOWN),
    )
    return Markup(shown)  # noqa: S704 -- a rendered template


def _page() -> int:
    return max(1, request.args.get("page", 1, type=int))
