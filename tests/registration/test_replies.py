"""What calendars answer, and what is not believed."""

import itertools
import os
import string
import subprocess
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.core import clock, inbox
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.core.inbox import Incoming
from eventsapp.core.itip import Answer
from eventsapp.core.words import Words
from eventsapp.events import services as events
from eventsapp.events.rules import TeamRole
from eventsapp.registration import services
from eventsapp.registration.models import Registration
from eventsapp.registration.rules import SETTLING, Status
from tests import factories
from tests.conftest import MailServer, deliver, sign_in
from tests.installation import COMMAND, PATIENCE, at_rest

OURS = "mx.events.example.org"
#: What calendars write, each in its own way: {uid}, {organizer}, {stamp} and {sequence}.
GOOGLE = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART;VALUE=DATE:20270327
DTEND;VALUE=DATE:20270328
DTSTAMP:{stamp}
ORGANIZER;CN=eventsapp:mailto:{organizer}
UID:{uid}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED;CN=Ana;X-N
 UM-GUESTS=0:mailto:Ana@example.org
SEQUENCE:{sequence}
STATUS:CONFIRMED
SUMMARY:Water
END:VEVENT
END:VCALENDAR
"""
EXCHANGE = """BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=DECLINED;CN="Müller, Ana":MAILTO:ana@example.org
COMMENT;LANGUAGE=de-DE:\\n
UID:{uid}
SUMMARY;LANGUAGE=de-DE:Abgelehnt: Water
DTSTART;TZID=W. Europe Standard Time:20270327T000000
DTEND;TZID=W. Europe Standard Time:20270328T000000
DTSTAMP:{stamp}
SEQUENCE:{sequence}
X-MICROSOFT-CDO-APPT-SEQUENCE:{sequence}
END:VEVENT
END:VCALENDAR
"""
APPLE = """\ufeffBEGIN:VCALENDAR
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
PRODID:-//Apple Inc.//macOS 14.4//EN
BEGIN:VEVENT
UID:{uid}
ATTENDEE;CN="Ana";CUTYPE=INDIVIDUAL;EMAIL="ana@example.org";PARTSTAT=DECLINED
 ;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:ana@example.org
DTSTART;VALUE=DATE:20270327
DTEND;VALUE=DATE:20270328
DTSTAMP:{stamp}
ORGANIZER;CN="eventsapp":mailto:{organizer}
SEQUENCE:{sequence}
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def invited(
    app: Flask, monkeypatch: pytest.MonkeyPatch, db: Session, mails: MailServer
) -> Registration:
    """Invite Ana to an event, under an address of our mailbox."""
    monkeypatch.setitem(app.config, "INVITE_MAILBOX", "invite@events.example.org")
    event = factories.event(
        title=Words.of(en="Water"), date=FuzzyDate.days(date(2027, 3, 27)), timezone="Europe/Rome"
    )
    registration = services.register(event, email="ana@example.org", name="Ana")
    db.commit()
    deliver()
    mails.mails.clear()
    return registration


def reply(registration: Registration, answer: str = "DECLINED", **said: Any) -> bytes:
    """Return the mail by which a calendar answers; ``said`` replaces parts of it."""
    made_at = said.get("made_at") or clock.now() + timedelta(minutes=1)
    organizer = said.get("organizer", registration.organizer)
    attendee = said.get("attendee", "ana@example.org")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Another//Calendar//EN",
        f"METHOD:{said.get('method', 'REPLY')}",
        "BEGIN:VEVENT",
        f"UID:{said.get('uid', registration.event.uid)}",
        f"DTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{said.get('sequence', registration.invited_sequence)}",
        f"ATTENDEE;PARTSTAT={answer}:mailto:{attendee}",
        *([f"ORGANIZER:mailto:{organizer}"] if organizer else []),
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    mail = EmailMessage()
    for sender in said.get("senders", ["Ana <Ana@Example.org>"]):
        mail._headers.append(("From", sender))
    mail["To"] = said.get("to", registration.organizer)
    if results := said.get("results"):
        mail["Authentication-Results"] = results
    mail["Subject"] = "Declined: Water"
    mail.set_content("Ana has declined.")
    mail.add_alternative(
        "\r\n".join(lines).encode(), maintype="text", subtype="calendar",
        params={"method": "REPLY", "charset": "utf-8"},
    )  # fmt: skip
    return mail.as_bytes()


def as_written(registration: Registration, calendar: str) -> bytes:
    """Return the mail that brings what a calendar program wrote."""
    said = calendar.format(
        uid=registration.event.uid,
        organizer=registration.organizer,
        stamp=f"{clock.now() + timedelta(minutes=1):%Y%m%dT%H%M%SZ}",
        sequence=registration.invited_sequence,
    )
    return (
        f"From: Ana <ana@example.org>\nTo: {registration.organizer}\nSubject: Declined\n"
        'MIME-Version: 1.0\nContent-Type: text/calendar; charset="UTF-8"; method=REPLY\n'
        f"Content-Transfer-Encoding: 8bit\n\n{said}"
    ).encode()


