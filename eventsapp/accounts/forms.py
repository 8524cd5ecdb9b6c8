"""What people type to sign in, to sign up, and to keep their account."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_security import forms as library
from flask_security.change_email import ChangeEmailForm as LibraryChangeEmailForm
from flask_security.recovery_codes import MfRecoveryForm
from flask_security.webauthn import WebAuthnRegisterForm
from wtforms import EmailField, HiddenField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import AnyOf, DataRequired, Length, Optional, StopValidation

from eventsapp.accounts.queries import plain_address
from eventsapp.core.forms import Form, options
from eventsapp.core.i18n import LazyString, _, gettext
from eventsapp.core.names import SECTORS, country_choices
from eventsapp.core.words import LOCALES
from eventsapp.core.zones import ZoneField

LONGEST_ADDRESS = 254
LONGEST_PASSWORD_TYPED = 1_000


class Address:
    """An address as accounts keep it: of the right shape, in small letters; nobody is asked."""

    def __call__(self, _form: Any, field: Any) -> None:
        """Check the shape."""
        try:
            checked = validate_email(
                plain_address(field.data or ""), check_deliverability=False, allow_smtputf8=False
            )
        except EmailNotValidError:
            raise StopValidation(
                gettext("Write a complete address, such as name@example.org.")
            ) from None
        field.data = plain_address(checked.normalized)


def _email(*validators: Any) -> EmailField:
    return EmailField(
        _("Email address"),
        [DataRequired(_("Write your email address.")), Address(), *validators],
        render_kw={"autocomplete": "email", "maxlength": LONGEST_ADDRESS},
    )


def _password() -> PasswordField:
    return PasswordField(
        _("Password"),
        [DataRequired(_("Write your password."))],
        render_kw={"autocomplete": "current-password"},
    )


def _new_password(label: LazyString | None = None) -> PasswordField:
    return PasswordField(
        label or _("New password"),
        [DataRequired(_("Write a password."))],
        description=_(
            "8 to 128 characters of any kind. Longer is better: a few words that you can "
            "remember, or a password made by your password manager."
        ),
        render_kw={"autocomplete": "new-password"},
    )


class SignInForm(Form):
    """An address and a password."""

    email = _email()
    password = PasswordField(
        _("Password"),
        [DataRequired(_("Write your password, or ask for a sign-in link by email."))],
        render_kw={"autocomplete": "current-password", "maxlength": LONGEST_PASSWORD_TYPED},
    )


class LinkForm(Form):
    """An address to which a sign-in link goes."""

    email = _email()


class ProfileForm(Form):
    """What others may know of a person, and how the pages speak to them."""

    name = StringField(
        _("Name, as you want it on your badge"),
        [DataRequired(_("Write your name.")), Length(max=120)],
        render_kw={"autocomplete": "name"},
    )
    affiliation = StringField(
        _("Organisation"),
        [Optional(), Length(max=200)],
        description=_("The organisation you work for or represent, if any."),
        render_kw={"autocomplete": "organization"},
    )
    country = SelectField(_("Country"), [Optional()], render_kw={"autocomplete": "country"})
    sector = SelectField(_("Sector"), [Optional()])
    locale = SelectField(_("Language of pages and emails"), choices=options(LOCALES), default="en")
    timezone = ZoneField(_("Your time zone"), default="UTC")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer countries and sectors by the reader's names for them."""
        super().__init__(*args, **kwargs)
        nothing = {"": gettext("I would rather not say")}
        self.country.choices = options(nothing | country_choices())
        known: dict[str, str | LazyString] = dict(SECTORS)
        if self.sector.data:
            known.setdefault(self.sector.data, self.sector.data)
        self.sector.choices = options(nothing | known)


class RegisterForm(library.RegisterFormV2):
    """Sign up with a password."""

    name = StringField(
        _("Your name"),
        [DataRequired(_("Write your name.")), Length(max=120)],
        render_kw={"autocomplete": "name"},
    )
    email = _email(library.unique_user_email)
    password = _new_password(_("Password"))


class ResetPasswordForm(library.ResetPasswordForm):
    """Set a new password with a mailed link."""

    password = _new_password()
    password_confirm = None


class ChangePasswordForm(library.ChangePasswordForm):
    """Change the password; the old one is asked for where there is one."""

    password = PasswordField(
        _("Your current password"), render_kw={"autocomplete": "current-password"}
    )
    new_password = _new_password()
    new_password_confirm = None


class VerifyForm(library.VerifyForm):
    """Say once more who one is."""

    password = _password()


class ChangeEmailForm(LibraryChangeEmailForm):
    """Say the new address."""

    email = _email(library.unique_user_email)


class CodesForm(library.TwoFactorSetupForm):
    """Whether codes are asked for; each choice is a button of its own."""

    setup = RadioField(choices=["disable", "authenticator"], validate_choice=False)


class RescueForm(library.TwoFactorRescueForm):
    """Ask for help without the app."""

    help_setup = RadioField(choices=["help"])


class CodeForm(library.TwoFactorVerifyCodeForm):
    """Six digits from an authenticator app."""

    code = StringField(
        _("Code from your authenticator app"),
        [DataRequired(_("Write the six digits that the app shows now."))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 9},
    )


class RecoveryForm(MfRecoveryForm):
    """One of the recovery codes."""

    code = StringField(
        _("Recovery code"),
        [DataRequired(_("Write one of your recovery codes."))],
        render_kw={"autocomplete": "off", "maxlength": 40},
    )


class PasskeyForm(WebAuthnRegisterForm):
    """Name a new passkey, which then is enough to sign in with."""

    name = StringField(
        _("A name for it"),
        [DataRequired(_("Give the passkey a name."))],
        description=_("So that you know it again, such as Phone or Office computer."),
        render_kw={"maxlength": 64, "autocomplete": "off"},
    )
    usage = HiddenField(default="first", validators=[AnyOf(["first"])])
