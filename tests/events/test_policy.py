"""Who may open which page of an event, and press which button: default deny."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.accounts.models import Account, RoleName
from eventsapp.events.models import Event
from eventsapp.events.rules import Status, TeamRole
from tests import factories
from tests.conftest import sign_in

ROLES = ("anonymous", "participant", "other organiser", "reviewer", "lead", "administrator")
ORGANISES = {"lead", "administrator"}
TEAM = ORGANISES | {"reviewer"}
#: Where to go for those who are let in, and for all others: a page, or the sign-in.
PAGES = [
    "/organise/events/{slug}/",
    "/organise/events/{slug}/edit",
    "/organise/events/{slug}/parties",
    "/organise/events/{slug}/team",
    "/organise/events/{slug}/agenda",
    "/organise/events/{slug}/agenda/new",
    "/organise/events/{slug}/preview",
    "/organise/events/{slug}/publish",
    "/organise/events/{slug}/postpone",
    "/organise/events/{slug}/cancel",
]
BUTTONS = [
    "/organise/events/{slug}/edit",
    "/organise/events/{slug}/parties",
    "/organise/events/{slug}/parties/1/remove",
    "/organise/events/{slug}/parties/1/move",
    "/organise/events/{slug}/tasks/1/remove",
    "/organise/events/{slug}/team",
    "/organise/events/{slug}/team/1/remove",
    "/organise/events/{slug}/rooms",
    "/organise/events/{slug}/rooms/1/remove",
    "/organise/events/{slug}/agenda/new",
    "/organise/events/{slug}/agenda/1",
    "/organise/events/{slug}/agenda/1/move",
    "/organise/events/{slug}/agenda/1/remove",
    "/organise/events/{slug}/publish",
    "/organise/events/{slug}/postpone",
    "/organise/events/{slug}/cancel",
    "/organise/events/{slug}/held",
    "/organise/events/{slug}/registration/close",
    "/organise/events/{slug}/registration/reopen",
]


def somebody(role: str, event: Event) -> Account | None:
    """Make a person of a role."""
    match role:
        case "participant":
            return factories.account()
        case "other organiser":
            return factories.organiser()
        case "reviewer":
            return factories.team(event, TeamRole.REVIEWER)
        case "lead":
            return factories.team(event, TeamRole.LEAD_ORGANISER, factories.organiser())
        case "administrator":
            return factories.account(role=RoleName.ADMINISTRATOR)
    return None


def visit(client: FlaskClient, role: str, event: Event) -> None:
    """Sign in as somebody of a role, if the role has a name to sign in with."""
    if person := somebody(role, event):
        sign_in(client, person)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("path", PAGES)
def test_organisers_pages(client: FlaskClient, db: Session, path: str, role: str) -> None:
    event = factories.event(status=Status.DRAFT)
    visit(client, role, event)

    status = client.get(path.format(slug=event.slug)).status_code

    assert status == (200 if role in ORGANISES else 302 if role == "anonymous" else 403)


@pytest.mark.parametrize("role", sorted(set(ROLES) - ORGANISES))
@pytest.mark.parametrize("path", BUTTONS)
def test_organisers_buttons_are_for_organisers(
    client: FlaskClient, db: Session, path: str, role: str
) -> None:
    event = factories.event(status=Status.DRAFT)
    visit(client, role, event)

    status = client.post(path.format(slug=event.slug)).status_code

    assert status == (302 if role == "anonymous" else 403)
    assert event.status is Status.DRAFT


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("anonymous", 302),
        ("participant", 403),
        ("reviewer", 403),
        ("other organiser", 200),
        ("lead", 200),
        ("administrator", 200),
    ],
)
def test_organisers_make_events(client: FlaskClient, db: Session, role: str, status: int) -> None:
    visit(client, role, factories.event())

    assert client.get("/organise/events/new").status_code == status


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("status", "public"), [(Status.DRAFT, False), (Status.PLANNED, True)])
def test_a_draft_is_seen_by_its_team_only(
    client: FlaskClient, db: Session, *, status: Status, public: bool, role: str
) -> None:
    event = factories.event(status=status)
    visit(client, role, event)

    answer = client.get(f"/events/{event.slug}/").status_code

    assert answer == (200 if public or role in TEAM else 404)


def test_a_draft_stands_in_no_list(client: FlaskClient, db: Session) -> None:
    event = factories.event(status=Status.DRAFT)

    pages = [client.get(path).text for path in ("/events/?when=all", "/events/export.csv")]

    assert [event.slug in page for page in pages] == [False, False]


def test_parts_of_another_event_are_out_of_reach(client: FlaskClient, db: Session) -> None:
    mine, other = factories.event(), factories.event()
    party = factories.party(other, factories.organization())
    visit(client, "lead", mine)

    answer = client.post(f"/organise/events/{mine.slug}/parties/{party.id}/remove")

    assert (answer.status_code, other.parties) == (404, [party])
