"""Events: what is held, when, where, by whom and for whom, with its team and its agenda."""

from flask import Flask

from eventsapp.core import menus, outbox, slots
from eventsapp.core.i18n import _
from eventsapp.events import handlers, mails, manage, panels, queries, routes, words

#: What the floors above may want to hear of.
NEWS = ("event.published", "event.changed", "event.cancelled", "agenda.changed")


def init_app(app: Flask) -> None:
    """Attach the pages, the organiser's menu, the words and the reactions."""
    app.register_blueprint(routes.bp)
    app.register_blueprint(manage.bp)
    app.jinja_env.filters.update(
        words.FILTERS, dates=mails.dates_text, place=mails.place_text, map_of=panels.map_of
    )
    app.jinja_env.globals.update(
        about_event=panels.about,
        may_manage_event=panels.may_manage_event,
        is_outcome_unrecorded=panels.is_outcome_unrecorded,
        is_registration_open=panels.is_registration_open,
        parties_by_role=queries.parties_by_role,
        agenda_by_day=queries.agenda_by_day,
        public_companions=queries.public_companions,
    )
    for name in NEWS:
        outbox.announce(app, name)
    outbox.subscribe(app, "team.invited", handlers.tell_team_member)
    slots.fill(app, "organization.panels", panels.events_of_organization)
    menus.open_menu(
        app,
        "event",
        event=_("Event"),
        people=_("People"),
        experts=_("Experts"),
        outcomes=_("Outcomes"),
        mails=_("Emails"),
    )
    menus.add_page(app, "event", "event", "events_manage.overview", _("Overview"))
    menus.add_page(app, "event", "event", "events_manage.edit", _("Details"))
    menus.add_page(app, "event", "event", "events_manage.agenda", _("Agenda"))
    menus.add_page(app, "event", "people", "events_manage.parties", _("Organisations"))
    menus.add_page(app, "event", "people", "events_manage.team", _("Team"))
