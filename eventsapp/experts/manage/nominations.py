"""The organiser's pages of nominations: who is invited, who has answered, whom they have named."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import clock, files
from eventsapp.core.forms import Button
from eventsapp.core.i18n import _, gettext, ngettext
from eventsapp.core.policy import require
from eventsapp.core.spreadsheets import csv_response
from eventsapp.core.web import found
from eventsapp.experts import policy
from eventsapp.experts.forms.nominations import InviteForm, invite_form
from eventsapp.experts.manage.bp import bp, call_to_decide, found_event
from eventsapp.experts.manage.review import paged
from eventsapp.experts.models import Invitation, Nominee
from eventsapp.experts.queries import call_of
from eventsapp.experts.queries.nominations import (
    invitation_in,
    invitations_to,
    named_by_nobody,
    named_by_several,
    reviewing_addresses,
)
from eventsapp.experts.rules import CallStatus, NomineeStatus
from eventsapp.experts.rules.nominating import InvitationState
from eventsapp.experts.services import inviting
from eventsapp.experts.words.nominating import INVITATION_STATES, NOMINEE_STATUSES
from eventsapp.organizations.rules import matches

#: What the list can be narrowed to.
SHOWN = {
    "all": _("All bodies"),
    "waiting": _("Those that have not answered"),
    "nominated": _("Those that have nominated"),
    "unconfirmed": _("Those whose people have not all confirmed"),
    "no_letter": _("Those whose letter is missing"),
    "declined": _("Those that will not nominate"),
    "withdrawn": _("Those whose invitation was withdrawn"),
}


@bp.get("/nominations")
def nominations(slug: str) -> ResponseReturnValue:
    """Show every invited body, how far it is, and whom it has named."""
    event = found_event(slug)
    require(policy.may_manage_call(g.account, event))
    call = call_of(event)
    if call is None or call.status is CallStatus.DRAFT:
        return render_template("experts/manage/nominations_none.html", event=event, call=call)
    require(policy.may_decide(g.account, call))
    every = invitations_to(call)
    asked = [it for it in every if it.withdrawn_at is None]
    people = [it for invitation in asked for it in invitation.standing]
    wish, q = request.args.get("show"), request.args.get("q", "").strip()[:100]
    show = wish if wish in SHOWN else "all"
    passed = [it for it in every if _FITS[show](it) and matches(q, _names(it))]
    return render_template(
        "experts/manage/nominations.html",
        event=event,
        call=call,
        phase=call.phase(clock.now()),
        why_not=inviting.why_not(call),
        every=every,
        asked=asked,
        people=people,
        confirmed=sum(it.status is NomineeStatus.CONFIRMED for it in people),
        letters=sum(it.letter_id is not None for it in asked),
        no_letter=sum(map(_FITS["no_letter"], asked)),
        waiting=sum(it.is_unanswered for it in asked),
        to_remind=len(inviting.to_remind(call)),
        several=named_by_several(call),
        reviewers=reviewing_addresses(call),
        unsupported=named_by_nobody(call),
        show=show,
        shown=SHOWN,
        q=q,
        count=len(passed),
        **paged(passed),
    )


_FITS: dict[str, Callable[[Invitation], bool]] = {
    "all": lambda _it: True,
    "waiting": lambda it: it.is_unanswered,
    "nominated": lambda it: it.state is InvitationState.NOMINATED,
    "unconfirmed": lambda it: any(who.status is not NomineeStatus.CONFIRMED for who in it.standing),
    "no_letter": lambda it: it.state is InvitationState.NOMINATED and it.letter_id is None,
    "declined": lambda it: it.state is InvitationState.DECLINED,
    "withdrawn": lambda it: it.state is InvitationState.WITHDRAWN,
}


def _names(it: Invitation) -> list[str]:
    known = [*it.organization.name.values()] if it.organization else []
    people = [text for who in it.standing for text in (who.name, who.email)]
    return [it.body, *known, it.name, it.email, *people]


@bp.route("/nominations/invite", methods=["GET", "POST"])
def invite(slug: str) -> ResponseReturnValue:
    """Invite one body."""
    call = call_to_decide(slug)
    form = invite_form(call)
    if form.submitted():
        with form.showing_refusals():
            inviting.invite(call, [form.asked])
            flash(
                gettext("The invitation to %(body)s is on its way.", body=form.asked.body),
                "success",
            )
            return redirect(url_for(".nominations", slug=slug))
    return render_template(
        "experts/manage/invite.html",
        event=call.event,
        form=form,
        why_not=inviting.why_not(call),
    ), form.status


@bp.post("/nominations/remind")
def remind_bodies(slug: str) -> ResponseReturnValue:
    """Remind the bodies that have not answered."""
    call = call_to_decide(slug)
    if Button().submitted():
        told = inviting.remind(call)
        flash(
            ngettext("%(num)s body is reminded.", "%(num)s bodies are reminded.", told), "success"
        )
    return redirect(url_for(".nominations", slug=slug))


@bp.route("/nominations/<int:invitation_id>", methods=["GET", "POST"])
def invitation(slug: str, invitation_id: int) -> ResponseReturnValue:
    """Show one body's list with its history, and change whom the invitation is for."""
    it = _found_invitation(slug, invitation_id)
    form = invite_form(it.call, it)
    before = it.email
    if form.submitted():
        with form.showing_refusals():
            inviting.change(it, form.asked)
            _tell_change(before, it)
            return redirect(url_for(".invitation", slug=slug, invitation_id=invitation_id))
    return _invitation(it, form), form.status


