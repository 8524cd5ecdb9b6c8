"""A person's own calendar: its private address, and the page on which its person chooses."""

from http import HTTPStatus

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.calendars import policy, queries, services
from eventsapp.calendars.answers import answer_privately
from eventsapp.calendars.forms import PersonalForm
from eventsapp.calendars.models import PersonalCalendar
from eventsapp.calendars.routes.bp import bp
from eventsapp.calendars.routes.ways import Ways, ways
from eventsapp.calendars.rules import Alarm
from eventsapp.core.forms import Button
from eventsapp.core.headers import secret_page
from eventsapp.core.i18n import gettext
from eventsapp.core.policy import require
from eventsapp.core.web import NO_TEXT, link
from eventsapp.core.words import LOCALES


@bp.get("/calendar/private/<path:calendar_secret>", provide_automatic_options=False)
def private(calendar_secret: str) -> ResponseReturnValue:
    """Give the calendar of whoever was given this address: it is the permission.

    One that was revoked, one of a locked account, one that cannot be read and one that never was
    are answered alike.
    """
    secret_page(kept="private, no-cache")
    asked = (text for pair in request.args.items(multi=True) for text in pair)
    own = None if any(NO_TEXT in it for it in asked) else queries.calendar_at(calendar_secret)
    require(allowed=True)
    if own is None:
        return Response("There is no calendar at this address.\n", HTTPStatus.NOT_FOUND,
                        content_type="text/plain; charset=utf-8")  # fmt: skip
    wanted = request.args.get("lang", "")
    language = wanted if wanted in LOCALES else own.account.locale
    return answer_privately(queries.personal_feed(own, language), "my-meetings.ics")


@bp.route("/me/calendar", methods=["GET", "POST"])
def own() -> ResponseReturnValue:
    """Show the address of one's own calendar, and choose what is in it."""
    require(policy.may_have_own(g.account))
    calendar = queries.calendar_of(g.account)
    form = PersonalForm(obj=calendar or PersonalCalendar.usual())
    if form.submitted():
        services.choose(
            g.account,
            registrations=form.registrations.data,
            agenda=form.agenda.data,
            duties=form.duties.data,
            alarm=Alarm(form.alarm.data),
        )
        flash(
            gettext("Your choice is saved. Your calendar shows it the next time it updates."),
            "success",
        )
        return redirect(url_for(".own"))
    return render_template(
        "calendars/own.html", form=form, calendar=calendar, ways=_ways(calendar)
    ), form.status


@bp.post("/me/calendar/address")
def renew() -> ResponseReturnValue:
    """Make a private address for one's own calendar; the one before stops working."""
    require(policy.may_have_own(g.account))
    _pressed()
    services.renew_address(g.account)
    flash(gettext("This is the private address of your calendar."), "success")
    return redirect(url_for(".own"))


@bp.post("/me/calendar/revoke")
def revoke() -> ResponseReturnValue:
    """Let no address lead to one's own calendar."""
    require(policy.may_have_own(g.account))
    _pressed()
    services.revoke_address(g.account)
    flash(gettext("The address no longer works."), "success")
    return redirect(url_for(".own"))


def _pressed() -> None:
    if not Button().submitted():
        abort(HTTPStatus.BAD_REQUEST)


def _ways(calendar: PersonalCalendar | None) -> Ways | None:
    """Return how to subscribe; None without an address, or where it cannot be shown any more."""
    if calendar is None or calendar.secret is None:
        return None
    address = link("calendars.private", calendar_secret=f"{calendar.secret}{queries.ENDING}")
    return ways(address, gettext("My meetings"))
