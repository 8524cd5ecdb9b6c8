"""Organisers see what became of each mail of their event, and nothing that is not for them."""

from collections.abc import Callable
from datetime import timedelta
from secrets import token_hex

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.accounts.models import Account, RoleName
from eventsapp.core import clock, outbox
from eventsapp.core.outbox import Message
from eventsapp.core.settings import ROOT
from eventsapp.core.web import is_secret_link, link
from eventsapp.core.words import Words
from eventsapp.events.models import Event
from eventsapp.events.rules import TeamRole
from eventsapp.experts.models import Application, Call
from eventsapp.experts.rules import ApplicationStatus, CallStatus, Conflict
from eventsapp.mailings.queries import Wanted, figures, mails, sight_of, sight_of_all
from eventsapp.mailings.rules import MailState
from eventsapp.mailings.words import KINDS
from eventsapp.notices.models import Notice
from eventsapp.notices.queries import message_key, troubles
from eventsapp.notices.rules import Withheld
from eventsapp.notices.services import mark_address
from eventsapp.registration.services import register
from tests import factories
from tests.conftest import MailServer, deliver, sign_in, unbroken
from tests.mailings.test_holding import tell

MAILS = "/organise/events/water/mails"


@pytest.fixture
def event(db: Session) -> Event:
    """Make an event."""
    return factories.event(slug="water", title=Words.of(en="Water"))


@pytest.fixture
def organiser(client: FlaskClient, event: Event) -> Account:
    """Make its organiser, signed in."""
    organiser = factories.team(event, TeamRole.CO_ORGANISER)
    sign_in(client, organiser)
    return organiser


def told(event: Event, email: str) -> Notice:
    """Send somebody a mail."""
    notice = tell(event, email)
    factories.db.session.commit()
    deliver()
    return notice


def fail(db: Session, notice: Notice, error: str) -> None:
    message = db.scalars(select(Message).where(Message.key == message_key(notice.id))).one()
    message.failed_at, message.error, message.attempts = clock.now(), error, 1
    db.commit()


def letter(application: Application, kind: str = "experts_selected") -> Notice:
    """Keep a letter about an application, as it was sent."""
    call = application.call
    return factories.save(
        Notice(
            uid=f"letter-{application.id}-{token_hex(4)}", kind=kind, about=f"call:{call.id}",
            concerns=f"application:{application.id}", scope=call.event.mail_scope,
            email=application.account.email, locale="en", subject="You are selected",
            text="You are selected.", html="", created_at=clock.now(), sent_at=clock.now(),
        )
    )  # fmt: skip


def test_the_list_says_of_each_mail_what_became_of_it_and_why(
    client: FlaskClient, db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    told(event, "sent@example.org")
    fail(db, tell(event, "gone@example.org"), "NoSuchAddress: address refused: 550 no such user")
    later = tell(event, "later@example.org")
    message = db.scalars(select(Message).where(Message.key == message_key(later.id))).one()
    message.error, message.due_at = "TimeoutError: timed out", clock.now() + timedelta(hours=1)

    page = client.get(f"{MAILS}/").text

    assert "The mail server does not know this address." in page
    assert "550 no such user" in page
    assert "The mail server did not answer." in page
    assert "Next try:" in page
    assert figures(sight_of(organiser, event)) == {
        MailState.SENT: 1,
        MailState.FAILED: 1,
        MailState.WAITING: 1,
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["two@example.org", "one@example.org"]),
        ("?q=ONE", ["one@example.org"]),
        ("?state=failed", ["two@example.org"]),
        ("?state=held", []),
        ("?kind=reports_published&q=two", ["two@example.org"]),
        ("?kind=nothing", []),
        ("?since=2020-01-01&until=2020-01-02", []),
        ("?since=9999-12-31&until=0001-01-01", []),
        ("?state=nonsense&since=nonsense", ["two@example.org", "one@example.org"]),
    ],
)
def test_the_list_and_the_table_are_narrowed_alike(
    client: FlaskClient,
    db: Session,
    mails: MailServer,
    event: Event,
    organiser: Account,
    query: str,
    found: list[str],
) -> None:
    told(event, "one@example.org")
    fail(db, tell(event, "two@example.org"), "Refused: refused: 554 spam")

    page = unbroken(client.get(f"{MAILS}/{query}").text)
    table = client.get(f"{MAILS}/export.csv{query}").text

    addresses = ["two@example.org", "one@example.org"]
    assert [it for it in addresses if f">{it}<" in page] == found
    assert [line.split(",")[0] for line in table.splitlines()[1:]] == found


def test_a_page_that_is_not_there_is_not_found(client: FlaskClient, organiser: Account) -> None:
    assert client.get(f"{MAILS}/?page=2").status_code == 404


