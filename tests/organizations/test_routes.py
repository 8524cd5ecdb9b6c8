"""The pages of organisations."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.core.words import Words
from eventsapp.events.rules import PartyRole, Status
from eventsapp.organizations.services import add_alias
from tests import factories


@pytest.fixture
def bodies(db: Session) -> None:
    eclac = factories.organization(slug="eclac", name=Words.of(en="Economic Commission"))
    add_alias(eclac, "CEPAL")
    iom = factories.organization(slug="iom", name=Words.of(en="Organization for Migration"))
    add_alias(iom, "IMO")
    group = factories.organization(slug="puebla", name=Words.of(en="Regional Conference"))
    add_alias(group, "Puebla Process")
    db.commit()


@pytest.mark.parametrize(
    ("query", "slug"), [("CEPAL", "eclac"), ("IMO", "iom"), ("Puebla process", "puebla")]
)
def test_aliases_are_found(client: FlaskClient, bodies: None, query: str, slug: str) -> None:
    page = client.get("/organizations/", query_string={"q": query}).text

    assert [s for s in ("eclac", "iom", "puebla") if f"/organizations/{s}/" in page] == [slug]


def test_bodies_are_in_the_order_of_their_names_in_the_readers_language(
    client: FlaskClient, db: Session
) -> None:
    factories.organization(slug="pop", name=Words.of(en="Population Fund", es="Fondo de Población"))
    factories.organization(slug="gov", name=Words.of(en="Government", es="Gobierno"))
    db.commit()

    pages = [client.get("/organizations/", query_string={"lang": at}).text for at in ("en", "es")]

    assert [page.index("/gov/") < page.index("/pop/") for page in pages] == [True, False]


def test_a_short_name_is_not_said_twice(client: FlaskClient, db: Session) -> None:
    body = factories.organization(slug="iom", acronym="IOM", name=Words.of(en="Migration body"))
    add_alias(body, "IOM")
    db.commit()

    page = client.get("/organizations/iom/").text

    assert ("<dd>IOM</dd>" in page, "Also known as" in page) == (True, False)


def test_a_search_without_a_find_says_what_to_do(client: FlaskClient, bodies: None) -> None:
    page = client.get("/organizations/?q=nobody").text

    assert "No organisation found under that name" in page


def test_a_body_shows_its_names_its_family_and_its_events(client: FlaskClient, db: Session) -> None:
    parent = factories.organization(name=Words.of(en="United Nations"))
    body = factories.organization(slug="eclac", name=Words.of(en="Commission"), parent=parent)
    factories.organization(name=Words.of(en="Population division"), parent=body)
    add_alias(body, "CEPAL")
    factories.party(factories.event(title=Words.of(en="Symposium")), body, PartyRole.LEAD)
    draft = factories.event(title=Words.of(en="Not public yet"), status=Status.DRAFT)
    factories.party(draft, body, PartyRole.HOST)

    page = client.get("/organizations/eclac/").text

    shown = ["United Nations", "Population division", "CEPAL", "Symposium", "Lead organiser"]
    assert [text in page for text in shown] == [True] * 5
    assert "Not public yet" not in page


def test_an_unknown_body_is_not_found(client: FlaskClient, db: Session) -> None:
    assert client.get("/organizations/nobody/").status_code == 404