@pytest.mark.parametrize("calendar", [GOOGLE, EXCHANGE, APPLE], ids=["google", "exchange", "apple"])
def test_each_program_is_understood(invited: Registration, calendar: str) -> None:
    assert inbox.take(as_written(invited, calendar))

    assert invited.answer is Answer.DECLINED


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("METHOD:REPLY", "METHOD:COUNTER"),
        ("PARTSTAT=DECLINED", 'PARTSTAT=DELEGATED;DELEGATED-TO="mailto:eve@example.org"'),
        ("PARTSTAT=DECLINED", "PARTSTAT=NEEDS-ACTION"),
        ("END:VEVENT", "ATTENDEE;PARTSTAT=DECLINED:mailto:eve@example.org\nEND:VEVENT"),
    ],
    ids=["other times", "a delegate", "no answer", "two people"],
)
def test_what_is_no_plain_answer_is_left_to_people(
    invited: Registration, written: str, instead: str
) -> None:
    assert inbox.take(as_written(invited, GOOGLE.replace(written, instead))) is False

    assert invited.answer is None


def test_no_number_of_recipients_stops_the_inbox(invited: Registration) -> None:
    letters = itertools.product(string.ascii_lowercase + string.digits, repeat=4)
    others = ",".join("".join(it) + "@b" for it in itertools.islice(letters, 252_000))

    assert inbox.take(f"Cc: {others}\n".encode() + reply(invited))

    assert invited.answer is Answer.DECLINED


@pytest.mark.parametrize("answer", list(Answer))
def test_an_answer_is_noted_and_no_seat_is_lost(invited: Registration, answer: Answer) -> None:
    assert inbox.take(reply(invited, answer))

    assert (invited.answer, invited.status) == (answer, Status.CONFIRMED)
    assert invited.event.seats_taken == 1


def test_who_declines_is_asked_once_by_mail_with_the_private_link(
    client: FlaskClient, db: Session, invited: Registration, mails: MailServer
) -> None:
    inbox.take(reply(invited))
    inbox.take(reply(invited, made_at=clock.now() + timedelta(minutes=9)))
    deliver()

    assert mails.subjects() == [("ana@example.org", "Are you still coming? Water")]
    [mail] = mails.mails
    assert mail.get_content_type() == "multipart/alternative"
    client.post(mails.link("ana@example.org", "/registrations/") + "/cancel")
    assert db.get_one(Registration, invited.id).status is Status.CANCELLED


def test_who_declines_new_dates_as_well_is_asked_again(
    db: Session, invited: Registration, mails: MailServer
) -> None:
    inbox.take(reply(invited))
    events.change_event(invited.event, city="Bonn")
    db.commit()
    deliver()
    with time_machine.travel(clock.now() + SETTLING):
        deliver()
        inbox.take(reply(invited))
        deliver()

    asked, told = "Are you still coming? Water", "New date or place: Water"
    assert [subject for _, subject in mails.subjects()] == [asked, told, asked]


def test_new_dates_do_not_turn_an_answer_into_another(
    db: Session, invited: Registration, mails: MailServer
) -> None:
    inbox.take(reply(invited, Answer.TENTATIVE))
    events.change_event(invited.event, city="Bonn")
    db.commit()
    deliver()
    with time_machine.travel(clock.now() + SETTLING):
        deliver()

    calendars = [octets for mail in mails.mails for octets in Incoming(mail).calendars()]
    assert calendars
    assert all(b"PARTSTAT=TENTATIVE" in octets.replace(b"\r\n ", b"") for octets in calendars)


def test_organisers_see_who_declined_by_calendar(
    client: FlaskClient, invited: Registration
) -> None:
    inbox.take(reply(invited))
    sign_in(client, factories.team(invited.event, TeamRole.LEAD_ORGANISER))

    page = client.get(f"/organise/events/{invited.event.slug}/participants/")

    assert "Declined by calendar" in page.text


def test_an_answer_that_came_through_outlook_names_no_organizer(invited: Registration) -> None:
    assert inbox.take(reply(invited, organizer=None))

    assert invited.answer is Answer.DECLINED


@pytest.mark.parametrize(
    "said",
    [
        {"senders": ["eve@example.org"]},
        {"senders": ["ana@example.org", "eve@example.org"]},
        {"senders": ["ana@example.org, eve@example.org"]},
        {"senders": ['"ana@example.org" <eve@example.org>']},
        {"senders": ["Friends:;Ana"]},
        {"senders": []},
        {"attendee": "eve@example.org", "senders": ["eve@example.org"]},
        {"to": "invite+0@events.example.org", "organizer": "invite+0@events.example.org"},
        {"to": "invite@events.example.org", "organizer": None},
        {"uid": "another"},
        {"method": "REQUEST"},
        {"results": f"{OURS}; dmarc=fail header.from=example.org"},
    ],
    ids=str,
)
def test_what_is_forged_or_not_ours_changes_nothing(
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    invited: Registration,
    mails: MailServer,
    said: dict[str, Any],
) -> None:
    monkeypatch.setitem(app.config, "INBOX_AUTHSERV_ID", OURS)

    inbox.take(reply(invited, **said))
    deliver()

    assert (invited.answer, mails.mails) == (None, [])