def _tell_change(before: str, it: Invitation) -> None:
    if it.email == before:
        flash(gettext("The invitation is changed."), "success")
        return
    flash(
        gettext(
            "The invitation is on its way to %(email)s. The link sent to %(before)s no "
            "longer works.",
            email=it.email,
            before=before,
        ),
        "success",
    )


def _invitation(it: Invitation, form: InviteForm) -> str:
    call = it.call
    return render_template(
        "experts/manage/invitation.html",
        event=call.event,
        call=call,
        invitation=it,
        why_not=inviting.why_not(call),
        several=named_by_several(call),
        reviewers=reviewing_addresses(call),
        form=form,
    )


@bp.post("/nominations/<int:invitation_id>/again")
def send_invitation_again(slug: str, invitation_id: int) -> ResponseReturnValue:
    """Send an invitation once more."""
    it = _found_invitation(slug, invitation_id)
    if Button().submitted():
        inviting.send_again(it)
        flash(gettext("The invitation is on its way to %(email)s.", email=it.email), "success")
    return redirect(url_for(".invitation", slug=slug, invitation_id=invitation_id))


@bp.post("/nominations/<int:invitation_id>/withdraw")
def withdraw_invitation(slug: str, invitation_id: int) -> ResponseReturnValue:
    """Ask a body no longer."""
    it = _found_invitation(slug, invitation_id)
    if Button().submitted():
        inviting.withdraw(it)
        flash(gettext("%(body)s is no longer asked to nominate.", body=it.body), "success")
    return redirect(url_for(".nominations", slug=slug))


@bp.get("/nominations/<int:invitation_id>/letter")
def nomination_letter(slug: str, invitation_id: int) -> ResponseReturnValue:
    """Give the official letter of a body."""
    return files.download(found(_found_invitation(slug, invitation_id).letter))


@bp.get("/nominations.csv")
def nominations_csv(slug: str) -> ResponseReturnValue:
    """Give all invitations as a table: one line for each person, one for a body without any."""
    call = call_to_decide(slug)
    several, reviewers = named_by_several(call), reviewing_addresses(call)
    return csv_response(
        f"nominations-{slug}",
        [
            gettext("Government or organisation"), gettext("Known as"), gettext("Focal point"),
            gettext("Address of the focal point"), gettext("Language of the letter"),
            gettext("Places"), gettext("State"), gettext("Invited at (UTC)"),
            gettext("Opened at (UTC)"), gettext("Reminded at (UTC)"),
            gettext("Letter received at (UTC)"), gettext("Rank"), gettext("Name"),
            gettext("Email address"), gettext("Organisation"), gettext("Position"),
            gettext("Note"), gettext("Answer"), gettext("Application"),
            gettext("Named by several"), gettext("Reviews for this event"),
        ],
        [
            [*_body_cells(it), *_person_cells(who, several, reviewers)]
            for it in invitations_to(call)
            for who in _people(it)
        ],
    )  # fmt: skip


def _people(it: Invitation) -> Sequence[Nominee | None]:
    return [*it.standing, *it.ended] or [None]


def _body_cells(it: Invitation) -> Sequence[Any]:
    moments = (it.invited_at, it.opened_at, it.reminded_at, it.letter_received_at)
    return [
        it.body,
        it.organization.name.read("en").text if it.organization else "",
        it.name,
        it.email,
        it.locale,
        it.quota,
        str(INVITATION_STATES[it.state]),
        *(moment.strftime("%Y-%m-%d %H:%M") if moment else "" for moment in moments),
    ]


def _person_cells(
    who: Nominee | None, several: dict[str, list[str]], reviewers: frozenset[str]
) -> Sequence[Any]:
    if who is None:
        return [""] * 10
    return [
        who.rank if who.is_standing else "",
        who.name,
        who.email,
        who.affiliation,
        who.position,
        who.note,
        str(NOMINEE_STATUSES[who.status]),
        who.application_id or "",
        "; ".join(several.get(who.email, ())) if who.is_standing else "",
        gettext("yes") if who.email in reviewers else "",
    ]


def _found_invitation(slug: str, invitation_id: int) -> Invitation:
    return found(invitation_in(call_to_decide(slug), invitation_id))
