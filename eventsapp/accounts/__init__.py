"""Accounts: people, how they sign in and where they have, and who may do what everywhere.

A person signs in with a password, by a mailed link or with a passkey, and may ask for a code from
an authenticator app on top. Every sign-in is a row: it ends when the row says so.
"""

from flask import Flask

from eventsapp.accounts import handlers, manage, queries, routes, security, words
from eventsapp.core import outbox
from eventsapp.notices.services import go_by_clock


def init_app(app: Flask) -> None:
    """Attach the library, and put our own pages where it writes on GET or asks too little."""
    security.init_app(app)
    go_by_clock(queries.zone_of)
    app.jinja_env.filters.update(
        role_label=words.role_label, account_action_label=words.action_label
    )
    outbox.subscribe(app, "account.reset_asked", handlers.mail_reset)
    outbox.subscribe(app, "account.confirmation_asked", handlers.mail_confirmation)
    outbox.announce(app, "account.address_moved")
    app.register_blueprint(routes.bp)
    app.register_blueprint(manage.bp)
    app.view_functions |= {
        "security.login": routes.login,
        "security.forgot_password": routes.forgot_password,
        "security.send_confirmation": routes.send_confirmation,
        "security.confirm_email": routes.confirm_email,
        "security.change_email_confirm": routes.change_email,
        "security.two_factor_rescue": routes.use_recovery_code,
    }
