"""Who is of one body: for conflicts of interest, and for limits per organisation."""

import pytest
from sqlalchemy.orm import Session

from eventsapp.core.words import Words
from eventsapp.experts import queries
from eventsapp.experts.rules import body_marks, body_of
from eventsapp.organizations.models import Alias
from tests import factories

BODIES = {"oas": {1}, "organization of american states": {1}, "union": {2, 3}, "field union": {3}}


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("OAS", "Organization of American States", True),
        ("Union", "Field Union", True),
        ("UNIÓN", "union", True),
        ("Unheard of", "unheard  of.", True),
        ("OAS", "Field Union", False),
        ("", "", False),
        ("Independent", "independent", False),
        ("N/A", "n/a", False),
        ("Consultant", "consultant", False),
    ],
)
def test_one_body_has_many_names(one: str, other: str, *, shared: bool) -> None:
    assert bool(body_marks(one, BODIES) & body_marks(other, BODIES)) == shared


def test_a_known_number_tells_a_body_whatever_is_typed() -> None:
    assert body_marks("F. U.", BODIES, 3) & body_marks("Field Union", BODIES) == {3}
    assert body_marks("", BODIES, 3) == {3}


@pytest.mark.parametrize(
    ("number", "affiliation", "body"),
    [
        (7, "Union of Workers", "#7"),
        (7, "OAS", "#7"),
        (None, "OAS", "#1"),
        (None, "Field Unión", "#3"),
        (None, "Union", "union"),
        (None, "Union of Workers", "union of workers"),
        (None, "UNIÓN  of   workers!", "union of workers"),
        (None, "7", "7"),
        (None, "", ""),
        (None, " Independent. ", ""),
        (None, "Indépendante", ""),
        (None, "N/A", ""),
        (None, "Jubilado", ""),
        (None, "Independent consultant", ""),
    ],
)
def test_a_body_is_counted_by_its_number_where_that_is_certain(
    number: int | None, affiliation: str, body: str
) -> None:
    assert body_of(affiliation, BODIES, number) == body


def test_an_organisation_that_becomes_known_later_is_counted_once(db: Session) -> None:
    call = factories.closed_call(organization_limit=1)
    early = factories.application(call, affiliation="Union of Workers")
    body = factories.organization(name=Words.of(en="Workers United"))
    late = factories.application(call, affiliation="Workers United", organization_id=body.id)
    bench = queries.workbench(call)
    both = [early.id, late.id]
    before = bench.bodies_over(bench.published, both)

    factories.save(
        Alias(organization=body, text="Union of Workers", folded="union of workers", basis=None)
    )

    now = queries.workbench(call)
    assert (before, now.bodies_over(now.published, both)) == (0, 1)
