"""The organiser's menu of an event: which pages it names, and where the reader is."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.events.models import Event
from eventsapp.events.rules import TeamRole
from tests import factories
from tests.conftest import sign_in

MENU = {
    "Event": ["Overview", "Details", "Agenda"],
    "People": ["Organisations", "Team", "Participants"],
    "Experts": ["Call for experts", "Reviews", "Selection"],
    "Outcomes": ["Best practices", "Report"],
    "Emails": ["Sent and waiting", "Mailings", "Email texts"],
}


@pytest.fixture
def event(client: FlaskClient) -> Event:
    """Make an event with a call, and sign in as its organiser."""
    event = factories.event(slug="water", is_best_practices=True)
    factories.call(event=event)
    sign_in(client, factories.team(event, TeamRole.LEAD_ORGANISER))
    return event


def test_an_organiser_finds_every_page_of_an_event_under_its_chapter(
    client: FlaskClient, event: Event
) -> None:
    page = client.get(f"/organise/events/{event.slug}/").text

    assert chapters(page) == MENU


def test_every_page_of_the_menu_is_there_and_says_that_the_reader_is_on_it(
    client: FlaskClient, event: Event
) -> None:
    links = re.findall(r'<a href="([^"]+)"', menu(client.get("/organise/events/water/").text))

    here = [current(client.get(link).text) for link in links]

    assert here == [page for pages in MENU.values() for page in pages]


def test_a_page_within_a_page_of_the_menu_says_which(client: FlaskClient, event: Event) -> None:
    for inner, page in (
        ("agenda/new", "Agenda"),
        ("call/questions", "Call for experts"),
        ("reviews/due", "Reviews"),
        ("selection/record", "Selection"),
        ("mails/mailings/new", "Mailings"),
        ("participants/add", "Participants"),
    ):
        assert current(client.get(f"/organise/events/water/{inner}").text) == page


def test_what_is_refused_is_still_on_its_page_of_the_menu(
    client: FlaskClient, event: Event
) -> None:
    for address, page in (
        ("rooms", "Agenda"),
        ("call/extend", "Call for experts"),
        ("participants/add", "Participants"),
    ):
        refused = client.post(f"/organise/events/water/{address}")
        assert (refused.status_code, current(refused.text)) == (422, page)


def test_the_title_of_each_page_says_which_page_of_which_event_it_is(
    client: FlaskClient, event: Event
) -> None:
    links = re.findall(r'<a href="([^"]+)"', menu(client.get("/organise/events/water/").text))
    inner = ("agenda/new", "cancel", "postpone", "publish")
    pages = [*links, *(f"/organise/events/water/{it}" for it in inner)]

    titles = [re.search("<title>(.*?)</title>", client.get(page).text) for page in pages]

    said = [it[1] for it in titles if it]
    assert [it for it in said if f": {event.title['en']} · " not in it] == []
    assert len(set(said)) == len(pages)


def test_who_does_not_organise_sees_no_menu(client: FlaskClient) -> None:
    event = factories.event(slug="water", is_best_practices=True)
    sign_in(client, factories.team(event, TeamRole.FACILITATOR))

    page = client.get("/organise/events/water/practices/")

    assert page.status_code == 200
    assert "page-menu" not in page.text


def test_the_life_of_an_event_is_told_in_the_words_of_its_badge(
    client: FlaskClient, event: Event, db: Session
) -> None:
    event.open_registration = False
    db.commit()

    page = client.get("/organise/events/water/").text
    head, life, *_rest = re.split(r'<ol class="steps">|</ol>', page[page.index("<h1") :])

    assert re.findall(r"</svg>(\w+)</span>", head) == ["Confirmed"]
    assert re.findall(r'<li class="here".*?</span>\s*(\w+)', life, re.DOTALL) == ["Confirmed"]


def menu(page: str) -> str:
    """Return the list of the menu of a page."""
    found = re.search(r'<ul id="pages" popover>(.*?)</nav>', page, re.DOTALL)
    assert found
    return found[1]


def chapters(page: str) -> dict[str, list[str]]:
    """Return the pages of a menu by the heading above them."""
    parts = re.split(r'<span id="pages-\d">', menu(page))[1:]
    return {part.split("<")[0]: re.findall(r"<a [^>]*>([^<]+)</a>", part) for part in parts}


def current(page: str) -> str:
    """Return the page on which the menu says the reader is; its button says the same."""
    [link] = re.findall(r'aria-current="page">([^<]+)</a>', menu(page))
    [button] = re.findall(r"<strong>([^<]+)</strong>\s*</span>\s*<svg", page)
    assert link == button
    return link
