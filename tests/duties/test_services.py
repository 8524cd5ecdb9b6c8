"""Duties are kept in step with what features say, and people are reminded of them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.core.words import Words
from eventsapp.duties.handlers import look
from eventsapp.duties.models import Duty
from eventsapp.notices.models import Notice
from eventsapp.notices.rules import Choice, Group, Withheld
from eventsapp.notices.services import choose, hold, let_go
from tests import factories
from tests.conftest import MailServer, deliver
from tests.duties.conftest import Questionnaire

OVERTAKEN = Withheld.OVERTAKEN
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DUE = datetime(2026, 3, 31, 22, tzinfo=UTC)


def minute(db: Session, at: datetime) -> None:
    """Let the worker do its work of one minute."""
    db.commit()
    with time_machine.travel(at, tick=False):
        look()
        deliver()


def kept(db: Session) -> list[tuple[str, datetime, int, bool]]:
    db.expire_all()
    rows = db.scalars(select(Duty).where(Duty.kind == "test.reply").order_by(Duty.id))
    return [(it.about, it.due_at, it.sequence, it.ended_at is None) for it in rows]


def test_a_duty_keeps_its_identity_and_counts_how_often_its_date_moved(
    db: Session, questionnaire: Questionnaire
) -> None:
    person = factories.account()
    questionnaire.ask(person.id, due_at=DUE)
    minute(db, NOW)
    uid = db.scalars(select(Duty.uid)).one()

    minute(db, NOW + timedelta(minutes=1))
    unmoved = db.scalars(select(Duty)).one().changed_at
    questionnaire.ask(person.id, due_at=DUE, title=Words.of(en="Water, again"))
    minute(db, NOW + timedelta(hours=1))
    worded = kept(db)
    questionnaire.ask(person.id, due_at=DUE + timedelta(days=7))
    minute(db, NOW + timedelta(hours=2))

    assert unmoved == NOW
    assert worded == [("question:1", DUE, 0, True)]
    assert kept(db) == [("question:1", DUE + timedelta(days=7), 1, True)]
    assert db.scalars(select(Duty.uid)).one() == uid


def test_what_is_done_ends_and_what_is_owed_again_is_the_same_duty(
    db: Session, questionnaire: Questionnaire
) -> None:
    person = factories.account()
    questionnaire.ask(person.id, due_at=DUE)
    minute(db, NOW)
    questionnaire.replies = []
    minute(db, NOW + timedelta(hours=1))
    done = kept(db)
    questionnaire.ask(person.id, due_at=DUE)
    minute(db, NOW + timedelta(hours=2))

    assert done == [("question:1", DUE, 0, False)]
    assert kept(db) == [("question:1", DUE, 1, True)]


def test_what_has_no_date_is_not_kept(db: Session, questionnaire: Questionnaire) -> None:
    questionnaire.ask(factories.account().id)

    minute(db, NOW)

    assert kept(db) == []


def test_each_reminder_is_sent_once_for_a_due_date(
    db: Session, questionnaire: Questionnaire, mails: MailServer
) -> None:
    person = factories.account()
    questionnaire.ask(person.id, due_at=DUE)
    sent = []
    for days in (-29, -14.1, -14, -13.9, -3, -2.9, 0, 1, 1.1, 13, 14, 15, 60):
        before = len(mails.mails)
        minute(db, DUE + timedelta(days=days))
        sent += [days] * (len(mails.mails) - before)

    assert sent == [-14, -3, 1, 14]
    assert [subject for _to, subject in mails.subjects()] == [
        "Due in 14 days: Download",
        "Due in 3 days: Download",
        "Late: Download",
        "Late: Download",
    ]


def test_a_worker_that_slept_sends_one_reminder_and_not_two(
    db: Session, questionnaire: Questionnaire, mails: MailServer
) -> None:
    questionnaire.ask(factories.account().id, due_at=DUE)
    minute(db, NOW)

    minute(db, DUE - timedelta(days=2))

    assert [subject for _to, subject in mails.subjects()] == ["Due in 2 days: Download"]


def test_whoever_begins_late_is_not_reminded_of_what_is_past(
    db: Session, questionnaire: Questionnaire, mails: MailServer
) -> None:
    questionnaire.ask(factories.account().id, due_at=DUE)

    minute(db, DUE - timedelta(days=2))
    minute(db, DUE - timedelta(days=1))

    assert mails.subjects() == []


def test_an_extension_moves_the_reminders_that_are_still_to_come(
    db: Session, questionnaire: Questionnaire, mails: MailServer
) -> None:
    person = factories.account()
    questionnaire.ask(person.id, due_at=DUE)
    minute(db, NOW)
    questionnaire.ask(person.id, due_at=DUE + timedelta(days=7))

    for days in (-10, -7, -3, 4):
        minute(db, DUE + timedelta(days=days))

    assert mails.subjects() == [
        (person.email, "Due in 14 days: Download"),
        (person.email, "Due in 3 days: Download"),
    ]


@pytest.mark.parametrize("what", ["done", "moved", "locked"])
def test_who_has_done_it_meanwhile_is_not_reminded(
    db: Session, questionnaire: Questionnaire, mails: MailServer, what: str
) -> None:
    person = factories.account()
    questionnaire.ask(person.id, due_at=DUE)
    minute(db, NOW)
    db.commit()
    with time_machine.travel(DUE - timedelta(days=3), tick=False):
        look()
        if what == "done":
            questionnaire.replies = []
        elif what == "moved":
            questionnaire.ask(person.id, due_at=DUE + timedelta(days=1))
        else:
            person.active = False
        db.commit()
        deliver()

    assert mails.subjects() == []


@pytest.mark.parametrize("waits_for", ["a hold", "the daily email"])
@pytest.mark.parametrize("what", ["done", "moved", "passed", "nothing"])
def test_a_reminder_that_had_to_wait_is_not_sent_if_it_is_no_longer_right(
    db: Session, questionnaire: Questionnaire, mails: MailServer, what: str, waits_for: str
) -> None:
    person = factories.account()
    questionnaire.ask(person.id, due_at=DUE, scope="event:1")
    if waits_for == "a hold":
        hold("event:1", "Ada")
    else:
        choose(person.email, Group.REMINDERS, Choice.DAILY)
    minute(db, NOW)
    minute(db, DUE - timedelta(days=3))
    if what == "done":
        questionnaire.replies = []
    elif what == "moved":
        questionnaire.ask(person.id, due_at=DUE + timedelta(days=9), scope="event:1")
    with time_machine.travel(DUE + timedelta(hours=10 if what == "passed" else -10), tick=False):
        let_go("event:1")
        db.commit()
        deliver()

    withheld = db.scalars(select(Notice.withheld).where(Notice.kind == "duties_reminder")).one()
    sent = what == "nothing"
    assert (len(mails.to(person.email)), withheld) == ((1, None) if sent else (0, OVERTAKEN))


def test_a_reminder_says_what_to_do_until_when_there_and_by_ones_own_clock(
    db: Session, questionnaire: Questionnaire, mails: MailServer
) -> None:
    person = factories.account(timezone="Asia/Tokyo")
    questionnaire.ask(person.id, due_at=DUE, zone="America/Costa_Rica")
    minute(db, NOW)

    minute(db, DUE - timedelta(days=3))

    [mail] = mails.to(person.email)
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content().replace("\u202f", " ")
    lines = [line for line in text.splitlines() if line]
    assert lines[:4] == [
        "Download",
        "Due: Tuesday, 31 March 2026, 4:00 pm (Costa Rica, UTC−6)",
        "By your clock: Wednesday, 1 April 2026, 7:00 am (Tokyo, UTC+9)",
        "http://127.0.0.1:8000/events/water/",
    ]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
