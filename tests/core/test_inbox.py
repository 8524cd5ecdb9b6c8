"""The mailbox is read over IMAP, each mail once, whatever one of them does."""

import socketserver
import ssl
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from ipaddress import IPv4Address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from flask import Flask
from sqlalchemy.orm import Session

from eventsapp.core import clock, inbox
from eventsapp.core.inbox import Incoming


class Mailbox(socketserver.StreamRequestHandler):
    """As much of an IMAP server (RFC 3501) as reads one mailbox."""

    mails: dict[int, bytes]
    seen: set[int]
    flagged: set[int]
    logins: list[str]

    def handle(self) -> None:
        """Answer commands until the other side leaves."""
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, command, *arguments = line.decode().split()
            done = getattr(self, f"on_{command.lower()}", lambda *_: None)
            done(*arguments)
            self.wfile.write(f"{tag} OK done\r\n".encode())
            if command.upper() == "LOGOUT":
                return

    def on_capability(self) -> None:
        """Say which IMAP this is."""
        self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")

    def on_login(self, *who: str) -> None:
        """Let anybody in, and remember who."""
        self.logins.append(" ".join(who))

    def on_select(self, _folder: str) -> None:
        """Say how many mails there are."""
        self.wfile.write(f"* {len(self.mails)} EXISTS\r\n".encode())

    def on_search(self, *_criteria: str) -> None:
        """Name the unread ones."""
        unread = " ".join(str(n) for n in self.mails if n not in self.seen)
        if unread:  # some servers say nothing where nothing was found
            self.wfile.write(f"* SEARCH {unread}\r\n".encode())

    def on_fetch(self, number: str, what: str) -> None:
        """Give the beginning of one mail, after word of one that somebody else has read."""
        most = int(what.partition("<0.")[2].partition(">")[0])
        octets = self.mails[int(number)][:most]
        self.wfile.write(b"* 9 FETCH (FLAGS (\\Seen))\r\n")
        self.wfile.write(f"* {number} FETCH (BODY[]<0> {{{len(octets)}}}\r\n".encode())
        self.wfile.write(octets + b")\r\n")

    def on_store(self, number: str, _how: str, *flags: str) -> None:
        """Mark one mail as read, and perhaps for somebody to read."""
        self.seen.add(int(number))
        if any("Flagged" in flag for flag in flags):
            self.flagged.add(int(number))


def certificate(folder: Path) -> ssl.SSLContext:
    """Return what a server shows that vouches for itself as 127.0.0.1."""
    key, now = ec.generate_private_key(ec.SECP256R1()), clock.now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + made.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


@pytest.fixture
def mailbox(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Mailbox]]:
    """Serve an empty mailbox on loopback, and let the settings name it."""
    box = type("Box", (Mailbox,), {"mails": {}, "seen": set(), "flagged": set(), "logins": []})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), box) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        url = f"imap://invite%40example.org:p%3Ass@127.0.0.1:{port}/INBOX"
        monkeypatch.setitem(app.config, "INBOX_URL", url)
        yield box
        server.shutdown()


#: As much of an answer as reaches the question whose it is.
CALENDAR = b"""Content-Type: text/calendar

BEGIN:VCALENDAR
METHOD:REPLY
BEGIN:VEVENT
UID:x@127.0.0.1
DTSTAMP:20270101T000000Z
ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org
END:VEVENT
END:VCALENDAR
"""


def subject(incoming: Incoming) -> str:
    return str(incoming.mail["Subject"])


def test_a_mail_server_that_only_vouches_for_itself_gets_no_password(
    app: Flask, db: Session, mailbox: type[Mailbox], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    context = certificate(tmp_path)

    class Secure(mailbox):  # type: ignore[misc, valid-type]
        def setup(self) -> None:
            self.request = context.wrap_socket(self.request, server_side=True)
            super().setup()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Secure) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"imaps://invite:secret@127.0.0.1:{server.server_address[1]}/INBOX"
        monkeypatch.setitem(app.config, "INBOX_URL", url)

        with pytest.raises(ssl.SSLCertVerificationError):
            inbox.look()
        server.shutdown()

    assert mailbox.logins == []


