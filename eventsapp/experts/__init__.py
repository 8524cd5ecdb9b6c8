"""Experts: calls for experts, their applications, the reviews, and who is selected."""

from flask import Flask

from eventsapp.core import menus, outbox, slots
from eventsapp.core.i18n import _
from eventsapp.duties.services import add_source, keep_in_step
from eventsapp.experts import handlers, mails, manage, panels, routes, words
from eventsapp.experts.handlers import nominations
from eventsapp.experts.queries.nominations import nominations_of
from eventsapp.experts.services.owing import MOVING, SOURCES
from eventsapp.experts.words import explanations
from eventsapp.experts.words import records as record_words
from eventsapp.experts.words.nominating import nominators_text
from eventsapp.experts.words.rationale import count_text, decided_text
from eventsapp.notices.mails import can_be_worded
from eventsapp.notices.rules import Group
from eventsapp.notices.services import can_do_without


def init_app(app: Flask) -> None:
    """Attach the pages, what they show elsewhere, and the reactions."""
    app.register_blueprint(routes.bp)
    app.register_blueprint(routes.private)
    app.register_blueprint(manage.bp)
    menus.add_page(app, "event", "experts", "experts_manage.call", _("Call for experts"))
    menus.add_page(app, "event", "experts", "experts_manage.assignments", _("Reviews"))
    menus.add_page(app, "event", "experts", "experts_manage.board", _("Selection"))
    slots.fill(app, "event.actions", panels.apply_button, order=20)
    slots.fill(app, "event.panels", panels.call_teaser, order=20)
    slots.fill(app, "mine.panels", panels.my_applications, order=20)
    slots.fill(app, "manage.panels", panels.call_figures, order=20)
    slots.fill(app, "organise.duties", panels.my_reviews, order=20)
    slots.fill(app, "organise.duties", panels.reviews_to_share_out, order=25)
    slots.fill(app, "organise.duties", panels.twins_to_judge, order=26)
    slots.fill(app, "organise.duties", panels.silent_bodies, order=15)
    slots.fill(app, "organise.duties", panels.places_to_fill, order=30)
    outbox.subscribe(app, "application.submitted", handlers.confirm_receipt)
    outbox.subscribe(app, "application.withdrawn", handlers.confirm_withdrawal)
    outbox.subscribe(app, "application.decided", handlers.tell_outcome)
    outbox.subscribe(app, "application.accepted", handlers.welcome)
    outbox.subscribe(app, "application.answer_overdue", handlers.take_back_unanswered)
    outbox.subscribe(app, "application.lapsed", handlers.tell_lapse)
    outbox.subscribe(app, "application.more_time", handlers.tell_more_time)
    outbox.subscribe(app, "application.reserve_ended", handlers.tell_end_of_reserve)
    outbox.subscribe(app, "call.event_begins", handlers.complete_when_begun)
    outbox.subscribe(app, "event.changed", handlers.wait_for_event)
    outbox.announce(app, "call.planned")
    outbox.subscribe(app, "call.extended", handlers.tell_extension)
    outbox.subscribe(app, "call.reopened", handlers.tell_reopening)
    outbox.subscribe(app, "call.amended", handlers.tell_amendment)
    outbox.subscribe(app, "call.withdrawn", handlers.tell_withdrawal)
    outbox.subscribe(app, "selection.asked", handlers.compute)
    outbox.subscribe(app, "reviews.assigned", handlers.ask_reviewer)
    outbox.subscribe(app, "reviews.reminded", handlers.remind_reviewer)
    _follow_nominations(app)
    for source in SOURCES:
        add_source(source)
    for name in MOVING:
        outbox.subscribe(app, name, keep_in_step)
    can_be_worded(*mails.MAILS, order=20)
    can_do_without(
        Group.REMINDERS,
        "experts_reviews_reminder",
        "experts_nomination_reminder",
        "experts_nominee_reminder",
    )
    can_do_without(Group.NEWS, "experts_deadline_extended", "experts_nomination_extended")
    app.jinja_env.filters.update(
        gender_label=words.gender_label,
        outcome_label=words.OUTCOMES.__getitem__,
        application_status_label=words.APPLICATION_STATUSES.__getitem__,
        phase_label=words.PHASES.__getitem__,
        conflict_label=words.conflict_label,
        likeness_text=words.likeness_text,
        rich=words.rich,
        field_label=words.field_label,
        as_paragraphs=words.as_paragraphs,
        points=explanations.points,
        exact_score=explanations.exact_score,
        listed=explanations.listed,
        price_text=explanations.price_text,
        record_kind_label=record_words.RECORD_KINDS.__getitem__,
        count_text=count_text,
    )
    app.jinja_env.globals.update(
        applicant_name=words.applicant_name,
        PHASE_TONES=words.PHASE_TONES,
        target_value=words.target_value,
        score_label=words.score_label,
        target_text=words.target_text,
        bounds_text=words.bounds_text,
        attribute_label=words.attribute_label,
        changes_text=words.changes_text,
        contradiction_text=words.contradiction_text,
        nominations_of=nominations_of,
        nominators_text=nominators_text,
        decided_text=decided_text,
    )


def _follow_nominations(app: Flask) -> None:
    for name, handler in (
        ("nomination.invited", nominations.invite),
        ("nomination.reminded", nominations.remind),
        ("nomination.withdrawn", nominations.tell_withdrawn),
        ("nominations.close_soon", nominations.remind_silent),
        ("nominees.close_soon", nominations.remind_nominees),
        ("nominees.changed", nominations.confirm_list),
        ("nominees.wait", nominations.tell_waiting_nominees),
        ("nominee.named", nominations.tell_nominee),
        ("nominee.ended", nominations.tell_ended),
        ("nominee.declined", nominations.tell_declined),
        ("call.extended", nominations.tell_more_time),
        ("call.reopened", nominations.tell_more_time),
        ("call.withdrawn", nominations.tell_call_withdrawn),
    ):
        outbox.subscribe(app, name, handler)
