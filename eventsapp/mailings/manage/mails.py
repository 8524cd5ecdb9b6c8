"""What was mailed about an event, what waits and what failed; holding it, and sending it again."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from http import HTTPStatus

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import clock, headers
from eventsapp.core.forms import Button
from eventsapp.core.i18n import _, gettext
from eventsapp.core.spreadsheets import csv_response
from eventsapp.core.web import found, is_secret_link
from eventsapp.events.models import Event
from eventsapp.mailings import queries, services, words
from eventsapp.mailings.forms import AgainForm, HoldForm
from eventsapp.mailings.manage.bp import bp, managed
from eventsapp.mailings.queries import Mail, Sight, Wanted
from eventsapp.mailings.rules import MailState
from eventsapp.mailings.rules.secrets import page_without_secrets, without_secrets
from eventsapp.notices.models import Notice
from eventsapp.notices.queries import hold_of, repeats_of

PER_PAGE = 50


@bp.get("/")
def mails(slug: str) -> ResponseReturnValue:
    """List the mails of an event, newest first."""
    return _list(managed(slug), HoldForm())


@bp.get("/export.csv")
def export(slug: str) -> ResponseReturnValue:
    """Give the list as a table, safe to open in a spreadsheet program."""
    event = managed(slug)
    head = [
        _("To"), _("Subject"), _("Kind"), _("Written"), _("Sent"), _("Time zone"), _("State"),
        _("Why"), _("Answer of the mail server"),
    ]  # fmt: skip
    found_mails = queries.mails(queries.sight_of(g.account, event), _wanted(event))
    rows = (_row(mail, event.timezone) for mail in found_mails)
    return csv_response(f"{event.slug}-mails", head, rows)


@bp.post("/hold")
def hold(slug: str) -> ResponseReturnValue:
    """Hold all mails of an event."""
    event, form = managed(slug), HoldForm()
    if not form.submitted():
        return _list(event, form)
    services.hold(event, (form.reason.data or "").strip())
    flash(_("From now on, emails of this event are held until you send them."), "success")
    return redirect(url_for(".mails", slug=slug))


@bp.post("/let-go")
def let_go(slug: str) -> ResponseReturnValue:
    """Send what was held."""
    event = managed(slug)
    if not Button().submitted():
        abort(HTTPStatus.BAD_REQUEST)
    services.let_go(event)
    flash(_("The emails are on their way, and new ones are no longer held."), "success")
    return redirect(url_for(".mails", slug=slug))


@bp.get("/<int:notice_id>")
def mail(slug: str, notice_id: int) -> ResponseReturnValue:
    """Show one mail as it was said, as its text or as it looks, and what became of it."""
    event = managed(slug)
    sight = queries.sight_of(g.account, event)
    it, notice = _found(sight, notice_id)
    return render_template(
        "mailings/manage/mail.html",
        event=event,
        mail=it,
        text=_covered(without_secrets, notice.body),
        has_page=bool(notice.html),
        shown="page" if notice.html and request.args.get("as") == "page" else "text",
        has_calendar=notice.calendar is not None,
        repeats=[queries.mail_in(sight, again.id) for again in repeats_of(notice)],
    )


@bp.get("/<int:notice_id>/page")
def mail_page(slug: str, notice_id: int) -> ResponseReturnValue:
    """Give one mail as it looks, for a frame in its page."""
    _mail, notice = _found(queries.sight_of(g.account, managed(slug)), notice_id)
    return headers.enclosed(_covered(page_without_secrets, notice.html))


@bp.post("/<int:notice_id>/again")
def send_again(slug: str, notice_id: int) -> ResponseReturnValue:
    """Send a mail again."""
    event, form = managed(slug), AgainForm()
    it, notice = _found(queries.sight_of(g.account, event), notice_id)
    if not form.submitted():
        abort(HTTPStatus.BAD_REQUEST)
    again = services.send_again(it, notice, form.times.data or 0)
    flash(gettext("The email to %(email)s is on its way again.", email=it.email), "success")
    return redirect(url_for(".mail", slug=slug, notice_id=again.id))


@bp.post("/<int:notice_id>/drop")
def drop(slug: str, notice_id: int) -> ResponseReturnValue:
    """Never send a mail that is held."""
    event = managed(slug)
    it, notice = _found(queries.sight_of(g.account, event), notice_id)
    if not Button().submitted():
        abort(HTTPStatus.BAD_REQUEST)
    services.drop(it, notice)
    flash(gettext("The email to %(email)s is dropped and will not be sent.", email=it.email),
          "success")  # fmt: skip
    return redirect(url_for(".mails", slug=slug, state=MailState.HELD.value))


def _list(event: Event, form: HoldForm) -> ResponseReturnValue:
    sight, wanted = queries.sight_of(g.account, event), _wanted(event)
    page = request.args.get("page", 1, type=int)
    number = queries.count_mails(sight, wanted)
    pages = max(1, -(-number // PER_PAGE))
    if not 1 <= page <= pages:
        abort(HTTPStatus.NOT_FOUND)
    return render_template(
        "mailings/manage/mails.html",
        event=event,
        form=form,
        mails=queries.mails(sight, wanted, page=page, per_page=PER_PAGE),
        figures=queries.figures(sight),
        sight=sight,
        wanted=wanted,
        number=number,
        page=page,
        pages=pages,
        kinds=sorted((words.kind_label(kind), kind) for kind in queries.kinds_of(sight)),
        states=words.STATES,
        hold=hold_of(event.mail_scope),
    ), form.status


def _found(sight: Sight, notice_id: int) -> tuple[Mail, Notice]:
    return found(queries.mail_in(sight, notice_id)), found(queries.notice_in(sight, notice_id))


def _covered(cover: Callable[[str, Callable[[str], bool], str], str], said: str) -> str:
    return cover(said, is_secret_link, gettext("(the reader’s private link)"))


def _wanted(event: Event) -> Wanted:
    """Read the filter from the address; what makes no sense asks for nothing."""
    given = request.args
    since, until = (given.get(name, type=date.fromisoformat) for name in ("since", "until"))
    return Wanted(
        state=given.get("state", type=MailState),
        kind=given.get("kind", "")[:100],
        text=given.get("q", "").strip()[:200],
        since=_midnight(since, event),
        until=_midnight(until, event, days=1),
    )


def _midnight(day: date | None, event: Event, days: int = 0) -> datetime | None:
    """Return when a day (or one some days later) begins where the event is; None if never."""
    if day is None:
        return None
    try:
        begins = datetime.combine(day + timedelta(days=days), time.min)
        return clock.moment(begins, event.timezone)
    except OverflowError:
        return None


def _row(it: Mail, zone: str) -> list[object]:
    why = words.WITHHELD[it.withheld] if it.withheld else it.reason and words.REASONS[it.reason]
    return [
        it.email,
        it.subject,
        words.kind_label(it.kind),
        clock.wall(it.created_at, zone).strftime("%Y-%m-%d %H:%M"),
        it.sent_at and clock.wall(it.sent_at, zone).strftime("%Y-%m-%d %H:%M"),
        zone,
        words.STATES[it.state],
        why,
        it.answer,
    ]
