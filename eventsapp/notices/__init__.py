"""Notices: what we tell people by mail, kept as it was said."""

from flask import Flask

from eventsapp.core import inbox, outbox
from eventsapp.notices import handlers, routes


def init_app(app: Flask) -> None:
    """Send what is posted; show caught mails where the settings say so."""
    app.register_blueprint(routes.choices)
    outbox.subscribe(app, "notice.posted", handlers.send)
    outbox.subscribe(app, "notices.digest_due", handlers.send_digest)
    inbox.subscribe(app, handlers.take_bounce)
    if app.config["MAIL_CATCHER"]:
        app.register_blueprint(routes.bp)
