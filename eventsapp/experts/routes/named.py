"""The private page of somebody whom a body has named: to stand, or not."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from eventsapp.accounts import services as accounts
from eventsapp.core import clock, headers, throttle
from eventsapp.core.forms import Button
from eventsapp.core.i18n import gettext, locale
from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.experts.models import Nominee
from eventsapp.experts.queries.nominations import nominee_by_token
from eventsapp.experts.routes.private import bp
from eventsapp.experts.rules import NomineeStatus
from eventsapp.experts.rules.nominating import STANDING, TAKING
from eventsapp.experts.services import nominees


@bp.get("/nominees/<nominee_token>")
def named(nominee_token: str) -> ResponseReturnValue:
    """Show who has nominated the reader for what, and what comes next."""
    nominee = _by_token(nominee_token)
    call = nominee.invitation.call
    return render_template(
        "experts/nominations/named.html",
        nominee=nominee,
        body=nominee.invitation.body,
        event=call.event,
        call=call,
        token=nominee_token,
        phase=call.phase(clock.now()),
        is_open=call.phase(clock.now()) in TAKING,
        stands=nominee.status in STANDING,
        is_in=_is_in(nominee),
    )


@bp.post("/nominees/<nominee_token>/stand")
def stand(nominee_token: str) -> ResponseReturnValue:
    """Agree to stand, and go on to the application: signed in, or by a mailed link."""
    nominee = _by_token(nominee_token)
    if not _is_in(nominee) and g.account is None:
        throttle.limit("mailed_link", nominee.email)
    if Button().submitted():
        nominees.accept(nominee)
        return _onward(nominee, nominee_token)
    return redirect(url_for(".named", nominee_token=nominee_token))


@bp.post("/nominees/<nominee_token>/stand-down")
def stand_down(nominee_token: str) -> ResponseReturnValue:
    """Say that one does not stand."""
    nominee = _by_token(nominee_token)
    if Button().submitted():
        nominees.decline(nominee)
    return redirect(url_for(".named", nominee_token=nominee_token))


def _onward(nominee: Nominee, token: str) -> Response:
    slug = nominee.invitation.call.event.slug
    if _is_in(nominee):
        is_done = nominee.status is NomineeStatus.CONFIRMED
        return redirect(url_for("experts.application" if is_done else "experts.apply", slug=slug))
    if g.account is None:
        # by the address that the nomination was sent to, whose reader has just agreed to stand
        accounts.account_for(nominee.email, nominee.name, locale())
        accounts.mail_sign_in_link(nominee.email, locale(), url_for("experts.apply", slug=slug))
        flash(
            gettext(
                "We have emailed a link to %(email)s that takes you to the application form.",
                email=nominee.email,
            ),
            "success",
        )
    return redirect(url_for(".named", nominee_token=token))


def _is_in(nominee: Nominee) -> bool:
    """Tell whether the reader is signed in by the address that was nominated."""
    return g.account is not None and g.account.email.lower() == nominee.email


def _by_token(token: str) -> Nominee:
    """Find by the private link, which is the permission; count what is sent."""
    if request.method == "POST":
        throttle.limit(f"form:{request.endpoint}")
    headers.secret_page()
    nominee = found(nominee_by_token(token))
    require(allowed=True)
    return nominee