@pytest.mark.parametrize(
    ("results", "believed"),
    [
        (f"{OURS}; dmarc=pass header.from=example.org", True),
        (f"{OURS} 1; spf=none; dkim=pass header.d=example.org header.s=a", True),
        (f"{OURS}; dkim=pass header.d=elsewhere.example", False),
        (f"{OURS}; dmarc=pass header.from=elsewhere.example", False),
        (f'{OURS}; spf=fail smtp.mailfrom="x; dmarc=pass header.from=example.org"', False),
        (f"{OURS}; spf=fail (x; dmarc=pass header.from=example.org; y)", False),
        ("mx.elsewhere.example; dmarc=pass header.from=example.org", False),
        ("", False),
    ],
)
def test_without_the_secret_our_own_mail_server_must_have_found_the_sender_real(
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    invited: Registration,
    results: str,
    believed: bool,  # noqa: FBT001 -- a case of a table
) -> None:
    monkeypatch.setitem(app.config, "INBOX_AUTHSERV_ID", OURS)

    inbox.take(reply(invited, to="team@example.org", organizer=None, results=results))

    assert invited.answer is (Answer.DECLINED if believed else None)


def test_what_a_mail_brought_along_is_not_what_our_server_found(
    app: Flask, monkeypatch: pytest.MonkeyPatch, invited: Registration
) -> None:
    monkeypatch.setitem(app.config, "INBOX_AUTHSERV_ID", OURS)
    forged = reply(
        invited, to="team@example.org", organizer=None,
        results=f"{OURS}; dmarc=pass header.from=example.org",
    )  # fmt: skip

    inbox.take(f"Authentication-Results: {OURS}; dmarc=none\n".encode() + forged)

    assert invited.answer is None


def test_an_older_answer_changes_nothing(invited: Registration) -> None:
    now = clock.now()
    inbox.take(reply(invited, "ACCEPTED", made_at=now + timedelta(minutes=5)))

    inbox.take(reply(invited, "DECLINED", made_at=now + timedelta(minutes=4)))

    assert invited.answer is Answer.ACCEPTED


def test_an_answer_to_an_invitation_that_has_changed_since_changes_nothing(
    db: Session, invited: Registration
) -> None:
    old = reply(invited, made_at=clock.now())
    events.change_event(invited.event, city="Bonn")
    db.commit()
    deliver()
    with time_machine.travel(clock.now() + SETTLING):
        deliver()
        assert invited.invited_sequence == 1

        inbox.take(old)
        assert invited.answer is None
        inbox.take(reply(invited, sequence=0))
        assert invited.answer is Answer.DECLINED


def test_an_answer_from_the_future_does_not_hide_those_that_follow(invited: Registration) -> None:
    inbox.take(reply(invited, "ACCEPTED", made_at=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)))
    inbox.take(reply(invited, "TENTATIVE"))

    assert invited.answer is Answer.TENTATIVE


def test_a_null_byte_is_no_trouble(invited: Registration) -> None:
    octets = reply(invited, uid="x\0y")
    assert inbox.take(octets) is False
    assert inbox.take(octets.replace(b"From: Ana", b"From: A\0a")) is False
    assert inbox.take(b"Delivered-To: a\0b@example.org\n" + reply(invited)) is True


def test_a_new_registration_begins_without_an_answer(invited: Registration) -> None:
    inbox.take(reply(invited, "TENTATIVE"))
    services.cancel(invited)
    services.register(invited.event, email="ana@example.org", name="Ana")

    assert invited.answer is None


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: a@example.org\n\nHello",
        b"Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\n",
        (
            b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:x\n"
            b"ATTENDEE;PARTSTAT=MAYBE:mailto:a@b\nDTSTAMP:now\nEND:VEVENT\nEND:VCALENDAR\n"
        ),
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/calendar\n\n\xff\n",
    ],
)
def test_what_is_no_answer_is_left_alone(db: Session, octets: bytes) -> None:
    assert inbox.take(octets) is False


@pytest.mark.slow
def test_the_command_reads_a_mail_from_a_mail_server(tmp_path: Path, worker: str) -> None:
    with at_rest(tmp_path, f"reply_{worker}") as house:
        assert house.command("migrate").returncode == 0

        done = subprocess.run(
            [*COMMAND, "take-reply"], env=os.environ | house.environment, capture_output=True,
            text=True, input="From: a@example.org\n\nHello", timeout=PATIENCE, check=False,
        )  # fmt: skip

    assert (done.returncode, done.stdout) == (0, "The email is not for us.\n")
