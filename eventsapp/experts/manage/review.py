"""The reviewer's pages: the queue, and one application beside the criteria."""

from collections.abc import Sequence
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import clock, files
from eventsapp.core.forms import Button
from eventsapp.core.i18n import gettext
from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.experts import policy
from eventsapp.experts.forms.review import RecuseForm, profile_form, review_form
from eventsapp.experts.manage.bp import bp, found_application, found_call
from eventsapp.experts.models import Application
from eventsapp.experts.queries import Queue, review_queue
from eventsapp.experts.queries.reviewing import Waiting, reviewer_profile
from eventsapp.experts.services import assigning, reviews
from eventsapp.experts.words import applicant_name

ON_A_PAGE = 50
FILTERS = ("todo", "done", "closed", "all")


@bp.get("/review/")
def queue(slug: str) -> ResponseReturnValue:
    """Show reviewers what waits for them."""
    call = found_call(slug)
    require(policy.may_review(g.account, call))
    mine = review_queue(g.account, call)
    show = request.args.get("show", "todo")
    sector = request.args.get("sector", "")
    shown = _shown(mine, show)
    return render_template(
        "experts/review/queue.html",
        event=call.event,
        call=call,
        phase=call.phase(clock.now()),
        is_open=reviews.reviews_are_open(call),
        queue=mine,
        show=show if show in FILTERS else "todo",
        sector=sector,
        **paged([it for it in shown if not sector or it.sector == sector]),
        profile=reviewer_profile(call, g.account),
    )


def paged(rows: Sequence[object], on_a_page: int = ON_A_PAGE) -> dict[str, Any]:
    """Return the rows of the page that is asked for, and where it stands among the pages."""
    pages = -(-len(rows) // on_a_page)
    page = min(max(1, request.args.get("page", 1, int)), max(1, pages))
    return {
        "rows": rows[(page - 1) * on_a_page : page * on_a_page],
        "page": page,
        "pages": pages,
    }


def _shown(mine: Queue, show: str) -> list[Waiting]:
    match show:
        case "all":
            return mine.applications
        case "done":
            return [it for it in mine.applications if it.id in mine.done]
        case "closed":
            return [it for it in mine.applications if it.id in mine.closed]
        case _:
            return mine.todo


@bp.route("/review/profile", methods=["GET", "POST"])
def own_profile(slug: str) -> ResponseReturnValue:
    """Let reviewers say what they know about and read, so that they get what fits."""
    call = found_call(slug)
    require(policy.may_review(g.account, call))
    form = profile_form(call, reviewer_profile(call, g.account))
    if form.submitted():
        assigning.know(call, g.account, form.topics.data or [], form.languages.data or [])
        flash(gettext("Your topics and languages are saved."), "success")
        return redirect(url_for(".queue", slug=slug))
    return render_template(
        "experts/review/profile.html", event=call.event, call=call, form=form
    ), form.status


@bp.route("/review/<int:application_id>", methods=["GET", "POST"])
def review(slug: str, application_id: int) -> ResponseReturnValue:
    """Ask first for a conflict of interest; then show the file beside the criteria."""
    application = found_application(slug, application_id)
    require(policy.may_meet(g.account, application))
    own = policy.review_by(g.account, application)
    if own is None or policy.is_in_conflict(g.account, application):
        if request.method == "POST":
            require(policy.may_read(g.account, application))
        return _gate(application, RecuseForm())
    require(policy.may_read(g.account, application))
    form = review_form(application.call, own)
    mine = review_queue(g.account, application.call)
    following = mine.next_after(application.id)
    if form.submitted():
        with form.showing_refusals():
            reviews.score(application, g.account, form.scores, (form.comment.data or "").strip())
            flash(gettext("Your review of %(name)s is saved.", name=_name(application)), "success")
            if form.save_and_next.data and following is not None:
                return redirect(url_for(".review", slug=slug, application_id=following.id))
            return redirect(url_for(".queue", slug=slug))
    return render_template(
        "experts/review/review.html",
        event=application.call.event,
        call=application.call,
        application=application,
        name=_name(application),
        form=form,
        queue=mine,
        following=following,
        is_open=reviews.reviews_are_open(application.call),
        shows_reviews=policy.may_see_reviews(g.account, application),
        recuse_form=RecuseForm(formdata=None),
    ), form.status


def _name(application: Application) -> str:
    """Name an applicant as the reviewers of this call may know them."""
    return applicant_name("" if application.call.is_blind else application.name, application.id)


def _gate(application: Application, form: RecuseForm) -> tuple[str, int]:
    mine = review_queue(g.account, application.call)
    own = policy.review_by(g.account, application)
    return render_template(
        "experts/review/conflict.html",
        event=application.call.event,
        call=application.call,
        application=application,
        name=_name(application),
        declared=own if own is not None and own.recused else None,
        is_found=policy.is_in_conflict(g.account, application),
        form=form,
        queue=mine,
        following=mine.next_after(application.id),
        is_open=reviews.reviews_are_open(application.call),
    ), int(form.status)


@bp.post("/review/<int:application_id>/no-conflict")
def no_conflict(slug: str, application_id: int) -> ResponseReturnValue:
    """Say that there is no conflict of interest, and open the file."""
    application = found_application(slug, application_id)
    require(policy.may_meet(g.account, application))
    if Button().submitted():
        reviews.deny_conflict(application, g.account)
    return redirect(url_for(".review", slug=slug, application_id=application_id))


@bp.post("/review/<int:application_id>/recuse")
def recuse(slug: str, application_id: int) -> ResponseReturnValue:
    """Declare a conflict of interest: the file closes for good."""
    application = found_application(slug, application_id)
    require(policy.may_meet(g.account, application))
    form = RecuseForm()
    if form.submitted():
        reason = (form.reason.data or "").strip()
        with form.showing_refusals():
            reviews.recuse(application, g.account, form.conflict.data, reason)
            flash(
                gettext("Your conflict of interest is noted. You will not see this file."),
                "success",
            )
            following = review_queue(g.account, application.call).next_after(application_id)
            if following is None:
                return redirect(url_for(".queue", slug=slug))
            return redirect(url_for(".review", slug=slug, application_id=following.id))
    return _gate(application, form)


@bp.get("/applications/<int:application_id>/cv")
def cv(slug: str, application_id: int) -> ResponseReturnValue:
    """Give the file to those who may read the application."""
    application = found_application(slug, application_id)
    require(policy.may_have_files(g.account, application))
    return files.download(found(application.cv))
