"""Feeds of what is public, and the page that says how to subscribe to them."""

from dataclasses import fields, replace
from http import HTTPStatus

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from eventsapp.calendars import policy, queries
from eventsapp.calendars.answers import ATOM, CALENDAR, JSON, answer, answer_in_frame
from eventsapp.calendars.queries import Agenda, Form
from eventsapp.calendars.routes.bp import bp
from eventsapp.calendars.routes.ways import ways
from eventsapp.core import settings
from eventsapp.core.headers import framed
from eventsapp.core.i18n import force_locale, locale, say
from eventsapp.core.names import language_name
from eventsapp.core.policy import require
from eventsapp.core.web import found, link
from eventsapp.core.words import LOCALES
from eventsapp.events.policy import may_see
from eventsapp.events.queries import (
    Filter,
    When,
    choices,
    event_by_slug,
    not_understood,
    public_events,
)

WIDGET_EVENTS, WIDGET_LIMIT = 5, 20


@bp.get("/calendar.ics", provide_automatic_options=False)
def public() -> ResponseReturnValue:
    """Give the public events of known days that the filter lets through, as a calendar."""
    require(policy.may_read_feed())
    return answer(queries.public_feed(_language(), _wanted()), CALENDAR, "events.ics")


@bp.get("/events/<slug>.ics", provide_automatic_options=False)
def event(slug: str) -> ResponseReturnValue:
    """Give one public event and its agenda, or only either of them, as a calendar."""
    require(policy.may_read_feed())
    feed = found(queries.event_feed(slug, _language(), _agenda()))
    return answer(feed, CALENDAR, f"{slug}.ics")


@bp.get("/calendar.atom", provide_automatic_options=False)
def atom() -> ResponseReturnValue:
    """Give the latest changes of public events, as an Atom feed."""
    require(policy.may_read_feed())
    return answer(queries.news_feed(Form.ATOM, _language(), _wanted()), ATOM, "events.atom")


@bp.get("/calendar.json", provide_automatic_options=False)
def json() -> ResponseReturnValue:
    """Give the latest changes of public events, as a JSON Feed."""
    require(policy.may_read_feed())
    return answer(queries.news_feed(Form.JSON, _language(), _wanted()), JSON, "events.json")


@bp.get("/calendar/widget")
@framed
def widget() -> ResponseReturnValue:
    """Show the next events for the frame of another site: no scripts, no cookies."""
    require(policy.may_read_feed())
    wanted, limit = _wanted(), request.args.get("count", WIDGET_EVENTS, type=int)
    if wanted.when is When.ALL:
        wanted = replace(wanted, when=When.UPCOMING)
    with force_locale(language := _language()):
        page = render_template(
            "calendars/widget.html",
            events=public_events(wanted, per_page=min(max(limit, 1), WIDGET_LIMIT)),
            name=queries.feed_name(wanted),
            language=language,
            page=link("events.index", lang=language, **wanted.asked),
        )
    return answer_in_frame(page)


@bp.get("/calendar/")
def subscribe() -> ResponseReturnValue:
    """Let the reader choose what to subscribe to, and say how."""
    require(policy.may_read_feed())
    wanted = _known(Filter.read(request.args))
    address = link("calendars.public", lang=locale(), **wanted.asked)
    return render_template(
        "calendars/subscribe.html",
        event=None,
        wanted=wanted,
        choices=choices(),
        When=When,
        holding=queries.holding(wanted),
        kept_days=settings.days("CALENDAR_CANCELLED_DAYS").days,
        language=language_name(locale()),
        atom=link("calendars.atom", lang=locale(), **wanted.asked),
        json=link("calendars.json", lang=locale(), **wanted.asked),
        frame=_frame(wanted),
        ways=ways(address, queries.feed_name(wanted)),
    )


@bp.get("/events/<slug>/calendar")
def add(slug: str) -> ResponseReturnValue:
    """Say how to put one event into one's calendar."""
    event = found(event_by_slug(slug))
    if not may_see(None, event):
        abort(HTTPStatus.NOT_FOUND)
    require(policy.may_read_feed())
    agenda = _agenda()
    asked = {} if agenda is Agenda.WITH else {"agenda": agenda.value}
    address = link("calendars.event", slug=slug, lang=locale(), **asked)
    return render_template(
        "calendars/subscribe.html",
        event=event,
        agenda=agenda,
        Agenda=Agenda,
        language=language_name(locale()),
        ways=ways(address, say(event.title, event.main_language)),
    )


@bp.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """Let robots read what is public, feeds above all: Google Calendar obeys this file."""
    require(policy.may_read_feed())
    lines = ("User-agent: *", "Disallow: /me/", "Disallow: /organise/", "Allow: /", "")
    return Response("\n".join(lines), mimetype="text/plain")


def _language() -> str:
    """Return the language of the feed's address: never the visitor's own, for feeds are shared."""
    asked = request.args.get("lang", "")
    return asked if asked in LOCALES else next(iter(LOCALES))


def _wanted() -> Filter:
    """Read the filter of a feed's address; one that cannot be met is of no feed.

    An organisation, series, kind, country or language that there is not would make an empty
    calendar, or one of everything, and its subscriber would never learn why: they are Not Found,
    and so are two countries, of which one would be left out. Subjects and other words are free,
    and what has none today may have some tomorrow.
    """
    if not_understood(request.args) or _asked_twice():
        abort(HTTPStatus.NOT_FOUND)
    return _known(Filter.read(request.args))


def _known(wanted: Filter) -> Filter:
    if not queries.is_known(wanted):
        abort(HTTPStatus.NOT_FOUND)
    return wanted


def _asked_twice() -> bool:
    """Tell whether one filter is asked for with several values."""
    names = {it.name for it in fields(Filter)} | {"q"}
    return any(len(set(it)) > 1 for name, it in request.args.lists() if name in names)


def _agenda() -> Agenda:
    """Read whether the feed of an event is to show its agenda."""
    asked = request.args.get("agenda", Agenda.WITH)
    if asked not in set(Agenda):
        abort(HTTPStatus.NOT_FOUND)
    return Agenda(asked)


def _frame(wanted: Filter) -> str:
    """Return what another site writes into its page to show the next events."""
    address = link("calendars.widget", lang=locale(), **wanted.asked)
    frame = Markup('<iframe src="{}" title="{}" width="100%" height="480" loading="lazy"></iframe>')
    return str(frame.format(address, queries.feed_name(wanted)))
