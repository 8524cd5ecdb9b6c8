"""The private page of a body that is invited to nominate; its focal point needs no account.

Mail scanners and previews open links, so that opening one changes nothing. "Opened" is what the
board says once somebody has pressed a button here: the first one is "Begin", and without it
nobody can do anything, so that it says no less than it seems to.
"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from eventsapp.core import clock, files, headers, throttle
from eventsapp.core.forms import Button
from eventsapp.core.i18n import gettext
from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.experts import policy
from eventsapp.experts.forms.nominations import (
    LetterForm,
    NomineeForm,
    nominee_form,
)
from eventsapp.experts.models import Invitation, Nominee
from eventsapp.experts.queries.nominations import invitation_by_token, nominee_in
from eventsapp.experts.routes.private import bp
from eventsapp.experts.rules.nominating import TAKING
from eventsapp.experts.services import nominating


@bp.get("/nominations/<invitation_token>")
def invited(invitation_token: str) -> ResponseReturnValue:
    """Show what is asked, until when, and who stands on the list."""
    return _page(_by_token(invitation_token), invitation_token)


@bp.post("/nominations/<invitation_token>/begin")
def begin(invitation_token: str) -> ResponseReturnValue:
    """Begin: from now on the organisers see that the invitation was opened."""
    invitation = _by_token(invitation_token)
    if Button().submitted():
        nominating.begin(invitation)
    return _back(invitation_token)


@bp.post("/nominations/<invitation_token>/people")
def add(invitation_token: str) -> ResponseReturnValue:
    """Name somebody."""
    invitation = _by_token(invitation_token)
    form = nominee_form()
    if form.submitted():
        with form.showing_refusals():
            made = nominating.name(invitation, form.person)
            flash(gettext("%(name)s is now on your list.", name=made.name), "success")
            return _back(invitation_token)
    return _page(invitation, invitation_token, form), form.status


@bp.route("/nominations/<invitation_token>/people/<int:nominee_id>", methods=["GET", "POST"])
def edit(invitation_token: str, nominee_id: int) -> ResponseReturnValue:
    """Correct what is said of somebody, or name another in their place."""
    invitation = _by_token(invitation_token)
    nominee = found(nominee_in(invitation, nominee_id))
    form = nominee_form(nominee)
    if form.submitted():
        with form.showing_refusals():
            _changed(nominee, form)
            return _back(invitation_token)
    return render_template(
        "experts/nominations/edit.html",
        nominee=nominee,
        event=invitation.call.event,
        token=invitation_token,
        is_open=_is_open(invitation),
        form=form,
    ), form.status


def _changed(nominee: Nominee, form: NomineeForm) -> None:
    name = nominee.name
    now = nominating.change(nominee, form.person)
    if now is nominee:
        flash(gettext("Your changes for %(name)s are saved.", name=now.name), "success")
    else:
        flash(
            gettext("%(name)s has replaced %(before)s on your list.", name=now.name, before=name),
            "success",
        )


@bp.post("/nominations/<invitation_token>/people/<int:nominee_id>/remove")
def remove(invitation_token: str, nominee_id: int) -> ResponseReturnValue:
    """Take somebody off the list."""
    nominee = found(nominee_in(_by_token(invitation_token), nominee_id))
    if Button().submitted():
        nominating.remove(nominee)
        flash(gettext("%(name)s has been removed from your list.", name=nominee.name), "success")
    return _back(invitation_token)


@bp.post("/nominations/<invitation_token>/people/<int:nominee_id>/move")
def move(invitation_token: str, nominee_id: int) -> ResponseReturnValue:
    """Let somebody change places with a neighbour on the list."""
    nominee = found(nominee_in(_by_token(invitation_token), nominee_id))
    if Button().submitted():
        nominating.move(nominee, up=request.form.get("to") == "up")
    return redirect(
        url_for(".invited", invitation_token=invitation_token, _anchor=f"nominee-{nominee_id}")
    )


@bp.get("/nominations/<invitation_token>/letter")
def letter(invitation_token: str) -> ResponseReturnValue:
    """Give a body its own letter back."""
    return files.download(found(_by_token(invitation_token).letter))


@bp.post("/nominations/<invitation_token>/letter")
def send_letter(invitation_token: str) -> ResponseReturnValue:
    """Take the official letter."""
    invitation = _by_token(invitation_token)
    form = LetterForm()
    if form.submitted():
        nominating.take_letter(invitation, files.keep(form.letter.data))
        flash(gettext("We have received your letter. Thank you."), "success")
        return _back(invitation_token)
    return _page(invitation, invitation_token, letter_form=form), form.status


@bp.post("/nominations/<invitation_token>/nobody")
def nobody(invitation_token: str) -> ResponseReturnValue:
    """Say that the body nominates nobody."""
    invitation = _by_token(invitation_token)
    if Button().submitted():
        nominating.decline(invitation)
    return _back(invitation_token)


@bp.post("/nominations/<invitation_token>/somebody")
def somebody(invitation_token: str) -> ResponseReturnValue:
    """Take that back."""
    invitation = _by_token(invitation_token)
    if Button().submitted():
        nominating.take_back_decline(invitation)
    return _back(invitation_token)


def _by_token(token: str) -> Invitation:
    """Find by the private link, which is the permission; count what is sent."""
    if request.method == "POST":
        throttle.limit(f"form:{request.endpoint}")
    headers.secret_page()
    invitation = found(invitation_by_token(token))
    require(allowed=True)
    return invitation


def _back(token: str) -> Response:
    return redirect(url_for(".invited", invitation_token=token))


def _is_open(invitation: Invitation) -> bool:
    return invitation.call.phase(clock.now()) in TAKING


def _page(
    invitation: Invitation,
    token: str,
    form: NomineeForm | None = None,
    letter_form: LetterForm | None = None,
) -> str:
    call = invitation.call
    return render_template(
        "experts/nominations/invited.html",
        invitation=invitation,
        event=call.event,
        call=call,
        token=token,
        phase=call.phase(clock.now()),
        is_open=_is_open(invitation),
        is_public=policy.may_see_call(None, call),
        form=form or NomineeForm(formdata=None),
        letter_form=letter_form or LetterForm(formdata=None),
    )