def test_unread_mails_are_offered_once_in_their_order(
    app: Flask, db: Session, mailbox: type[Mailbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[str] = []
    monkeypatch.setitem(
        app.extensions, "inbox", [lambda incoming: bool(offered.append(subject(incoming)))]
    )
    mailbox.mails.update({n: f"Subject: {n}\r\n\r\nHello\r\n".encode() for n in (1, 2, 3)})

    assert [inbox.look(), inbox.look()] == [3, 0]

    assert offered == ["1", "2", "3"]
    assert mailbox.logins[0] == 'invite@example.org "p:ss"'


def test_a_mail_that_breaks_a_reader_does_not_keep_back_the_others(
    app: Flask, db: Session, mailbox: type[Mailbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[str] = []

    def read(incoming: Incoming) -> bool:
        if subject(incoming) == "1":
            raise ValueError("not like this")
        return bool(offered.append(subject(incoming)))

    monkeypatch.setitem(app.extensions, "inbox", [read])
    mailbox.mails.update({n: f"Subject: {n}\r\n\r\nHello\r\n".encode() for n in (1, 2)})

    assert [inbox.look(), inbox.look()] == [2, 0]

    assert offered == ["2"]


def test_what_nobody_takes_is_flagged_for_a_person(
    app: Flask, db: Session, mailbox: type[Mailbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "inbox", [lambda incoming: subject(incoming) == "1"])
    mailbox.mails.update({n: f"Subject: {n}\r\n\r\nHello\r\n".encode() for n in (1, 2)})
    mailbox.mails[3] = b"Auto-Submitted: auto-replied; owner\r\n\r\nI am away.\r\n"

    inbox.look()

    assert (mailbox.seen, mailbox.flagged) == ({1, 2, 3}, {2})


def with_calendars(*calendars: str) -> bytes:
    """Return a mail that brings these to calendar programs."""
    mail = EmailMessage()
    mail.set_content("See the calendars.")
    for calendar in calendars:
        mail.add_attachment(calendar, subtype="calendar")
    return mail.as_bytes()


@pytest.fixture
def read(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[Incoming]:
    """Keep the mails that are offered."""
    offered: list[Incoming] = []
    monkeypatch.setitem(app.extensions, "inbox", [lambda incoming: bool(offered.append(incoming))])
    return offered


def test_of_many_calendars_in_a_mail_the_first_five_are_read(
    db: Session, mailbox: type[Mailbox], read: list[Incoming]
) -> None:
    mailbox.mails[1] = with_calendars(*"abcdefg")

    inbox.look()

    [mail] = read
    assert b"".join(mail.calendars()).split() == [b"a", b"b", b"c", b"d", b"e"]


def test_a_calendar_of_more_than_100_kb_is_not_read(
    db: Session, mailbox: type[Mailbox], read: list[Incoming]
) -> None:
    longest = "\n".join(["x" * 63] * 1562)
    mailbox.mails[1] = with_calendars(longest + "\n" + "y" * 32, longest + "\n" + "y" * 31)

    inbox.look()

    [mail] = read
    assert [len(it) for it in mail.calendars()] == [100_000]


@pytest.mark.parametrize("nothing", [b"", b"* SEARCH\r\n"], ids=["no answer", "an empty one"])
def test_a_server_may_leave_out_its_answer_where_nothing_is_unread(
    db: Session, mailbox: type[Mailbox], monkeypatch: pytest.MonkeyPatch, nothing: bytes
) -> None:
    monkeypatch.setattr(mailbox, "on_search", lambda box, *_criteria: box.wfile.write(nothing))

    assert inbox.look() == 0


@pytest.mark.parametrize(
    ("field", "sender"),
    [
        ("From: Ana <Ana@Example.org>", "ana@example.org"),
        ("From: Ana", ""),
        ("From: Friends:;", ""),
        ("From:", ""),
        ("X-From: ana@example.org", ""),
        ("From: ana@example.org, eve@example.org", ""),
    ],
)
def test_a_mail_that_names_no_one_address_as_its_sender_s_comes_from_nobody(
    db: Session, mailbox: type[Mailbox], read: list[Incoming], field: str, sender: str
) -> None:
    mailbox.mails[1] = f"{field}\r\n\r\nHello\r\n".encode()

    inbox.look()

    assert [mail.sender for mail in read] == [sender]


def test_of_a_huge_mail_only_the_beginning_is_fetched(
    app: Flask, db: Session, mailbox: type[Mailbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[int] = []
    monkeypatch.setattr(inbox, "MAX_OCTETS", 1000)
    monkeypatch.setattr(inbox, "take", lambda octets: bool(offered.append(len(octets))))
    mailbox.mails[1] = b"Subject: 1\r\n\r\n" + b"x" * 5000

    inbox.look()

    assert offered == [1000]


@pytest.mark.parametrize(
    "octets",
    [
        b"Content-Type: message/rfc822\r\n\r\n" * 3000,
        b"Content-Type: text/calendar;" + b" a=b;" * 100_000 + b"\r\n\r\nBEGIN:VCALENDAR",
        CALENDAR.replace(b"UID", b"DTSTART;TZID=" + b"A" * 5000 + b":20270101T000000\r\nUID"),
    ],
    ids=["nested", "parameters", "zone"],
)
@pytest.mark.timeout(60, func_only=True)
def test_what_cannot_be_read_is_nobodys(db: Session, octets: bytes) -> None:
    assert inbox.take(octets) is False


def test_the_first_that_a_mail_is_for_takes_it(
    app: Flask, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    takers = [
        lambda _mail: bool(asked.append("first")),
        lambda _mail: asked.append("second") or True,
        lambda _mail: bool(asked.append("third")),
    ]
    monkeypatch.setitem(app.extensions, "inbox", takers)

    assert inbox.take(b"Subject: Hello\n\nHello") is True

    assert asked == ["first", "second"]
