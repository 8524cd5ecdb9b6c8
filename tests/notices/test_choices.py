"""Readers choose which notices they want, with one click and without signing in."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.accounts.models import Account
from eventsapp.accounts.services import change_profile
from eventsapp.core import outbox
from eventsapp.core.words import Words
from eventsapp.events.models import Event
from eventsapp.mailings.queries import Sight, figures
from eventsapp.mailings.queries import mails as mails_in_view
from eventsapp.mailings.rules import MailState
from eventsapp.notices.models import Notice, NoticeChoice
from eventsapp.notices.queries import choices_of, token_of
from eventsapp.notices.rules import DIGEST, Choice, Group, Withheld
from eventsapp.notices.services import choose, mark_address, mark_bounced, post
from eventsapp.reports.models import Version
from tests import factories
from tests.conftest import MailServer, sign_in

EVENING = datetime(2027, 3, 1, 20, 0, tzinfo=UTC)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def report(reader: object, name: str) -> Notice:
    event = factories.event(title=Words.of(en=name))
    return post("reports_published", to=reader, event=event, version=Version(number=1))


def test_what_one_can_do_without_says_how_to_stop_it(db: Session, mails: MailServer) -> None:
    ana = factories.account(email="ana@example.org")

    report(ana, "Water")
    db.commit()
    outbox.drain()

    [mail] = mails.to("ana@example.org")
    token = token_of("ana@example.org", Group.NEWS)
    assert mail["List-Unsubscribe"] == f"<http://127.0.0.1:8000/notices/{token}/stop>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Feedback-ID"] == "site:reports_published:eventsapp:127.0.0.1"
    assert f"/notices/{token}" in mail.get_body(("plain",)).get_content()
    assert f"/notices/{token}" in mail.get_body(("html",)).get_content()


def test_what_is_necessary_offers_no_stop_and_comes_whatever_was_chosen(
    db: Session, mails: MailServer
) -> None:
    ana = factories.account(email="ana@example.org")
    for group in Group:
        choose(ana.email, group, Choice.NEVER)
    call = factories.call()

    application = factories.application(call, account=ana)
    outbox.put("application.submitted", application_id=application.id)
    db.commit()
    outbox.drain()

    [mail] = mails.to("ana@example.org")
    assert mail["List-Unsubscribe"] is None
    assert mail["Feedback-ID"].startswith(f"call.{call.id}:experts_application_received:")


def test_one_click_stops_a_group_without_signing_in_and_a_second_does_no_harm(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    ana = factories.account(email="ana@example.org")
    address = f"/notices/{token_of(ana.email, Group.NEWS)}/stop"

    answers = [client.post(address, data=ONE_CLICK).status_code for _ in range(2)]
    notice = report(ana, "Water")
    db.commit()
    outbox.drain()

    assert answers == [200, 200]
    at_once = dict.fromkeys(Group, Choice.AT_ONCE)
    assert choices_of(ana.email) == at_once | {Group.NEWS: Choice.NEVER}
    assert (notice.withheld, notice.sent_at) == (Withheld.UNSUBSCRIBED, None)
    assert mails.to("ana@example.org") == []


def test_clicks_of_many_readers_may_come_from_one_mail_program(
    app: Flask, client: FlaskClient, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "THROTTLE_ENABLED", True)  # noqa: FBT003
    monkeypatch.setitem(app.config, "THROTTLE_FORM", [1, 3600])
    tokens = [token_of(f"{name}@example.org", Group.NEWS) for name in ("ana", "ben", "ben")]

    answers = [client.post(f"/notices/{it}/stop", data=ONE_CLICK).status_code for it in tokens]

    assert answers == [200, 200, 429]


def test_a_scanner_that_follows_the_link_changes_nothing(client: FlaskClient, db: Session) -> None:
    token = token_of("ana@example.org", Group.NEWS)

    led = [client.open(f"/notices/{token}/stop", method=method) for method in ("HEAD", "GET")]
    answer = client.get(led[1].location)

    assert [it.status_code for it in led] == [302, 302]
    assert "ana@example.org" in answer.text
    assert db.query(NoticeChoice).count() == 0


@pytest.mark.parametrize("token", ["x", "WyJhbmEiLCAibmV3cyJd.forged"])
def test_what_was_not_signed_by_us_is_not_found(
    client: FlaskClient, db: Session, token: str
) -> None:
    assert client.get(f"/notices/{token}").status_code == 404
    assert client.post(f"/notices/{token}/stop", data=ONE_CLICK).status_code == 404


def test_what_was_posted_before_the_choice_is_not_sent_after_it(
    db: Session, mails: MailServer
) -> None:
    ana = factories.account(email="ana@example.org")
    notice = report(ana, "Water")

    choose(ana.email, Group.NEWS, Choice.NEVER)
    db.commit()
    outbox.drain()

    assert (notice.withheld, mails.to("ana@example.org")) == (Withheld.UNSUBSCRIBED, [])


@pytest.fixture
def daily(db: Session, mails: MailServer) -> Account:
    """Make a reader of news in one mail a day, for whom two wait."""
    ana = factories.account(email="ana@example.org", locale="es")
    choose(ana.email, Group.NEWS, Choice.DAILY)
    with time_machine.travel(EVENING, tick=False):
        report(ana, "Water")
        report(ana, "Bread")
        db.commit()
        outbox.drain()
    assert mails.to(ana.email) == []
    return ana


def html_of(mail: EmailMessage) -> str:
    return mail.get_body(("html",)).get_content()


def next_morning(db: Session, mails: MailServer) -> list[EmailMessage]:
    """Return what comes in the mail of the day."""
    with time_machine.travel(EVENING.replace(day=2, hour=7, minute=1), tick=False):
        db.commit()
        outbox.drain()
    return mails.to("ana@example.org")


def test_the_mail_of_the_day_holds_what_came_since_the_last(
    db: Session, mails: MailServer, daily: Account
) -> None:
    [mail] = next_morning(db, mails)

    notices = db.scalars(
        select(Notice).where(Notice.kind == "reports_published").order_by(Notice.id)
    ).all()
    text = mail.get_body(("plain",)).get_content()
    assert [notice.subject in text for notice in notices] == [True, True]
    assert all(notice.sent_at for notice in notices)
    links = re.findall('<a href="http://127.0.0.1:8000(/events/[^"]+)"', html_of(mail))
    assert links == [
        f"/events/{event.slug}/report/" for event in db.scalars(select(Event).order_by(Event.id))
    ]


def test_the_mail_of_the_day_is_stopped_by_one_click_and_its_reader_chooses_for_each_group(
    client: FlaskClient, db: Session, mails: MailServer, daily: Account
) -> None:
    [mail] = next_morning(db, mails)
    address = re.sub("[<>]|http://[^/]*", "", mail["List-Unsubscribe"])
    page = address.removesuffix("/stop")

    client.post(address, data=ONE_CLICK)
    after_one_click = choices_of(daily.email)
    client.post(page, data=dict.fromkeys(Group, "at_once") | {"reminders": "daily"})

    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert page in mail.get_body(("plain",)).get_content()
    assert page in html_of(mail)
    at_once = dict.fromkeys(Group, Choice.AT_ONCE)
    assert after_one_click == at_once | {Group.NEWS: Choice.NEVER}
    assert choices_of(daily.email) == at_once | {Group.REMINDERS: Choice.DAILY}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda email: choose(email, Group.NEWS, Choice.NEVER), Withheld.UNSUBSCRIBED),
        (lambda email: mark_address(email, "5.1.1", "no such user"), Withheld.BOUNCED),
    ],
)
def test_what_waits_for_the_mail_of_the_day_is_not_sent_once_it_is_not_wanted(
    db: Session, mails: MailServer, daily: Account, change: Callable[[str], None], why: Withheld
) -> None:
    change(daily.email)

    assert next_morning(db, mails) == []
    assert set(db.scalars(select(Notice.withheld))) == {why}


def mails_at(db: Session, mails: MailServer, moment: str) -> int:
    """Let the worker work at a moment, in UTC; return how many mails Ana has had by then."""
    with time_machine.travel(datetime.fromisoformat(moment + "Z"), tick=False):
        outbox.drain()
        db.commit()
    return len(mails.to("ana@example.org"))


def reported_at(db: Session, ana: Account, moment: str) -> None:
    with time_machine.travel(datetime.fromisoformat(moment + "Z"), tick=False):
        report(ana, "Water")
        db.commit()


def daily_reader_in(zone: str) -> Account:
    choose("ana@example.org", Group.NEWS, Choice.DAILY)
    return factories.account(email="ana@example.org", timezone=zone)


def moves(db: Session, ana: Account, zone: str, moment: str) -> None:
    with time_machine.travel(datetime.fromisoformat(moment + "Z"), tick=False):
        change_profile(ana, name=ana.name, timezone=zone)
        db.commit()


@pytest.mark.parametrize(
    ("zone", "mornings"),
    [
        # Clocks go forward in Berlin on 28 March 2027, and back on 31 October.
        ("Europe/Berlin", ["2027-03-27T06:00", "2027-03-28T05:00", "2027-03-29T05:00"]),
        ("Europe/Berlin", ["2027-10-30T05:00", "2027-10-31T06:00", "2027-11-01T06:00"]),
        ("America/Mexico_City", ["2027-03-27T13:00", "2027-03-28T13:00", "2027-03-29T13:00"]),
        ("UTC", ["2027-03-27T07:00", "2027-03-28T07:00", "2027-03-29T07:00"]),
    ],
)
def test_the_mail_of_the_day_comes_at_seven_by_its_reader_s_clock_once_a_day(
    db: Session, mails: MailServer, zone: str, mornings: list[str]
) -> None:
    ana = daily_reader_in(zone)
    had = []

    for morning in map(datetime.fromisoformat, mornings):
        reported_at(db, ana, (morning - timedelta(hours=9)).isoformat())
        moments = (morning - timedelta(minutes=1), morning, morning + timedelta(hours=14))
        had += [mails_at(db, mails, it.isoformat()) for it in moments]

    assert had == [0, 1, 1, 1, 2, 2, 2, 3, 3]


def test_who_moves_west_after_the_mail_of_the_day_has_the_next_one_on_the_next_day(
    db: Session, mails: MailServer
) -> None:
    ana = daily_reader_in("Europe/Berlin")
    reported_at(db, ana, "2027-03-01T20:00")
    assert mails_at(db, mails, "2027-03-02T06:00") == 1

    moves(db, ana, "America/Los_Angeles", "2027-03-02T08:00")
    reported_at(db, ana, "2027-03-02T10:00")

    assert mails_at(db, mails, "2027-03-02T15:00") == 1
    assert mails_at(db, mails, "2027-03-03T14:59") == 1
    assert mails_at(db, mails, "2027-03-03T15:00") == 2


@pytest.mark.parametrize(
    ("zone", "due"),
    [("Asia/Tokyo", "2027-03-01T22:00"), ("America/Los_Angeles", "2027-03-02T15:00")],
)
def test_what_waits_for_the_mail_of_the_day_comes_by_the_clock_that_its_reader_chooses_meanwhile(
    db: Session, mails: MailServer, zone: str, due: str
) -> None:
    ana = daily_reader_in("Europe/Berlin")
    reported_at(db, ana, "2027-03-01T08:00")

    moves(db, ana, zone, "2027-03-01T09:00")
    moment = datetime.fromisoformat(due)
    times = [moment - timedelta(minutes=1), moment, moment + timedelta(hours=23)]

    assert [mails_at(db, mails, it.isoformat()) for it in times] == [0, 1, 1]


def test_what_was_in_a_mail_of_the_day_that_comes_back_came_back(
    db: Session, mails: MailServer, daily: Account
) -> None:
    next_morning(db, mails)
    other = report(factories.account(), "Air")
    mail_of_the_day = db.scalars(select(Notice).where(Notice.kind == DIGEST)).one()

    mark_bounced(mail_of_the_day, "5.1.1", "no such user")

    came_back = db.scalars(select(Notice).where(Notice.email == daily.email))
    assert [it.bounce for it in came_back] == ["5.1.1 no such user"] * 3
    assert other.bounced_at is None


def test_organisers_see_that_what_was_in_a_mail_of_the_day_failed_with_it(
    db: Session, mails: MailServer
) -> None:
    ana = daily_reader_in("UTC")
    event = factories.event()
    with time_machine.travel(EVENING, tick=False):
        post("reports_published", to=ana, event=event, scope=event.mail_scope,
             version=Version(number=1))  # fmt: skip
        db.commit()
    mails.unknown.add("ana@example.org")

    next_morning(db, mails)

    [seen] = mails_in_view(Sight([event.mail_scope]))
    assert (seen.state, seen.may_be_sent_again) == (MailState.FAILED, True)
    assert "550" in seen.answer
    assert figures(Sight([event.mail_scope])) == {MailState.SENT: 0, MailState.FAILED: 1}


def test_a_person_chooses_on_a_page_of_their_own(client: FlaskClient, db: Session) -> None:
    ana = factories.account(email="ana@example.org")
    sign_in(client, ana)

    page = client.get("/me/notices").text
    answer = client.post(
        "/me/notices", data={"reminders": "daily", "news": "never", "mailings": "at_once"}
    )

    assert "comes at 7:00 in the time zone of your profile" in page
    assert answer.status_code == 302
    assert choices_of(ana.email) == {
        Group.REMINDERS: Choice.DAILY,
        Group.NEWS: Choice.NEVER,
        Group.MAILINGS: Choice.AT_ONCE,
    }


def test_a_choice_that_is_none_is_refused_and_nothing_changes(
    client: FlaskClient, db: Session
) -> None:
    ana = factories.account(email="ana@example.org")
    sign_in(client, ana)

    answer = client.post("/me/notices", data={"reminders": "often", "news": "never"})

    assert answer.status_code == 422
    assert set(choices_of(ana.email).values()) == {Choice.AT_ONCE}
