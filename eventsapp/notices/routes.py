"""What readers choose about notices; and caught mails, only where MAIL_CATCHER is on."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import headers, throttle
from eventsapp.core.forms import csrf
from eventsapp.core.i18n import gettext
from eventsapp.core.policy import require
from eventsapp.core.web import found
from eventsapp.notices import queries, services
from eventsapp.notices.forms import ChoiceForm, ChoicesForm
from eventsapp.notices.queries import caught_mail, caught_mails
from eventsapp.notices.rules import Choice
from eventsapp.notices.words import CONTENTS, GROUPS

bp = Blueprint("notices", __name__, url_prefix="/mails")
choices = Blueprint("notice_choices", __name__)


@choices.route("/me/notices", methods=["GET", "POST"])
def mine() -> ResponseReturnValue:
    """Let a person choose, for each group, whether and how often to have its notices."""
    require(g.account is not None)
    return _choose_for_each(g.account.email, url_for(".mine"))


@choices.route("/notices/<token>", methods=["GET", "POST"])
def choose(token: str) -> ResponseReturnValue:
    """Let the reader of a mail choose without signing in: the address is the permission."""
    headers.secret_page()
    email, group = found(queries.reader_of(token))
    require(allowed=True)
    if group is None:
        return _choose_for_each(email, url_for(".choose", token=token))
    form = ChoiceForm(choice=queries.choice_of(email, group).value)
    if form.submitted():
        services.choose(email, group, Choice(form.choice.data))
        flash(gettext("Your choice is saved."), "success")
        return redirect(url_for(".choose", token=token))
    return render_template(
        "notices/choose.html",
        form=form,
        email=email,
        group=GROUPS[group],
        contents=CONTENTS[group],
    ), form.status


@choices.route("/notices/<token>/stop", methods=["GET", "POST"])
@csrf.exempt
def stop(token: str) -> ResponseReturnValue:
    """Stop a group by one click of a mail program (RFC 8058); people are shown the choice.

    Mail scanners follow links, so only a POST changes anything.
    """
    headers.secret_page()
    email, group = found(queries.reader_of(token))
    require(allowed=True)
    if request.method != "POST":
        return redirect(url_for(".choose", token=token))
    throttle.limit("form:stop", email)  # many readers' clicks come from one mail program's servers
    services.stop(email, group)
    return gettext("You will get no more of these emails."), {"Content-Type": "text/plain"}


def _choose_for_each(email: str, here: str) -> ResponseReturnValue:
    """Let the reader of an address choose for each group."""
    now = queries.choices_of(email)
    form = ChoicesForm(data={group.value: choice.value for group, choice in now.items()})
    if form.submitted():
        for group, choice in form.choices.items():
            services.choose(email, group, choice)
        flash(gettext("Your choice is saved."), "success")
        return redirect(here)
    return render_template("notices/mine.html", form=form, email=email), form.status


@bp.get("/")
def caught() -> ResponseReturnValue:
    """List the mails that were caught, newest first."""
    require(allowed=True)
    return render_template("notices/caught.html", mails=caught_mails())


@bp.get("/<name>")
def mail(name: str) -> ResponseReturnValue:
    """Show one caught mail as text, with its links."""
    require(allowed=True)
    return render_template("notices/mail.html", mail=found(caught_mail(name)))
