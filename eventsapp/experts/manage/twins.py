"""The organiser's page of applications that are perhaps one person's, side by side."""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import clock
from eventsapp.core.forms import Button
from eventsapp.core.i18n import gettext
from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.experts import policy, queries
from eventsapp.experts.forms.twins import TwinsForm, twins_form
from eventsapp.experts.manage.bp import bp, call_to_decide, found_application
from eventsapp.experts.manage.review import paged
from eventsapp.experts.models import Application, Call
from eventsapp.experts.queries.twins import (
    MATCHING,
    apart_in,
    merged_in,
    pairs_of,
    twins_for,
)
from eventsapp.experts.services import twins as services
from eventsapp.experts.services.selection import DECIDING

ON_A_PAGE = 10


@bp.get("/applications/twins")
def twins(slug: str) -> ResponseReturnValue:
    """Show the applications that are perhaps one person's, side by side."""
    call = call_to_decide(slug)
    return _page(call)


@bp.post("/applications/<int:application_id>/twins/<int:twin_id>")
def judge_twins(slug: str, application_id: int, twin_id: int) -> ResponseReturnValue:
    """Merge two applications, or hold them to be two people's."""
    one, other = _found_pair(slug, application_id, twin_id)
    form = twins_form(one, other, sent=True)
    if not form.submitted():
        return _page(one.call, {(one.id, other.id): form})
    if form.apart.data:
        services.hold_apart(one, other, g.account)
        flash(gettext("These are two people. This pair will not be shown again."), "success")
    else:
        stays, merged = (one, other) if form.stays.data == str(one.id) else (other, one)
        services.merge(merged, stays)
        flash(
            gettext(
                "Application %(merged)s is merged into application %(stays)s. "
                "The applicant can see this on the page of their application.",
                merged=merged.id,
                stays=stays.id,
            ),
            "success",
        )
    return redirect(url_for(".twins", slug=slug))


@bp.post("/applications/<int:application_id>/part")
def part_twins(slug: str, application_id: int) -> ResponseReturnValue:
    """Take a merge back."""
    application = found_application(slug, application_id)
    require(policy.may_match(g.account, application, application.merged_into or application))
    if Button().submitted():
        services.part(application)
        flash(
            gettext(
                "The application of %(name)s is being considered again.", name=application.name
            ),
            "success",
        )
    return redirect(url_for(".twins", slug=slug))


@bp.post("/applications/<int:application_id>/twins/<int:twin_id>/again")
def look_again_at_twins(slug: str, application_id: int, twin_id: int) -> ResponseReturnValue:
    """Put a pair that was held to be two people's back among those to look at."""
    one, other = _found_pair(slug, application_id, twin_id)
    if Button().submitted():
        services.look_again(one, other)
    return redirect(url_for(".twins", slug=slug))


def _found_pair(slug: str, application_id: int, twin_id: int) -> tuple[Application, Application]:
    """Return two applications to the event's call for those who may judge them, or refuse."""
    one = found_application(slug, application_id)
    other = found(queries.application_in(one.call, twin_id))
    require(policy.may_match(g.account, one, other))
    return one, other


def _page(call: Call, sent: dict[tuple[int, int], TwinsForm] | None = None) -> tuple[str, int]:
    """Show a page of pairs; the form that was sent stands with its pair."""
    page = paged(twins_for(g.account, call), ON_A_PAGE)
    pairs = pairs_of(page.pop("rows"))
    forms = {
        (it.first.id, it.second.id): twins_form(it.first, it.second, sent=False) for it in pairs
    }
    if not (sent or {}).keys() <= forms.keys():
        raise services.CannotBeMatched
    phase = call.phase(clock.now())
    return render_template(
        "experts/manage/twins.html",
        event=call.event,
        call=call,
        phase=phase,
        is_open=phase in MATCHING,
        deciding=phase in DECIDING,
        pairs=pairs,
        forms=forms | (sent or {}),
        merged=merged_in(g.account, call),
        apart=apart_in(g.account, call),
        hidden=queries.hidden_from(g.account, call),
        **page,
    ), HTTPStatus.UNPROCESSABLE_ENTITY if sent else HTTPStatus.OK
