"""The founding example: what the page of 2001 says is there, for readers of four languages."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.core.words import LOCALES
from eventsapp.demo import facts
from eventsapp.events.models import Event
from eventsapp.organizations.models import Organization

#: What a visitor may look for, and the page it stands on.
SAID = {
    "Only six countries had answered": "iachr-92",
    "factories, border posts and detention facilities": "iachr-92",
    "OC-16/99": "iachr-92",
    "March 22, 2000": "iachr-92",
    "requested from the Temporary Secretariat": "iachr-92",
    "Mr. Juan Mendez": "summit-2",
    "alien smuggling": "summit-2",
    "AG/RES. 1611 (XXIX-O/99)": "oasga-29",
    "presented by the Committee of Experts": "ilc-1999",
    "several ports of entry": "visit-el-paso",
    "A trilateral conference": "conf-agri",
    "Up to forty U.S. experts from six sectors": "ws-sacramento",
    "Philip Martin": "ws-sacramento",
    "IOM helps to select them": "ws-santiago",
    "before the next General Assembly": "oasga-30",
    "cut both ways": "symposium-2000",
    "growth with equity": "summit-quebec-2001",
}


@pytest.fixture
def loaded(db: Session) -> None:
    facts.load(facts.shipped())
    db.commit()


def test_visitors_find_what_the_page_of_2001_says(loaded: None, client: FlaskClient) -> None:
    pages = {slug: client.get(f"/events/{slug}/").text for slug in set(SAID.values())}

    assert [words for words, slug in SAID.items() if words not in pages[slug]] == []
    assert [slug for slug, page in pages.items() if "summit-facts" in page] == []


@pytest.mark.parametrize("word", ["questionnaire", "cuestionario", "questionário"])
def test_a_search_finds_what_an_event_says_of_itself(
    loaded: None, client: FlaskClient, word: str
) -> None:
    page = client.get("/events/", query_string={"q": word, "when": "all"}).text

    assert "/events/iachr-92/" in page


def test_nothing_of_it_lacks_a_translation(loaded: None, db: Session) -> None:
    events = db.scalars(select(Event)).all()
    bodies = db.scalars(select(Organization)).all()

    lacking = {event.slug: event.missing_translations(LOCALES) for event in events}
    assert {slug: lack for slug, lack in lacking.items() if any(lack.values())} == {}
    assert [body.slug for body in bodies if body.name.missing_from(LOCALES)] == []
