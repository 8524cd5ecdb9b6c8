"""Mails as the RFCs want them."""

from email import message_from_bytes, policy
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from eventsapp.core import mailer
from eventsapp.core.mailer import CalendarPart, Letter


def letter(**fields: Any) -> Letter:
    defaults = {
        "to": "ana@example.org",
        "subject": "Your seat",
        "text": "You have a seat.\n",
        "html": "<p>You have a seat.</p>",
        "message_id": "<notice.1@example.org>",
    }
    return Letter(**defaults | fields)


def test_a_mail_has_the_headers_that_people_and_programs_rely_on(app: Flask) -> None:
    mail = mailer.compose(letter())

    assert mail["Message-ID"] == "<notice.1@example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"] is not None
    assert mail["From"] == "eventsapp <no-reply@eventsapp.example>"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("domain", ["events.example.org", f"{'long-' * 11}name.example.org"])
def test_what_programs_read_in_a_header_is_sent_as_it_is(app: Flask, domain: str) -> None:
    read = {
        "Message-ID": f"<notice.{'1' * 32}@{domain}>",
        "References": f"<notice.{'2' * 32}@{domain}>",
        "Feedback-ID": f"event.12:registration_event_changed:eventsapp:{domain}",
        "List-Unsubscribe": f"<https://{domain}/notices/{'WyJzYW1wbGU1MTNA' * 6}/stop>",
    }

    sent = mailer.compose(letter(message_id=read["Message-ID"], headers=read)).as_bytes(
        policy=policy.SMTP
    )

    lines = sent.decode().split("\r\n")
    assert [name for name, said in read.items() if f"{name}: {said}" not in lines] == []


def test_a_calendar_is_one_way_to_read_a_mail_and_a_file_beside_it(app: Flask) -> None:
    octets = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nX:Água\r\nEND:VCALENDAR\r\n".encode()

    sent = mailer.compose(letter(calendar=CalendarPart(octets, "CANCEL"))).as_bytes()

    mail = message_from_bytes(sent, policy=policy.default)
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar",
        "application/ics",
    ]  # fmt: skip
    calendar, file = list(mail.walk())[-2:]
    assert (calendar["Content-Type"].params, calendar["Content-Disposition"]) == (
        {"charset": "utf-8", "method": "CANCEL"}, None,
    )  # fmt: skip
    assert (file.get_content_disposition(), file.get_filename()) == ("attachment", "invite.ics")
    assert [part.get_payload(decode=True) for part in (calendar, file)] == [octets, octets]
    assert [part["Content-Transfer-Encoding"] for part in (calendar, file)] == ["base64"] * 2


def test_nothing_in_a_mail_needs_eight_bits(app: Flask) -> None:
    mail = mailer.compose(letter(subject="São José", text="São José\n", html="<p>São José</p>"))

    assert mail.as_bytes().isascii()


def test_a_domain_is_written_so_that_every_mail_server_reads_it(app: Flask) -> None:
    mail = mailer.compose(letter(to="ana@exämple.org", reply_to="team@exämple.org"))

    assert (mail["To"], mail["Reply-To"]) == ("ana@xn--exmple-cua.org", "team@xn--exmple-cua.org")


@pytest.mark.parametrize(
    "fields",
    [
        {"calendar": CalendarPart(b"", "REQUEST", "a@example.org\r\nBcc: all@example.org")},
        {"references": "<a@b>\nBcc: all@example.org"},
        {"subject": "Hello\r\nBcc: all@example.org"},
        {"to": "ana@example.org\nBcc: all@example.org"},
        {"message_id": "<a>\nBcc: all@example.org"},
        {"reply_to": "a@example.org\r\nBcc: all@example.org"},
    ],
)
def test_a_line_end_in_a_header_is_refused(app: Flask, fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"control character|CR or LF|invalid"):
        mailer.compose(letter(**fields))


@given(subject=st.text(min_size=1, max_size=200))
def test_no_subject_adds_a_header(app: Flask, subject: str) -> None:
    try:
        mail = mailer.compose(letter(subject=subject))
    except (ValueError, UnicodeEncodeError):
        return
    assert "Bcc" not in mail
    assert set(mail.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language",
        "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert b"\n\n" in mail.as_bytes()


def test_a_letter_reaches_the_mail_server_as_it_was_composed(app: Flask, mails) -> None:  # noqa: ANN001
    mailer.send(letter(subject="Su lugar en la cumbre de São José"))

    assert mails.subjects() == [("ana@example.org", "Su lugar en la cumbre de São José")]
