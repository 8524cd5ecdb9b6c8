"""Experts: calls for experts, their applications, the reviews, and who is selected."""

from flask import Flask

from eventsapp.core import outbox, slots
from eventsapp.core.i18n import _
from eventsapp.experts import handlers, manage, panels, routes, rules, words


def init_app(app: Flask) -> None:
    """Attach the pages, what they show elsewhere, and the reactions."""
    app.register_blueprint(routes.bp)
    app.register_blueprint(manage.bp)
    slots.add_tab(app, "event", "experts_manage.call", _("Call for experts"), order=30)
    slots.add_tab(app, "event", "experts_manage.board", _("Selection"), order=40)
    slots.fill(app, "event.actions", panels.apply_button, order=20)
    slots.fill(app, "event.panels", panels.call_teaser, order=20)
    slots.fill(app, "mine.panels", panels.my_applications, order=20)
    slots.fill(app, "mine.panels", panels.my_reviews, order=15)
    slots.fill(app, "manage.panels", panels.call_figures, order=20)
    slots.fill(app, "organise.duties", panels.my_reviews, order=20)
    outbox.subscribe(app, "application.submitted", handlers.confirm_receipt)
    outbox.subscribe(app, "application.withdrawn", handlers.confirm_withdrawal)
    outbox.subscribe(app, "application.decided", handlers.tell_outcome)
    outbox.subscribe(app, "application.accepted", handlers.welcome)
    outbox.subscribe(app, "call.extended", handlers.tell_extension)
    outbox.subscribe(app, "call.withdrawn", handlers.tell_withdrawal)
    app.jinja_env.filters.update(
        gender_label=words.gender_label,
        application_status_label=words.APPLICATION_STATUSES.__getitem__,
        phase_label=words.PHASES.__getitem__,
        contradiction_text=words.contradiction_text,
        rich=words.rich,
        field_label=words.field_label,
        words_in=rules.words_in,
        as_paragraphs=words.as_paragraphs,
    )
    app.jinja_env.globals.update(
        PHASE_TONES=words.PHASE_TONES,
        target_value=words.target_value,
        attribute_label=words.ATTRIBUTES.__getitem__,
    )
