"""Adding organisations, so that none is there twice."""

import pytest
from sqlalchemy.orm import Session

from eventsapp.core.words import Words
from eventsapp.organizations import services
from eventsapp.organizations.queries import organization_named, organizations
from eventsapp.organizations.rules import Kind


def test_a_body_is_found_by_every_name_it_goes_by(db: Session) -> None:
    eclac = services.create_organization(
        Words.of(en="Economic Commission for Latin America", es="Comisión Económica"),
        Kind.INTERGOVERNMENTAL,
        acronym="ECLAC",
        aliases=["CEPAL"],
    )

    found = [organization_named(name) for name in ("cepal", "eclac", "comision economica", "ECLA")]

    assert found == [eclac, eclac, eclac, None]


def test_a_known_name_makes_no_second_body(db: Session) -> None:
    iom = services.create_organization(
        Words.of(en="International Organization for Migration"), aliases=["IMO"]
    )

    again = services.organization_called("imo")

    assert (again, organizations()) == (iom, [iom])


def test_two_bodies_of_one_name_have_two_addresses(db: Session) -> None:
    slugs = [services.create_organization(Words.of(en="Ministry")).slug for _ in range(3)]

    assert slugs == ["ministry", "ministry-2", "ministry-3"]


def test_an_alias_is_kept_once(db: Session) -> None:
    body = services.create_organization(Words.of(en="UNFPA"), aliases=["UNPF", "unpf", "U.N.P.F."])

    assert [alias.text for alias in body.aliases] == ["UNPF", "U.N.P.F."]


def test_a_body_without_a_name_is_refused(db: Session) -> None:
    with pytest.raises(services.NameMissing):
        services.organization_called("  ?! ")
