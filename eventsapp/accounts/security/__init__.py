"""Flask-Security as it serves this house: its settings, our parts in it, and the door."""

from flask import Flask
from flask_security import Security

from eventsapp.accounts import forms
from eventsapp.accounts.models import Account, Passkey, Role
from eventsapp.accounts.security import door, parts, reactions
from eventsapp.accounts.security.settings import settings
from eventsapp.core.db import db


def init_app(app: Flask) -> None:
    """Attach the library, and what happens when people come and go."""
    app.config.from_mapping({f"SECURITY_{name}": value for name, value in settings(app).items()})
    door.init_app(app)
    security = Security(
        app,
        parts.Store(db, Account, Role, Passkey),
        mail_util_cls=parts.Mails,
        password_util_cls=parts.Passwords,
        totp_cls=parts.Codes,
        mf_recovery_codes_util_cls=parts.RecoveryCodes,
        webauthn_util_cls=parts.Passkeys,
        render_template=parts.render,  # type: ignore[arg-type]  # pages answer with a status
        register_form=forms.RegisterForm,
        reset_password_form=forms.ResetPasswordForm,
        change_password_form=forms.ChangePasswordForm,
        verify_form=forms.VerifyForm,
        change_email_form=forms.ChangeEmailForm,
        two_factor_setup_form=forms.CodesForm,
        two_factor_rescue_form=forms.RescueForm,
        two_factor_verify_code_form=forms.CodeForm,
        mf_recovery_form=forms.RecoveryForm,
        wan_register_form=forms.PasskeyForm,
    )
    security.i18n_domain = parts.Speech()  # type: ignore[assignment]
    security.want_json(lambda _request: False)
    door.watch(app, security)
    reactions.init_app(app)
