"""Which organisations take part, as what, and who does which task."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core.i18n import LazyString, _
from eventsapp.core.web import found
from eventsapp.events import services
from eventsapp.events.forms.parties import OrganizationForm, PartyForm, TaskForm
from eventsapp.events.manage.bp import bp, managed
from eventsapp.events.queries import parties_by_role, party, task_share
from eventsapp.events.rules import PartyRole, Task
from eventsapp.organizations.models import Organization
from eventsapp.organizations.queries import organization_by_id, organizations
from eventsapp.organizations.services import organization_called


@bp.route("/<slug>/parties", methods=["GET", "POST"])
def parties(slug: str) -> ResponseReturnValue:
    """Show the organisations and their tasks; add one or the other."""
    event, known = managed(slug), organizations()
    adds_task = request.form.get("adds") == "task"
    party_form = PartyForm(organizations=known, formdata=None if adds_task else _typed())
    task_form = TaskForm(
        prefix="task-", organizations=known, formdata=_typed() if adds_task else None
    )
    if not adds_task and party_form.submitted():
        with party_form.showing_refusals():
            body, role = _chosen(party_form), PartyRole(party_form.role.data)
            services.add_party(event, body, role, party_form.note.data)
            return _back(slug, _("The organisation is added."))
    if adds_task and task_form.submitted():
        with task_form.showing_refusals():
            services.add_task(event, _chosen(task_form), Task(task_form.task.data))
            return _back(slug, _("The task is added."))
    return render_template(
        "events/manage/parties.html",
        event=event,
        groups=parties_by_role(event),
        party_form=party_form,
        task_form=task_form,
    ), (task_form if adds_task else party_form).status


@bp.post("/<slug>/parties/<int:party_id>/remove")
def remove_party(slug: str, party_id: int) -> ResponseReturnValue:
    """Take an organisation off the list."""
    services.remove_party(found(party(managed(slug), party_id)))
    return _back(slug, _("The organisation is removed."))


@bp.post("/<slug>/parties/<int:party_id>/move")
def move_party(slug: str, party_id: int) -> ResponseReturnValue:
    """Name an organisation earlier or later."""
    services.move_party(found(party(managed(slug), party_id)), step())
    return redirect(url_for(".parties", slug=slug))


@bp.post("/<slug>/tasks/<int:share_id>/remove")
def remove_task(slug: str, share_id: int) -> ResponseReturnValue:
    """Take a task back."""
    services.remove_task(found(task_share(managed(slug), share_id)))
    return _back(slug, _("The task is removed."))


def step() -> int:
    """Read which way to move: up (-1) unless the form says down."""
    return 1 if request.form.get("way") == "down" else -1


def _typed() -> object:
    return request.form if request.method == "POST" else None


def _chosen(form: OrganizationForm) -> Organization:
    if form.organization.data:
        return found(organization_by_id(form.organization.data))
    return organization_called(form.new_name.data)


def _back(slug: str, said: LazyString) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for(".parties", slug=slug))
