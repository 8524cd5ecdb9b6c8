"""The mailbox is read over IMAP, each mail once, whatever one of them does."""

import socketserver
from collections.abc import Iterator
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from eventsapp.core import inbox
from eventsapp.core.inbox import Incoming


class Mailbox(socketserver.StreamRequestHandler):
    """As much of an IMAP server (RFC 3501) as reads one mailbox."""

    mails: dict[int, bytes]
    seen: set[int]
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
        self.wfile.write(f"* SEARCH {unread}\r\n".encode())

    def on_fetch(self, number: str, _what: str) -> None:
        """Give one mail."""
        octets = self.mails[int(number)]
        self.wfile.write(f"* {number} FETCH (BODY[] {{{len(octets)}}}\r\n".encode())
        self.wfile.write(octets + b")\r\n")

    def on_store(self, number: str, *_flags: str) -> None:
        """Mark one mail as read."""
        self.seen.add(int(number))


@pytest.fixture
def mailbox(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Mailbox]]:
    """Serve an empty mailbox on loopback, and let the settings name it."""
    box = type("Box", (Mailbox,), {"mails": {}, "seen": set(), "logins": []})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), box) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        url = f"imap://invite%40example.org:p%3Ass@127.0.0.1:{port}/INBOX"
        monkeypatch.setitem(app.config, "INBOX_URL", url)
        yield box
        server.shutdown()


def subject(incoming: Incoming) -> str:
    return str(incoming.mail["Subject"])


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
