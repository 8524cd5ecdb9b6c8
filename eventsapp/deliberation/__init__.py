"""Deliberation: proposals for best practices, rounds of rating, and what the panel agrees on."""

from flask import Flask

from eventsapp.core import menus, outbox, slots
from eventsapp.core.i18n import _
from eventsapp.deliberation import handlers, mails, manage, panels, queries, routes, words
from eventsapp.duties.services import add_source, keep_in_step
from eventsapp.duties.words import Source
from eventsapp.notices.mails import can_be_worded
from eventsapp.notices.rules import Group
from eventsapp.notices.services import can_do_without


def init_app(app: Flask) -> None:
    """Attach the pages, the words, the reactions, and what other pages show of it."""
    app.register_blueprint(routes.bp)
    app.register_blueprint(manage.bp)
    app.jinja_env.filters.update(words.FILTERS)
    outbox.subscribe(app, "round.opened", handlers.ask_experts)
    outbox.subscribe(app, "round.due_moved", keep_in_step)
    outbox.subscribe(app, "practices.published", handlers.tell_results)
    outbox.subscribe(app, "proposal.returned", handlers.ask_author)
    menus.add_page(app, "event", "outcomes", "deliberation_manage.proposals", _("Best practices"))
    slots.fill(app, "event.panels", panels.practices_of_event, order=60)
    slots.fill(app, "mine.panels", panels.my_ratings, order=5)
    slots.fill(app, "mine.panels", panels.facilitators_duties, order=6)
    slots.fill(app, "manage.panels", panels.state_of_event, order=60)
    slots.fill(app, "organise.duties", panels.facilitators_duties, order=60)
    can_be_worded(*mails.MAILS, order=60)
    can_do_without(Group.NEWS, "deliberation_results")
    add_source(
        Source(
            kind="deliberation.round",
            task=_("Rate the proposed practices: %(title)s"),
            endpoint="deliberation.rate",
            owed=queries.ratings_owed,
        )
    )
