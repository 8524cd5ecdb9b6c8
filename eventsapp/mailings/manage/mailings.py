"""Writing to many at once: the words, exactly who gets them, when, and how far it is."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import throttle
from eventsapp.core.forms import Button
from eventsapp.core.i18n import _, force_locale, gettext
from eventsapp.core.policy import require
from eventsapp.core.spreadsheets import csv_response
from eventsapp.core.web import found
from eventsapp.core.words import LOCALES, Words
from eventsapp.events.models import Event
from eventsapp.mailings import mails, policy, words
from eventsapp.mailings.forms.mailings import ConfirmForm, MailingForm, TestForm
from eventsapp.mailings.manage.bp import bp, managed
from eventsapp.mailings.models import Mailing
from eventsapp.mailings.queries.audience import Gathering, Person, gathering, tags_asked
from eventsapp.mailings.queries.mailings import (
    DAILY,
    due_of,
    mailing_in,
    mailings_of,
    progress_of,
    written_to,
)
from eventsapp.mailings.rules import Anchor
from eventsapp.mailings.services import mailings as services
from eventsapp.mailings.services.wordings import send_test
from eventsapp.notices.mails import Recipient
from eventsapp.registration.rules import Status as PlaceStatus

#: People on one page of the list, and how many are few enough for it to be open from the start.
PER_PAGE, FEW = 50, 20


@bp.get("/mailings/")
def mailings(slug: str) -> ResponseReturnValue:
    """List what is to come, what is a draft, and what was sent to how many."""
    event = managed(slug)
    every = mailings_of(g.account, event)
    return render_template(
        "mailings/manage/mailings.html",
        event=event,
        mailings=every,
        progress=progress_of(every),
        starts=mails.STARTS,
    )


@bp.route("/mailings/new", methods=["GET", "POST"])
def new_mailing(slug: str) -> ResponseReturnValue:
    """Write a new mailing, from nothing or from a text to start from."""
    event = managed(slug)
    form = MailingForm(event, data=_start(event))
    if form.submitted():
        with form.showing_refusals():
            mailing = services.draft(event, g.account, **_said(form))
            return redirect(url_for(".mailing", slug=slug, mailing_id=mailing.id))
    return _form(event, form, None)


@bp.route("/mailings/<int:mailing_id>/edit", methods=["GET", "POST"])
def edit_mailing(slug: str, mailing_id: int) -> ResponseReturnValue:
    """Change a mailing that has not begun to be sent."""
    event, it = _found(slug, mailing_id)
    form = MailingForm(event, data=MailingForm.data_of(it))
    if form.submitted():
        with form.showing_refusals():
            services.change(it, g.account, seen=form.seen.data or 0, **_said(form))
            return redirect(url_for(".mailing", slug=slug, mailing_id=it.id))
    return _form(event, form, it)


@bp.get("/mailings/<int:mailing_id>")
def mailing(slug: str, mailing_id: int) -> ResponseReturnValue:
    """Show a mailing: as a reader gets it, exactly who that is, and what became of it."""
    event, it = _found(slug, mailing_id)
    if "HX-Request" in request.headers:
        return render_template("mailings/manage/progress.html", **_progress(event, it))
    return _page(event, it, ConfirmForm())


@bp.get("/mailings/<int:mailing_id>/people.csv")
def mailing_people(slug: str, mailing_id: int) -> ResponseReturnValue:
    """Give all who get it, and who does not and why, as a table."""
    event, it = _found(slug, mailing_id)
    head = [_("Name"), _("Address"), _("Included as"), _("Language"), _("Why they get no email")]
    now, _mails = _people(it)
    rows = [(person, None) for person in now.people] + list(now.left_out)
    return csv_response(
        f"{event.slug}-mailing-{it.id}",
        head,
        (
            [
                person.name,
                person.email,
                words.why_in_set(*person.why),
                LOCALES[mails.language_for(it, person.locale)],
                words.LEFT[why] if why else "",
            ]
            for person, why in rows
        ),
    )


@bp.post("/mailings/<int:mailing_id>/confirm")
def confirm_mailing(slug: str, mailing_id: int) -> ResponseReturnValue:
    """Send it, or have it sent when its moment comes."""
    event, it = _found(slug, mailing_id)
    form = ConfirmForm()
    if not form.submitted():
        abort(HTTPStatus.BAD_REQUEST)
    with form.showing_refusals():
        services.confirm(it, g.account, form.seal.data)
        flash(
            gettext("It goes out in two minutes. Until then you can still stop it.")
            if it.plan.anchor is Anchor.NOW
            else gettext("It is scheduled. Until it goes out, you can change it or stop it."),
            "success",
        )
        return redirect(url_for(".mailing", slug=slug, mailing_id=it.id))
    form.seal.data = form.seal.raw_data = None
    return _page(event, it, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/mailings/<int:mailing_id>/at-once")
def send_mailing_at_once(slug: str, mailing_id: int) -> ResponseReturnValue:
    """Wait no longer."""
    return _act(slug, mailing_id, services.send_at_once, gettext("It is on its way."))


@bp.post("/mailings/<int:mailing_id>/stop")
def stop_mailing(slug: str, mailing_id: int) -> ResponseReturnValue:
    """Send no more of it."""
    return _act(slug, mailing_id, services.stop, gettext("It is stopped: nobody else will get it."))


@bp.post("/mailings/<int:mailing_id>/remove")
def remove_mailing(slug: str, mailing_id: int) -> ResponseReturnValue:
    """Forget a draft."""
    _event, it = _found(slug, mailing_id)
    if not Button().submitted():
        abort(HTTPStatus.BAD_REQUEST)
    services.remove(it)
    flash(gettext("The draft is removed."), "success")
    return redirect(url_for(".mailings", slug=slug))


@bp.post("/mailings/<int:mailing_id>/test")
def test_mailing(slug: str, mailing_id: int) -> ResponseReturnValue:
    """Send it to whoever writes it, as a reader would get it."""
    event, it = _found(slug, mailing_id)
    form = TestForm()
    if not form.submitted():
        abort(HTTPStatus.BAD_REQUEST)
    throttle.limit("form:test_mail", str(g.account.id))
    people = gathering(event, it.audience).people
    recipient = _chosen(it, people, form.reader.data or "")
    language = form.language.data
    send_test(event, mails.words_in(it, language), recipient, language, g.account)
    flash(gettext("A test is on its way to %(email)s.", email=g.account.email), "success")
    return redirect(url_for(".mailing", slug=slug, mailing_id=it.id))


def _found(slug: str, mailing_id: int) -> tuple[Event, Mailing]:
    event = managed(slug)
    it = found(mailing_in(event, mailing_id))
    require(policy.may_see_mailing(g.account, it))
    return event, it


def _act(
    slug: str, mailing_id: int, act: Callable[[Mailing], object], said: str
) -> ResponseReturnValue:
    _event, it = _found(slug, mailing_id)
    if not Button().submitted():
        abort(HTTPStatus.BAD_REQUEST)
    act(it)
    flash(said, "success")
    return redirect(url_for(".mailing", slug=slug, mailing_id=it.id))


def _said(form: MailingForm) -> dict[str, Any]:
    return {
        "subject": form.subject.words,
        "text": form.text.words,
        "audience": form.audience,
        "plan": form.plan,
    }


def _start(event: Event) -> dict[str, Any]:
    """Return what a new mailing begins with."""
    start = next((it for it in mails.STARTS if it.key == request.args.get("start")), None)
    first: dict[str, Any] = {"places": [PlaceStatus.CONFIRMED.value]}
    if start is None:
        return first
    plan, main = start.plan, event.main_language
    with force_locale(main):
        first |= {
            "subject": Words({main: str(start.subject)}),
            "text": Words({main: start.text}),
        }
    return first | {
        "anchor": plan.anchor.value,
        "number": plan.number,
        "unit": plan.unit.value,
        "side": plan.side.value,
        "time": plan.time,
    }


def _form(event: Event, form: MailingForm, it: Mailing | None) -> ResponseReturnValue:
    return render_template(
        "mailings/manage/mailing_form.html",
        event=event,
        form=form,
        mailing=it,
        placeholders_known=mails.PLACEHOLDERS,
    ), form.status


def _page(event: Event, it: Mailing, form: ConfirmForm) -> str:
    now, notices = _people(it)
    pages = max(1, -(-len(now.people) // PER_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    recipient = _chosen(it, now.people, request.args.get("reader", ""))
    language = recipient.reader.locale
    own = replace(mails.words_in(it, language), is_preview=True)
    progress = _progress(event, it)
    return render_template(
        "mailings/manage/mailing.html",
        **progress,
        why_not=services.why_not(it),
        form=form,
        gathering=now,
        asked=tags_asked(event, it.audience) if it.can_be_changed else None,
        shown=now.people[(page - 1) * PER_PAGE : page * PER_PAGE],
        page=page,
        pages=pages,
        is_open="page" in request.args or len(now.people) <= FEW,
        most=PER_PAGE,
        seal=now.seal(it.version),
        recipient=recipient,
        language=language,
        filled=own.fill(recipient.reader, recipient.context),
        due=due_of(event, it.plan) if it.plan.anchor is not Anchor.NOW else None,
        language_for=lambda person: mails.language_for(it, person.locale),
        notices=notices,
        LOCALES=LOCALES,
    )


def _progress(event: Event, it: Mailing) -> dict[str, Any]:
    """Return what became of a mailing so far."""
    progress = progress_of([it]).get(it.id, Counter())
    to_come = progress["waiting"] + progress["held"] + progress[DAILY]
    return {"event": event, "mailing": it, "progress": progress, "to_come": to_come}


def _people(it: Mailing) -> tuple[Gathering, dict[Person, int | None]]:
    """Return to whom a mailing goes: now, or as it was when it began, with their mails."""
    notices = written_to(it)
    if it.can_be_changed and not notices:
        return gathering(it.event, it.audience), {}
    return Gathering(list(notices), []), notices


def _chosen(it: Mailing, people: list[Person], email: str) -> Recipient:
    """Return whom to show it to: who was chosen, else the first, else somebody invented."""
    chosen = next((person for person in people if person.email == email), None)
    person = chosen or next(iter(people), None)
    if person is None:
        name = str(mails.NAME.sample)
        person = Person("sample@example.org", name, it.event.main_language, ("", ""), "")
    return mails.recipient_of(it, person)
