"""Mails that come back: what is believed, and what follows."""

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.accounts import services as accounts
from eventsapp.core import clock, inbox, outbox, smtp
from eventsapp.core.dsn import read_report
from eventsapp.core.outbox import Message
from eventsapp.notices import queries, services
from eventsapp.notices.models import BouncedAddress, Notice
from eventsapp.notices.rules import Choice, Group, Withheld
from tests import factories, mailservers
from tests.conftest import MailServer, deliver
from tests.notices import reports

ANA = "ana@example.org"
Word = Callable[..., bytes]


TO_ITS_OWN_ADDRESS = pytest.mark.parametrize("to_its_own_address", [True, False])


@pytest.fixture(autouse=True)
def mailbox(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let mails come back to a mailbox of ours."""
    monkeypatch.setitem(app.config, "INVITE_MAILBOX", "invite@events.example.org")


@pytest.fixture
def sent(db: Session, mails: MailServer) -> Notice:
    """Send Ana a mail that she needs."""
    notice = post(ANA)
    deliver()
    return notice


def post(email: str, kind: str = "accounts_password_changed", **more: Any) -> Notice:
    """Post a mail of a kind; reminders can be done without."""
    notice = services.post(
        kind, to=accounts.Addressee(email, "en"), link="http://x/", email=email, **more
    )
    outbox.db.session.commit()
    return notice


def back_to(notice: Notice) -> str:
    address = queries.bounce_address(notice.uid)
    assert address is not None
    return address


def came_back(word: Word, notice: Notice, *, to_its_own_address: bool) -> bytes:
    """Report a notice to its own address, quoting nothing of it, or to ours with its Message-ID."""
    if to_its_own_address:
        return word(back_to(notice), ANA, "<another@example.org>")
    return word("no-reply@eventsapp.example", ANA, queries.message_id_of(notice.uid))


def marked(db: Session) -> list[tuple[str, str]]:
    return [
        (it.email, it.status)
        for it in db.scalars(select(BouncedAddress).order_by(BouncedAddress.id))
    ]


@pytest.mark.parametrize(
    ("word", "status", "said"),
    [
        (
            reports.postfix, "5.1.1",
            ("550 5.1.1 <ana@example.org>: Recipient address rejected: User unknown in local"
            " recipient table"),
        ),
        (reports.exim, "5.0.0", "550 No such user here"),
        (
            reports.exchange, "5.1.10",
            ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ana@example.org not found by"
            " SMTP address lookup"),
        ),
        (
            reports.gmail, "5.1.1",
            ("550-5.1.1 The email account that you tried to reach does not exist. 550 5.1.1"
            " https://support.google.com/mail/?p=NoSuchUser - gsmtp"),
        ),
        (reports.old_exim, "5.1.1", "550 5.1.1 No such user here"),
        (reports.kundenserver, "5.0.0", "553 sorry, no mailbox here by that name"),
        (reports.qmail, "5.1.1", "550 5.1.1 unknown user"),
    ],
)  # fmt: skip
@TO_ITS_OWN_ADDRESS
def test_a_mail_that_comes_back_marks_its_notice_and_its_address(
    db: Session, sent: Notice, word: Word, status: str, said: str, *, to_its_own_address: bool
) -> None:
    assert inbox.take(came_back(word, sent, to_its_own_address=to_its_own_address))

    assert (sent.bounced_at is not None, sent.bounce) == (
        True,
        said if status in said else f"{status} {said}",
    )
    assert marked(db) == [(ANA, status)]


@TO_ITS_OWN_ADDRESS
def test_a_letter_that_quotes_no_answer_marks_the_notice_only(
    db: Session, sent: Notice, *, to_its_own_address: bool
) -> None:
    octets = came_back(reports.old_exim_unrouteable, sent, to_its_own_address=to_its_own_address)

    assert inbox.take(octets)

    assert (sent.bounced_at is not None, sent.bounce) == (True, "Unrouteable address")
    assert marked(db) == []


def test_the_mail_server_is_told_where_to_send_a_mail_back(
    db: Session, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = post(ANA)
    address = back_to(notice)

    assert queries.notice_sent_back([address.upper().lower()]) is notice
    assert len(address.partition("@")[0]) <= 64
    monkeypatch.setitem(app.config, "INVITE_MAILBOX", "")
    assert queries.bounce_address(notice.uid) is None


def test_a_report_that_quotes_nothing_finds_its_notice_by_its_address(
    db: Session, sent: Notice
) -> None:
    facts = "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; moved@example.net\nAction: failed\n"
    octets = reports.report(
        "Gone.", facts + "Status: 5.1.6\n", "", to=back_to(sent), sender="MAILER-DAEMON"
    )

    assert inbox.take(octets)

    assert marked(db) == [(ANA, "5.1.6")]


@pytest.mark.parametrize(
    ("to", "recipient", "knows"),
    [
        ("no-reply@eventsapp.example", "ben@example.org", True),  # another person's address
        ("no-reply@eventsapp.example", ANA, False),  # a Message-ID that was guessed
        ("invite+b-{uid}-0123456789abcdef@events.example.org", ANA, False),  # a seal, too
        ("invite+b-{uid}@events.example.org", ANA, False),
        ("else+b-{uid}-{seal}@events.example.org", ANA, False),
    ],
)
@pytest.mark.parametrize("word", [reports.postfix, reports.old_exim, reports.qmail])
def test_a_forged_report_does_nothing(
    db: Session, sent: Notice, to: str, recipient: str, word: Word, *, knows: bool
) -> None:
    seal = back_to(sent).partition("@")[0].rpartition("-")[2]
    uid = sent.uid if knows else "0" * 32

    taken = inbox.take(
        word(to.format(uid=sent.uid, seal=seal), recipient, queries.message_id_of(uid))
    )

    assert (taken, sent.bounced_at, marked(db)) == (False, None, [])


@pytest.mark.parametrize("status", ["4.2.2", "5.7.1", "5.4.4", "unknown", ""])
def test_what_says_nothing_of_the_address_marks_the_notice_only(
    db: Session, sent: Notice, status: str
) -> None:
    assert inbox.take(reports.postfix(back_to(sent), ANA, "<x@y>", status=status))

    assert (sent.bounced_at is not None, marked(db)) == (True, [])


@pytest.mark.parametrize("word", [reports.postfix_delayed, reports.old_gmail_delayed])
def test_a_delay_is_no_failure(db: Session, sent: Notice, word: Word) -> None:
    assert not inbox.take(word(back_to(sent), ANA, queries.message_id_of(sent.uid)))

    assert (sent.bounced_at, marked(db)) == (None, [])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda octets: octets[: len(octets) // 2],
        lambda octets: octets.replace(b"message/delivery-status", b"text/plain"),
        lambda octets: octets.replace(b"multipart/report", b"multipart/mixed"),
        lambda octets: octets.replace(b"Final-Recipient: rfc822;", b"Final-Recipient: x400;"),
        lambda octets: octets.replace(b"Action: failed", b"Action: \xff\x00failed"),
        lambda octets: octets.replace(b"=_edge_", b"=_other_", 1),
        lambda octets: octets.replace(b"ana@example.org", b"ana"),
        lambda octets: octets.replace(b"\r\n\r\n", b"\r\n"),
        lambda _octets: b"",
        lambda _octets: b"\x00\xff" * 5000,
    ],
)
def test_a_malformed_report_does_nothing(
    db: Session, sent: Notice, spoil: Callable[[bytes], bytes]
) -> None:
    inbox.take(spoil(reports.postfix(back_to(sent), ANA, queries.message_id_of(sent.uid))))

    assert (sent.bounced_at, marked(db)) == (None, [])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda octets: octets.replace(b"-Recipients: ana@", b"-Recipients: \xff\x00<,"),
        lambda octets: octets.replace(b"X-Failed-Recipients: ", b"X-Failed: "),
        lambda octets: octets.replace(b"<notice.", b"<notice.\xff"),
        lambda octets: octets.replace(b"Message-ID:", b"Message-ID: <"),
        lambda octets: octets[: octets.index(b"------ This is a copy")],
    ],
)
def test_a_malformed_letter_does_nothing(
    db: Session, sent: Notice, spoil: Callable[[bytes], bytes]
) -> None:
    letter = came_back(reports.old_exim, sent, to_its_own_address=False)

    assert not inbox.take(spoil(letter))

    assert (sent.bounced_at, marked(db)) == (None, [])


def test_a_letter_that_names_thousands_of_addresses_is_not_searched_for_all_of_them() -> None:
    letter = EmailMessage()
    named = [f"somebody{number}@example.org" for number in range(5000)]
    letter.set_content("Hi. This is the qmail\n\n" + "".join(f"<{it}>:\n550 no\n" for it in named))

    report = read_report(letter)

    assert report is not None
    assert [it.recipient for it in report.failures] == named[:20]


def test_an_automatic_answer_is_no_report(db: Session, sent: Notice) -> None:
    octets = f"From: {ANA}\r\nTo: {back_to(sent)}\r\nSubject: I am away\r\n\r\nBack on Monday."

    assert not inbox.take(octets.encode())
    assert marked(db) == []


def test_a_marked_address_gets_what_is_necessary_and_nothing_else(
    db: Session, mails: MailServer
) -> None:
    services.mark_address("Ana@example.org", "5.1.1", "no such user")

    statuses = {
        group: queries.why_withheld(ANA, group) for group in (None, Group.REMINDERS, Group.NEWS)
    }
    post(ANA)
    deliver()

    assert statuses == {
        None: None, Group.REMINDERS: Withheld.BOUNCED, Group.NEWS: Withheld.BOUNCED,
    }  # fmt: skip
    assert [to for to, _subject in mails.subjects()] == [ANA]
    services.choose(ANA, Group.NEWS, Choice.NEVER)
    assert queries.why_withheld(ANA, Group.NEWS) is Withheld.UNSUBSCRIBED


def test_an_address_is_trusted_again_when_somebody_says_so(db: Session) -> None:
    for email in (ANA, "ben@example.org"):
        services.mark_address(email, "5.1.1", "no such user")
        services.mark_address(email, "5.2.1", "known already")

    services.trust_again("ANA@example.org")

    assert queries.troubles([ANA, "Ben@example.org"]).keys() == {"ben@example.org"}


def test_an_address_is_trusted_again_when_its_mail_was_read(
    db: Session, client: FlaskClient, mails: MailServer
) -> None:
    account = factories.account(email=ANA)
    services.mark_address(ANA, "5.1.1", "no such user")
    accounts.mail_sign_in_link(ANA, "en")
    db.commit()
    deliver()

    client.post(mails.link(ANA, "/login/link/"))

    assert account.email == ANA
    assert marked(db) == []


def test_what_was_sent_before_an_address_was_trusted_says_nothing_against_it(
    db: Session, sent: Notice
) -> None:
    services.trust_again("Ana@example.org")

    assert inbox.take(reports.postfix(back_to(sent), ANA, "<x@y>"))

    assert (sent.bounced_at is not None, marked(db)) == (True, [])
    later = post(ANA)
    later.sent_at = clock.now()
    assert inbox.take(reports.postfix(back_to(later), ANA, "<x@y>"))
    assert marked(db) == [(ANA, "5.1.1")]


class Refusing(MailServer):
    """A mail server that knows no address but one, and says why."""

    reply = ""

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Take what is for Ben."""
        if address != "ben@example.org":
            return self.reply
        envelope.rcpt_tos.append(address)
        return "250 ok"


@pytest.fixture
def refusing(app: Flask, db: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Refusing]:
    """Send by a server of its own."""
    server = Refusing()
    controller = mailservers.start(server)
    monkeypatch.setitem(app.config, "MAIL_PORT", controller.port)
    for name in ("mail", "smtp"):
        monkeypatch.setitem(app.extensions, name, app.extensions[name])
    smtp.init_app(app)
    yield server
    controller.stop()


@pytest.mark.parametrize(
    ("reply", "marks"),
    [
        ("550 5.1.1 no such user", [(ANA, "5.1.1")]),
        ("550 unknown", [(ANA, "5.0.0")]),
        ("554 5.7.1 your host is blocked", []),
        ("554 no", []),
    ],
)
def test_an_address_refused_at_once_is_marked_and_holds_nobody_up(
    db: Session, refusing: Refusing, reply: str, marks: list[tuple[str, str]]
) -> None:
    refusing.reply = reply
    for email in (ANA, "ben@example.org"):
        post(email)

    deliver()

    assert marked(db) == marks
    assert [to for to, _subject in refusing.subjects()] == ["ben@example.org"]
    messages = db.scalars(select(Message).order_by(Message.id))
    assert [it.failed_at is not None for it in messages] == [True, False]
