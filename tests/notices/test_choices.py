"""Readers choose which notices they want, with one click and without signing in."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.core import outbox
from eventsapp.core.words import Words
from eventsapp.notices.models import Notice, NoticeChoice
from eventsapp.notices.queries import choices_of, token_of
from eventsapp.notices.rules import Choice, Group, Withheld
from eventsapp.notices.services import choose, post
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


def test_a_scanner_that_follows_the_link_changes_nothing(client: FlaskClient, db: Session) -> None:
    token = token_of("ana@example.org", Group.NEWS)

    led = client.get(f"/notices/{token}/stop")
    answer = client.get(led.location)

    assert led.status_code == 302
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


def test_the_mail_of_the_day_holds_what_came_since_the_last(db: Session, mails: MailServer) -> None:
    ana = factories.account(email="ana@example.org", locale="es")
    choose(ana.email, Group.NEWS, Choice.DAILY)
    with time_machine.travel(EVENING, tick=False):
        notices = [report(ana, "Water"), report(ana, "Bread")]
        db.commit()
        outbox.drain()
        at_once = mails.to("ana@example.org")
    with time_machine.travel(EVENING.replace(day=2, hour=6, minute=1), tick=False):
        db.commit()
        outbox.drain()

    assert at_once == []
    [mail] = mails.to("ana@example.org")
    text = mail.get_body(("plain",)).get_content()
    assert all(notice.subject in text for notice in notices)
    assert "/stop" not in text
    assert all(notice.sent_at for notice in notices)


def test_a_person_chooses_on_a_page_of_their_own(client: FlaskClient, db: Session) -> None:
    ana = factories.account(email="ana@example.org")
    sign_in(client, ana)

    answer = client.post(
        "/me/notices", data={"reminders": "daily", "news": "never", "mailings": "at_once"}
    )

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