def test_a_mail_is_shown_as_it_was_said_but_for_private_links(
    client: FlaskClient, db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    place = register(event, email="ana@example.org", name="Ana", locale="en")
    db.commit()
    deliver()
    notice = db.scalars(select(Notice)).one()

    page = client.get(f"{MAILS}/{notice.id}").text

    assert place.token in notice.text
    assert place.token not in page
    assert "(the reader’s private link)" in page
    assert "You have a seat" in page
    assert "An entry for the reader" in page
    assert notice.html not in page


def test_a_mail_is_shown_as_it_looks_where_nothing_runs_and_no_private_link_leads_on(
    client: FlaskClient, db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    place = register(event, email="ana@example.org", name="<Ana & Bo>", locale="en")
    db.commit()
    deliver()
    notice = db.scalars(select(Notice)).one()
    address = f"{MAILS}/{notice.id}"

    text, page = client.get(address).text, client.get(f"{address}?as=page").text
    enclosed = client.get(f"{address}/page")

    assert place.token in notice.html
    assert place.token not in text + page + enclosed.text
    assert "You have a seat" in enclosed.text
    assert "(the reader’s private link)" in enclosed.text
    assert 'style="background:#0d5c63' in enclosed.text
    assert (text.count("<iframe"), page.count("<iframe")) == (0, 1)
    assert (text.count('class="mail-text"'), page.count('class="mail-text"')) == (1, 0)
    assert enclosed.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
    )
    assert enclosed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert enclosed.headers["Cache-Control"] == "no-store"


def test_every_address_with_a_token_is_known_as_secret(client: FlaskClient, db: Session) -> None:
    secret = [
        link("registration.mine", token="c"),
        link("nominations.invited", invitation_token="a"),
        link("nominations.named", nominee_token="b"),
        link("notice_choices.choose", token="c"),
        link("calendars.private", calendar_secret="c.ics"),
        "https://moved.example/registrations/c",
        f"http://127.0.0.1:8000/old/{'x' * 40}",
    ]
    public = [link("events.show", slug="a" * 50), "https://zoom.example/j/1?pwd=" + "x" * 40]

    assert [is_secret_link(url) for url in [*secret, *public]] == [True] * 7 + [False] * 2


def test_a_failed_mail_is_tried_again_as_it_is(
    client: FlaskClient, db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    notice = tell(event, "ana@example.org")
    fail(db, notice, "NoSuchAddress: address refused: 550")

    answer = client.post(f"{MAILS}/{notice.id}/again")
    deliver()

    assert answer.location == f"{MAILS}/{notice.id}"
    [mail] = mails.to("ana@example.org")
    assert mail["Message-ID"] == f"<notice.{notice.uid}@127.0.0.1>"


def test_a_sent_mail_is_sent_again_as_a_new_one_and_once_for_two_clicks(
    client: FlaskClient, db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    notice = told(event, "ana@example.org")
    address = f"{MAILS}/{notice.id}"

    for _ in range(2):
        client.post(f"{address}/again", data={"times": "0"})
    deliver()

    first, second = mails.to("ana@example.org")
    assert first["Subject"] == second["Subject"]
    assert first["Message-ID"] != second["Message-ID"]
    assert "Sent again" in client.get(address).text


def test_what_is_on_its_way_is_not_sent_again(
    client: FlaskClient, event: Event, organiser: Account
) -> None:
    notice = tell(event, "ana@example.org")

    assert client.post(f"{MAILS}/{notice.id}/again").status_code == 409


def test_a_mail_of_another_event_is_not_there(
    client: FlaskClient, event: Event, organiser: Account
) -> None:
    notice = tell(factories.event(), "ana@example.org")

    for end in ("", "/page", "/again", "/drop"):
        address = f"{MAILS}/{notice.id}{end}"
        answer = client.get(address) if end in {"", "/page"} else client.post(address)
        assert answer.status_code == 404


def _recused(call: Call, organiser: Account) -> None:
    review = factories.review(call.applications[0], person=organiser)
    review.recused, review.conflict = True, Conflict.FAMILY


def _of_the_same_body(call: Call, organiser: Account) -> None:
    factories.team(call.event, TeamRole.REVIEWER, organiser)
    organiser.affiliation = call.applications[0].affiliation


@pytest.mark.parametrize("role", [None, RoleName.ADMINISTRATOR])
def test_who_applies_to_the_call_learns_nothing_of_it_from_mails(
    client: FlaskClient, db: Session, event: Event, role: RoleName | None
) -> None:
    organiser = factories.team(event, TeamRole.CO_ORGANISER, factories.account(role=role))
    call = factories.closed_call(event=event, status=CallStatus.NOTIFIED)
    chosen = letter(factories.application(call, status=ApplicationStatus.SELECTED))
    other = tell(event, "ana@example.org")
    factories.application(call, account=organiser)
    sign_in(client, organiser)
    db.commit()

    page = unbroken(client.get(f"{MAILS}/").text)
    table = client.get(f"{MAILS}/export.csv").text
    desk = unbroken(client.get("/organise/mails").text)
    one = client.get(f"{MAILS}/{chosen.id}")
    as_it_looks = client.get(f"{MAILS}/{chosen.id}/page")
    again = client.post(f"{MAILS}/{chosen.id}/again")

    assert not [it for it in (page, table, desk) if chosen.email in it or "elected" in it]
    assert [other.email in it for it in (page, table, desk)] == [True] * 3
    assert [it.status_code for it in (one, as_it_looks, again)] == [404] * 3
    assert figures(sight_of(organiser, event)) == {MailState.SENT: 0, MailState.WAITING: 1}
    assert "would reveal its outcome" in page


@pytest.mark.parametrize("conflict", [_recused, _of_the_same_body])
@pytest.mark.parametrize("role", [None, RoleName.ADMINISTRATOR])
def test_who_is_in_conflict_with_an_applicant_sees_what_was_written_to_the_others_alone(
    client: FlaskClient,
    db: Session,
    event: Event,
    conflict: Callable[[Call, Account], None],
    role: RoleName | None,
) -> None:
    organiser = factories.team(event, TeamRole.CO_ORGANISER, factories.account(role=role))
    call = factories.closed_call(event=event, status=CallStatus.NOTIFIED)
    first, second, twin = (
        factories.application(call, affiliation=body, status=ApplicationStatus.SELECTED)
        for body in ("Ministry of Labour", "Institute of Hydrology", "Ministry of Labour, Lima")
    )
    twin.merged_into_id = first.id
    theirs, merged, others, to_many = map(letter, (first, twin, second, second))
    to_many.concerns, to_many.email = None, "reviewer@example.org"
    other = tell(event, "ana@example.org")
    conflict(call, organiser)
    sign_in(client, organiser)
    db.commit()

    page = unbroken(client.get(f"{MAILS}/").text)
    table = client.get(f"{MAILS}/export.csv").text
    desk = unbroken(client.get("/organise/mails").text)
    alone = {it.id: client.get(f"{MAILS}/{it.id}").status_code
             for it in (theirs, merged, to_many, others, other)}  # fmt: skip

    closed = theirs.email, merged.email, to_many.email
    assert not [it for it in (page, table, desk) for email in closed if email in it]
    assert [others.email in it and other.email in it for it in (page, table, desk)] == [True] * 3
    assert list(alone.values()) == [404, 404, 404, 200, 200]
    assert figures(sight_of(organiser, event)) == {MailState.SENT: 1, MailState.WAITING: 1}
    assert "Emails about their application are not shown" in page


def test_a_mail_to_an_applicant_says_whom_it_concerns_and_so_does_its_repetition(
    client: FlaskClient, db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    application = factories.application(factories.closed_call(event=event))
    outbox.put("application.submitted", application_id=application.id)
    db.commit()
    deliver()
    first = db.scalars(select(Notice)).one()

    client.post(f"{MAILS}/{first.id}/again", data={"times": "0"})

    assert [it.concerns for it in db.scalars(select(Notice))] == [
        f"application:{application.id}"
    ] * 2


def test_who_decides_sees_the_mails_of_the_call(
    client: FlaskClient, event: Event, organiser: Account
) -> None:
    call = factories.closed_call(event=event, status=CallStatus.NOTIFIED)
    chosen = letter(factories.application(call, status=ApplicationStatus.SELECTED))

    page = client.get(f"{MAILS}/").text

    assert "You are selected" in page
    assert "Result: selected" in page
    assert "would reveal its outcome" not in page
    assert [it.id for it in mails(sight_of_all(organiser, [event.id]), Wanted())] == [chosen.id]


def test_every_kind_of_mail_about_an_event_has_a_name() -> None:
    kinds = {it.name for it in (ROOT / "templates" / "mail").iterdir() if it.is_dir()}
    elsewhere = {it for it in kinds if it.startswith("accounts_")} | {"notices_digest"}

    assert kinds - elsewhere == set(KINDS) - {"mailing", "mailings_test"}


def test_a_mail_that_came_back_is_no_longer_counted_as_sent_and_says_why(
    client: FlaskClient, db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    came_back, arrived = tell(event, "gone@example.org"), tell(event, "ana@example.org")
    db.commit()
    deliver()
    came_back.bounced_at, came_back.bounce = clock.now(), "5.1.1 no such user"
    db.commit()

    def listed(state: str) -> list[str]:
        table = client.get(f"{MAILS}/export.csv?state={state}").text
        return [line.split(",")[0] for line in table.splitlines()[1:]]

    page = client.get(f"{MAILS}/").text
    assert figures(sight_of(organiser, event)) == {MailState.SENT: 1, MailState.BOUNCED: 1}
    assert (listed("sent"), listed("bounced")) == ([arrived.email], [came_back.email])
    assert "Came back" in page
    assert "The mail server does not know this address." in page
    client.post(f"{MAILS}/{came_back.id}/again", data={"times": "0"})
    deliver()
    assert len(mails.to("gone@example.org")) == 2


def test_what_was_withheld_because_mails_come_back_is_sent_after_all(
    client: FlaskClient, db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    mark_address("ana@example.org", "5.1.1", "no such user")
    notice = told(event, "ana@example.org")
    assert (notice.withheld, mails.subjects()) == (Withheld.BOUNCED, [])
    address = f"{MAILS}/{notice.id}"
    assert "Send it anyway" in client.get(address).text

    client.post(f"{address}/again")
    deliver()

    assert len(mails.to("ana@example.org")) == 1
    assert troubles(["ana@example.org"]) == {}
