"""Invite many bodies at once: paste or upload lines, look at what will be sent, send."""

from http import HTTPStatus

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core.errors import Refused
from eventsapp.core.i18n import gettext, ngettext
from eventsapp.experts.forms.nominations import (
    LONGEST_TEXT,
    Lines,
    ManyForm,
    many_form,
    read_lines,
)
from eventsapp.experts.forms.tables import text_of
from eventsapp.experts.manage.bp import bp, call_to_decide
from eventsapp.experts.models import Call
from eventsapp.experts.queries.nominations import body_numbers
from eventsapp.experts.services import inviting
from eventsapp.organizations.queries import organization_by_id


@bp.route("/nominations/many", methods=["GET", "POST"])
def invite_many(slug: str) -> ResponseReturnValue:
    """Read a table of bodies; send nothing while one line is wrong, or before it was looked at."""
    call = call_to_decide(slug)
    form = many_form(call)
    lines = Lines()
    if form.submitted():
        with form.showing_refusals():
            lines = _read(call, form)
            if lines.asked and not lines.problems:
                if not form.send.data:
                    return _look(call, form, lines)
                made = inviting.invite(call, lines.asked)
                flash(
                    ngettext(
                        "%(num)s invitation is on its way.",
                        "%(num)s invitations are on their way.",
                        len(made),
                    ),
                    "success",
                )
                return redirect(url_for(".nominations", slug=slug))
    is_wrong = bool(lines.problems or form.errors)
    return render_template(
        "experts/manage/invite_many.html",
        event=call.event,
        form=form,
        lines=lines,
        why_not=inviting.why_not(call),
    ), HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK


def _read(call: Call, form: ManyForm) -> Lines:
    """Read what was pasted, or the file in its place: its lines then stand to be mended."""
    text = str(form.text.data or "")
    if form.table.data:
        text = text_of(form.table.data.stream.read())
        if len(text) > LONGEST_TEXT:
            raise Refused(gettext("This file is too long: invite fewer bodies at once."))
        form.text.data = text
    if not text.strip():
        raise Refused(gettext("Paste at least one line, or choose a file."))
    return read_lines(call, text, form.locale.data, int(form.quota.data or 1))


def _look(call: Call, form: ManyForm, lines: Lines) -> str:
    """Show whom the invitations go to and how they read, once in each language."""
    numbers = body_numbers(it.body for it in lines.asked)
    first = {it.locale: it for it in reversed(lines.asked)}
    return render_template(
        "experts/manage/invite_look.html",
        event=call.event,
        form=form,
        lines=lines,
        known={name: organization_by_id(key) for name, key in numbers.items() if key},
        letters=[(it, inviting.preview(call, it)) for it in first.values()],
    )
