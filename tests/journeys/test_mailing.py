"""An organiser writes to 37 people: preview, confirmation, one address that fails, send again."""

import re
from datetime import UTC, datetime, timedelta

import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.audit.models import Entry
from eventsapp.core.words import Words
from eventsapp.events.rules import TeamRole
from eventsapp.notices.queries import token_of
from eventsapp.notices.rules import Group
from tests import factories
from tests.conftest import MailServer, deliver, sign_in, unbroken

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
MAILS = "/organise/events/water/mails"


def test_an_organiser_writes_to_37_people(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    event = factories.event(slug="water", title=Words.of(en="Water"))
    organiser = factories.team(event, TeamRole.CO_ORGANISER, factories.account(name="Olga"))
    for n in range(36):
        factories.registration(event, name=f"Guest {n:02}", email=f"guest-{n:02}@example.org")
    factories.registration(event, name="Gone", email="gone@example.org")
    factories.registration(event, name="Silent", email="silent@example.org")
    with time_machine.travel(NOON, tick=False):
        sign_in(client, organiser)
        _a_reader_wants_none(client)
        address = _write(client)
        _a_test_comes_to_the_writer_alone(client, mails, address, organiser.email)
        _the_set_that_changed_is_refused(client, address, event)
        _confirm(client, address)
    _mails_leave(db, mails)
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        sign_in(client, organiser)
        _the_failed_one_is_sent_again(client, mails, address)
        _the_table_names_all(client)

    assert [it.action for it in db.query(Entry).order_by(Entry.id)] == [
        "mailing.saved",
        "mailing.confirmed",
        "mail.sent_again",
    ]


def _a_reader_wants_none(client: FlaskClient) -> None:
    token = token_of("silent@example.org", Group.MAILINGS)
    client.post(f"/notices/{token}/stop", data={"List-Unsubscribe": "One-Click"})


def _write(client: FlaskClient) -> str:
    page = client.get(f"{MAILS}/mailings/").text
    assert "Reminder three days before" in page
    wrong = client.post(
        f"{MAILS}/mailings/new",
        data={"subject-en": "Hello {first_name}", "text-en": "", "anchor": "now"},
    )
    assert wrong.status_code == 422
    for said in (
        "There is no placeholder {first_name}",
        "Write this in English too.",
        "Choose at least one group of people.",
        "Hello {first_name}",
    ):
        assert said in wrong.text
    answer = client.post(
        f"{MAILS}/mailings/new",
        data={
            "subject-en": "What to bring: {event}",
            "text-en": "Dear {name},\n\nPlease bring your papers.\n\n{link}",
            "places": ["confirmed"],
            "anchor": "now",
        },
    )
    assert answer.status_code == 302
    page = client.get(answer.location).text
    assert "37 people get it" in page
    assert "Send to 37 people" in page
    assert page.count("Registration: Confirmed") == 38
    assert "Chose not to get messages from organisers." in page
    assert "What to bring: Water" in page
    assert "Dear Gone," in page
    assert "(the reader’s private link)" in page
    assert "Dear Guest 07," in client.get(f"{answer.location}?reader=guest-07@example.org").text
    return answer.location


def _a_test_comes_to_the_writer_alone(
    client: FlaskClient, mails: MailServer, address: str, writer: str
) -> None:
    client.post(f"{address}/test", data={"reader": "guest-07@example.org", "language": "en"})
    deliver()
    assert mails.subjects() == [(writer, "[Test] What to bring: Water")]
    mails.mails.clear()


def _the_set_that_changed_is_refused(client: FlaskClient, address: str, event: object) -> None:
    seal = _seal(client, address)
    late = factories.registration(event, name="Late", email="late@example.org")
    answer = client.post(f"{address}/confirm", data={"seal": seal})
    assert answer.status_code == 422
    assert "have changed since you last saw them" in answer.text
    assert "Send to 38 people" in answer.text
    factories.db.session.delete(late)
    factories.db.session.commit()


def _seal(client: FlaskClient, address: str) -> str:
    found = re.search(r'name="seal" value="(\w+)"', client.get(address).text)
    assert found is not None
    return found[1]


def _confirm(client: FlaskClient, address: str) -> None:
    answer = client.post(f"{address}/confirm", data={"seal": _seal(client, address)})
    assert answer.status_code == 302
    page = client.get(address).text
    assert "Until then you can stop it." in page
    assert "Scheduled" in page
    assert client.post(f"{address}/confirm", data={"seal": "0"}).status_code == 422


def _mails_leave(db: Session, mails: MailServer) -> None:
    db.commit()
    mails.unknown.add("gone@example.org")
    with time_machine.travel(NOON, tick=False) as traveller:
        deliver()
        assert mails.subjects() == []
        traveller.shift(timedelta(minutes=2))
        deliver()
        deliver()
    mails.unknown.clear()
    assert sorted(mails.subjects()) == [
        (f"guest-{n:02}@example.org", "What to bring: Water") for n in range(36)
    ]


def _the_failed_one_is_sent_again(client: FlaskClient, mails: MailServer, address: str) -> None:
    page = client.get(address).text
    assert "36 sent, 1 failed" in re.sub("<[^>]+>", "", page)
    listed = unbroken(client.get(f"{MAILS}/?state=failed").text)
    assert "gone@example.org" in listed
    assert "The mail server does not know this address." in listed
    again = re.search(rf'action="({MAILS}/\d+/again)"', listed)
    assert again is not None
    client.post(again[1])
    deliver()
    assert [to for to, _ in mails.subjects()].count("gone@example.org") == 1
    assert "37 sent" in client.get(address).text


def _the_table_names_all(client: FlaskClient) -> None:
    table = client.get(f"{MAILS}/export.csv?kind=mailing").text.splitlines()
    assert len(table) == 38
    assert all(",Message from the organisers," in line for line in table[1:])
