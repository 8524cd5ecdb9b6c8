"""Pages to sign in, and a person's own profile and security page."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import views
from flask_security.change_email import change_email_confirm
from werkzeug.routing import BuildError

from eventsapp.accounts import policy, services
from eventsapp.accounts.forms import LinkForm, ProfileForm, SignInForm
from eventsapp.accounts.models import Account
from eventsapp.accounts.queries import account_by_email, mailed_link, open_sign_ins
from eventsapp.accounts.security import door
from eventsapp.core import clock, outbox, throttle
from eventsapp.core.forms import Button
from eventsapp.core.headers import secret_page
from eventsapp.core.i18n import gettext, locale
from eventsapp.core.policy import require
from eventsapp.core.web import safe_next

bp = Blueprint("accounts", __name__)


def login() -> ResponseReturnValue:
    """Sign in with a password, or ask for a mailed link: the page of ``security.login``."""
    require(allowed=True)
    if g.account is not None:
        return redirect(_onward(g.account))
    form = SignInForm()
    if request.method == "POST":
        who = door.who_types(str(form.email.data or "").strip().lower())
        throttle.limit("sign_in", who)
        if form.submitted() and (account := _by_password(form)):
            throttle.forgive("sign_in", who)
            step = door.enter(account, via="password", next_page=_onward(account))
            return step or redirect(_onward(account))
    return render_template("security/login_user.html", form=form, next=_next()), form.status


def _by_password(form: SignInForm) -> Account | None:
    account = account_by_email(form.email.data)
    if not services.password_fits(account, form.password.data) or account is None:
        form.form_errors.append(
            gettext("The address or the password is wrong. Try again, or ask for a sign-in link by "
                "email.")
        )  # fmt: skip
    elif not account.active:
        form.form_errors.append(str(services.AccountLocked.message))
    elif account.confirmed_at is None:
        form.form_errors.append(
            gettext("Your address is not confirmed yet. Open the link in our email, or ask for a "
                "new one below.")
        )  # fmt: skip
    else:
        return account
    return None


@bp.post("/login/link")
def mail_link() -> ResponseReturnValue:
    """Mail a sign-in link: the same answer whether the address is known or not."""
    require(allowed=True)
    form = LinkForm()
    throttle.limit("form:mailed_link")
    throttle.limit("mailed_link", door.who_types(str(form.email.data or "").strip().lower()))
    if form.submitted():
        services.mail_sign_in_link(form.email.data, locale(), _next())
        return render_template("accounts/link_sent.html", email=form.email.data)
    return render_template("security/login_user.html", form=form, next=_next()), form.status


@bp.route("/login/link/<token>", methods=["GET", "POST"])
def use_link(token: str) -> ResponseReturnValue:
    """Sign in by a mailed link: the link shows a button, and the button signs in."""
    require(allowed=True)
    secret_page()
    found = mailed_link(token, since=clock.now() - services.LINK_LIFE)
    if found is None:
        return render_template("accounts/link_expired.html", next=_next()), HTTPStatus.GONE
    if Button().submitted():
        account = services.use_mailed_link(token, locale())
        throttle.forgive("sign_in", account.email)
        onward = _onward(account)
        return door.enter(account, via="link", next_page=onward) or redirect(onward)
    return render_template("accounts/use_link.html", email=found.email)


def forgot_password() -> ResponseReturnValue:
    """Ask for a new password: ``security.forgot_password``; the worker sees who has an account."""
    require(allowed=True)
    form = LinkForm()
    if form.submitted():
        outbox.put("account.reset_asked", email=form.email.data)
        flash(
            gettext(
                "If there is an account for %(email)s, an email with a link is on its way.",
                email=form.email.data,
            ),
            "info",
        )
    return render_template("security/forgot_password.html", form=form), form.status


def send_confirmation() -> ResponseReturnValue:
    """Ask for the mail that confirms an address once more: ``security.send_confirmation``."""
    require(allowed=True)
    form = LinkForm()
    if form.submitted():
        outbox.put("account.confirmation_asked", email=form.email.data)
        flash(
            gettext(
                "If this address still needs to be confirmed, a new email is on its way to "
                "%(email)s.",
                email=form.email.data,
            ),
            "info",
        )
    return render_template("security/send_confirmation.html", form=form), form.status


def confirm_email(token: str) -> ResponseReturnValue:
    """Confirm the address of a new account: the page of ``security.confirm_email``."""
    require(allowed=True)
    if request.method == "POST":
        return views.confirm_email(token)
    return render_template("accounts/confirm_address.html", url=request.path)


def change_email(token: str) -> ResponseReturnValue:
    """Show the button that confirms a new address: ``security.change_email_confirm``."""
    require(allowed=True)
    url = url_for("accounts.take_new_address", token=token)
    return render_template("accounts/confirm_address.html", url=url)


@bp.post("/change-email/<token>")
def take_new_address(token: str) -> ResponseReturnValue:
    """Change the address, for whoever has read the mail to it."""
    require(allowed=True)
    secret_page()
    return change_email_confirm(token)  # type: ignore[no-any-return, no-untyped-call]


@bp.get("/me/landing")
def landing() -> ResponseReturnValue:
    """Go to where a person starts: their name first if we do not know it, else their own page."""
    require(policy.may_keep_own(g.account))
    return redirect(_onward(g.account))


@bp.route("/me/profile", methods=["GET", "POST"])
def profile() -> ResponseReturnValue:
    """Show and change who a person is to others, and the language and zone they read in."""
    require(policy.may_keep_own(g.account))
    form = ProfileForm(obj=g.account)
    if form.submitted():
        is_new = not g.account.name
        services.change_profile(g.account, **_typed(form))
        flash(gettext("Your profile is saved."), "success")
        answer = redirect(_next() or (_home() if is_new else url_for(".profile")))
        answer.delete_cookie("lang")  # from now on the profile says which language
        return answer
    return render_template("accounts/profile.html", form=form), form.status


@bp.get("/me/security")
def security() -> ResponseReturnValue:
    """Show how and where a person signs in."""
    require(policy.may_keep_own(g.account))
    sign_ins = open_sign_ins(g.account, since=g.oldest_sign_in)
    return render_template("accounts/security.html", account=g.account, sign_ins=sign_ins)


@bp.post("/me/security/sign-ins/<int:sign_in_id>/end")
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    """End one of one's own sign-ins somewhere else."""
    require(policy.may_keep_own(g.account))
    services.end_one_sign_in(g.account, sign_in_id)
    flash(gettext("That device is signed out."), "success")
    return redirect(url_for(".security"))


@bp.post("/me/security/sign-ins/end-others")
def end_other_sign_ins() -> ResponseReturnValue:
    """End all of one's own sign-ins but this."""
    require(policy.may_keep_own(g.account))
    services.end_sign_ins(g.account, keep=session.get("sign_in"))
    flash(gettext("You are signed out on all other devices."), "success")
    return redirect(url_for(".security"))


def use_recovery_code() -> ResponseReturnValue:
    """Send those who lost their app to the recovery codes: ``security.two_factor_rescue``."""
    require(allowed=True)
    return redirect(url_for("security.mf_recovery", next=_next()))


def _typed(form: ProfileForm) -> dict[str, Any]:
    names = ("name", "affiliation", "country", "sector", "locale", "timezone")
    return {name: form[name].data for name in names}


def _next() -> str | None:
    return safe_next(request.values.get("next"), "") or None


def _onward(account: Account) -> str:
    if not account.name:
        return url_for("accounts.profile", next=_next())
    return _next() or _home()


def _home() -> str:
    try:
        return url_for("desk.mine")
    except BuildError:
        return "/"
