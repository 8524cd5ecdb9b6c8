"""Who works on an event, and as what."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core.i18n import _
from eventsapp.core.web import found
from eventsapp.events import services
from eventsapp.events.forms.parties import TeamForm
from eventsapp.events.manage.bp import bp, managed
from eventsapp.events.queries import team_member
from eventsapp.events.rules import TeamRole


@bp.route("/<slug>/team", methods=["GET", "POST"])
def team(slug: str) -> ResponseReturnValue:
    """Show the team; invite a person."""
    event, form = managed(slug), TeamForm()
    if form.submitted():
        with form.showing_refusals():
            services.invite(event, form.email.data, TeamRole(form.role.data))
            flash(_("The person is in the team and gets an email."), "success")
            return redirect(url_for(".team", slug=slug))
    page = render_template("events/manage/team.html", event=event, form=form, roles=list(TeamRole))
    return page, form.status


@bp.post("/<slug>/team/<int:member_id>/remove")
def dismiss(slug: str, member_id: int) -> ResponseReturnValue:
    """Take a role back."""
    services.dismiss(found(team_member(managed(slug), member_id)))
    flash(_("The person no longer has this role."), "success")
    return redirect(url_for(".team", slug=slug))
